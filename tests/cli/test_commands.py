from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner, Result

from simgen.cli import COMMANDS, main
from simgen.dataset import read

ROOT = Path(__file__).parent.parent.parent
CORNER = ROOT / "tests" / "scenes" / "corner.yaml"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("cli") / "corner"
    result = run("render", CORNER, "-n", 2, "-o", out, "--json")
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert len(printed["samples"]) == 2 and printed["failed"] == []
    return out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_helps(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0 and result.output.startswith(f"Usage: main {name}")


def test_rendering_again_makes_nothing(folder: Path) -> None:
    result = run("render", CORNER, "-n", 2, "-o", folder, "--json")
    assert result.exit_code == 0 and json.loads(result.stdout)["samples"] == []


def test_rendering_something_else_into_it_is_refused(folder: Path) -> None:
    result = run("render", CORNER, "-n", 2, "-o", folder, "--seed", 3)
    assert result.exit_code == 1
    assert "the folder holds another dataset: it differs in seed (0 there, 3 now)" in result.stderr
    assert len(read(folder)) == 2


def test_a_sample_is_compared_with_its_record(folder: Path, tmp_path: Path) -> None:
    meta = read(folder)[0].meta_path
    result = run("rerender", meta, "-o", tmp_path / "again")
    assert result.exit_code == 0, result.output
    assert "DIFFERS" not in result.stdout and result.stdout.count("identical") == 7
    for path in (tmp_path / "again").iterdir():
        assert path.read_bytes() == (meta.parent / path.name).read_bytes()


def test_a_changed_record_is_told(folder: Path, tmp_path: Path) -> None:
    meta = read(folder)[0].meta_path
    record = json.loads(meta.read_text())
    record["files"]["rgb.png"] = "0" * 32
    (tmp_path / "changed.meta.json").write_text(json.dumps(record))
    result = run("rerender", tmp_path / "changed.meta.json")
    assert result.exit_code == 1
    assert "rgb.png: DIFFERS" in result.stdout


def test_export_counts_what_it_wrote(folder: Path, tmp_path: Path) -> None:
    result = run("export", folder, "--to", "coco", "-o", tmp_path / "coco", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["images"] == 2


@pytest.mark.parametrize("words", [("export", "--to", "coco"), ("gallery",), ("validate",), ("rerender",)])
def test_a_folder_that_cannot_be_made_or_read_is_told_without_a_traceback(
    folder: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("mine")
    out = tmp_path / "file" / "out"
    given: list[str | Path] = [words[0], out if words[0] == "validate" else folder, *words[1:]]
    if words[0] == "rerender":
        given[1] = read(folder)[0].meta_path
    result = run(*given, *(["-o", out] if words[0] != "validate" else []))
    assert result.exit_code == 1 and not isinstance(result.exception, OSError)
    assert result.stderr.startswith("error: ") and str(tmp_path / "file") in result.stderr


def test_check_settles_and_tells(tmp_path: Path) -> None:
    result = run("check", CORNER, "-n", 2, "--json")
    assert result.exit_code == 0, result.output
    draws = json.loads(result.stdout)["draws"]
    assert [draw["index"] for draw in draws] == [0, 1]
    assert all(draw["max_penetration_mm"] <= 2 for draw in draws)


def test_check_of_an_infeasible_spec_fails_with_the_reason() -> None:
    result = run("check", CORNER, "-n", 1, "--set", "objects.mug.count=60", "--set", "requirements.max_attempts=1")
    assert result.exit_code == 1
    assert "draw 0 failed in all 1 attempts" in result.stderr


def test_schema_is_json_schema() -> None:
    import jsonschema

    printed = json.loads(run("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(printed)


@pytest.mark.slow
def test_preview_shows_a_picture_and_a_sheet(tmp_path: Path) -> None:
    size = ("--set", "render.width=48", "--set", "render.height=36")
    result = run("preview", CORNER, "-n", 2, "-o", tmp_path / "p", *size)
    assert result.exit_code == 0, result.output
    assert sorted(p.name for p in (tmp_path / "p").iterdir()) == ["preview.png", "sheet.png"]


def test_info_tells_the_backend() -> None:
    printed = json.loads(run("info", "--json").stdout)
    assert printed["renderer"]["variant"] in ("cuda_ad_rgb", "llvm_ad_rgb", "scalar_rgb")
    assert printed["renderer"]["reason"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("render", "no_such_scene"), "no_such_scene"),
        (("render", "tabletopp"), "Did you mean 'tabletop'?"),
        (("check", CORNER, "--set", "objects.mugg.count=1"), "Did you mean"),
        (("check", CORNER, "--set", "objects.mug.category=mugg"), "Did you mean 'mug'?"),
        (("check", CORNER, "--set", "room.floor=oak_plank"), "Did you mean 'oak_planks'?"),
        (("render", CORNER, "--shard", "9/4"), "shard 9 of 4 does not exist"),
        (("export", "nowhere", "--to", "coco", "-o", "x"), "no dataset.json here"),
        (("rerender", "nowhere.meta.json"), "cannot read the record"),
    ],
)
def test_a_mistake_gets_one_clear_error_and_writes_nothing(
    words: tuple[str | Path, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ") and message in result.stderr
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_ctrl_c_keeps_finished_samples_whole_and_leaves_no_process(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "simgen.cli", "render", str(CORNER), "-n", "500", "-o", str(tmp_path / "d")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    started = subprocess.Popen(
        [*command, "--workers", "2"],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        # What a shell runs in the background, these tests perhaps, ignores interrupts, and so would all that it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        deadline = time.monotonic() + 120
        while not list((tmp_path / "d" / "samples").glob("*.meta.json")):
            assert time.monotonic() < deadline and started.poll() is None
            time.sleep(0.2)
        children = psutil.Process(started.pid).children(recursive=True)
        assert children
        started.send_signal(signal.SIGINT)
        _, errors = started.communicate(timeout=30)
    finally:
        if started.poll() is None:
            started.kill()
    assert started.returncode == 130
    assert "finished samples are kept" in errors
    _, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []
    records = read(tmp_path / "d")
    assert len(records) and all(record.damaged_files() == () for record in records)
