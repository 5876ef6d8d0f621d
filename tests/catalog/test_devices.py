"""Laws of the devices: they hang flat on walls, nothing turns in another's way, and their hollows hold what they do."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from simgen.catalog import Catalog
from simgen.catalog.generators import load_family
from simgen.catalog.manifest import Category, parse_table
from simgen.catalog.mass import is_closed
from simgen.errors import CatalogError
from simgen.geometry import FloatArray
from simgen.seeds import stream
from simgen.shipped import shipped
from simgen.world import Asset, Mesh

CATALOG = Catalog()
TABLE = parse_table((shipped("assets") / "categories" / "devices.yaml").read_text(), Category, "devices")
ON_WALLS = sorted(name for name, row in TABLE.items() if "wall" in row.belongs.on)
MOST_TRIANGLES = 15_000
# A blender's or mixer's hollow and the pan of a scale, litres: "1.5 to 2 l" and "4.8 l" are usual.
LITRES = {"blender": (1.2, 2.5), "stand_mixer": (3.0, 6.0), "kitchen_scale": (0.4, 1.6)}


@cache
def draws(category: str) -> tuple[Asset, ...]:
    return tuple(CATALOG.load(CATALOG.draw(category, seed, ("devices",))) for seed in range(4))


def points(asset: Asset, *, part: str | None = None, slot: str | None = None) -> FloatArray:
    """(n, 3) vertices of one part or slot."""
    found = [
        surface.mesh.vertices
        for piece in asset.parts
        for surface in piece.surfaces
        if (part is None or piece.name == part) and (slot is None or surface.material == slot)
    ]
    return np.concatenate(found).astype(np.float64)


@pytest.mark.parametrize("name", TABLE)
def test_a_device_keeps_to_its_triangles_and_its_skin_is_closed(name: str) -> None:
    for asset in draws(name):
        meshes: list[Mesh] = [s.mesh for part in asset.parts for s in part.surfaces]
        assert sum(len(m.faces) for m in meshes) <= MOST_TRIANGLES
        for mesh in meshes:
            assert is_closed([mesh])


@pytest.mark.parametrize("name", ON_WALLS)
def test_what_hangs_on_a_wall_touches_it_with_its_collision_shape(name: str) -> None:
    for asset in draws(name):
        hulls = np.concatenate([h for part in asset.parts for h in part.hulls])
        assert hulls[:, 1].max() == pytest.approx(asset.bounds.high[1], abs=2e-4)
        assert points(asset)[:, 1].max() == pytest.approx(asset.bounds.high[1], abs=1e-6)


@pytest.mark.parametrize("name", ["fan", "pedestal_fan"])
def test_blades_turn_inside_their_cage_without_touching_it(name: str) -> None:
    """Of the cage only what is near a blade's circle counts: wires all around, in front of it and behind it."""
    for asset in draws(name):
        tilt = asset.ref.parameters["tilt_deg"]
        height, cage = float(asset.ref.parameters["height_m"]), float(asset.ref.parameters["cage_m"])
        turn = np.radians(float(tilt))
        c, s = np.cos(turn), np.sin(turn)
        # Back into the head's frame; its place along y is where the rim, the widest ring, lies.
        level = np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
        blades, wires = (points(asset, slot=slot) - [0, 0, height - cage / 2] for slot in ("blade", "wire"))
        blades, wires = blades @ level.T, wires @ level.T
        reach = np.hypot(wires[:, 0], wires[:, 2])
        middle = wires[reach > 0.99 * reach.max(), 1].mean()
        assert np.hypot(blades[:, 0], blades[:, 2]).max() < reach.max() - 0.01
        for side in (-1.0, 1.0):
            # The wires' inner envelope: how deep the cage is at each radius.
            off = side * (wires[:, 1] - middle)
            own = off > 0.002
            order = np.argsort(reach[own])
            far = np.interp(np.hypot(blades[:, 0], blades[:, 2]), reach[own][order], off[own][order] - 0.004)
            beyond = np.hypot(blades[:, 0], blades[:, 2]) > 0.2 * cage / 2
            assert (side * (blades[:, 1] - middle) < far)[beyond].all()


def test_a_mixers_tool_goes_round_inside_its_bowl() -> None:
    for asset in draws("stand_mixer"):
        bowl = points(asset, part="bowl")
        rim = asset.cavities[0].mesh.vertices.astype(np.float64)
        middle = (rim.min(axis=0) + rim.max(axis=0)) / 2
        tool = points(asset, part="head")
        tool = tool[tool[:, 2] < bowl[:, 2].max() - 0.01]
        assert tool[:, 2].min() > rim[:, 2].min() + 0.002
        reach = np.hypot(*(tool[:, :2] - middle[:2]).T)
        heights = np.unique(rim[:, 2].round(5))
        wall = [np.hypot(*(rim[np.abs(rim[:, 2] - z) < 1e-4][:, :2] - middle[:2]).T).max() for z in heights]
        assert (reach < np.interp(tool[:, 2], heights, wall) - 0.003).all()


def test_a_camera_stands_on_its_body_with_its_lens_clear_of_the_ground() -> None:
    for asset in draws("camera"):
        assert points(asset, part="lens")[:, 2].min() > 0.0008
        hulls = np.concatenate([h for part in asset.parts for h in part.hulls])
        # The lens is at the front, which is where its weight would tip it.
        assert hulls[:, 1].min() == pytest.approx(asset.bounds.low[1], abs=1e-3)


@pytest.mark.parametrize("name", LITRES)
def test_the_hollow_holds_what_such_things_hold(name: str) -> None:
    for asset in draws(name):
        litres = [1000 * c.volume_m3 for c in asset.cavities]
        assert all(LITRES[name][0] < v < LITRES[name][1] for v in litres)
        assert len(litres) == (0 if asset.ref.parameters.get("style") == "digital" else 1)


@pytest.mark.parametrize(
    ("category", "change", "message"),
    [
        ("wall_lamp", {"style": "torch"}, r"there is no style 'torch'"),
        ("wall_lamp", {"reach_m": 0.02}, r"reach_m 0\.020 lets a head of .* stand in the wall"),
        ("fan", {"blades": 2}, "a fan has 3 to 6 blades, got 2"),
        ("fan", {"height_m": 0.2}, r"height_m 0\.20 leaves nothing below a cage"),
        ("radio", {"grille": 0.9}, r"grille is a share of 0\.4 to 0\.7, got 0\.9"),
        ("radio", {"aerial_deg": -5}, "aerial_deg is 0 to 90, got -5"),
        ("hifi", {"kind": "plyer"}, "Did you mean 'player'"),
        ("camera", {"barrel_m": 0.2}, r"a barrel of 0\.2 m does not fit a body"),
        ("blender", {"jug_m": 0.3}, r"a jug of 0\.3 m is too broad for a base"),
        ("stand_mixer", {"tool": "spoon"}, "there is no tool 'spoon'"),
        ("kitchen_scale", {"load_kg": 7}, "load_kg is at least 0 and below 5, got 7"),
        ("thermostat", {"depth_m": 0.001}, r"depth_m is 0\.012 or more, got 0\.001"),
        ("projector", {"off": 0.9}, r"off is -0\.6 to 0\.6, got 0\.9"),
        ("water_heater", {"knobs": 9}, "knobs is 1 to 3, got 9"),
    ],
)
def test_parameters_that_do_not_go_together_are_told(category: str, change: dict[str, object], message: str) -> None:
    ref = CATALOG.draw(category, 0, ("devices",))
    with pytest.raises(CatalogError, match=message):
        load_family(ref.family).build({**ref.parameters, **change}, stream(0, "devices"))
