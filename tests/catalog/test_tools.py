"""Laws of tools and small ware: what each kind must show whatever its draw, and what its families refuse."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simgen.catalog.generators import load_family
from simgen.catalog.model import Model
from simgen.errors import CatalogError
from simgen.seeds import stream
from simgen.world import Mesh

SHAKER = {"style": "diner", "height_m": 0.09, "diameter_m": 0.045, "facets": 10, "holes": 6, "clear": True}


def build(family: str, **parameters: Any) -> Model:
    return load_family(family).build(parameters, stream(3, "tools", family))


def mesh(model: Model, slot: str) -> Mesh:
    return next(s.mesh for part in model.parts for s in part.surfaces if s.material == slot)


@pytest.mark.parametrize("full", [0.1, 0.6, 1.0])
def test_salt_stays_inside_its_glass(full: float) -> None:
    model = build("salt_shaker", **SHAKER, full=full)
    salt, glass = mesh(model, "filling").vertices, mesh(model, "body").vertices
    assert np.hypot(salt[:, 0], salt[:, 1]).max() < np.hypot(glass[:, 0], glass[:, 1]).max() - 0.001
    assert glass[:, 2].min() < salt[:, 2].min() and salt[:, 2].max() < glass[:, 2].max()


def test_the_levers_of_pliers_are_one_shape_turned_over() -> None:
    model = build("hand_tools", kind="pliers", style="needle", length_m=0.18, head_m=0.05)
    low, high = ({s.material: s.mesh.vertices for s in part.surfaces}["grip"] for part in model.parts)
    # The lever is turned over about x: its y runs the other way about the middle.
    across = low[:, 1].min() + high[:, 1].max()
    assert np.allclose(np.sort(low[:, 1]), np.sort(across - high[:, 1]), atol=1e-5)
    assert np.allclose(np.sort(low[:, 0]), np.sort(high[:, 0]), atol=1e-5)


def test_pins_of_a_hairbrush_stand_above_its_cushion() -> None:
    model = build("wash_things", kind="hairbrush", style="oval", length_m=0.22, width_m=0.07, height_m=0.018)
    assert mesh(model, "pins").vertices[:, 2].max() > mesh(model, "second").vertices[:, 2].max() + 0.008


@pytest.mark.parametrize(
    ("family", "parameters", "message"),
    [
        ("hand_tools", {"kind": "hamer", "style": "wood", "length_m": 0.3, "head_m": 0.1}, "hamer"),
        ("hand_tools", {"kind": "hammer", "style": "needle", "length_m": 0.3, "head_m": 0.1}, "needle"),
        ("hand_tools", {"kind": "hammer", "style": "wood", "length_m": 0.3, "head_m": 0.4}, "got 0.4"),
        ("flashlight", {"style": "slim", "length_m": 0.1, "head_m": 0.05}, "got 0.1"),
        ("spatula", {"style": "turner", "length_m": 0.3, "head_m": 0.07, "slots": 9}, "got 9"),
        ("salt_shaker", SHAKER | {"full": 0.0}, "got 0.0"),
        ("salt_shaker", SHAKER | {"full": 0.5, "facets": 3}, "got 3"),
    ],
)
def test_values_that_make_no_tool_are_named(family: str, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(CatalogError, match=message):
        build(family, **parameters)
