from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgen.dataset.record import camera_to_json
from simgen.errors import DatasetError
from simgen.geometry import Intrinsics, look_at
from simgen.study.evaluation.conditions import CONDITIONS, bins, find_condition
from simgen.study.evaluation.curves import slices
from simgen.world import Camera
from tests.study.evaluation.made import picture, thing


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60))
def test_bins_hold_every_number_once(values: list[float]) -> None:
    cut = bins(values)
    assert all(sum(each.holds(value) for each in cut) == 1 for value in values)


def test_few_values_get_a_bin_each_and_many_about_equal_shares() -> None:
    assert [each.label for each in bins([0.5, 0.1, 0.5, 0.1])] == ["0.1", "0.5"]
    # A camera that was turned to -60 degrees is at -60, whatever rounding left of it.
    turned = bins([-60.0, -60.000000000000014, -59.99999999999999, 10.0])
    assert [each.label for each in turned] == ["-60", "10"]
    assert [each.holds(-60.000000000000014) for each in turned] == [True, False]
    shares = np.array([[each.holds(v / 100) for v in range(100)] for each in bins([v / 100 for v in range(100)])])
    assert shares.sum(axis=1).tolist() == [20] * 5
    assert [each.label for each in bins(["b", "a", "b"])] == ["a", "b"]


def test_edges_must_rise_and_words_have_none() -> None:
    assert [each.label for each in bins([1.0], [0, 1, 2])] == ["0..1", "1..2"]
    for values, edges in (([1.0], [1.0]), ([1.0], [0.0, 0.0]), (["a"], [0.0, 1.0])):
        with pytest.raises(DatasetError, match="cannot cut"):
            bins(values, edges)


@given(st.floats(-80, 80), st.floats(-170, 170))
def test_pitch_and_roll_are_those_that_the_camera_was_given(pitch: float, roll: float) -> None:
    eye = np.array([1.0, 2.0, 1.5])
    to = [0.6 * np.cos(np.radians(pitch)), 0.8 * np.cos(np.radians(pitch)), np.sin(np.radians(pitch))]
    camera = Camera("main", look_at(eye, eye + to, np.radians(roll)), Intrinsics.from_vertical_fov(100, 80, 50.0))
    shown = picture(1, [], camera=camera_to_json(camera))
    read = {name: CONDITIONS[name].read(shown, {}) for name in ("camera_pitch", "camera_roll", "vertical_fov")}
    assert read == pytest.approx({"camera_pitch": pitch, "camera_roll": roll, "vertical_fov": 50.0}, abs=1e-6)


def test_every_condition_can_be_read_of_a_picture_or_a_thing() -> None:
    own = thing(1, "mug", (0, 0, 50, 40), states={"open": {"fraction": 0.3}, "upright": {"tilt_deg": 2.0}})
    shown = picture(1, [own], light={"illuminance_lx": 300.0})
    found = {name: c.read(shown, own) for name, c in CONDITIONS.items() if name != "luminance"}
    assert None not in found.values()
    assert [found[name] for name in ("box_area", "open", "distance", "lux")] == [0.25, 0.3, 2.0, 300.0]


def test_a_variable_is_a_name_an_axis_or_a_path() -> None:
    own = thing(1, "mug", (0, 0, 50, 40), states={"open": {"fraction": 0.3}})
    shown = [picture(1, [own], scenario={"spec_name": "made", "axes": {"lighting": 0.2}, "room": {"kind": "test"}})]
    assert find_condition("lighting", shown).read(shown[0], {}) == 0.2
    assert find_condition("exposure.ev100", shown).read(shown[0], {}) == 8.0
    found = find_condition("states.open.fraction", shown)
    assert (found.about, found.read(shown[0], own)) == ("thing", 0.3)
    with pytest.raises(DatasetError, match="no sample has a variable 'lightning'"):
        find_condition("lightning", shown)


def test_a_bin_of_things_chooses_these_and_a_bin_of_pictures_all_that_is_in_them() -> None:
    shown = [
        picture(n, [thing(1, "mug", (0, 0, 9, 9), visible_fraction=n / 4), thing(2, "bowl", (0, 0, 9, 9))])
        for n in (1, 2, 3)
    ]
    cut = slices(shown, "visible_fraction", [0.0, 0.6, 1.0])
    assert [sorted(c.things or ()) for c in cut.chosen] == [[(0, 1), (1, 1)], [(0, 2), (1, 2), (2, 1), (2, 2)]]
    assert cut.centers == pytest.approx((0.375, (0.75 + 3) / 4))
    cameras = slices(shown, "camera")
    assert (cameras.chosen[0].things, cameras.chosen[0].thing(2, 7)) == (None, True)


def test_with_a_target_bins_are_of_the_target_alone() -> None:
    things = [thing(1, "mug", (0, 0, 9, 9), visible_fraction=0.2), thing(2, "mug", (0, 0, 9, 9), visible_fraction=0.9)]
    shown = [picture(n, things[: 3 - n]) for n in (1, 2)]
    cut = slices(shown, "visible_fraction", target=lambda p: 2 if p.number == 1 else None)
    assert [chosen.things for chosen in cut.chosen] == [{(0, 2)}]


def test_an_axis_of_a_sweep_is_read_as_requested_or_as_measured() -> None:
    row = {"requested": 0.5, "measured": 120.0, "unit": "", "measured_unit": "lx"}
    shown = [picture(1, [], study={"axes": {"distance": row}, "target": "mug"})]
    asked, measured = find_condition("distance", shown), find_condition("distance.measured", shown)
    assert (asked.about, asked.read(shown[0], {}), asked.unit) == ("picture", 0.5, "")
    assert (measured.read(shown[0], {}), measured.unit) == (120.0, "lx")
    assert find_condition("distance", [picture(1, [])]).about == "thing"
