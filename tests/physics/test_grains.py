"""Grains in generated vessels, against rays from above and voxels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import trimesh
from scipy.spatial import cKDTree

from simgen.geometry import Pose
from simgen.labels.states import states
from simgen.labels.volumes import inside_mesh
from simgen.physics import load_engine, pour
from simgen.world import GRAINS_MM, Body, Fill, Material, Scene
from tests.labels.state_oracles import filled_by_rays
from tests.physics.make import place, scenario
from tests.physics.test_liquids import UPRIGHT, tilted, vessel

CASES = [("bowl", "beans", 0.6, Pose()), ("mug", "rice", 0.45, Pose()), ("mug", "chickpeas", 0.4, tilted(12, 50))]


def filled(category: str, of: str, fraction: float, tilt: Pose) -> tuple[Body, Body]:
    asset = vessel(category)
    fill = Fill(of, fraction, asset.cavities[0].name, Material("grain"), density_kg_m3=1300.0)
    body = replace(place("vessel", asset, (0, 0, 0), pose=Pose((0.3, -0.2, 0.9)) @ tilt, scale=0.8), fill=fill)
    drawn = scenario(body)
    scene = pour(Scene(drawn, drawn.bodies, (), UPRIGHT))
    return scene.body("vessel"), next(b for b in scene.bodies if b.is_liquid)


@pytest.mark.parametrize(("category", "of", "fraction", "tilt"), CASES)
def test_the_share_below_the_grains_is_what_is_told_and_asked_for(
    category: str, of: str, fraction: float, tilt: Pose
) -> None:
    body, grains = filled(category, of, fraction, tilt)
    share = filled_by_rays(body, [grains])
    cavity = body.asset.cavities[0]
    hollow = trimesh.Trimesh(body.world_vertices(cavity.mesh), cavity.mesh.faces)
    assert body.fill is not None
    assert share == pytest.approx(body.fill.fraction, abs=0.01)
    assert body.fill.fraction == pytest.approx(fraction, abs=0.01)
    told = states(body)["filled"]
    assert told["mass_kg"] == pytest.approx(body.fill.fraction * abs(float(hollow.volume)) * 1300 * 0.6, rel=0.02)


@pytest.mark.parametrize(("category", "of", "fraction", "tilt"), CASES[:2])
def test_pieces_lie_in_the_hollow_and_not_in_each_other(category: str, of: str, fraction: float, tilt: Pose) -> None:
    body, grains = filled(category, of, fraction, tilt)
    cavity = body.asset.cavities[0]
    points = grains.world_vertices(grains.asset.parts[0].surfaces[0].mesh)
    hollow = body.world_vertices(cavity.mesh)
    # The grid that pieces are laid on is as fine as a quarter of them.
    some = points[::5]
    inside = inside_mesh(some, hollow, cavity.mesh.faces)
    middle = hollow.mean(axis=0)
    out = some[~inside]
    inward = (middle - out) / np.linalg.norm(middle - out, axis=1, keepdims=True)
    assert inside.mean() > 0.95
    assert inside_mesh(out + min(GRAINS_MM[of]) / 2000.0 * inward, hollow, cavity.mesh.faces).all()
    # Middles of pieces are never nearer than a piece is thick.
    per_piece = len(points) // (len(grains.asset.parts[0].surfaces[0].mesh.faces) // 42)
    middles = points.reshape(-1, per_piece, 3).mean(axis=1)
    apart, _ = cKDTree(middles).query(middles, k=2)
    assert np.asarray(apart)[:, 1].min() > 0.8 * min(GRAINS_MM[of]) / 1000.0


def test_what_is_filled_is_heavier_by_what_is_in_it() -> None:
    def lift(fraction: float) -> tuple[float, Body]:
        fill = Fill("rice", fraction, vessel("mug").cavities[0].name, Material("grain"), density_kg_m3=1450.0)
        body = replace(place("mug", vessel("mug"), (0, 0, 0.0005)), fill=fill)
        scene = load_engine().settle(scenario(body))
        return next(c.lift_n for c in scene.contacts if c.a == 6), scene.body("mug")

    (full, body), (empty, _) = lift(0.8), lift(0.0)
    assert (full - empty) / 9.81 == pytest.approx(body.content_kg, rel=0.02)
