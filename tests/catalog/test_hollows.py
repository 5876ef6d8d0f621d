"""Hollows found in triangles hold what geometry says, up to where water would run out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import trimesh
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simgen.catalog import Library
from simgen.catalog.importers import Measures, Wishes
from simgen.catalog.importers.hollows import hollows_of
from simgen.catalog.importers.surfaces import edge_faults
from simgen.catalog.importing import import_asset
from simgen.catalog.meshing.transforms import hull_of
from simgen.geometry import FloatArray
from simgen.world import Cavity


def turned(*profile: tuple[float, float]) -> tuple[FloatArray, np.ndarray]:
    """Triangles of a profile (radius, z) turned about z, open where it ends off the axis."""
    angle = 2 * np.pi * np.arange(64) / 64
    rings = [np.stack([r * np.cos(angle), r * np.sin(angle), np.full(64, z)], axis=1) for r, z in profile]
    here = np.arange(64)
    after = (here + 1) % 64
    quads = [(64 * k + here, 64 * k + after, 64 * k + 64 + here, 64 * k + 64 + after) for k in range(len(profile) - 1)]
    faces = np.concatenate([np.stack(t, axis=1) for a, b, c, d in quads for t in ((a, b, c), (b, d, c))])
    return np.concatenate(rings), faces


def found(shape: tuple[FloatArray, np.ndarray], notes: list[str] | None = None) -> tuple[Cavity, ...]:
    return hollows_of(*shape, (), None, [] if notes is None else notes)


@given(
    low=st.floats(0.02, 0.2),
    high=st.floats(0.02, 0.2),
    tall=st.floats(0.06, 0.3),
    wall=st.floats(0.002, 0.008),
    turn=st.floats(0, 6),
    sheet=st.booleans(),
)
@settings(max_examples=5, deadline=None)
def test_a_truncated_cone_holds_what_the_formula_says(
    low: float, high: float, tall: float, wall: float, turn: float, sheet: bool
) -> None:
    # A wall that leans in by more than 45 degrees is no vessel's: the two measures of a hollow may part there.
    assume(low - high <= tall)
    inside = ((high, tall + wall), (low, wall), (0.0, wall))
    profile = inside if sheet else ((0.0, 0.0), (low + wall, 0.0), (high + wall, tall + wall), *inside)
    vertices, faces = turned(*profile)
    c, s = np.cos(turn), np.sin(turn)
    vertices = vertices @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]]) + [0.3, -0.2, 0.7]
    (cavity,) = found((vertices, faces))
    expected = np.pi * tall / 3 * (low**2 + low * high + high**2)
    assert cavity.volume_m3 == pytest.approx(expected, rel=0.015)
    # Closed, outside out, and of the volume that it says.
    points, mesh = cavity.mesh.vertices.astype(float), cavity.mesh.faces.astype(np.int64)
    assert edge_faults(mesh) == (0, 0)
    a, b, d = (points[mesh[:, k]] - points.mean(axis=0) for k in range(3))
    assert np.einsum("ij,ij->", a, np.cross(b, d)) / 6 == pytest.approx(cavity.volume_m3, rel=1e-4)
    assert points[:, 2].max() == pytest.approx(0.7 + tall + wall, abs=1e-3)
    assert points[:, 2].min() == pytest.approx(0.7 + wall, abs=1e-3)


CUP = ((0.0, 0.0), (0.05, 0.0), (0.05, 0.1), (0.046, 0.1), (0.046, 0.004), (0.0, 0.004))


def test_a_hole_in_the_wall_lets_out_what_is_above_it() -> None:
    # One skin, with a ring of vertices at half its height and a hole above that.
    half = ((0.046, 0.1), (0.046, 0.05), (0.046, 0.004), (0.0, 0.004))
    vertices, faces = turned(*half)
    middle = vertices[faces].mean(axis=1)
    gone = (middle[:, 2] > 0.05) & (middle[:, 2] < 0.099) & (middle[:, 0] > 0.03)
    (cavity,) = found((vertices, faces[~gone]))
    assert cavity.volume_m3 == pytest.approx(np.pi * 0.046**2 * 0.046, rel=0.03)
    assert cavity.mesh.vertices[:, 2].max() == pytest.approx(0.05, abs=1e-3)


def test_what_holds_no_water_has_no_hollow() -> None:
    closed = ((0.0, 0.0), (0.05, 0.0), (0.05, 0.1), (0.0, 0.1))
    upside_down = tuple((r, 0.1 - z) for r, z in reversed(CUP))
    ring = ((0.05, 0.0), (0.05, 0.1), (0.046, 0.1), (0.046, 0.0), (0.05, 0.0))
    for profile in (closed, upside_down, ring):
        assert found(turned(*profile)) == ()


def test_two_cups_side_by_side_are_two_hollows_the_larger_first() -> None:
    small, faces = turned(*CUP)
    both = np.concatenate([0.7 * small, small + np.array([0.12, 0, 0])]), np.concatenate([faces, faces + len(small)])
    cavities = found(both)
    assert [c.name for c in cavities] == ["inside", "inside_2"]
    volume = np.pi * 0.046**2 * 0.096
    assert [c.volume_m3 for c in cavities] == pytest.approx([volume, 0.343 * volume], rel=0.015)


def test_a_hollow_that_physics_has_filled_is_none() -> None:
    cup = turned(*CUP)
    notes: list[str] = []
    assert hollows_of(*cup, (hull_of(cup[0]),), None, notes) == ()
    assert len(notes) == 1 and "physics' shape fills a hollow of 63" in notes[0]


def test_an_imported_cup_keeps_its_hollow_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vertices, faces = turned(*CUP)
    trimesh.Trimesh(vertices, faces).export(tmp_path / "cup.stl")
    floor = hull_of(vertices[vertices[:, 2] < 0.005])
    monkeypatch.setattr("simgen.catalog.importers.assembly.convex_pieces", lambda *_: (floor,))
    made, _ = import_asset(
        tmp_path / "cup.stl", category="mug", into=tmp_path / "my", wishes=Wishes(Measures(unit="m", up="+z"))
    )
    library = Library(tmp_path / "my")
    (cavity,) = library.read("cup").cavities
    assert (cavity.name, library.rows["cup"].cavities) == ("inside", ("inside",))
    assert cavity.volume_m3 == made.cavities[0].volume_m3 == pytest.approx(np.pi * 0.046**2 * 0.096, rel=0.015)
