from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import OpenEXR
import pytest

from simgen.color import LUMINANCE
from simgen.errors import CatalogError
from simgen.rendering.environment import environment_map
from simgen.seeds import stream
from simgen.world import EnvironmentLight


def write_exr(path: Path, channels: dict[str, np.ndarray]) -> None:
    with OpenEXR.File({"compression": OpenEXR.PIZ_COMPRESSION, "type": OpenEXR.scanlineimage}, channels) as file:
        file.write(str(path))


def light(path: Path) -> EnvironmentLight:
    return EnvironmentLight("environment", "all around", 100.0, path=str(path))


def test_one_picture_as_hdr_and_as_exr_gives_one_light(tmp_path: Path) -> None:
    # Radiance files share an exponent: values like each other are kept to one per cent.
    picture = stream(0, "sky").uniform(2, 4, size=(64, 128, 3)).astype(np.float32)
    write_exr(tmp_path / "sky.exr", {"RGB": picture})
    cv2.imwrite(str(tmp_path / "sky.hdr"), picture[..., ::-1])
    one, other = (environment_map(light(tmp_path / name)) for name in ("sky.exr", "sky.hdr"))
    np.testing.assert_allclose(one, other, rtol=0.02)
    rows = np.sin((np.arange(len(one)) + 0.5) / len(one) * np.pi)
    assert np.average((one @ LUMINANCE).mean(axis=1), weights=rows) == pytest.approx(100, rel=1e-4)


def test_a_grey_exr_is_grey_and_others_are_refused(tmp_path: Path) -> None:
    write_exr(tmp_path / "grey.exr", {"Y": np.full((32, 64), 3.0, np.float16)})
    np.testing.assert_allclose(environment_map(light(tmp_path / "grey.exr")), 100.0, rtol=1e-3)
    write_exr(tmp_path / "depth.exr", {"Z": np.ones((32, 64), np.float32)})
    (tmp_path / "text.exr").write_text("no picture")
    for name in ("depth", "text"):
        with pytest.raises(CatalogError, match="cannot be read"):
            environment_map(light(tmp_path / f"{name}.exr"))


def test_reading_leaves_the_renderer_its_choice_of_a_backend(tmp_path: Path) -> None:
    write_exr(tmp_path / "sky.exr", {"RGB": np.ones((32, 64, 3), np.float32)})
    code = (
        "import sys; from simgen.rendering.environment import environment_map as read; "
        "from simgen.world import EnvironmentLight; "
        f"read(EnvironmentLight('environment', 'a', 1.0, path={str(tmp_path / 'sky.exr')!r})); "
        "assert 'drjit' not in sys.modules and 'mitsuba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
