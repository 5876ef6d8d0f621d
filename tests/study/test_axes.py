from __future__ import annotations

import functools
import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simgen.errors import PlacementError, SimgenError
from simgen.frame import Sample
from simgen.geometry import Intrinsics, Pose, look_at, yaw
from simgen.physics import PhysicsEngine, load_engine
from simgen.pipeline import Pipeline, observe, photograph
from simgen.rendering.geometry_pass import trace
from simgen.rendering.relight import Negative, dimmed
from simgen.spec import parse_spec
from simgen.study.axes import AXES, Axis, Subject, axis_called
from simgen.study.clips import (
    Factor,
    adapting_sensors,
    at_rest,
    changed_paths,
    consequences,
    held_sensor,
    metering_picture,
    shots_of,
)
from simgen.world import Scene
from tests.study.tiny import PROVENANCE, SUBJECT, QuickRenderer, scenario

# What each axis may change in a scenario; all else stays bit-equal.
CHANGES = {
    "articulation": r"bodies\[chest\]\.joint_targets(\.drawer)?",
    "scale": r"bodies\[thing\]\.(scale|world_from_body\.position)",
    "tilt": r"bodies\[thing\]\.world_from_body\.(position|quaternion)",
    "fill": r"bodies\[cup\]\.fill\.fraction",
    "presence": r"bodies\[thing\]",
    "place": r"bodies\[thing\]\.(support|world_from_body\.position)",
    "clutter": r"bodies\[box_\d\]",
    "visibility": r"bodies\[occluder\]\.world_from_body\.position",
    "texture": r"bodies\[thing\]\.materials\.\w+\..*",
    "color": r"bodies\[thing\]\.materials\.\w+\.base_color",
    "finish": r"bodies\[thing\]\.materials\.\w+\..*",
    "glossiness": r"bodies\[thing\]\.materials\.\w+\.clearcoat",
    "transparency": r"bodies\[thing\]\.materials\.\w+\.base_color",
    "room": r"room\.\w+|(bodies|lights)\[.*|axes\..*",
    "background_texture": r"bodies\[wall_north\]\.materials\.\w+\..*",
    "background_color": r"bodies\[wall_north\]\.materials\.\w+\.base_color",
    "pitch": r"cameras\[main\]\.world_from_camera\.(position|quaternion)",
    "yaw": r"cameras\[main\]\.world_from_camera\.(position|quaternion)",
    "roll": r"cameras\[main\]\.world_from_camera\.quaternion",
    "height": r"cameras\[main\]\.world_from_camera\.(position|quaternion)",
    "distance": r"cameras\[main\]\.world_from_camera\.position",
    "zoom": r"cameras\[main\]\.intrinsics\.f[xy]",
    "distortion": r"cameras\[main\]\.intrinsics\.k1",
    "depth_of_field": r"cameras\[main\]\.(aperture_radius_m|focus_distance_m)",
    "walk": r"cameras\[main\]\.world_from_camera\.(position|quaternion)",
    "lighting": r"light_gains\.\w+",
    "electric_light": r"light_gains\.lamps",
    "daylight": r"light_gains\.sky",
    "light_temperature": r"light_gains\.\w+",
    "hour": r"lights\[(window_1|sun)\].*|axes\.sun_(azimuth|elevation)_deg",
    "light_direction": r"lights\[key\]\.world_from_spot\.(position|quaternion)",
    "haze": r"haze_per_m",
    "exposure": r"sensor\.compensation_ev",
    "iso": r"sensor\.iso",
    "white_balance": r"sensor\.white_temperature_k",
    "motion_blur": r"sensor\.motion_blur_px",
    "compression": r"sensor\.jpeg_quality",
}
# Fewer values where each one is dear.
FEW = {"room": ("office", "bathroom")}
# Axes that need a thing of a certain kind.
TARGETS = {"articulation": "chest", "fill": "cup"}
# Where the axis asks for what is measured, the two agree this well.
EXACT = {"articulation": 1e-6, "fill": 1e-3, "tilt": 1e-6, "pitch": 1e-6, "yaw": 1e-6, "roll": 1e-6, "height": 1e-9}
EXACT |= {"distance": 1e-9, "light_direction": 1e-6, "glossiness": 1e-9, "color": 0.5, "background_color": 0.5}


@functools.cache
def engine() -> PhysicsEngine:
    return load_engine()


@functools.cache
def base(number: int) -> Scene:
    """The tiny room at rest, its sensor's choices held."""
    scene = engine().settle(scenario(number))
    picture = photograph(scene, scene.scenario.cameras[0], QuickRenderer()).frame.rgb_linear.astype(np.float64)
    return replace(scene, scenario=replace(scene.scenario, sensor=held_sensor(scene, picture)))


@functools.cache
def clip(number: int, axis: Axis, count: int = 5) -> list[Sample]:
    subject = replace(SUBJECT, target=TARGETS.get(axis.name, "thing"))
    shots = sorted(
        shots_of(base(number), [Factor(axis, FEW.get(axis.name) or axis.values(None, count))], subject, engine()),
        key=lambda s: s.number,
    )
    negatives: dict[tuple[Any, ...], Negative] = {}
    frames = []
    for shot in shots:
        if shot.negative not in negatives:
            camera = shot.scene.scenario.cameras[0]
            negatives[shot.negative] = photograph(shot.scene, camera, QuickRenderer())
        frames.append(observe(negatives[shot.negative], shot.scene, PROVENANCE))
    return frames


def test_every_axis_says_what_it_may_change() -> None:
    assert set(CHANGES) == set(AXES)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("name", AXES)
def test_an_axis_changes_its_factor_monotonically_and_nothing_else(name: str, number: int) -> None:
    axis = AXES[name]
    frames = clip(number, axis)
    subject = replace(SUBJECT, target=TARGETS.get(name, "thing"))
    first = frames[0].scene
    for other in frames[1:]:
        paths = changed_paths(first.scenario, other.scene.scenario)
        assert paths and all(re.fullmatch(CHANGES[name], path) for path in paths), paths
        if axis.redo != "settle":
            rests = [[b.world_from_body for b in s.bodies if not b.is_liquid] for s in (first, other.scene)]
            assert rests[0] == rests[1]
            assert consequences(first, other.scene) == []
    measured = [axis.measure(sample, subject) for sample in frames]
    if axis.rises == 0:
        assert len(set(measured)) == len(measured)
    else:
        numbers = [float(value) * axis.rises for value in measured]
        assert numbers == sorted(numbers) and len(set(numbers)) == len(numbers), measured
    if name in EXACT:
        np.testing.assert_allclose(np.array(measured, float), axis.values(None), atol=EXACT[name])


@pytest.mark.parametrize("name", [a.name for a in AXES.values() if a.redo == "develop"])
def test_what_is_only_developed_anew_has_the_same_geometry_and_labels(name: str) -> None:
    first, *others = clip(0, AXES[name], 2)
    for other in others:
        assert other.labels == first.labels
        np.testing.assert_array_equal(other.frame.geometry.depth_m, first.frame.geometry.depth_m)


def test_the_target_stays_where_it_is_in_the_picture_while_the_camera_moves_around_it() -> None:
    for name in ("pitch", "height", "distance", "zoom"):
        centers = []
        for sample in clip(0, AXES[name]):
            camera = sample.frame.camera
            middle = SUBJECT.middle_of(sample.scene)
            view = camera.intrinsics
            pixel = view.project(camera.world_from_camera.inverse.apply(middle))
            centers.append((pixel - [view.cx, view.cy]) / (view.fx if name == "zoom" else 1.0))
        assert np.ptp(np.array(centers), axis=0).max() < 0.5, name


@pytest.mark.slow
def test_in_another_room_the_target_its_company_and_the_camera_stay_as_they_were_and_in_view() -> None:
    before = base(0)
    kept = ["table", "thing", "box_1", "box_2", "box_3", "box_4", "cup"]
    there = next(s for s in clip(0, AXES["room"]) if s.scene.scenario.room.kind == "office")
    assert there.scene.scenario.cameras == before.scenario.cameras
    for name in kept:
        one, other = (next(b for b in s.bodies if b.name == name) for s in (before.scenario, there.scene.scenario))
        assert one == other
        np.testing.assert_allclose(
            there.scene.body(name).world_from_body.position, before.body(name).world_from_body.position, atol=1e-3
        )
    assert there.labels.instance("thing").visible_fraction > 0.9
    assert len(there.scene.bodies) > len(kept) + 10
    with pytest.raises(PlacementError, match="is a part of the room itself"):
        AXES["room"].set(before, "office", replace(SUBJECT, target="walls"))
    assert AXES["room"].set(before, "drawn", SUBJECT) == before.scenario


def test_what_an_opened_drawer_or_a_lifted_support_moves_is_told_as_a_consequence() -> None:
    subject = replace(SUBJECT, target="box_1")
    still, turned = (shot.scene for shot in shots_of(base(0), [Factor(AXES["tilt"], (0.0, 90.0))], subject, engine()))
    told = consequences(still, turned)
    # The box on top of it cannot stay where it was; the box itself is what was asked for.
    assert {entry["body"] for entry in told} <= {"box_2"}


def test_shots_that_differ_in_the_camera_or_the_sensor_alone_share_what_a_renderer_builds() -> None:
    for name, shared in (("pitch", True), ("exposure", True), ("lighting", True), ("color", False), ("hour", False)):
        one, other = (
            s.scene for s in shots_of(base(0), [Factor(AXES[name], AXES[name].values(None, 2)[:2])], SUBJECT, engine())
        )
        same = one.bodies is other.bodies and one.scenario.lights is other.scenario.lights
        assert same == shared, name


def test_the_visible_share_falls_to_nothing_while_the_camera_stays() -> None:
    frames = clip(0, AXES["visibility"])
    seen = [SUBJECT.label_of(sample).visible_fraction for sample in frames]
    assert seen[0] == 0.0 and seen[-1] == 1.0
    np.testing.assert_allclose(seen, [0, 0.25, 0.5, 0.75, 1], atol=0.2)
    assert len({sample.frame.camera for sample in frames}) == 1


def test_a_grid_is_settled_and_rendered_no_more_often_than_its_values_ask_for() -> None:
    factors = [Factor(AXES[name], AXES[name].values(None, 3)) for name in ("exposure", "pitch", "scale")]
    shots = list(shots_of(base(0), factors, SUBJECT, engine()))
    assert sorted(shot.number for shot in shots) == list(range(27))
    changes = sum(a.negative != b.negative for a, b in itertools.pairwise(shots))
    assert changes == 8
    # The first factor changes fastest.
    first = {shot.number: shot.values for shot in shots}
    assert [first[k]["exposure"] for k in range(4)] == [-4.0, -0.5, 3.0, -4.0]


@settings(max_examples=25)
@given(st.floats(-50, 50), st.floats(-50, 50), st.integers(1, 40))
def test_values_are_evenly_spaced_from_the_first_to_the_last(low: float, high: float, count: int) -> None:
    values = AXES["exposure"].values(f"{low!r}:{high!r}:{count}")
    np.testing.assert_allclose(values, np.linspace(low, high, count))
    assert AXES["exposure"].values(",".join(repr(v) for v in values)) == values


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0:1", "--values 0:1: expected A:B:N with a whole N of 1 to 10000. Write e.g. 0:75:5."),
        ("0:1:0", "--values 0:1:0: expected A:B:N with a whole N of 1 to 10000. Write e.g. 0:75:5."),
        ("a,b", "--values a,b: expected numbers. Write A:B:N, N values from A to B, or a list, e.g. 0,75."),
        ("nan", "--values nan: expected finite numbers. Leave nan and inf out."),
    ],
)
def test_values_that_say_nothing_are_refused_with_what_to_write(text: str, message: str) -> None:
    with pytest.raises(SimgenError) as caught:
        AXES["pitch"].values(text)
    assert str(caught.value) == message


def test_a_camera_that_walks_adapts_over_a_while() -> None:
    walk = AXES["walk"]
    shots = list(shots_of(base(0), [Factor(walk, walk.values(None))], SUBJECT, engine()))
    free = replace(base(0).scenario.sensor, exposure_ev=None, white_temperature_k=None)
    shots = [replace(s, scene=replace(s.scene, scenario=replace(s.scene.scenario, sensor=free))) for s in shots]

    def exposures(over: float) -> list[float]:
        sensors = adapting_sensors(shots, "walk", over, SUBJECT, QuickRenderer())
        return [sensors[number].exposure_ev or 0.0 for number in range(len(shots))]

    own, slow, one = (exposures(over) for over in (1e-6, 0.3, 1e6))
    pictures = [metering_picture(s.scene, SUBJECT.camera_of(s.scene), QuickRenderer()) for s in shots]
    alone = {s.number: held_sensor(s.scene, p).exposure_ev for s, p in zip(shots, pictures, strict=True)}
    assert own == pytest.approx([alone[number] for number in range(len(shots))])
    assert np.ptp(own) > np.ptp(slow) > np.ptp(one)
    assert one == pytest.approx([float(np.mean(own))] * len(own))
    # Another value of another factor is another film.
    other = [replace(s, number=s.number + 100, values={**s.values, "hour": 3.0}) for s in shots]
    assert len(adapting_sensors([*shots, *other], "walk", 0.3, SUBJECT, QuickRenderer())) == 2 * len(shots)


def test_an_unknown_axis_and_values_out_of_bounds_are_refused() -> None:
    with pytest.raises(SimgenError, match=r"there is no axis 'pich'\. Did you mean 'pitch'\?"):
        axis_called("pich")
    for name, value in [("pitch", 120.0), ("tilt", -1.0), ("lighting", -0.1), ("compression", 0.0), ("zoom", 0.0)]:
        with pytest.raises(SimgenError, match="Use "):
            AXES[name].set(base(0), value, SUBJECT)
    for name, value, message in [("texture", "oak_plank", "Did you mean 'oak_planks'"), ("finish", "mat", "'matt'")]:
        with pytest.raises(SimgenError, match=message):
            AXES[name].set(base(0), value, SUBJECT)
    with pytest.raises(SimgenError, match="expected a number, got 'low'"):
        AXES["pitch"].set(base(0), "low", SUBJECT)


@pytest.mark.parametrize("axis", AXES.values(), ids=lambda axis: axis.name)
def test_an_axis_takes_its_own_default_values_and_none_beyond_its_limits(axis: Axis) -> None:
    Factor(axis, axis.values(None)).check(SUBJECT.catalog)
    with pytest.raises(SimgenError, match="is there twice"):
        Factor(axis, axis.values(None)[:1] * 2).check(SUBJECT.catalog)
    for value in ["no_such_name"] if axis.names else [np.nextafter(axis.limits[0], -np.inf), axis.limits[1] * 1.001]:
        with pytest.raises(SimgenError, match=f"axis '{axis.name}'"):
            axis.check(value, SUBJECT.catalog)


def test_a_lens_that_folds_the_picture_rejects_the_draw() -> None:
    wide = replace(base(0).scenario.cameras[0], intrinsics=Intrinsics.from_vertical_fov(64, 48, 120.0))
    with pytest.raises(PlacementError, match="folds the corners"):
        AXES["distortion"].set(replace(base(0), scenario=replace(base(0).scenario, cameras=(wide,))), -0.9, SUBJECT)


@pytest.mark.parametrize("name", [name for name, axis in AXES.items() if axis.about == "scene"])
def test_an_axis_of_the_whole_scene_does_the_same_whatever_its_target(name: str) -> None:
    axis, before = AXES[name], base(0)
    for value in axis.values(None, 3):
        assert axis.set(before, value, SUBJECT) == axis.set(before, value, replace(SUBJECT, target="floor"))


def test_a_target_that_is_not_there_or_has_no_joint_rejects_the_draw() -> None:
    def tried(axis: str, subject: Subject) -> Sequence[str]:
        with pytest.raises(PlacementError) as caught:
            AXES[axis].set(base(0), 1.0, subject)
        return caught.value.reason.split(":")

    assert tried("scale", replace(SUBJECT, target="ghost")) == ["no_target", "ghost"]
    assert tried("articulation", SUBJECT) == ["no_joint", "thing"]


def test_light_that_a_draw_does_not_have_rejects_it() -> None:
    scene = base(0)
    dark = tuple(dimmed(light, (0.0,) * 3) if light.group == "lamps" else light for light in scene.scenario.lights)
    without_lamps = replace(scene, scenario=replace(scene.scenario, lights=dark))
    with pytest.raises(PlacementError, match="no electric light to vary"):
        AXES["electric_light"].set(without_lamps, 0.5, SUBJECT)
    assert AXES["daylight"].set(without_lamps, 0.5, SUBJECT).light_gains["sky"] == (0.5, 0.5, 0.5)


@pytest.mark.parametrize("azimuth_deg", [0, 90, 180, 270])
def test_what_is_put_on_the_floor_is_put_where_the_camera_sees_it(azimuth_deg: float) -> None:
    scene = base(0)
    eye = yaw(math.radians(azimuth_deg))
    camera = replace(
        scene.scenario.cameras[0],
        world_from_camera=look_at(Pose(quaternion=eye).apply((0.0, -1.8, 2.0)), (0.0, 0.0, 0.2)),
        intrinsics=Intrinsics.from_vertical_fov(64, 48, 70.0),
    )
    seen_from = replace(scene, scenario=replace(scene.scenario, cameras=(camera,)))
    there = engine().settle(AXES["place"].set(seen_from, "floor", SUBJECT))
    geometry = trace(there, camera)
    thing = SUBJECT.body_of(there.bodies)
    shown = (geometry.instance_id == thing.instance_id).sum()
    assert thing.support == "floor" and shown > 0.6 * geometry.amodal[thing.instance_id].mask.sum() > 0


DRAWER = """
name: drawer
room: {width_m: 3.5, depth_m: 3.5, height_m: 2.5}
objects:
  - name: chest
    category: sideboard
    parameters: {columns: wdw}
    place: {against: north}
    state: {open: {drawer_3: 0.6}}
  - {name: kept, category: toy_block, count: 2, place: {inside: chest, compartment: drawer_3}}
cameras:
  - {name: main, orbit: {target: chest, distance_m: 2.0, elevation_deg: 40}, vertical_fov_deg: 50}
"""


@pytest.mark.slow
def test_a_drawer_that_was_drawn_open_is_shut_and_opened_with_what_lies_in_it() -> None:
    pipeline = Pipeline(parse_spec(DRAWER))
    drawn, _ = pipeline.settled_scene(0)
    subject = Subject("main", "chest", pipeline.catalog)
    factor = Factor(AXES["articulation"], (0.0, 0.5, 1.0))
    scenes = [shot.scene for shot in shots_of(at_rest(drawn, engine()), [factor], subject, engine())]
    chest = subject.body_of(scenes[0].bodies)
    joint = chest.asset.joint("drawer_3")
    for value, scene in zip(factor.values, scenes, strict=True):
        share = subject.body_of(scene.bodies).joint_positions["drawer_3"] / (joint.upper - joint.lower)
        assert share == pytest.approx(value, abs=1e-3)
        for name in ("kept_1", "kept_2"):
            before, now = (s.body(name).world_from_body for s in (scenes[0], scene))
            way = np.subtract(now.position, before.position)
            assert np.linalg.norm(way) == pytest.approx(value * (joint.upper - joint.lower), abs=0.01)
            assert abs(np.dot(before.quaternion, now.quaternion)) > math.cos(math.radians(5) / 2)
