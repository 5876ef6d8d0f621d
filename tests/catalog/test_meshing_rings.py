"""Laws of plates with one opening: closed, of the right volume, and hulls that leave the opening free."""

from __future__ import annotations

import math

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import ConvexHull

from simgen.catalog.meshing.boxes import extrude_along_x, rounded_rectangle
from simgen.catalog.meshing.lathe import unit_circle
from simgen.catalog.meshing.rings import matched, outline_towards, ring_hulls, ring_prism
from simgen.world import Mesh


def solid(mesh: Mesh) -> trimesh.Trimesh:
    body = trimesh.Trimesh(mesh.vertices, mesh.faces, process=False)
    body.merge_vertices(merge_tex=True, merge_norm=True)
    return body


@settings(max_examples=25)
@given(
    st.floats(0.2, 1.0),
    st.floats(0.2, 1.0),
    st.floats(0.01, 0.09),
    st.floats(-0.05, 0.05),
    st.floats(-0.05, 0.05),
)
def test_a_plate_with_a_round_hole_is_a_solid_of_the_outline_less_the_hole(
    width: float, depth: float, hole: float, x: float, y: float
) -> None:
    outer = rounded_rectangle(width, depth, 0.02, 4)
    inner = hole / 2 * unit_circle(40) + np.array([x, y])
    body = solid(ring_prism(outer, inner, 0.03, center=(x, y)))
    assert body.is_watertight and body.is_winding_consistent
    area = (np.roll(outer, -1, axis=0) * outer[:, ::-1] * [-1.0, 1.0]).sum() / -2
    circle = 20 * (hole / 2) ** 2 * math.sin(2 * math.pi / 40)
    assert body.volume == pytest.approx((abs(area) - circle) * 0.03, rel=1e-3)


def test_a_bevel_takes_away_from_both_edges_and_stays_within_the_outline() -> None:
    outer, inner = rounded_rectangle(0.4, 0.3, 0.02), rounded_rectangle(0.2, 0.1, 0.01)
    sharp, soft = (ring_prism(outer, inner, 0.02, bevel) for bevel in (0.0, 0.004))
    assert solid(soft).is_watertight
    assert solid(soft).volume < solid(sharp).volume
    np.testing.assert_allclose(np.ptp(soft.vertices, axis=0), [0.4, 0.3, 0.02], atol=1e-6)


def test_hulls_fill_the_plate_and_leave_the_hole_free() -> None:
    outer, inner = rounded_rectangle(0.6, 0.8, 0.01), 0.16 * unit_circle(56)
    hulls = ring_hulls(outer, inner, 0.02, 10)
    assert all(4 <= len(h) <= 32 for h in hulls)
    volume = sum(ConvexHull(h).volume for h in hulls)
    assert volume == pytest.approx((0.48 - math.pi * 0.16**2) * 0.02, rel=0.03)
    middle = np.array([[r * c, r * s, 0.01] for r in (0.0, 0.14) for c, s in unit_circle(24)])
    for hull in hulls:
        planes = ConvexHull(hull).equations
        assert not (middle @ planes[:, :3].T + planes[:, 3] < 0).all(axis=1).any()


def test_both_outlines_get_a_point_in_every_direction_of_either() -> None:
    out, inn = matched(rounded_rectangle(0.5, 0.3, 0.0), 0.1 * unit_circle(12))
    np.testing.assert_allclose(np.arctan2(out[:, 1], out[:, 0]), np.arctan2(inn[:, 1], inn[:, 0]), atol=1e-9)
    assert len(out) == 4 + 12
    np.testing.assert_allclose(np.abs(out / [0.25, 0.15]).max(axis=1), 1.0)


def test_an_outline_is_met_where_a_ray_meets_it() -> None:
    square = rounded_rectangle(2.0, 2.0, 0.0)
    directions = np.radians([0.0, 30.0, 90.0, 135.0, -100.0, 179.9])
    points = outline_towards(square, directions)
    np.testing.assert_allclose(np.abs(points).max(axis=1), 1.0)
    np.testing.assert_allclose(np.arctan2(points[:, 1], points[:, 0]), directions, atol=1e-12)


def test_a_hole_beyond_the_plate_is_refused() -> None:
    with pytest.raises(ValueError, match="reaches beyond"):
        ring_prism(rounded_rectangle(0.2, 0.2, 0.0), 0.15 * unit_circle(24), 0.01)


def test_a_prism_along_x_shows_its_outline_from_the_side() -> None:
    body = solid(extrude_along_x([(0.0, 0.0), (0.3, 0.0), (0.0, 0.2)], 0.5))
    assert body.is_watertight
    assert body.volume == pytest.approx(0.015, rel=1e-5)
    np.testing.assert_allclose(body.bounds, [[-0.25, 0.0, 0.0], [0.25, 0.3, 0.2]], atol=1e-6)
