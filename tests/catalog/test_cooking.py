"""Laws of what cooks, presses, chills and cleans: how lids shut and open, what stands, and what its families refuse."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simgen.catalog import Catalog
from simgen.catalog.generators import load_family
from simgen.catalog.meshing.transforms import volume_m3
from simgen.catalog.model import Model
from simgen.errors import CatalogError
from simgen.geometry import FloatArray
from simgen.seeds import stream
from simgen.world import Asset

CATALOG = Catalog()
HOB = {"style": "gas", "width_m": 0.59, "depth_m": 0.52, "marks": "rings", "framed": False, "knobs_in_front": True}
RACK = {"style": "shelves", "columns": 6, "rows": 2, "jar_m": 0.045, "jar_height_m": 0.095}


def build(family: str, **parameters: Any) -> Model:
    return load_family(family).build(parameters, stream(3, "cooking", family))


def asset(category: str, seed: int = 0, **parameters: Any) -> Asset:
    return CATALOG.load(CATALOG.draw(category, seed, ("cooking", category), parameters))


def points(thing: Model | Asset, slot: str, part: str = "") -> FloatArray:
    """(n, 3) vertices of what is of that slot, of one part or of all."""
    found = [
        s.mesh.vertices.astype(np.float64)
        for p in thing.parts
        for s in p.surfaces
        if s.material == slot and part in ("", p.name)
    ]
    return np.concatenate(found)


@pytest.mark.parametrize("zones", [2, 4, 5])
def test_a_gas_hob_has_a_burner_and_a_knob_for_each_zone(zones: int) -> None:
    width = {2: 0.3, 4: 0.59, 5: 0.75}[zones]
    model = build("cooktop", **HOB | {"width_m": width, "zones": zones})
    knobs = [h for h in model.parts[0].hulls if np.ptp(h[:, 0]) < 0.04 and np.ptp(h[:, 2]) > 0.02]
    assert len(knobs) == zones
    # The caps are the highest of the burners: each lies below the iron that pans stand on.
    assert points(model, "cap")[:, 2].max() < points(model, "iron")[:, 2].max() - 0.004
    assert points(model, "iron")[:, 2].max() == pytest.approx(model.supports[0].height_m, abs=1e-6)


@pytest.mark.parametrize("category", ["rice_cooker", "sandwich_maker", "deep_fryer", "chest_freezer"])
@pytest.mark.parametrize("seed", [0, 1])
def test_a_lid_covers_its_box_when_shut_and_leaves_it_when_open(category: str, seed: int) -> None:
    thing = asset(category, seed)
    lid = thing.joint("lid")
    over = np.concatenate([s.mesh.vertices for p in thing.parts if p.joint == "lid" for s in p.surfaces])
    hollow = [c for c in thing.cavities if c.name in ("inside", "pot", "tub")]
    for cavity in hollow:
        low, high = cavity.mesh.vertices.min(axis=0), cavity.mesh.vertices.max(axis=0)
        assert (over.min(axis=0)[:2] < low[:2] + 0.001).all() and (over.max(axis=0)[:2] > high[:2] - 0.001).all()
        opened = lid.motion(lid.upper).apply(over.astype(np.float64))
        above = (opened[:, 2] > high[2]) & (opened[:, 1] < (low[1] + high[1]) / 2)
        assert not above.any(), "the open lid hangs over the front half of the hollow"
    assert math.degrees(lid.upper) > 60


@pytest.mark.parametrize("seed", range(3))
def test_a_butter_dishs_cover_stands_in_its_rim_over_the_butter(seed: int) -> None:
    thing = asset("butter_dish", seed, filled=0.9)
    cover, plate = points(thing, "lid"), points(thing, "body")
    assert (cover.min(axis=0)[:2] > plate.min(axis=0)[:2]).all()
    assert cover[:, 2].min() < plate[:, 2].max()
    cavity = thing.cavities[0].mesh.vertices
    butter = points(thing, "butter")
    assert (butter.min(axis=0) > cavity.min(axis=0) - 0.0005).all()
    assert (butter.max(axis=0) < cavity.max(axis=0)).all()


@pytest.mark.parametrize("full", [0.1, 0.5, 0.9])
def test_water_stays_inside_its_bottle(full: float) -> None:
    thing = asset("water_cooler", full=full)
    water, bottle = points(thing, "water"), points(thing, "bottle")
    axis = bottle[:, :2].min(axis=0) / 2 + bottle[:, :2].max(axis=0) / 2
    assert np.hypot(*(water[:, :2] - axis).T).max() < np.hypot(*(bottle[:, :2] - axis).T).max() - 0.001
    assert bottle[:, 2].min() < water[:, 2].min() and water[:, 2].max() < bottle[:, 2].max() - 0.005


def test_more_water_stands_higher() -> None:
    levels = [points(asset("water_cooler", full=f), "water")[:, 2].max() for f in (0.2, 0.5, 0.8)]
    assert levels[0] < levels[1] - 0.05 < levels[2] - 0.1


def test_an_islands_worktop_reaches_beyond_its_back_by_the_overhang() -> None:
    thing = asset("kitchen_island", ends=False, back="plain", two_tone=True, overhang_m=0.3)
    assert points(thing, "worktop")[:, 1].max() - points(thing, "panel")[:, 1].max() == pytest.approx(0.3, abs=1e-4)


@pytest.mark.parametrize("style", ["shelves", "steps", "carousel", "wire"])
def test_spice_jars_stand_on_their_rack_and_within_it(style: str) -> None:
    model = build("spice_rack", **RACK | {"style": style})
    jars = next(p for p in model.parts if p.name == "jars")
    glass = next(s.mesh for s in jars.surfaces if s.material == "glass").vertices
    rack = np.concatenate([s.mesh.vertices for p in model.parts if p.name == "body" for s in p.surfaces])
    assert (glass.min(axis=0)[:2] > rack.min(axis=0)[:2] - 0.004).all()
    assert (glass.max(axis=0)[:2] < rack.max(axis=0)[:2] + 0.004).all()
    feet = np.unique(np.round(glass[:, 2][np.abs(glass[:, 2] - glass[:, 2].min()) < 1e-4], 4))
    below = rack[(rack[:, 2] < feet[0] + 1e-4) & (rack[:, 2] > feet[0] - 0.0012)]
    assert len(below), "nothing lies under the lowest jars"


@pytest.mark.parametrize("style", ["round", "square", "thin"])
def test_an_ashtrays_rim_is_notched(style: str) -> None:
    model = build("table_dishes", kind="ashtray", style=style, width_m=0.12, depth_m=0.1, height_m=0.036, filled=0.0)
    body = points(model, "body")
    angle = np.degrees(np.arctan2(body[:, 1], body[:, 0])).astype(int) // 3
    crest = np.array([body[angle == k, 2].max() for k in np.unique(angle)])
    assert crest.min() < crest.max() - 0.004
    assert (crest > crest.max() - 0.001).mean() > 0.5


@pytest.mark.parametrize("style", ["nozzle", "plain", "slim"])
def test_a_hair_dryer_lies_on_a_side_that_bears_it(style: str) -> None:
    model = build(
        "hand_appliances", kind="hair_dryer", style=style, length_m=0.22, width_m=0.084, reach_m=0.165, cord=False
    )
    hulls = np.concatenate(model.parts[0].hulls)
    touching = hulls[hulls[:, 2] < hulls[:, 2].min() + 0.0005]
    # The barrel in one place or two, and the grip: a triangle, with the middle of the barrel inside.
    assert len(touching) >= 3
    assert np.ptp(touching[:, 0]) > 0.08 and np.ptp(touching[:, 1]) > 0.02


def test_a_squeezers_hollow_leaves_out_its_cone() -> None:
    model = build("citrus_squeezer", style="dish", diameter_m=0.13, height_m=0.075, ribs=10)
    hollow = model.cavities[0]
    bounds = np.ptp(hollow.mesh.vertices, axis=0)
    assert 0.35 < volume_m3(hollow.mesh) / (math.pi / 4 * bounds[0] * bounds[1] * bounds[2]) < 0.85


@pytest.mark.parametrize(
    ("family", "parameters", "message"),
    [
        ("cooktop", HOB | {"zones": 3}, "got 3"),
        ("cooktop", HOB | {"zones": 5}, "5 zones do not fit a width of 0.59 m"),
        ("spice_rack", RACK | {"columns": 12}, "got 12"),
        ("spice_rack", RACK | {"style": "carusel"}, "Did you mean 'carousel'"),
        ("citrus_squeezer", {"style": "electric", "diameter_m": 0.15, "height_m": 0.1, "ribs": 9}, "got 0.1"),
        ("camping_stove", {"width_m": 0.2, "depth_m": 0.28, "height_m": 0.1}, "0.2 x 0.28 x 0.1"),
    ],
)
def test_values_that_make_no_appliance_are_named(family: str, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(CatalogError, match=message):
        build(family, **parameters)
