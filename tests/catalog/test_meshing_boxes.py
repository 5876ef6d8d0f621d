"""Laws of boxes, extrusions, cushions, padded cloth and the transforms, against closed forms and trimesh."""

import math

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import ConvexHull

from simgen.catalog.meshing.boxes import (
    box_hull,
    ellipse,
    extrude,
    rounded_box,
    rounded_rectangle,
    triangulate,
)
from simgen.catalog.meshing.cloth import draped, padded
from simgen.catalog.meshing.cushions import cord, cushion, patch_hulls, pillow, round_cushion
from simgen.catalog.meshing.grids import row_kinds, smooth_normals
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.transforms import (
    hull_of,
    merge,
    mirror,
    move,
    rotate,
    scale,
    scale_uv,
    shift_uv,
    translate,
    turn_uv,
    volume_m3,
    warp,
)
from simgen.geometry import Pose, axis_angle
from simgen.seeds import stream
from simgen.world import Mesh

SIZES = st.tuples(*[st.floats(0.05, 2.0)] * 3)


def welded(mesh: Mesh) -> trimesh.Trimesh:
    solid = trimesh.Trimesh(mesh.vertices, mesh.faces, process=False)
    solid.merge_vertices(merge_tex=True, merge_norm=True)
    return solid


def assert_solid(mesh: Mesh, *, facing: float = 0.2) -> None:
    """Watertight, wound outwards, with finite unit normals on the outer side of every triangle."""
    solid = welded(mesh)
    assert solid.is_watertight and solid.is_winding_consistent
    assert volume_m3(mesh) > 0
    for array in (mesh.vertices, mesh.normals, mesh.uvs):
        assert np.isfinite(array).all() and array.dtype == np.float32
    assert mesh.faces.dtype == np.int32
    np.testing.assert_allclose(np.linalg.norm(mesh.normals, axis=1), 1.0, atol=1e-5)
    corners = mesh.vertices[mesh.faces].astype(np.float64)
    face = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    face /= np.linalg.norm(face, axis=1, keepdims=True)
    assert np.einsum("ij,ikj->ik", face, mesh.normals[mesh.faces]).min() > facing


def uv_stretch(mesh: Mesh) -> tuple[np.ndarray, np.ndarray]:
    """Of each triangle, its signed area in the texture over that in space, and that area."""
    corners = mesh.vertices[mesh.faces].astype(np.float64)
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    a, b, c = (mesh.uvs[mesh.faces[:, k]].astype(np.float64) for k in range(3))
    flat = ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]) / 2
    return flat / area, area


@given(size=SIZES, share=st.floats(0.05, 0.95))
@settings(max_examples=25)
def test_a_rounded_box_has_the_volume_of_its_core_slabs_rods_and_balls(size, share):
    radius = share * min(size) / 2
    a, b, c = (s - 2 * radius for s in size)
    exact = a * b * c + 2 * radius * (a * b + b * c + c * a) + math.pi * radius**2 * (a + b + c)
    exact += 4 / 3 * math.pi * radius**3
    fine = volume_m3(rounded_box(size, radius, 24))
    assert exact * 0.994 < fine < exact
    # Facets lie inside the round: four times as many leave a sixteenth of the gap.
    assert exact - fine < 0.2 * (exact - volume_m3(rounded_box(size, radius, 6))) + 1e-9


@given(size=SIZES, radius=st.floats(0.0, 0.3), segments=st.sampled_from([2, 4, 6]), cut=st.integers(1, 3))
@settings(max_examples=25)
def test_a_rounded_box_is_a_solid_of_exactly_its_size(size, radius, segments, cut):
    center = (0.1, -0.2, 0.3)
    mesh = rounded_box(size, radius, segments, center, divisions=(cut, 1, cut))
    assert_solid(mesh)
    np.testing.assert_allclose(np.ptp(mesh.vertices, axis=0), size, atol=1e-6)
    np.testing.assert_allclose((mesh.vertices.max(axis=0) + mesh.vertices.min(axis=0)) / 2, center, atol=1e-6)


def test_the_normals_of_a_rounded_box_point_away_from_its_core():
    mesh = rounded_box((0.5, 0.3, 0.2), 0.05, 4)
    core = np.clip(mesh.vertices, [-0.2, -0.1, -0.05], [0.2, 0.1, 0.05])
    np.testing.assert_allclose(mesh.normals, (mesh.vertices - core) / 0.05, atol=1e-4)


@pytest.mark.parametrize("grain", ["x", "y", "z", None])
def test_a_box_is_textured_in_metres_without_mirroring_and_with_its_grain_along_u(grain):
    mesh = rounded_box((1.2, 0.4, 0.03), 0.003, 4, grain=grain)
    stretch, area = uv_stretch(mesh)
    assert stretch.min() > 0.6
    assert np.average(stretch, weights=area) == pytest.approx(1.0, abs=0.02)
    axis = "xyz".index(grain or "x")
    long = np.abs(mesh.normals[:, axis]) < 1e-6
    slope = np.polyfit(mesh.vertices[long, axis], mesh.uvs[long, 0], 1)[0]
    assert slope == pytest.approx(1.0, abs=0.05)


def test_boxes_without_edges_or_with_odd_segments_are_refused():
    with pytest.raises(ValueError, match="positive edges"):
        rounded_box((1, 0, 1))
    with pytest.raises(ValueError, match="even number"):
        rounded_box((1, 1, 1), 0.1, 3)


@pytest.mark.parametrize("radius", [0.0, 0.002, 0.0025, 0.004, 0.02, 0.5])
def test_a_box_hull_keeps_flat_faces_and_stands_out_by_no_more_than_2_mm(radius):
    size = (0.6, 0.3, 0.1)
    mesh, hull = rounded_box(size, radius, 16), box_hull(size, radius=radius)
    np.testing.assert_allclose(np.ptp(hull, axis=0), size)
    planes = ConvexHull(mesh.vertices.astype(np.float64)).equations
    assert (hull @ planes[:, :3].T + planes[:, 3]).max() < 0.002


def polygon_area(outline: np.ndarray) -> float:
    x, y = outline.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


@given(width=st.floats(0.2, 2), depth=st.floats(0.2, 2), height=st.floats(0.01, 0.2), share=st.floats(0, 0.9))
@settings(max_examples=25)
def test_an_extrusion_has_the_volume_of_its_insets(width, depth, height, share):
    bevel = share * min(height / 2, 0.04)
    outline = rounded_rectangle(width, depth, 0.05, 6)
    edges = np.roll(outline, -1, axis=0) - outline
    perimeter = np.linalg.norm(edges, axis=1).sum()
    turns = np.arctan2(edges[:, 1], edges[:, 0])
    outer = (np.roll(turns, -1) - turns + math.pi) % (2 * math.pi) - math.pi
    corner = np.tan(outer / 2).sum()
    # Area of an inset convex polygon (Steiner), integrated up the quarter round of both edges.
    turn = np.linspace(0, math.pi / 2, 4001)
    inset = bevel * (1 - np.cos(turn))
    area = polygon_area(outline) - perimeter * inset + corner * inset**2
    rounded = np.trapezoid(area, bevel * np.sin(turn))
    exact = polygon_area(outline) * (height - 2 * bevel) + 2 * rounded
    mesh = extrude(outline, height, bevel, 24)
    assert volume_m3(mesh) == pytest.approx(exact, rel=2e-4)
    assert_solid(mesh)


L_SHAPE = np.array([(0, 0), (0.5, 0), (1, 0), (1, 0.3), (0.4, 0.3), (0.4, 1), (0, 1), (0, 0.5)], dtype=float)


@pytest.mark.parametrize("divisions", [1, 4])
@pytest.mark.parametrize("bevel", [0.0, 0.01])
def test_concave_outlines_with_points_in_a_row_extrude_to_solids(bevel, divisions):
    mesh = extrude(L_SHAPE, 0.05, bevel, divisions=divisions)
    assert_solid(mesh)
    np.testing.assert_allclose(np.ptp(mesh.vertices, axis=0), [1, 1, 0.05], atol=1e-6)
    assert volume_m3(extrude(L_SHAPE[::-1], 0.05, bevel)) == pytest.approx(volume_m3(mesh))


def test_a_bevel_is_cut_to_what_the_shortest_edge_bears():
    outline = rounded_rectangle(0.5, 0.2, 0.097, 6)
    largest = extrude(outline, 0.3, 0.14)
    assert_solid(largest)
    assert volume_m3(largest) == pytest.approx(volume_m3(extrude(outline, 0.3, 0.10)))
    assert volume_m3(largest) < volume_m3(extrude(outline, 0.3, 0.01))


@pytest.mark.parametrize("grain", ["around", "up"])
def test_an_extrusion_is_textured_in_metres_without_mirroring(grain):
    stretch, area = uv_stretch(extrude(ellipse(1.0, 0.6), 0.1, 0.01, 4, grain=grain))
    assert stretch.min() > 0.7
    assert np.average(stretch, weights=area) == pytest.approx(1.0, abs=0.02)


@given(seed=st.integers(0, 10_000), count=st.integers(5, 30))
@settings(max_examples=60)
def test_triangles_of_a_polygon_cover_it_once_and_use_every_corner(seed, count):
    rng = stream(seed, "star")
    # No gap of half a turn, which would put the middle outside of the star.
    gaps = rng.uniform(0.5, 1.0, count)
    angle = np.cumsum(gaps / gaps.sum()) * 2 * math.pi
    outline = rng.uniform(0.3, 1.0, len(angle))[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    faces = triangulate(outline)
    assert len(faces) == len(outline) - 2 and set(faces.ravel()) == set(range(len(outline)))
    a, b, c = (outline[faces[:, k]] for k in range(3))
    areas = ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]) / 2
    assert areas.min() > 0
    assert areas.sum() == pytest.approx(polygon_area(outline))


# --- Transforms ------------------------------------------------------------------------------------


def twist(p: np.ndarray) -> np.ndarray:
    angle = 2.0 * p[:, 2]
    c, s = np.cos(angle), np.sin(angle)
    return np.stack([c * p[:, 0] - s * p[:, 1], s * p[:, 0] + c * p[:, 1], p[:, 2] * (1 + 0.2 * p[:, 2])], axis=1)


def test_warped_normals_are_those_of_the_warped_surface():
    box = rounded_box((0.3, 0.2, 0.6), 0.04, 16, divisions=(12, 12, 24))
    bent = warp(box, twist)
    assert_solid(bent)
    # An independent estimate: means of the fine triangles, which know nothing of the map.
    estimate = smooth_normals(bent.vertices.astype(np.float64), bent.faces.astype(np.int64))
    assert np.einsum("ij,ij->i", estimate, bent.normals).min() > 0.995


def test_a_warp_by_a_rotation_is_that_rotation():
    box = rounded_box((0.3, 0.2, 0.6), 0.04)
    pose = Pose((0.3, -0.1, 0.2), axis_angle((1, 2, 3), 0.7))
    warped, moved = warp(box, pose.apply), move(box, pose)
    np.testing.assert_allclose(warped.vertices, moved.vertices, atol=1e-6)
    np.testing.assert_allclose(warped.normals, moved.normals, atol=1e-5)


def test_transforms_keep_solids_solid_and_change_volumes_as_they_should():
    box = rounded_box((0.3, 0.2, 0.1), 0.02)
    volume = volume_m3(box)
    for changed in (
        translate(box, (1, 2, 3)),
        rotate(box, (1, 1, 0), 0.4, about=(0.5, 0, 0)),
        mirror(box, 0),
        mirror(box, 2),
    ):
        assert_solid(changed)
        assert volume_m3(changed) == pytest.approx(volume, rel=1e-5)
    assert_solid(scale(box, (2, 1, 0.5)))
    assert volume_m3(scale(box, (2, 1, 3))) == pytest.approx(6 * volume, rel=1e-5)
    both = merge([box, translate(box, (1, 0, 0))])
    assert volume_m3(both) == pytest.approx(2 * volume, rel=1e-5)
    assert len(both.faces) == 2 * len(box.faces)
    pivot = np.array([0.1, 0.2, 0.0])
    turned = rotate(box, (0, 0, 1), 0.3, about=pivot).vertices
    expected = Pose(quaternion=axis_angle((0, 0, 1), 0.3)).apply(box.vertices - pivot) + pivot
    np.testing.assert_allclose(turned, expected, atol=1e-6)


def test_texture_transforms_turn_shift_and_scale_only_the_texture():
    box = rounded_box((0.3, 0.2, 0.1), 0.02)
    np.testing.assert_allclose(shift_uv(box, (1, -2)).uvs, box.uvs + np.float32([1, -2]))
    np.testing.assert_allclose(scale_uv(box, 3).uvs, 3 * box.uvs)
    turned = turn_uv(box)
    # The pattern turns by +90° where the coordinates at which it is read turn by -90°.
    np.testing.assert_allclose(turned.uvs, np.stack([box.uvs[:, 1], -box.uvs[:, 0]], axis=1), atol=1e-6)
    assert uv_stretch(turned)[0].min() > 0
    assert turned.vertices is box.vertices


@pytest.mark.parametrize("limit", [8, 16, 32])
def test_a_reduced_hull_lies_inside_the_true_one_and_nears_it(limit):
    points = stream(1, "hull").normal(size=(400, 3))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    hull = hull_of(points, limit)
    assert len(hull) <= limit
    full = ConvexHull(points)
    assert (hull @ full.equations[:, :3].T + full.equations[:, 3]).max() < 1e-9
    assert ConvexHull(hull).volume > {8: 0.25, 16: 0.55, 32: 0.75}[limit] * full.volume
    again = hull_of(points[::-1].copy(), limit)
    np.testing.assert_array_equal(np.sort(hull, axis=0), np.sort(again, axis=0))


# --- Soft things -----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_cushions_are_solids_within_their_size_that_differ_by_seed(seed):
    made = cushion((0.65, 0.6, 0.15), stream(seed, "cushion"))
    assert_solid(made.cover)
    assert_solid(made.piping)
    size = np.ptp(made.cover.vertices, axis=0)
    assert (size < [0.66, 0.61, 0.155]).all() and (size > [0.63, 0.58, 0.145]).all()
    assert made.cover.vertices[:, 2].min() == pytest.approx(0, abs=1e-4)
    other = cushion((0.65, 0.6, 0.15), stream(seed + 1, "cushion"))
    assert not np.array_equal(made.cover.vertices, other.cover.vertices)


def test_the_middle_of_a_cushion_is_flat_to_2_mm_and_higher_than_its_seam():
    made = cushion((0.65, 0.6, 0.15), stream(0, "cushion"), crown_m=0.009)
    v = made.cover.vertices
    top = v[v[:, 2] > 0.1]
    middle = (np.abs(top[:, 0]) < 0.52 * 0.325) & (np.abs(top[:, 1]) < 0.52 * 0.3)
    assert np.ptp(top[middle, 2]) < 0.004
    rim = (np.abs(top[:, 0]) > 0.27) & (top[:, 2] > 0.12)
    assert top[middle, 2].mean() - top[rim, 2].mean() > 0.004


def test_pillows_and_round_cushions_are_solids_as_large_as_asked():
    made = pillow((0.45, 0.42, 0.15), stream(3, "pillow"), piping_m=0.003)
    assert_solid(made.cover, facing=0.05)
    assert_solid(made.piping, facing=0.05)
    np.testing.assert_allclose(np.ptp(made.cover.vertices, axis=0), [0.45, 0.42, 0.15], atol=0.015)
    drum = round_cushion(0.4, 0.3, stream(3, "drum"))
    assert_solid(drum.cover)
    np.testing.assert_allclose(np.ptp(drum.cover.vertices, axis=0), [0.4, 0.4, 0.3], atol=0.01)
    assert drum.cover.vertices[:, 2].min() == pytest.approx(0, abs=1e-6)


def test_a_cord_is_a_ring_of_its_length_and_thickness():
    ring = cord(np.column_stack([ellipse(1.0, 1.0, 200), np.zeros(200)]), 0.01, sides=24)
    assert_solid(ring)
    assert volume_m3(ring) == pytest.approx(math.pi * 0.01**2 * math.pi, rel=0.02)


def test_patch_hulls_follow_a_crown_and_stay_inside_the_convex_hull():
    made = cushion((0.65, 0.6, 0.15), stream(0, "cushion"))
    whole = ConvexHull(made.cover.vertices.astype(np.float64))
    hulls = patch_hulls(made.cover, 2, 3)
    assert len(hulls) == 6
    for hull in hulls:
        assert len(hull) <= 32
        assert (hull @ whole.equations[:, :3].T + whole.equations[:, 3]).max() < 1e-6


def test_a_padded_sheet_is_a_solid_of_its_area_times_its_thickness():
    u, v = np.meshgrid(np.linspace(0, 1.0, 60), np.linspace(0, 0.8, 50))
    sheet = padded(np.stack([u, v, 0.05 * np.sin(3 * u)], axis=-1), 0.02, 0.01)
    assert_solid(sheet, facing=0.0)
    length = np.trapezoid(np.hypot(1, 0.15 * np.cos(3 * np.linspace(0, 1, 500))), np.linspace(0, 1, 500))
    assert volume_m3(sheet) == pytest.approx(length * 0.8 * 0.02, rel=0.05)
    stretch, area = uv_stretch(sheet)
    assert np.average(stretch, weights=area) == pytest.approx(1.0, abs=0.05)


def test_a_draped_sheet_lies_on_top_hangs_at_the_sides_and_keeps_its_lengths():
    lay = draped(0.7, -0.9, 0.5, 0.05, lambda q: 0 * q[..., 0])
    u, w = np.meshgrid(np.linspace(-1.0, 1.0, 401), np.linspace(-0.5, 0.5, 5))
    points, outward = lay(u, w)
    np.testing.assert_allclose(np.linalg.norm(outward, axis=-1), 1.0)
    steps = np.linalg.norm(np.diff(points, axis=1), axis=-1)
    np.testing.assert_allclose(steps, np.diff(u, axis=1), rtol=2e-3)
    inside = np.abs(u) <= 0.7
    np.testing.assert_allclose(points[inside][:, 2], 0.5)
    assert points[0, 0, 2] == pytest.approx(0.5 - 0.05 - (0.3 - 0.05 * math.pi / 2))
    assert points[0, 0, 0] == pytest.approx(-0.75)


def test_ripples_have_mean_0_variance_1_and_no_waves_outside_their_band():
    field = Ripples.draw(stream(5, "ripples"), 0.1, 0.3, count=200)
    values = field(stream(6, "places").uniform(-20, 20, (20_000, 3)))
    assert abs(values.mean()) < 0.03 and values.var() == pytest.approx(1.0, abs=0.1)
    lengths = 2 * math.pi / np.linalg.norm(field.waves, axis=1)
    assert lengths.min() >= 0.1 - 1e-9 and lengths.max() <= 0.3 + 1e-9


@given(st.lists(st.tuples(*[st.integers(-3, 3)] * 3), min_size=1, max_size=40))
def test_equal_rows_are_welded_in_the_order_of_rows(rows: list[tuple[int, ...]]) -> None:
    _, wanted = np.unique(rows, axis=0, return_inverse=True)
    assert np.array_equal(row_kinds(np.array(rows)), wanted.reshape(-1))
