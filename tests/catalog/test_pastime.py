"""Laws of things of game rooms, workshops and yards: what each must show whatever its draw, what its family refuses."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from simgen.catalog.generators import load_family
from simgen.catalog.generators.pool_table import BALL_M
from simgen.catalog.generators.table_football import LINE_UP
from simgen.catalog.generators.table_tennis_table import NET_M, WIDTH_M
from simgen.catalog.model import Model
from simgen.errors import CatalogError
from simgen.geometry import FloatArray
from simgen.seeds import stream

POOL = {"play_length_m": 2.24, "bed_m": 0.76, "legs": "turned", "layout": "racked", "cue": True}
FOOTBALL = {"style": "legs", "field_length_m": 1.2, "field_width_m": 0.68, "height_m": 0.9}
BENCH = {"width_m": 1.5, "depth_m": 0.65, "height_m": 0.85, "tray": True}
SAFE = {"lock": "dial", "width_m": 0.4, "depth_m": 0.4, "height_m": 0.5, "wall_m": 0.04, "feet_m": 0.01, "shelf": True}
TANK = {"style": "framed", "width_m": 0.8, "depth_m": 0.35, "height_m": 0.4, "pane_m": 0.006, "full": 0.9, "fish": 6}
FAN = {"style": "classic", "span_m": 1.2, "drop_m": 0.35, "flux_lm": 1500.0}
WOOD = {"width_m": 0.6, "height_m": 0.5, "log_m": 0.3, "girth_m": 0.11, "full": 0.8}
DRILL = {"length_m": 0.19, "height_m": 0.22, "battery_m": 0.05, "bit_m": 0.05}
TAPE = {"width_m": 0.075, "height_m": 0.07, "thick_m": 0.038, "blade_m": 0.019, "reach": 5, "lying": False}


def build(family: str, **parameters: Any) -> Model:
    return load_family(family).build(parameters, stream(3, "pastime", family))


def points(model: Model, slot: str, part: str | None = None) -> FloatArray:
    found = [s.mesh.vertices for p in model.parts if part in (None, p.name) for s in p.surfaces if s.material == slot]
    return np.concatenate(found).astype(np.float64)


def covers(model: Model, part: str, place: FloatArray) -> bool:
    """Whether a triangle of the part lies above or below the place (x, y)."""
    for surface in next(p for p in model.parts if p.name == part).surfaces:
        a, b, c = (surface.mesh.vertices[surface.mesh.faces[:, k], :2].astype(np.float64) - place for k in range(3))
        signs = np.stack([p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0] for p, q in ((a, b), (b, c), (c, a))])
        if ((signs > 1e-9).all(axis=0) | (signs < -1e-9).all(axis=0)).any():
            return True
    return False


def test_six_pockets_are_open_through_bed_and_rails_and_hold_a_ball() -> None:
    model = build("pool_table", **POOL)
    assert len(model.cavities) == 6
    for pocket in model.cavities:
        spot = pocket.mesh.vertices.astype(np.float64)
        middle = (spot.min(axis=0) + spot.max(axis=0)) / 2
        assert not covers(model, "bed", middle[:2]) and not covers(model, "rails", middle[:2])
        inside = [h for p in model.parts for h in p.hulls if ((h.min(0) < middle) & (h.max(0) > middle)).all()]
        assert all(np.ptp(h[:, 2]) > 0.5 for h in inside), pocket.name
        assert np.ptp(spot[:, 2]) > 1.5 * BALL_M and np.ptp(spot[:, 0]) > 1.8 * BALL_M


@pytest.mark.parametrize("layout", ["racked", "scattered"])
def test_balls_lie_on_the_cloth_apart_from_each_other(layout: str) -> None:
    model = build("pool_table", **POOL | {"layout": layout})
    hulls = next(p for p in model.parts if p.name == "balls").hulls
    middles = np.array([(h.min(axis=0) + h.max(axis=0)) / 2 for h in hulls])
    assert len(middles) == 16 if layout == "racked" else 8 <= len(middles) <= 15
    gaps = [np.linalg.norm(a - b) for a, b in itertools.combinations(middles, 2)]
    assert min(gaps) >= BALL_M - 1e-6
    assert np.allclose(middles[:, 2], 0.76 + BALL_M / 2, atol=1e-3)


def test_every_man_of_table_football_clears_the_field_as_his_rod_spins() -> None:
    model = build("table_football", **FOOTBALL)
    field = points(model, "field")[:, 2].max()
    rods = {joint.name: joint for joint in model.joints}
    assert len(rods) == 8
    for k, (men, side) in enumerate(LINE_UP):
        name = f"rod_{k + 1}"
        body = points(model, side, name)
        origin = np.array(rods[name].origin)
        farthest = np.hypot(*(body[:, [0, 2]] - origin[[0, 2]]).T).max()
        assert 0.002 < origin[2] - field - farthest < 0.015
        # Shut, as a scene has it where nothing else is said, a man stands with his head up.
        assert rods[name].lower == 0.0 and points(model, "skin", name)[:, 2].mean() > origin[2]
        # Each man has a foot of his own: as many groups of far points along the rod as men.
        feet = np.sort(body[np.hypot(*(body[:, [0, 2]] - origin[[0, 2]]).T) > farthest - 0.003, 1])
        assert 1 + int((np.diff(feet) > 0.05).sum()) == men


def test_the_net_is_as_high_as_it_reaches_beyond_the_sides() -> None:
    model = build("table_tennis_table", height_m=0.76, board_m=0.02, apron_m=0.04, mesh_m=0.01)
    tape = points(model, "tape")
    assert tape[:, 2].max() == pytest.approx(0.76 + NET_M, abs=1e-3)
    assert tape[:, 1].max() == pytest.approx(WIDTH_M / 2 + NET_M, abs=0.02)


@pytest.mark.parametrize(("style", "drawers"), [("joiner", 0), ("joiner", 2), ("steel", 3)])
def test_a_workbench_has_its_drawers_and_a_vice_that_opens_to_the_front(style: str, drawers: int) -> None:
    model = build("workbench", style=style, drawers=drawers, **BENCH)
    joints = {joint.name: joint for joint in model.joints}
    assert sorted(joints) == sorted([*(f"drawer_{k + 1}" for k in range(drawers)), "vice"])
    assert joints["vice"].axis == (0.0, -1.0, 0.0) and joints["vice"].upper >= 0.1
    assert sorted(c.name for c in model.cavities) == sorted(f"drawer_{k + 1}" for k in range(drawers))


@pytest.mark.parametrize("lock", ["dial", "keypad"])
def test_the_door_of_a_safe_covers_its_hollow_and_swings_out_of_its_way(lock: str) -> None:
    model = build("safe", **SAFE | {"lock": lock})
    (door,) = model.joints
    (hollow,) = model.cavities
    inside = hollow.mesh.vertices.astype(np.float64)
    slab = points(model, "body", "door")
    for axis in (0, 2):
        assert slab[:, axis].min() < inside[:, axis].min() and slab[:, axis].max() > inside[:, axis].max()
    assert slab[:, 1].max() < inside[:, 1].min()
    opened = door.motion(door.upper).apply(slab)
    assert opened[:, 0].max() < inside[:, 0].min() + 0.15 * np.ptp(inside[:, 0])
    assert all(s.behind == ("door",) for s in model.supports) and len(model.supports) == 2


@pytest.mark.parametrize("style", ["rimless", "framed", "hood"])
def test_water_keeps_between_the_panes_and_all_that_lives_keeps_in_it(style: str) -> None:
    model = build("aquarium", **TANK | {"style": style})
    glass, water = points(model, "glass"), points(model, "water")
    for axis in (0, 1):
        assert glass[:, axis].max() - 0.0066 < water[:, axis].max() < glass[:, axis].max() - 0.006
    assert water[:, 2].max() < glass[:, 2].max() - 0.02
    for slot in ("fish", "plant"):
        life = points(model, slot)
        assert (life > water.min(axis=0) - 0.02).all() and (life[:, :2] < water.max(axis=0)[:2]).all()
        assert life[:, 2].max() < water[:, 2].max()


@pytest.mark.parametrize(("blades", "lamp"), [(3, True), (5, False)])
def test_a_ceiling_fan_shines_where_it_has_a_lamp_and_sweeps_its_span(blades: int, lamp: bool) -> None:
    model = build("ceiling_fan", **FAN, blades=blades, lamp=lamp)
    assert len(model.sockets) == int(lamp)
    tips = points(model, "blade", "blades") - model.joints[0].origin
    rim = tips[np.hypot(tips[:, 0], tips[:, 1]) > 0.59]
    turns = np.sort(np.degrees(np.arctan2(rim[:, 1], rim[:, 0])))
    gaps = np.diff(np.concatenate([turns, turns[:1] + 360.0]))
    assert int((gaps > 20.0).sum()) == blades
    assert np.hypot(tips[:, 0], tips[:, 1]).max() == pytest.approx(0.6, abs=0.02)


def test_hoops_hold_the_staves_of_a_barrel() -> None:
    model = build("barrel", style="staves", height_m=0.8, diameter_m=0.5, belly=1.18, pieces=22)
    staves, hoops = points(model, "body"), points(model, "hoop")
    for z in (0.104, 0.232, 0.568):
        near = [p[np.abs(p[:, 2] - z) < 0.02] for p in (staves, hoops)]
        wood, iron = (np.hypot(p[:, 0], p[:, 1]).max() for p in near)
        assert wood < iron < wood + 0.012
    angles = np.sort(np.arctan2(staves[:, 1], staves[:, 0]))
    assert np.diff(angles).max() < 0.13


def test_logs_lie_in_their_rack_beside_each_other() -> None:
    model = build("firewood", **WOOD)
    logs = next(p for p in model.parts if p.name == "logs").hulls
    steel = points(model, "steel")
    assert len(logs) > 8
    boxes = [(h.min(axis=0), h.max(axis=0)) for h in logs]
    assert all(low[0] > steel[:, 0].min() and high[0] < steel[:, 0].max() and low[2] > 0.05 for low, high in boxes)
    middles = np.array([(low + high) / 2 for low, high in boxes])[:, [0, 2]]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(middles, 2)) > 0.04


def test_a_drill_stands_on_its_battery_or_lies_on_its_side_and_a_tape_shows_what_is_out() -> None:
    standing, lying = (build("power_drill", **DRILL, lying=lying) for lying in (False, True))
    height = {m: points(m, "shell")[:, 2].max() for m in (standing, lying)}
    assert height[standing] == pytest.approx(0.22, abs=0.004) and height[lying] < 0.08
    reach = [np.ptp(points(build("tape_measure", **TAPE, out_m=out), "blade")[:, 0]) for out in (0.02, 0.08)]
    assert reach[1] - reach[0] == pytest.approx(0.06, abs=1e-6)


@pytest.mark.parametrize(
    ("family", "parameters", "message"),
    [
        ("pool_table", POOL | {"play_length_m": 3.6}, "got 3.6"),
        ("table_football", FOOTBALL | {"field_width_m": 0.9}, "got 1.2"),
        ("workbench", BENCH | {"style": "joiner", "drawers": 3}, "are 0 to 2, got 3"),
        ("safe", SAFE | {"lock": "dail"}, "dail"),
        ("aquarium", TANK | {"full": 1.2}, "got 1.2"),
        ("ceiling_fan", FAN | {"blades": 9, "lamp": False}, "got 9"),
        (
            "wheelchair",
            {"seat_m": 0.45, "seat_height_m": 0.5, "wheel_m": 0.6, "spokes": 30, "footrests": True},
            "got 30",
        ),
        ("barrel", {"style": "drum", "height_m": 0.9, "diameter_m": 0.6, "belly": 2.0, "pieces": 0}, "got 2.0"),
        ("firewood", WOOD | {"girth_m": 0.3}, "got 0.3"),
        ("power_drill", DRILL | {"height_m": 0.1, "lying": False}, "got 0.1"),
        ("tape_measure", TAPE | {"blade_m": 0.05, "out_m": 0.02}, "got 0.05"),
        ("traffic_cone", {"height_m": 0.5, "base_m": 0.3, "bands": 7}, "got 7"),
        ("pallet", {"wear_m": 0.1, "branded": False}, "got 0.1"),
        ("shovel", {"blade": "round", "grip": "d", "length_m": 0.5, "blade_m": 0.2, "dish_m": 0.02}, "got 0.5"),
    ],
)
def test_values_that_make_no_such_thing_are_named(family: str, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(CatalogError, match=message):
        build(family, **parameters)
