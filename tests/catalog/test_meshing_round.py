"""Laws of turned, swept and blown-up shapes. Oracles: Pappus' theorems, trimesh, closed forms."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st

from simgen.catalog.meshing.blobs import blob, hull_points, lumps
from simgen.catalog.meshing.grids import face_centers, faces_where
from simgen.catalog.meshing.hulls import tube_hulls, turned_hulls, vessel_hulls
from simgen.catalog.meshing.lathe import lathe, squircle, unit_circle
from simgen.catalog.meshing.profiles import arc, fillet, parallel, resample, simplify, smooth, thinned
from simgen.catalog.meshing.sweeps import along_path, frames_along, tube
from simgen.catalog.meshing.transforms import merge
from simgen.geometry import FloatArray
from simgen.seeds import stream
from simgen.world import Mesh

CYLINDER = np.array([(0.0, 0.0), (0.04, 0.0), (0.04, 0.1), (0.0, 0.1)])
CUP = np.array([(0, 0), (0.04, 0), (0.04, 0.1), (0.036, 0.1), (0.036, 0.005), (0, 0.005)])


def as_trimesh(mesh: Mesh) -> trimesh.Trimesh:
    solid = trimesh.Trimesh(mesh.vertices, mesh.faces, process=False)
    solid.merge_vertices(merge_norm=True, merge_tex=True)
    return solid


def corner_normals(mesh: Mesh) -> FloatArray:
    """(m, 3) cosines between each face's own normal and those of its corners."""
    v = mesh.vertices.astype(np.float64)[mesh.faces]
    face = np.cross(v[:, 1] - v[:, 0], v[:, 2] - v[:, 0])
    face /= np.linalg.norm(face, axis=1, keepdims=True)
    return np.asarray(np.einsum("ij,ikj->ik", face, mesh.normals[mesh.faces]))


def uv_scale(mesh: Mesh) -> float:
    """The median ratio of an edge's length in texture space to that in space."""
    a, b = mesh.faces, mesh.faces[:, [1, 2, 0]]
    space = np.linalg.norm(mesh.vertices[a] - mesh.vertices[b], axis=2)
    texture = np.linalg.norm(mesh.uvs[a] - mesh.uvs[b], axis=2)
    return float(np.median(texture / space))


def handed(mesh: Mesh) -> float:
    """The share of faces whose texture is not mirrored."""
    t = mesh.uvs.astype(np.float64)[mesh.faces]
    a, b = t[:, 1] - t[:, 0], t[:, 2] - t[:, 0]
    return float(np.mean(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0] > 0))


def bent_tube() -> Mesh:
    path = smooth([(0, 0, 0), (0.03, 0, 0.05), (0.0, 0.02, 0.1), (0.01, 0, 0.15)], 40)
    return tube(path, np.linspace(0.008, 0.004, 40), segments=18)


def trefoil() -> Mesh:
    t = np.linspace(0, 2 * math.pi, 120, endpoint=False)
    path = 0.03 * np.stack([np.sin(t) + 2 * np.sin(2 * t), np.cos(t) - 2 * np.cos(2 * t), -np.sin(3 * t)], axis=1)
    return tube(path, 0.006, segments=14, closed=True)


SHAPES: dict[str, Callable[[], Mesh]] = {
    "ball": lambda: lathe(arc((0, 0), 0.05, -90, 90, 24), 48),
    "torus": lambda: lathe(arc((0.05, 0), 0.01, 0, 360, 24), 48),
    "cylinder": lambda: lathe(CYLINDER, 48),
    "cup": lambda: lathe(CUP, 48),
    "round cup": lambda: lathe(fillet(CUP, [0, 0.003, 0.001, 0.001, 0.004, 0], 5), 48),
    "square cup": lambda: lathe(fillet(CUP, [0, 0.003, 0.001, 0.001, 0.004, 0], 5), outline=squircle(64, 5.0, 0.7)),
    "cone": lambda: lathe(np.array([(0, 0), (0.04, 0), (0, 0.1)]), 48),
    "turned leg": lambda: lathe(CYLINDER, 32, grain="axis"),
    "fruit": lambda: lathe(arc((0, 0), 0.04, -90, 90, 24), 40, caps=False),
    "tube": bent_tube,
    "flat tube": lambda: tube([(0, 0, 0), (0, 0, 0.1)], 0.01, ends="flat", bevel_m=0.002, segments=32),
    "knot": trefoil,
    "strap": lambda: tube([(0, 0, 0), (0.1, 0, 0)], (np.full((2, 2), [0.02, 0.003])), section=squircle(24, 3.0)),
    "blob": lambda: blob((0.05, 0.04, 0.03), cells=12),
    "lump": lambda: blob((0.05, 0.05, 0.05), cells=14, exponent=2.6, swell=lumps(stream(3), 0.02)),
    "spout": lambda: along_path(
        lathe(np.array([(0.01, 0), (0.01, 0.1), (0.008, 0.1), (0.008, 0)]), 24),
        smooth([(0, 0, 0), (0.02, 0, 0.05), (0.05, 0, 0.08)], 30),
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_every_solid_is_watertight_once_equal_positions_are_welded(name: str) -> None:
    solid = as_trimesh(SHAPES[name]())
    assert solid.is_watertight
    assert solid.is_winding_consistent
    assert solid.volume > 0


@pytest.mark.parametrize("name", SHAPES)
def test_normals_are_unit_and_on_the_side_that_the_winding_says(name: str) -> None:
    mesh = SHAPES[name]()
    assert np.allclose(np.linalg.norm(mesh.normals, axis=1), 1.0, atol=1e-5)
    # Smooth normals lean from the facets by no more than the tessellation's angle and the crease.
    assert corner_normals(mesh).min() > math.cos(math.radians(40))


@pytest.mark.parametrize("name", SHAPES)
def test_texture_coordinates_are_metres_and_never_mirrored(name: str) -> None:
    mesh = SHAPES[name]()
    assert 0.75 < uv_scale(mesh) < 1.25
    assert handed(mesh) > 0.99


@pytest.mark.parametrize("name", SHAPES)
def test_a_mesh_has_no_collapsed_faces_and_no_idle_vertices(name: str) -> None:
    mesh = SHAPES[name]()
    v = mesh.vertices.astype(np.float64)[mesh.faces]
    assert np.linalg.norm(np.cross(v[:, 1] - v[:, 0], v[:, 2] - v[:, 0]), axis=1).min() > 0
    assert set(np.unique(mesh.faces)) == set(range(len(mesh.vertices)))
    assert mesh.vertices.dtype == mesh.normals.dtype == mesh.uvs.dtype == np.float32
    assert mesh.faces.dtype == np.int32


@given(radius=st.floats(0.02, 0.2), pipe=st.floats(0.05, 0.9), sides=st.integers(6, 40), segments=st.integers(8, 64))
@settings(max_examples=30)
def test_a_turned_circle_has_the_volume_of_pappus(radius: float, pipe: float, sides: int, segments: int) -> None:
    r = pipe * radius
    solid = as_trimesh(lathe(arc((radius, 0.0), r, 0, 360, sides), segments))
    # Pappus holds for the inscribed polygon, turned through a regular polygon's chords, exactly.
    section = 0.5 * sides * r * r * math.sin(2 * math.pi / sides)
    around = segments * math.sin(2 * math.pi / segments)
    middle = radius
    assert solid.volume == pytest.approx(section * middle * around, rel=1e-4)


@given(segments=st.integers(6, 80), height=st.floats(0.01, 1.0), radius=st.floats(0.005, 0.5))
@settings(max_examples=30)
def test_a_turned_rectangle_is_a_prism_over_a_regular_polygon(segments: int, height: float, radius: float) -> None:
    profile = np.array([(0, 0), (radius, 0), (radius, height), (0, height)])
    base = 0.5 * segments * radius**2 * math.sin(2 * math.pi / segments)
    assert as_trimesh(lathe(profile, segments)).volume == pytest.approx(base * height, rel=1e-4)


def test_a_profile_may_run_either_way() -> None:
    forward, backward = lathe(CUP, 32), lathe(CUP[::-1], 32)
    assert as_trimesh(forward).volume == pytest.approx(as_trimesh(backward).volume, rel=1e-6)


def test_a_profile_that_touches_the_axis_once_is_refused() -> None:
    with pytest.raises(ValueError, match="starts and ends on the axis, or never touches it"):
        lathe(np.array([(0, 0), (0.1, 0), (0.1, 0.1)]))
    with pytest.raises(ValueError, match="negative radius"):
        lathe(np.array([(0, 0), (-0.1, 0), (0, 0.1)]))


def test_sharp_corners_stay_sharp_and_round_ones_are_shaded_smooth() -> None:
    can = lathe(CYLINDER, 48)
    assert np.allclose(np.sort(np.unique(np.abs(can.normals[:, 2]).round(4))), [0.0, 1.0])
    ball = lathe(arc((0, 0), 0.05, -90, 90, 24), 48)
    outward = ball.vertices / np.linalg.norm(ball.vertices, axis=1, keepdims=True)
    assert np.einsum("ij,ij->i", ball.normals, outward).min() > 0.9999


def test_an_outline_scales_the_turned_body() -> None:
    square = as_trimesh(lathe(CYLINDER, outline=squircle(200, 2.0, 0.5)))
    assert square.volume == pytest.approx(math.pi * 0.04 * 0.02 * 0.1, rel=2e-3)


def test_a_tube_has_the_volume_of_its_section_times_its_length() -> None:
    t = np.linspace(0, 2 * math.pi, 200, endpoint=False)
    ring = np.stack([0.05 * np.cos(t), 0.05 * np.sin(t), np.zeros_like(t)], axis=1)
    solid = as_trimesh(tube(ring, 0.01, segments=64, closed=True))
    assert solid.volume == pytest.approx(2 * math.pi**2 * 0.05 * 0.01**2, rel=3e-3)
    capsule = as_trimesh(tube([(0, 0, 0), (0, 0, 0.1)], 0.01, segments=64))
    assert capsule.volume == pytest.approx(math.pi * 1e-4 * 0.1 + 4 / 3 * math.pi * 1e-6, rel=6e-3)


def test_frames_along_a_path_are_right_handed_and_do_not_twist() -> None:
    t = np.linspace(0, 1, 50)
    path = np.stack([t, np.zeros_like(t), 0.3 * np.sin(3 * t)], axis=1)
    tangent, across, upward = frames_along(path, (0, 1, 0))
    assert np.allclose(np.cross(across, upward), tangent, atol=1e-9)
    # In a plane the normal of that plane is carried along unchanged.
    assert np.allclose(upward, (0, 1, 0), atol=1e-9)


def test_an_ellipsoid_has_the_volume_of_its_formula() -> None:
    solid = as_trimesh(blob((0.05, 0.04, 0.03), cells=24))
    assert solid.volume == pytest.approx(4 / 3 * math.pi * 0.05 * 0.04 * 0.03, rel=5e-3)


def test_points_of_an_ellipsoids_hull_lie_on_it() -> None:
    points = hull_points((0.05, 0.04, 0.03))
    assert np.allclose(np.linalg.norm(points / [0.05, 0.04, 0.03], axis=1), 1.0)


def test_lumps_swell_about_one_by_their_amplitude() -> None:
    direction = stream(1).normal(size=(4000, 3))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    many = np.concatenate([lumps(stream(2, k), 0.03)(direction) for k in range(40)])
    assert many.mean() == pytest.approx(1.0, abs=0.01)
    assert many.std() == pytest.approx(0.03, rel=0.2)


def test_rounding_a_corner_touches_both_sides() -> None:
    rounded = fillet([(0, 0), (1, 0), (1, 1)], 0.25, 8)
    assert np.allclose(rounded[[0, 1, -2, -1]], [(0, 0), (0.75, 0), (1, 0.25), (1, 1)])
    assert np.allclose(np.linalg.norm(rounded[1:-1] - [0.75, 0.25], axis=1), 0.25)


def test_a_radius_too_large_for_a_side_is_cut() -> None:
    rounded = fillet([(0, 0), (1, 0), (1, 1), (0, 1)], 9.0, 8, closed=True)
    # A square whose corners use up its sides becomes a circle.
    assert np.allclose(np.linalg.norm(rounded - 0.5, axis=1), 0.5)


def test_a_smooth_curve_goes_through_its_points_evenly() -> None:
    points = np.array([(0, 0), (1, 0.2), (2, -0.3), (3, 0)])
    curve = smooth(points, 400)
    for point in points:
        assert np.linalg.norm(curve - point, axis=1).min() < 0.01
    steps = np.linalg.norm(np.diff(curve, axis=0), axis=1)
    assert steps.max() < 1.02 * steps.min()


def test_a_parallel_curve_keeps_its_distance() -> None:
    circle = arc((0, 0), 1.0, 0, 180, 64)
    assert np.allclose(np.linalg.norm(parallel(circle, 0.1), axis=1), 0.9, atol=2e-3)


def test_a_simplified_line_stays_within_the_tolerance() -> None:
    circle = arc((0, 0), 0.1, 0, 90, 300)
    few = simplify(circle, 1e-4)
    assert len(few) < 40
    again = resample(few, 5000)
    assert max(np.linalg.norm(again - p, axis=1).min() for p in circle) < 1.1e-4


def test_choosing_faces_splits_a_mesh_without_loss() -> None:
    mesh = lathe(CUP, 32)
    upper = face_centers(mesh)[:, 2] > 0.05
    parts = [faces_where(mesh, upper), faces_where(mesh, ~upper)]
    assert sum(len(p.faces) for p in parts) == len(mesh.faces)
    assert as_trimesh(merge(parts)).is_watertight


def inside(hull: FloatArray, points: FloatArray, slack: float = 0.0) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    planes = trimesh.convex.convex_hull(hull)
    off = np.einsum("ij,kj->ki", planes.face_normals, points) - np.einsum(
        "ij,ij->i", planes.face_normals, planes.triangles[:, 0]
    )
    return np.asarray((off < -slack).all(axis=1))


@pytest.mark.parametrize("outline", [None, squircle(96, 6.0, 0.7)], ids=["round", "square"])
def test_hulls_of_a_vessel_fill_its_wall_and_leave_its_hollow_open(outline: FloatArray | None) -> None:
    outer = np.array([(0.06, 0.0), (0.08, 0.03), (0.09, 0.09)])
    inner = np.array([(0.0, 0.006), (0.056, 0.006), (0.075, 0.03), (0.085, 0.09)])
    hulls = vessel_hulls(outer, inner, outline=outline)
    assert all(len(h) <= 32 for h in hulls)
    assert min(h[:, 2].min() for h in hulls) == 0.0
    ring = unit_circle(90) if outline is None else outline

    def at(curve: FloatArray, grow: float, levels: FloatArray) -> FloatArray:
        radii = np.interp(levels, curve[:, 1], curve[:, 0]) + grow
        return np.concatenate(
            [np.concatenate([r * ring, np.full((len(ring), 1), z)], axis=1) for r, z in zip(radii, levels, strict=True)]
        )

    levels = np.linspace(0.012, 0.085, 14)
    hollow = at(inner[1:], -0.0035, levels)
    assert not any(inside(h, hollow, 1e-9).any() for h in hulls)
    wall = np.concatenate([at(inner[1:], 0.0025, levels), at(outer, -0.0025, levels)])
    covered = np.zeros(len(wall), dtype=bool)
    for hull in hulls:
        covered |= inside(hull, wall, -1e-9)
    assert covered.all()


def test_stacked_frusta_stay_inside_the_turned_solid_and_nearly_fill_it() -> None:
    curve = arc((0.0, 0.05), 0.05, -90, 90, 60)
    hulls = turned_hulls(curve)
    assert all(np.hypot(h[:, 0], np.hypot(h[:, 1], h[:, 2] - 0.05)).max() < 0.05 + 1e-9 for h in hulls)
    volume = sum(trimesh.convex.convex_hull(h).volume for h in hulls)
    assert 0.85 < volume / (4 / 3 * math.pi * 0.05**3) < 1.0


def test_prisms_along_a_path_meet_end_to_end() -> None:
    path = smooth([(0, 0, 0), (0.05, 0, 0.02), (0.1, 0, 0)], 30)
    hulls = tube_hulls(path, 0.005, 4)
    for before, after in itertools.pairwise(hulls):
        assert np.allclose(before[8:], after[:8])


@given(st.floats(0.01, 0.3), st.floats(0.3, 3.0), st.floats(0.1, 0.9))
def test_a_thinned_profile_has_fewer_points_of_the_same_and_stays_by_its_curve(
    width: float, slenderness: float, edge: float
) -> None:
    height = width * slenderness
    corners = [
        (0, 0),
        (width, 0),
        (width, 0.6 * height),
        (0.4 * width, 0.8 * height),
        (0.4 * width, height),
        (0, height),
    ]
    dense = fillet(corners, [0, edge * 0.2 * width, 0.4 * width, 0.4 * width, 0.1 * edge * width, 0], 24)
    lean = thinned(dense)
    assert len(lean) < 0.5 * len(dense)
    assert {tuple(p) for p in lean} <= {tuple(p) for p in dense}
    np.testing.assert_array_equal(lean[[0, -1]], dense[[0, -1]])
    a, b = lean[:-1], lean[1:]
    along = np.clip(np.einsum("ksd,sd->ks", dense[:, None] - a, b - a) / np.sum((b - a) ** 2, axis=1), 0, 1)
    off = np.linalg.norm(dense[:, None] - (a + along[..., None] * (b - a)), axis=2).min(axis=1)
    assert off.max() <= 0.003 * width + 1e-9
