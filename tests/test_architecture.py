from __future__ import annotations

import subprocess
import sys


def test_importing_simgen_loads_nothing_heavy() -> None:
    code = "import simgen, sys; print('\\n'.join(sorted({m.split('.')[0] for m in sys.modules})))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"mitsuba", "drjit", "pybullet", "pyrender", "torch", "cv2", "trimesh", "scipy", "shapely", "embreex"}
    assert heavy.isdisjoint(loaded)


def test_help_is_printed_without_loading_a_renderer() -> None:
    code = (
        "import sys, click.testing; from simgen.cli import main; "
        "r = click.testing.CliRunner().invoke(main, ['--version']); "
        "assert r.exit_code == 0, r.output; print([m for m in sys.modules if m in ('mitsuba', 'pybullet', 'cv2')])"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed == "[]\n"


def test_every_public_name_can_be_had() -> None:
    import simgen

    for name in simgen.__all__:
        assert getattr(simgen, name) is not None


def test_the_command_runs_as_a_module() -> None:
    words = [sys.executable, "-m", "simgen", "--version"]
    assert subprocess.run(words, capture_output=True, text=True, check=True).stdout.startswith("simgen, version ")
