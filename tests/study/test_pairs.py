from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simgen.dataset import open_dataset, read, write_sample
from simgen.dataset.images import read_png
from simgen.errors import SimgenError
from simgen.frame import Sample
from simgen.study.axes import AXES
from simgen.study.pairs import CHANGES, LOOKS_OTHERWISE, OTHER_SURFACE, SAME, change_called, changed_pixels, write_pairs
from tests import handmade


def pair(tmp_path: Path, after: Sample) -> Path:
    samples = open_dataset(tmp_path / "data", handmade.HEADER)
    study = {"clip": "handmade", "target": "mug", "changed": [], "consequences": []}
    for key, sample in (("a", handmade.sample(0)), ("b", after)):
        write_sample(replace(sample, key=key, study=study), samples, handmade.CATEGORIES)
    return tmp_path / "data"


def test_a_pair_of_the_same_sample_has_no_changed_pixel(tmp_path: Path) -> None:
    before, after = read(pair(tmp_path, handmade.sample(0)))
    assert (changed_pixels(before, after) == SAME).all()


def test_a_mask_tells_what_another_light_does_from_what_another_thing_does(tmp_path: Path) -> None:
    sample = handmade.sample(0)
    rgb = sample.rgb.copy()
    rgb[0, :3] = 255 - rgb[0, :3]
    rgb[1, 0] += 3
    geometry = sample.frame.geometry
    ids, depth = geometry.instance_id.copy(), geometry.depth_m.copy()
    ids[10, 4], depth[11, 5], depth[11, 6] = 0, depth[11, 5] + 0.01, depth[11, 6] + 0.001
    frame = replace(sample.frame, geometry=replace(geometry, instance_id=ids, depth_m=depth))
    before, after = read(pair(tmp_path, replace(sample, rgb=rgb, frame=frame)))
    mask = changed_pixels(before, after)
    expected = np.zeros_like(mask)
    expected[0, :3] = LOOKS_OTHERWISE
    expected[10, 4] = expected[11, 5] = OTHER_SURFACE
    np.testing.assert_array_equal(mask, expected)
    (row,) = write_pairs(tmp_path, CHANGES["removed"], [(before, after)])
    assert (row["looks_otherwise_px"], row["other_surface_px"]) == (3, 2)
    np.testing.assert_array_equal(read_png(tmp_path / row["mask"]), mask)
    assert json.loads(json.dumps(row)) == row


def test_every_change_is_two_values_of_an_axis() -> None:
    for change in CHANGES.values():
        axis = AXES[change.axis]
        assert change.before != change.after
        assert all(isinstance(value, str if axis.names else float) for value in (change.before, change.after))


def test_any_axis_makes_a_change() -> None:
    change = change_called("pitch=20,50")
    assert (change.axis, change.before, change.after) == ("pitch", 20.0, 50.0)
    assert change_called("texture=cork,marble").after == "marble"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("open", r"there is no change 'open'\. Did you mean 'opened'\?"),
        ("pitch=20", "expected two different values"),
        ("pitch=20,20", "expected two different values"),
        ("pich=20,30", "Did you mean 'pitch'"),
    ],
)
def test_a_change_that_is_none_is_refused(text: str, message: str) -> None:
    with pytest.raises(SimgenError, match=message):
        change_called(text)
