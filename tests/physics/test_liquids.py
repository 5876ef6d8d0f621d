"""Liquids in generated vessels, against counting voxels."""

from __future__ import annotations

import functools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from simgen.catalog import Catalog
from simgen.catalog.mass import is_closed, signed_volume_m3
from simgen.geometry import Pose, axis_angle
from simgen.labels.volumes import inside_mesh
from simgen.physics import pour
from simgen.physics.liquids import INSET_M
from simgen.seeds import stream
from simgen.world import Asset, Body, Fill, Material, Scenario, Scene, SettleReport
from tests.physics.make import place, scenario

VESSELS = ("mug", "drinking_glass", "wine_glass", "bowl", "bottle", "crate", "cooking_pot")
WATER = Material("water", kind="glass", ior=1.333)
UPRIGHT = SettleReport("none", 0.0, 0.0, 0.0, 0.0, (), True)


@functools.cache
def vessel(category: str) -> Asset:
    catalog = Catalog()
    return catalog.load(catalog.draw(category, 3, ("liquids",)))


@functools.cache
def voxels(category: str) -> np.ndarray:
    """A point for each cell inside the cavity, in the asset frame, in metres."""
    mesh = vessel(category).cavities[0].mesh
    low, high = mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)
    step = float(np.prod(high - low) / 30_000) ** (1 / 3)
    axes = [np.arange(a + step / 2, b, step) for a, b in zip(low, high, strict=True)]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    # Anywhere in its cell, so that no layer of points crosses the surface at once.
    points += step * stream(0, "voxels", category).uniform(-0.5, 0.5, points.shape)
    return points[inside_mesh(points, mesh.vertices.astype(np.float64), mesh.faces)]


def filled(category: str, fraction: float, tilt: Pose, scale: float = 1.0) -> tuple[Body, Body | None]:
    asset = vessel(category)
    fill = Fill("water", fraction, asset.cavities[0].name, WATER)
    body = replace(place("vessel", asset, (0, 0, 0), pose=Pose((0.3, -0.2, 0.9)) @ tilt, scale=scale), fill=fill)
    drawn: Scenario = scenario(body)
    scene = pour(Scene(drawn, drawn.bodies, (), UPRIGHT))
    assert [b.instance_id for b in scene.bodies] == list(range(1, len(scene.bodies) + 1))
    liquid = [b for b in scene.bodies if b.is_liquid]
    return scene.body("vessel"), liquid[0] if liquid else None


def tilted(degrees: float, about_deg: float) -> Pose:
    about = math.radians(about_deg)
    return Pose(quaternion=axis_angle((math.cos(about), math.sin(about), 0), math.radians(degrees)))


@pytest.mark.slow
@settings(max_examples=20, phases=[Phase.generate])
@given(
    category=st.sampled_from(VESSELS),
    fraction=st.floats(0.05, 0.95),
    degrees=st.floats(0, 80),
    about_deg=st.floats(0, 360),
    scale=st.sampled_from([1.0, 1.7]),
)
def test_the_fraction_is_that_of_the_voxels_below_the_surface(
    category: str, fraction: float, degrees: float, about_deg: float, scale: float
) -> None:
    body, liquid = filled(category, fraction, tilted(degrees, about_deg), scale)
    assert body.fill is not None and body.fill.fraction <= fraction + 1e-9
    if liquid is None:
        assert body.fill.fraction == 0.0
        return
    mesh = liquid.asset.parts[0].surfaces[0].mesh
    world = liquid.world_vertices(mesh)
    surface = world[:, 2].max()
    heights = body.world_from_body.apply(voxels(category) * scale)[:, 2]
    assert (heights < surface).mean() == pytest.approx(body.fill.fraction, abs=0.01)
    # What is seen is closed, as large as was poured but for the film of air, and flat on top.
    assert is_closed([mesh])
    area_m2 = np.linalg.norm(np.ptp(mesh.vertices, axis=0)) ** 2 * 4
    poured_m3 = body.fill.fraction * vessel(category).cavities[0].volume_m3
    assert -area_m2 * INSET_M < signed_volume_m3(mesh) - poured_m3 < 0
    top = np.isclose(world[:, 2], surface, atol=1e-6)
    normals = liquid.world_normals(mesh)
    assert (top & (normals[:, 2] > 0.999)).sum() >= 3


@pytest.mark.parametrize("category", VESSELS)
def test_an_upright_vessel_takes_what_it_is_asked_to(category: str) -> None:
    body, liquid = filled(category, 0.6, Pose())
    assert body.fill is not None and body.fill.fraction == pytest.approx(0.6, abs=1e-6)
    assert liquid is not None and liquid.support == "vessel" and liquid.asset.category == "water"
    assert liquid.name == "vessel.water"


def test_what_would_run_over_is_not_there() -> None:
    full, _ = filled("mug", 1.0, Pose())
    half, _ = filled("mug", 1.0, tilted(45, 20))
    emptied, liquid = filled("mug", 1.0, tilted(120, 20))
    shares = [body.fill.fraction for body in (full, half, emptied) if body.fill]
    assert shares[0] > 0.98 and 0.1 < shares[1] < 0.9 and shares[2] == 0.0 and liquid is None


def test_the_surface_of_a_tilted_vessel_stays_at_the_lip_and_never_rises_above_it() -> None:
    body, liquid = filled("drinking_glass", 1.0, tilted(30, 0))
    assert liquid is not None
    surface = liquid.world_vertices(liquid.asset.parts[0].surfaces[0].mesh)[:, 2].max()
    cavity = body.asset.cavities[0].mesh
    mouth = cavity.vertices[:, 2] > cavity.vertices[:, 2].max() - 1e-4
    assert surface == pytest.approx(body.world_vertices(cavity)[mouth][:, 2].min(), abs=1e-6)
