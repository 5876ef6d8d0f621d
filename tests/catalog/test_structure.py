from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st

from simgen.catalog.generators import load_family
from simgen.catalog.generators.room_wall import WALL_TURNS_DEG
from simgen.catalog.mass import is_closed
from simgen.catalog.meshing.slabs import Hole, board, casing, pierced_slab
from simgen.catalog.meshing.transforms import volume_m3
from simgen.catalog.model import Model
from simgen.errors import CatalogError
from simgen.geometry import Bounds, FloatArray, Pose, yaw
from simgen.seeds import stream
from simgen.world import Mesh, Part

VARIANTS: list[tuple[str, dict[str, Any]]] = [
    ("room_floor", {"boards_turn_deg": 90}),
    ("room_ceiling", {}),
    ("room_ceiling", {"cove_m": 0.08}),
    ("room_wall", {}),
    ("room_wall", {"openings": "0.4 0.9 1.2 1.3; -1.2 0 0.9 2.08"}),
    ("window", {"lights": 1}),
    ("window", {"lights": 3, "width_m": 2.1, "bar_rows": 2, "bar_columns": 1}),
    ("window", {"sill_overhang_m": 0.0}),
    ("blind", {"style": "roller", "open": 0.3}),
    ("blind", {"style": "venetian", "open": 0.6, "slats_deg": -35.0}),
    ("room_door", {}),
    ("room_door", {"hinge": "right", "panel_rows": 0}),
    ("room_door", {"panel_columns": 2, "panel_rows": 3}),
    ("room_door", {"both_sides": True, "leaf": False}),
    ("hallway", {}),
    ("skirting", {"gaps": "north 0.4 1.0; west -1 0.8", "profile": "moulded"}),
    ("skirting", {"profile": "square"}),
    ("skirting", {"profile": "rounded"}),
    ("ceiling_light", {"style": "dome"}),
    ("ceiling_light", {"style": "disk"}),
    ("ceiling_light", {"style": "globe"}),
    ("ceiling_light", {"style": "panels", "spread_x_m": 1.4}),
    ("wall_plate", {"style": "switch", "gangs": 2}),
    ("wall_plate", {"style": "socket", "gangs": 3}),
]
IDS = [f"{family}-{k}" for k, (family, _) in enumerate(VARIANTS)]
SIZE = {"width_m": 4.0, "depth_m": 3.0}


def _build(family: str, **parameters: Any) -> Model:
    return load_family(family).build(parameters, stream(0, "structure"))


def _vertices(part: Part) -> FloatArray:
    return np.concatenate([s.mesh.vertices for s in part.surfaces]).astype(np.float64)


def _edges(mesh: Mesh) -> tuple[FloatArray, FloatArray]:
    """(m, 3) lengths of the triangles' edges in space and in the texture."""
    v, t = mesh.vertices[mesh.faces].astype(np.float64), mesh.uvs[mesh.faces].astype(np.float64)
    return np.linalg.norm(v - np.roll(v, 1, axis=1), axis=2), np.linalg.norm(t - np.roll(t, 1, axis=1), axis=2)


@pytest.mark.parametrize(("family", "parameters"), VARIANTS, ids=IDS)
def test_every_surface_is_closed_outward_and_smooth_where_it_says(family: str, parameters: dict[str, Any]) -> None:
    for part in _build(family, **parameters).parts:
        open_ones = [s.mesh for s in part.surfaces if not is_closed([s.mesh])]
        # A lamp's face and its back are two surfaces of one body.
        assert not open_ones or is_closed(open_ones)
        for surface in part.surfaces:
            mesh = surface.mesh
            assert mesh in open_ones or volume_m3(mesh) > 0
            corner = mesh.vertices[mesh.faces].astype(np.float64)
            normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
            assert np.linalg.norm(normal, axis=1).min() > 1e-12
            np.testing.assert_allclose(np.linalg.norm(mesh.normals, axis=1), 1.0, atol=1e-5)
            assert (np.einsum("mi,mki->mk", normal, mesh.normals[mesh.faces]) > 0).all()
            assert np.isfinite(mesh.uvs).all()


@pytest.mark.parametrize("family", ["room_floor", "room_ceiling", "room_wall", "hallway"])
def test_texture_coordinates_of_flat_slabs_are_metres(family: str) -> None:
    for part in _build(family).parts:
        for surface in part.surfaces:
            length, texture = _edges(surface.mesh)
            np.testing.assert_allclose(texture, length, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("family", "parameters"), VARIANTS, ids=IDS)
def test_hulls_stay_within_two_millimetres_of_what_is_seen(family: str, parameters: dict[str, Any]) -> None:
    for part in _build(family, **parameters).parts:
        if not part.hulls:
            continue
        seen = Bounds.of(_vertices(part))
        for hull in part.hulls:
            assert len(hull) <= 32
            assert (hull >= np.array(seen.low) - 2e-3).all() and (hull <= np.array(seen.high) + 2e-3).all()


def test_a_wall_and_its_collision_boxes_fill_the_same_space_around_the_holes() -> None:
    mesh, boxes = pierced_slab((-2, 0, 0), (2, 0.2, 2.5), [Hole(-1, 0.9, 0, 2.0), Hole(0.5, -1, 1.4, 2.05)])
    volume = 4 * 0.2 * 2.5 - 0.2 * 1.0 * 1.1 - 0.2 * 0.9 * 2.05
    assert volume_m3(mesh) == pytest.approx(volume, rel=1e-6)
    assert sum(float(np.prod(np.ptp(b, axis=0))) for b in boxes) == pytest.approx(volume, rel=1e-9)
    solid = trimesh.Trimesh(mesh.vertices, mesh.faces, process=True)
    points = stream(0, "wall").uniform([-2, 0, 0], [2, 0.2, 2.5], (400, 3))
    in_boxes = np.any([((points > b.min(0)) & (points < b.max(0))).all(axis=1) for b in boxes], axis=0)
    np.testing.assert_array_equal(solid.contains(points), in_boxes)


def test_boards_and_casings_have_the_volume_of_their_mitred_shape() -> None:
    square = [[0, 0], [0.02, 0], [0.02, 0.1], [0, 0.1]]
    assert volume_m3(board(square, 0, 1)) == pytest.approx(0.02 * 0.1)
    # Each mitre takes half of the end's depth.
    assert volume_m3(board(square, 0, 1, mitre_start=True, mitre_end=True)) == pytest.approx(0.02 * 0.1 * 0.98)
    section = [[0, 0], [0.05, 0], [0.05, 0.03], [0, 0.03]]
    assert volume_m3(casing(section, 1.0, 2.0)) == pytest.approx(0.03 * (1.0 * 2.0 - 0.9 * 1.9), rel=1e-5)
    architrave = casing(section, 1.0, 2.0, open_below=True)
    assert volume_m3(architrave) == pytest.approx(0.03 * (1.0 * 2.0 - 0.9 * 1.95), rel=1e-5)


def _shell(openings: dict[str, str]) -> trimesh.Trimesh:
    """Floor, ceiling and walls of a room, as one soup of triangles in the world."""
    pieces = [(_build("room_floor", **SIZE), Pose()), (_build("room_ceiling", **SIZE), Pose((0, 0, 2.5)))]
    for wall, turn in WALL_TURNS_DEG.items():
        length, away = (4.0, 3.0) if wall in ("north", "south") else (3.0, 4.0)
        model = _build("room_wall", length_m=length, height_m=2.5, openings=openings.get(wall, "none"))
        pieces.append((model, Pose(quaternion=yaw(math.radians(turn))) @ Pose((0, away / 2, 0))))
    meshes = [
        trimesh.Trimesh(pose.apply(s.mesh.vertices), s.mesh.faces, process=False)
        for model, pose in pieces
        for part in model.parts
        for s in part.surfaces
    ]
    return trimesh.util.concatenate(meshes)


def test_no_light_gets_in_at_edges_and_corners() -> None:
    shell = _shell({})
    rng = stream(0, "leaks")
    half = np.array([2.0, 1.5, 1.25])
    aims = rng.uniform(-1, 1, (3000, 3))
    # Onto the edges: two coordinates at the limit; and onto the corners.
    for row, axis in zip(aims[:2000], rng.integers(0, 3, 2000), strict=True):
        other = [k for k in range(3) if k != axis]
        row[other] = np.sign(row[other])
    aims[2000:2200] = np.sign(aims[2000:2200])
    aims = aims * half + [0, 0, 1.25]
    eyes = rng.uniform([-1.8, -1.3, 0.2], [1.8, 1.3, 2.3], (len(aims), 3))
    rays = aims - eyes
    hit, index, _ = shell.ray.intersects_location(eyes, rays, multiple_hits=False)
    assert len(np.unique(index)) == len(aims)
    beyond = np.abs(hit - [0, 0, 1.25]) - half
    assert beyond.max() < 1e-4


def test_a_hole_lets_light_through_and_only_there() -> None:
    shell = _shell({"east": "0.5 0.9 1.0 1.2; -0.9 0 0.9 2.1"})
    # The east wall's x runs south, so 0.5 is at y = -0.5.
    through = np.array([[2.3, -0.5, 1.5], [2.3, -0.02, 1.5], [2.3, 0.9, 0.01], [2.3, 0.9, 2.08]])
    against = np.array([[2.3, 0.1, 1.5], [2.3, -0.5, 2.2], [2.3, -0.5, 0.8], [2.3, 0.9, 2.2]])
    for aims, free in ((through, True), (against, False)):
        eyes = aims * [0, 1, 1] + [1.0, 0, 0]
        assert (shell.ray.intersects_any(eyes, aims - eyes) == (not free)).all()


def test_window_panes_are_open_between_the_bars() -> None:
    model = _build("window", width_m=1.4, height_m=1.3, lights=2)
    solid = trimesh.util.concatenate(
        [trimesh.Trimesh(s.mesh.vertices, s.mesh.faces, process=False) for p in model.parts for s in p.surfaces]
    )
    ahead = np.array([[0.0, 1.0, 0.0]])
    free = solid.ray.intersects_any(np.array([[x, -1.0, 0.7] for x in (-0.35, 0.35)]), ahead.repeat(2, 0))
    bars = solid.ray.intersects_any(np.array([[x, -1.0, 0.7] for x in (-0.69, 0.0, 0.69)]), ahead.repeat(3, 0))
    assert not free.any() and bars.all()


def test_the_sill_carries_things_at_its_board() -> None:
    model = _build("window")
    (sill,) = model.supports
    board_part = next(p for p in model.parts if p.name == "sill_board")
    assert sill.height_m == pytest.approx(_vertices(board_part)[:, 2].max(), abs=1e-6)
    outline = np.array(sill.outline)
    low, high = _vertices(board_part)[:, :2].min(0), _vertices(board_part)[:, :2].max(0)
    assert (outline > low).all() and (outline < high).all()


def test_a_doorway_between_rooms_has_no_leaf_and_the_same_frame_on_both_faces() -> None:
    model = _build("room_door", width_m=0.9, height_m=2.05, wall_thickness_m=0.21, both_sides=True, leaf=False)
    assert model.joints == ()
    (frame,) = model.parts
    points = np.round(_vertices(frame).astype(float), 4)
    mirrored = np.round(points * [1, -1, 1] + [0, 0.21, 0], 4)
    assert {tuple(p) for p in np.rint(mirrored * 1e4).astype(int).tolist()} == {
        tuple(p) for p in np.rint(points * 1e4).astype(int).tolist()
    }
    hulls = np.concatenate(frame.hulls)
    assert hulls[:, 1].min() + hulls[:, 1].max() == pytest.approx(0.21)


@pytest.mark.parametrize("hinge", ["left", "right"])
def test_a_door_fills_its_hole_and_opens_into_the_room_about_its_hinge(hinge: str) -> None:
    model = _build("room_door", width_m=0.9, height_m=2.05, hinge=hinge)
    frame, leaf = model.parts
    (joint,) = model.joints
    closed = _vertices(leaf)[: len(leaf.surfaces[0].mesh.vertices)]
    assert closed[:, 1].min() >= 0 and np.ptp(closed[:, 0]) == pytest.approx(0.9 - 2 * 0.033, abs=1e-6)
    side = -1.0 if hinge == "left" else 1.0
    assert np.sign(joint.origin[0]) == side
    opened = joint.motion(math.radians(90)).apply(closed)
    assert opened[:, 1].min() == pytest.approx(-0.9 + 0.06, abs=0.02)
    assert np.abs(opened[:, 0] - side * 0.42).max() < 0.06
    # It clears the frame all the way.
    for degrees in range(0, 101, 5):
        moved = joint.motion(math.radians(degrees)).apply(leaf.hulls[0])
        for hull in frame.hulls:
            inside = ((moved > hull.min(0) + 2e-3) & (moved < hull.max(0) - 2e-3)).all(axis=1)
            assert not inside.any(), degrees


def test_skirting_stays_in_the_room_and_leaves_the_gaps_free() -> None:
    model = _build("skirting", **SIZE, gaps="east 0.5 1.0")
    points = _vertices(model.parts[0])
    assert np.abs(points[:, 0]).max() <= 2.0 + 1e-6 and np.abs(points[:, 1]).max() <= 1.5 + 1e-6
    assert points[:, 2].min() == 0.0
    by_east = points[points[:, 0] > 1.9]
    # x runs south on the east wall: the gap is y from -1 to 0.
    assert not ((by_east[:, 1] > -1 + 1e-6) & (by_east[:, 1] < -1e-6)).any()
    assert (np.abs(by_east[:, 1] + 1) < 1e-6).any() and (np.abs(by_east[:, 1]) < 1e-6).any()


@pytest.mark.parametrize("style", ["dome", "disk", "globe", "panels"])
def test_a_ceiling_light_shines_from_its_diffuser_and_ends_at_its_foot(style: str) -> None:
    model = _build("ceiling_light", style=style)
    (socket,) = model.sockets
    part = next(p for p in model.parts if p.name == socket.part)
    (shining,) = [s.mesh for s in part.surfaces if s.material == socket.slot]
    corners = shining.vertices[shining.faces].astype(np.float64)
    area = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2
    # No light is lost: next to nothing of what shines faces up, but for a ball.
    up = np.clip(area[:, 2], 0, None).sum() / np.linalg.norm(area, axis=1).sum()
    assert up < (0.3 if style == "globe" else 0.02)
    everything = np.concatenate([_vertices(p) for p in model.parts])
    assert everything[:, 2].min() == pytest.approx(0.0, abs=1e-6)
    # What touches the ceiling is its highest point, over the middle.
    top = everything[everything[:, 2] > everything[:, 2].max() - 1e-5]
    assert np.abs(top[:, :2].min(axis=0) + top[:, :2].max(axis=0)).max() < 1e-6


@pytest.mark.parametrize(
    ("family", "parameters", "words"),
    [
        ("room_wall", {"openings": "0.4 0.9 1.2"}, "opening '0.4 0.9 1.2' is not four numbers"),
        ("room_wall", {"openings": "2.2 0.9 1.2 1.2"}, "does not fit a wall of 4.8 x 2.6 m"),
        ("skirting", {"gaps": "north"}, "gap 'north' is not a wall and two numbers"),
        ("skirting", {"gaps": "up 0 1"}, "there is no wall 'up'"),
        ("skirting", {"profile": "round"}, "profile is 'square', 'rounded' or 'moulded', got 'round'"),
        ("window", {"width_m": 0.3, "lights": 2}, "leave no glass in 2 lights"),
        ("window", {"wall_thickness_m": 0.05}, "is less than the frame's 0.1"),
        ("room_door", {"hinge": "top"}, "hinge is 'left' or 'right', got 'top'"),
        ("room_door", {"width_m": 0.3}, "too small to walk through"),
        ("ceiling_light", {"style": "star"}, "there is no style 'star'. Choose one of: disk, dome, globe, panels."),
        ("wall_plate", {"gangs": 0}, "gangs is 1 or more, got 0"),
    ],
)
def test_what_cannot_be_built_says_why(family: str, parameters: dict[str, Any], words: str) -> None:
    with pytest.raises(CatalogError) as caught:
        _build(family, **parameters)
    assert words in str(caught.value)


def test_the_same_seed_builds_the_same_bytes() -> None:
    for family, parameters in VARIANTS:
        a, b = _build(family, **parameters), _build(family, **parameters)
        for one, other in zip(a.parts, b.parts, strict=True):
            for s, t in zip(one.surfaces, other.surfaces, strict=True):
                assert s.mesh.vertices.tobytes() == t.mesh.vertices.tobytes()
                assert s.mesh.uvs.tobytes() == t.mesh.uvs.tobytes()


# --- Blinds ----------------------------------------------------------------------------------------


@given(
    st.floats(0, 1), st.floats(0, 1), st.floats(0.5, 2.4), st.floats(0.5, 2.2), st.sampled_from(["roller", "venetian"])
)
@settings(max_examples=15, deadline=None)
def test_a_blind_that_is_more_open_leaves_more_of_the_hole_free(
    one: float, other: float, width: float, height: float, style: str
) -> None:
    def screen(opened: float) -> Bounds:
        model = _build("blind", style=style, width_m=width, height_m=height, open=opened, slats_deg=30.0)
        everything = np.concatenate([_vertices(part) for part in model.parts])
        # It hangs in the reveal, before the sash and clear of its sides.
        assert np.abs(everything[:, 0]).max() < width / 2
        assert everything[:, 2].min() > 0.0
        assert everything[:, 2].max() < height
        assert everything[:, 1].min() > -0.01
        assert everything[:, 1].max() < 0.042
        (part,) = [part for part in model.parts if part.name in ("cloth", "slats")]
        return Bounds.of(_vertices(part))

    less, more = (screen(opened) for opened in sorted((one, other)))
    assert less.low[2] <= more.low[2] + 1e-9
    assert screen(0.0).low[2] < 0.035
    assert screen(0.0).size[0] > width - 0.06
    assert screen(1.0).low[2] > height - 0.08 - 0.2 * height


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"style": "paper"}, "there is no style .paper.. Choose one of: roller, venetian"),
        ({"open": 1.2}, "open is 0 to 1, got 1.2"),
        ({"slats_deg": 90.0}, "slats_deg is -80 to 80, got 90"),
        ({"width_m": 0.1}, "a hole of 0.1 x 1.3 m is too small for a blind"),
    ],
)
def test_a_blind_says_what_it_cannot_be(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(CatalogError, match=message):
        _build("blind", **wrong)
