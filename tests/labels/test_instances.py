"""Labels of bodies: what the masks say, in the conventions that README and `simgen.frame` state."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simgen.frame import Frame, InstanceLabel
from simgen.geometry import Bounds, Pose, axis_angle
from simgen.labels.boxes import body_bounds, share_outside, visible_boxes
from simgen.labels.instances import label_instances
from simgen.labels.logic import three_valued
from simgen.labels.states import states, tilt_deg
from simgen.labels.viewing import occlusions
from simgen.rendering.geometry_pass import trace
from simgen.seeds import stream
from simgen.world import Body, Camera, Fill, Joint, LightSocket, Material, Part, Scene, Surface, SurfaceLight
from tests.conformance.scenes import body, box_mesh, camera, scene_of, sphere_mesh, wall_mesh


def seen(scene: Scene, view: Camera) -> tuple[Frame, tuple[InstanceLabel, ...]]:
    k = view.intrinsics
    frame = Frame(view, np.zeros((k.height, k.width, 3), np.float32), trace(scene, view))
    return frame, label_instances(scene, frame)


def cluttered(seed: int) -> Scene:
    rng = stream(seed, "labels")
    things = [body(1, box_mesh((4.0, 4.0, 2.6)), Pose(), role="structure")]
    for i in range(2, 12):
        mesh = sphere_mesh(0.3, 2) if i % 2 else box_mesh((0.3, 0.5, 0.4))
        things.append(body(i, mesh, Pose(rng.uniform([-1.9, -1.9, -1], [1.9, 1.9, 1]), rng.normal(size=4))))
    return scene_of(*things)


scenes = st.integers(0, 10_000).map(cluttered)
few = settings(max_examples=10, deadline=None)


@given(scenes)
@few
def test_a_box_is_the_smallest_that_holds_every_visible_pixel(scene: Scene) -> None:
    frame, labels = seen(scene, camera())
    ids = frame.geometry.instance_id
    for label in labels:
        mask = ids == label.instance_id
        assert label.visible_px == mask.sum()
        if label.box is None:
            assert not mask.any()
            continue
        x0, y0, x1, y1 = (int(v) for v in label.box)
        assert mask[y0:y1, x0:x1].sum() == mask.sum() > 0
        for side in (mask[y0, x0:x1], mask[y1 - 1, x0:x1], mask[y0:y1, x0], mask[y0:y1, x1 - 1]):
            assert side.any()


@given(scenes)
@few
def test_labels_masks_and_scene_name_the_same_bodies(scene: Scene) -> None:
    frame, labels = seen(scene, camera())
    assert [label.instance_id for label in labels] == [b.instance_id for b in scene.bodies]
    shown = {label.instance_id for label in labels if label.visible_px}
    assert shown == set(np.unique(frame.geometry.instance_id).tolist()) - {0}
    assert shown == {label.instance_id for label in labels if label.box is not None}


@given(scenes)
@few
def test_fractions_lie_between_0_and_1_and_follow_their_definitions(scene: Scene) -> None:
    frame, labels = seen(scene, camera())
    for label in labels:
        amodal = frame.geometry.amodal[label.instance_id]
        assert label.amodal_px == amodal.mask.sum() >= label.visible_px
        assert label.visible_fraction == (label.visible_px / label.amodal_px if label.amodal_px else 0)
        assert 0 <= label.visible_fraction <= 1
        assert 0 <= label.truncation <= 1
        assert (label.amodal_box is None) == (amodal.box == (0, 0, 0, 0))
        if label.truncation == 1:
            assert label.visible_px == 0


@given(scenes)
@few
def test_the_oriented_box_holds_the_body_and_projects_onto_the_amodal_box(scene: Scene) -> None:
    view = camera()
    _, labels = seen(scene, view)
    for label, thing in zip(labels, scene.bodies, strict=True):
        vertices = thing.world_vertices(thing.asset.parts[0].surfaces[0].mesh)
        local = label.world_from_body.inverse.apply(vertices) - label.box_center_m
        np.testing.assert_allclose(np.abs(local).max(axis=0), np.array(label.size_m) / 2, atol=1e-6)
        in_camera = label.camera_from_body.apply(label.world_from_body.inverse.apply(vertices))
        np.testing.assert_allclose(in_camera, view.world_from_camera.inverse.apply(vertices), atol=1e-9)
        if label.amodal_box is not None and in_camera[:, 2].min() > view.near_m:
            uv = view.intrinsics.project(in_camera)
            np.testing.assert_allclose(label.amodal_box, [*uv.min(axis=0), *uv.max(axis=0)], atol=1e-3)


def test_half_a_body_outside_the_image_is_half_truncated() -> None:
    edge = 32 / 60 * 3
    _, labels = seen(scene_of(body(1, wall_mesh(1, 1), Pose((edge, 3, 0)))), camera())
    assert labels[0].truncation == pytest.approx(0.5)
    assert labels[0].visible_fraction == 1
    assert labels[0].box is not None
    assert labels[0].box[2] == 64


def test_a_covered_body_has_the_fraction_of_it_that_is_seen() -> None:
    back, front = body(1, wall_mesh(2, 2), Pose((0, 3, 0))), body(2, wall_mesh(2, 4), Pose((1, 2.999, 0)))
    _, labels = seen(scene_of(back, front), camera())
    assert labels[0].visible_fraction == pytest.approx(0.5, abs=0.03)
    assert labels[1].visible_fraction == 1


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_visible_boxes_agree_with_a_search_pixel_by_pixel(height: int, width: int, seed: int) -> None:
    ids = stream(seed, "ids").integers(0, 6, (height, width)).astype(np.uint16)
    ids[ids == 3] = 0
    count, boxes = visible_boxes(ids, 7)
    for k in range(8):
        places = [(x, y) for y in range(height) for x in range(width) if ids[y, x] == k]
        assert count[k] == len(places)
        if places:
            xs, ys = zip(*places, strict=True)
            assert boxes[k] == (min(xs), min(ys), max(xs) + 1, max(ys) + 1)
        else:
            assert boxes[k] == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((0, 0, 10, 10), 0.0),
        ((-10, 0, 10, 10), 0.5),
        ((-5, -5, 5, 5), 0.75),
        ((20, 0, 30, 10), 1.0),
        ((3, 3, 3, 9), 0.0),
    ],
)
def test_the_share_outside_is_by_area(box: tuple[float, float, float, float], expected: float) -> None:
    assert share_outside(box, 20, 20) == pytest.approx(expected)


def cupboard(joints: dict[str, float], scale: float = 1.0) -> Body:
    """A case of 1 m with a drawer (0.5 m) and a door (a quarter turn about the world's up axis)."""
    board = body(1, box_mesh((1, 1, 1)), Pose()).asset.parts[0].surfaces[0]
    door = body(1, wall_mesh(1, 1), Pose()).asset.parts[0].surfaces[0]
    parts = (
        Part("case", (Surface(board.mesh, "skin"),)),
        Part("drawer", (Surface(board.mesh, "skin"),), joint="drawer"),
        Part("door", (Surface(door.mesh, "skin"),), joint="door"),
    )
    asset = replace(
        body(1, board.mesh, Pose()).asset,
        parts=parts,
        joints=(
            Joint("drawer", "prismatic", (0, 0, 0), (0, -1, 0), 0.0, 0.5),
            Joint("door", "revolute", (-0.5, 0, 0), (0, 0, 1), 0.0, math.pi / 2),
        ),
    )
    return Body(1, "cupboard", asset, Pose((1, 2, 3), (0.5, 0.5, 0.5, 0.5)), joints, scale=scale)


def test_the_size_is_that_of_the_moved_and_scaled_parts() -> None:
    assert body_bounds(cupboard({"drawer": 0, "door": 0})).size == pytest.approx((1, 1, 1))
    opened = body_bounds(cupboard({"drawer": 0.4, "door": math.pi / 2}, scale=2.0))
    assert opened.low == pytest.approx((-1, -1.8, -1))
    assert opened.high == pytest.approx((1, 2.0, 1))
    assert isinstance(opened, Bounds)


@pytest.mark.parametrize(
    ("drawer", "door", "fraction", "holds"),
    [
        (0.0, 0.0, 0.0, "false"),
        (0.005, 0.0, 0.01, "false"),
        (0.0, 0.03 * math.pi / 2, 0.03, "ambiguous"),
        (0.025, 0.0, 0.05, "true"),
        (0.1, math.pi / 2, 1.0, "true"),
        (0.6, 0.0, 1.0, "true"),
    ],
)
def test_open_is_the_most_open_joint(drawer: float, door: float, fraction: float, holds: str) -> None:
    found = states(cupboard({"drawer": drawer, "door": door}))["open"]
    assert found["fraction"] == pytest.approx(fraction)
    assert found["holds"] == holds
    assert set(found["joints"]) == {"drawer", "door"}
    assert found["joints"]["drawer"]["fraction"] == pytest.approx(min(drawer / 0.5, 1))


def test_a_body_without_joints_that_open_something_is_neither_open_nor_closed() -> None:
    assert "open" not in states(body(1, box_mesh((1, 1, 1)), Pose()))
    both = cupboard({"drawer": 0.5, "door": 0.0})
    joints = [replace(joint, opens=False) if joint.name == "drawer" else joint for joint in both.asset.joints]
    with_rack = replace(both, asset=replace(both.asset, joints=tuple(joints)))
    assert set(states(with_rack)["open"]["joints"]) == {"door"} and states(with_rack)["open"]["holds"] == "false"
    turned = replace(both, asset=replace(both.asset, joints=tuple(replace(joint, opens=False) for joint in joints)))
    assert "open" not in states(turned)


@pytest.mark.parametrize(
    ("angle", "holds"),
    [(0, "true"), (14.9, "true"), (15.1, "ambiguous"), (59.9, "ambiguous"), (60.1, "false"), (180, "false")],
)
@given(heading=st.floats(-180, 180), around=st.floats(-180, 180))
@settings(max_examples=20, deadline=None)
def test_upright_depends_on_the_tilt_alone(angle: float, holds: str, heading: float, around: float) -> None:
    axis = (math.cos(math.radians(heading)), math.sin(math.radians(heading)), 0)
    pose = Pose(quaternion=axis_angle(axis, math.radians(angle)))
    pose = pose @ Pose(quaternion=axis_angle((0, 0, 1), math.radians(around)))
    found = states(body(1, box_mesh((1, 1, 1)), pose))["upright"]
    assert found["tilt_deg"] == pytest.approx(angle, abs=1e-5)
    assert found["holds"] == holds
    assert tilt_deg(body(1, box_mesh((1, 1, 1)), pose)) == found["tilt_deg"]


@pytest.mark.parametrize(("flux_lm", "holds"), [(0.0, "false"), (1.0, "ambiguous"), (40.0, "true"), (1000.0, "true")])
def test_a_lamp_is_on_by_the_share_of_its_own_flux(flux_lm: float, holds: str) -> None:
    plain = body(2, box_mesh((1, 1, 1)), Pose())
    lamp = replace(plain, asset=replace(plain.asset, sockets=(LightSocket("bulb", "body", "skin", 800.0),)))
    lights = [
        SurfaceLight("surface", "bulb", 2, "bulb", flux_lm, (1.0, 1.0, 1.0)),
        SurfaceLight("surface", "another's", 3, "bulb", 500.0, (1.0, 1.0, 1.0)),
    ]
    assert states(lamp, lights)["on"] == {
        "fraction": pytest.approx(flux_lm / 800),
        "flux_lm": flux_lm,
        "holds": holds,
        "margin": pytest.approx(flux_lm / 800 - 0.005),
    }
    assert "on" not in states(plain, lights)


@pytest.mark.parametrize(
    ("fraction", "holds"), [(0.0, "false"), (0.02, "false"), (0.3, "ambiguous"), (0.5, "true"), (0.9, "true")]
)
def test_a_vessel_is_filled_from_half_of_its_hollow_on(fraction: float, holds: str) -> None:
    plain = body(2, box_mesh((1, 1, 1)), Pose())
    mug = replace(plain, fill=Fill("coffee", fraction, "hollow", Material("coffee")))
    told = states(mug)["filled"]
    assert told == {"fraction": fraction, "of": "coffee", "mass_kg": 0.0, "holds": holds, "margin": told["margin"]}
    assert told["margin"] == pytest.approx(fraction - 0.26)
    assert "filled" not in states(plain)


def test_tipped_is_the_opposite_of_upright() -> None:
    for angle, expected in ((0, "false"), (40, "ambiguous"), (90, "true")):
        leaning = body(1, box_mesh((1, 1, 1)), Pose(quaternion=axis_angle((1, 0, 0), math.radians(angle))))
        assert states(leaning)["tipped"] == {
            "tilt_deg": pytest.approx(angle),
            "holds": expected,
            "margin": pytest.approx(angle - 37.5),
        }


def test_the_one_before_occludes_by_the_share_of_pixels_that_it_takes() -> None:
    back, front = body(1, wall_mesh(2, 2), Pose((0, 3, 0))), body(2, wall_mesh(2, 4), Pose((1.2, 2.9, 0)))
    told = occlusions(trace(scene_of(back, front), camera()), {1, 2})
    assert [(r.predicate, r.subject, r.object, r.holds) for r in told] == [("occludes", 2, 1, "true")]
    # Of the back wall, x from 0.2 · 3 / 2.9 on is hidden.
    assert told[0].measured["share"] == pytest.approx((1 - 0.2 * 3 / 2.9) / 2, abs=0.03)
    assert told[0].margin == pytest.approx(told[0].measured["share"] - 0.03)


@given(scenes)
@few
def test_of_each_body_what_is_seen_and_what_others_hide_is_all_of_it(scene: Scene) -> None:
    frame, labels = seen(scene, camera())
    hidden: dict[int, float] = {}
    objects = {b.instance_id for b in scene.bodies if b.role == "object"}
    for relation in occlusions(frame.geometry, objects):
        assert relation.object in objects
        hidden[relation.object] = hidden.get(relation.object, 0.0) + relation.measured["share"]
    for label in labels:
        if label.instance_id in objects and label.amodal_px:
            assert label.visible_fraction + hidden.get(label.instance_id, 0.0) == pytest.approx(1)


def test_three_values_work_both_ways_round() -> None:
    assert [three_valued(v, 0.5, 0.1) for v in (0.5, 0.3, 0.1)] == ["true", "ambiguous", "false"]
    assert [three_valued(v, 15, 60) for v in (15, 30, 60)] == ["true", "ambiguous", "false"]
