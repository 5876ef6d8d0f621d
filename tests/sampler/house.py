"""A small catalogue of plain things and specs made of them, so that the sampler's laws are quick to test."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from pathlib import Path
from typing import Any

import yaml

from simgen.catalog import Catalog
from simgen.errors import PlacementError
from simgen.sampler import draw_scenario
from simgen.shipped import shipped
from simgen.spec import SceneSpec, parse_spec
from simgen.world import Scenario

_TABLE = {
    "shape": "rectangle",
    "width_m": {"uniform": [1.2, 1.5]},
    "depth_m": 0.8,
    "height_m": 0.74,
    "top_thickness_m": 0.03,
    "edge_m": 0.002,
    "corner_radius_m": 0.004,
    "base": "square",
    "leg_width_m": 0.06,
    "splay_deg": 0.0,
    "apron": True,
    "shelf_height_m": 0.0,
    "drawers": 0,
    "handle": "bar",
}
DRINKS = {
    "water": {"family": "drink", "density_kg_m3": 998.0, "base_color": [1, 1, 1], "kind": "glass", "ior": 1.333},
    "milk": {"family": "drink", "density_kg_m3": 1030.0, "base_color": [0.8, 0.8, 0.7]},
}
_SLOTS = {slot: "grey" for slot in ("top", "frame", "metal", "front", "inside", "handle")}


def _row(family: str, parameters: dict[str, Any], slots: dict[str, str], **more: Any) -> dict[str, Any]:
    return {"family": family, "parameters": parameters, "materials": slots, **more}


@functools.cache
def small_catalog() -> Catalog:
    """Structure as shipped; a table, a cabinet with a front and drawers, a stool, a slab, a mug, a plate for walls."""
    folder = Path(tempfile.mkdtemp(prefix="simgen-house-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "categories").mkdir()
    (folder / "materials").mkdir()
    structure = (shipped("assets") / "categories" / "structure.yaml").read_text()
    (folder / "categories" / "structure.yaml").write_text(structure)
    tables = [yaml.safe_load(path.read_text()) for path in sorted((shipped("assets") / "categories").glob("*.yaml"))]
    mug = next(table["mug"] for table in tables if "mug" in table)
    rows = {
        "table": _row("table", _TABLE, _SLOTS),
        "round_table": _row("table", {**_TABLE, "shape": "round", "width_m": 1.1, "depth_m": 1.1}, _SLOTS),
        "cabinet": _row(
            "table",
            {
                **_TABLE,
                "width_m": 0.9,
                "depth_m": 0.45,
                "height_m": 0.8,
                "base": "panels",
                "drawers": 1,
                "handle": "none",
            },
            _SLOTS,
            fixed=True,
        ),
        "tall": _row("table", {**_TABLE, "width_m": 0.8, "depth_m": 0.4, "height_m": 1.9, "base": "panels"}, _SLOTS),
        "cupboard": _row(
            "wall_unit",
            {
                "units": "D",
                "width_m": 0.8,
                "depth_m": 0.5,
                "height_m": 1.2,
                "plinth_m": 0.1,
                "shelves": 1,
                "handle": "none",
                "framed": False,
                "glazed": False,
            },
            {slot: "grey" for slot in ("frame", "front", "inside", "plinth")},
            fixed=True,
        ),
        "stool": _row("table", {**_TABLE, "width_m": 0.4, "depth_m": 0.38, "height_m": 0.45}, _SLOTS),
        "mug": _row("mug", mug["parameters"], {slot: {"choice": ["grey", "red"]} for slot in mug["materials"]}),
        "plate": _row("wall_plate", {"style": "switch", "gangs": 1}, {"plate": "grey", "holes": "grey"}),
        "pendant": _row(
            "ceiling_light",
            {"style": "globe", "diameter_m": 0.3, "drop_m": 0.4, "spread_x_m": 2.0, "spread_y_m": 2.0, "flux_lm": 900},
            {"fitting": "grey", "diffuser": "grey"},
        ),
    }
    (folder / "categories" / "things.yaml").write_text(yaml.safe_dump(rows))
    presets = {"grey", "red"}
    for row in yaml.safe_load(structure).values():
        for slot in row["materials"].values():
            names = slot["choice"] if isinstance(slot, dict) else [slot]
            presets |= set(names)
    presets |= {"oak_planks", "ash_herringbone", "carpet_grey", "white_paint", "warm_white_paint", "sage_paint"}
    plain = {"family": "plain", "density_kg_m3": 600.0, "base_color": [0.5, 0.5, 0.5], "vary": {"lightness": 0.05}}
    (folder / "materials" / "all.yaml").write_text(yaml.safe_dump({name: plain for name in sorted(presets)} | DRINKS))
    return Catalog(folder)


def fresh_catalog() -> Catalog:
    """The same tables, nothing cached."""
    return Catalog(small_catalog().folder)


ROOM = {"width_m": 4.4, "depth_m": 4.0, "height_m": 2.6, "skirting": False, "ceiling_light": False}
CAMERA = {"name": "main", "pose": {"position_m": [-1.9, -1.7, 1.6], "look_at_m": [0, 0, 0.7]}}


def spec_of(objects: list[dict[str, Any]], **more: Any) -> SceneSpec:
    """A spec of these objects in a plain room, with one camera in a corner."""
    plain = {"name": "house", "room": ROOM, "objects": objects, "cameras": [CAMERA], **more}
    return parse_spec(yaml.safe_dump(plain, sort_keys=False), "house.yaml")


def draw(spec: SceneSpec, index: int = 0, attempt: int = 0, seed: int = 0) -> Scenario:
    """One attempt."""
    return draw_scenario(spec, small_catalog(), seed, index, attempt)


def first_draw(spec: SceneSpec, index: int = 0, attempts: int = 20) -> Scenario:
    """The first attempt that finds a place for everything."""
    last: PlacementError | None = None
    for attempt in range(attempts):
        try:
            return draw(spec, index, attempt)
        except PlacementError as error:
            last = error
    raise AssertionError(f"draw {index} failed {attempts} times: {last}")


BUSY: list[dict[str, Any]] = [
    {"name": "table", "category": "table", "place": {"at": [{"uniform": [-0.3, 0.3]}, {"uniform": [-0.3, 0.3]}]}},
    {"name": "stool", "category": "stool", "count": {"integers": [1, 3]}, "place": {"around": "table", "gap_m": 0.02}},
    {"name": "cabinet", "category": "cabinet", "place": {"against": "wall"}, "joints": {"all": {"uniform": [0, 1]}}},
    {"name": "mug", "category": "mug", "count": 2, "place": {"on": "table"}, "yaw_deg": {"uniform": [0, 360]}},
    {
        "name": "faller",
        "category": "plate",
        "count": 3,
        "place": {"drop_on": "table"},
        "scale": {"uniform": [0.8, 1.2]},
    },
    {"name": "cup", "category": "plate", "place": {"on": "cabinet", "region": "center"}},
]
DAYLIT = {
    **ROOM,
    "skirting": True,
    "ceiling_light": True,
    "windows": [{"wall": "west", "along": 0.5, "width_m": 1.4, "height_m": 1.2, "sill_m": 0.9}],
    "doors": [{"wall": "east", "along": 0.7, "open": {"uniform": [0, 1]}}],
}
