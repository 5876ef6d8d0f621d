"""Laws of snacks and dishes: what lies on what, what their parameters ask for, and what their families refuse."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simgen.catalog.generators import load_family
from simgen.catalog.mass import is_closed
from simgen.catalog.materials.bake import bake
from simgen.catalog.materials.snacks import PIZZA_BARE, PIZZA_EDGE
from simgen.catalog.model import Model
from simgen.errors import CatalogError
from simgen.geometry import FloatArray
from simgen.seeds import stream
from simgen.world import Mesh, Pattern

BURGER = {
    "diameter_m": 0.105, "crown_m": 0.04, "patties": 1, "patty_m": 0.015, "cheese": True, "tomatoes": 2, "seeds": 60,
}  # fmt: skip
PIZZA = {
    "diameter_m": 0.3, "rim_m": 0.02, "base_m": 0.007, "slices": 8, "eaten": 0, "topping": "salami", "pieces": 12,
    "board": False,
}  # fmt: skip
ROLL = {"kind": "hot_dog", "length_m": 0.15, "width_m": 0.06, "height_m": 0.05, "sauces": "two", "layers": 1}
TOAST = ROLL | {"kind": "toast", "length_m": 0.12, "width_m": 0.12, "height_m": 0.012, "sauces": "none"}
DONUT = {"kind": "donut", "width_m": 0.09, "height_m": 0.034, "topping": "sprinkles"}
CARROTS = {"kind": "carrot", "length_m": 0.17, "width_m": 0.03, "count": 3, "top": "stubs"}
CARTON = {"kind": "fries_carton", "length_m": 0.095, "width_m": 0.046, "height_m": 0.115, "pieces": 40}
CHICKEN = {"kind": "roast_chicken", "length_m": 0.4, "width_m": 0.28, "height_m": 0.028, "pieces": 6}
SUSHI = {"length_m": 0.27, "width_m": 0.14, "height_m": 0.03, "pieces": 10}


def build(family: str, **parameters: Any) -> Model:
    return load_family(family).build(parameters, stream(3, "snacks", family))


def mesh(model: Model, slot: str) -> Mesh:
    return next(s.mesh for part in model.parts for s in part.surfaces if s.material == slot)


def slots(model: Model) -> set[str]:
    return {s.material for part in model.parts for s in part.surfaces}


def middle_z(shape: Mesh) -> float:
    return float(np.median(shape.vertices[:, 2]))


def area_m2(model: Model) -> float:
    """What a pizza's top covers, seen from above."""
    top = mesh(model, "top")
    a, b, c = (top.vertices[top.faces[:, k], :2].astype(np.float64) for k in range(3))
    return float(np.abs((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]).sum() / 2)


def test_a_burger_lies_in_the_order_in_which_one_builds_it() -> None:
    model = build("burger", **BURGER)
    heights = [middle_z(mesh(model, slot)) for slot in ("patty", "cheese", "tomato", "lettuce", "seed")]
    assert heights == sorted(heights)


def test_another_patty_raises_a_burger_by_its_thickness_and_its_cheese() -> None:
    one, two = (build("burger", **BURGER | {"patties": n}) for n in (1, 2))
    heights = [float(mesh(m, "crust").vertices[:, 2].max()) for m in (one, two)]
    assert heights[1] - heights[0] == pytest.approx(0.015 + 0.0026, abs=0.003)


@pytest.mark.parametrize("eaten", [0, 1, 2])
def test_slices_that_were_eaten_leave_a_gap_of_their_angle(eaten: int) -> None:
    whole, left = (area_m2(build("pizza", **PIZZA | {"eaten": n, "topping": "none"})) for n in (0, eaten))
    assert left == pytest.approx(whole * (1 - eaten / 8), rel=0.03)


def test_a_pizza_rises_at_its_rim_and_carries_what_lies_on_it() -> None:
    model = build("pizza", **PIZZA)
    top = mesh(model, "top").vertices
    far = np.hypot(top[:, 0], top[:, 1])
    assert top[far > 0.125, 2].max() > 0.015 > top[far < 0.1, 2].max()
    slice_of_salami = mesh(model, "salami").vertices
    assert slice_of_salami[:, 2].min() > 0.004
    assert np.hypot(slice_of_salami[:, 0], slice_of_salami[:, 1]).max() < 0.14


def test_a_pizza_is_bare_at_its_rim_and_red_or_yellow_within() -> None:
    maps = bake(Pattern("pizza", 1, 0.36, 256, {}))
    axis = (np.arange(256) + 0.5) / 256 - 0.5
    rho = np.hypot(axis[None], axis[:, None]) / PIZZA_EDGE
    bare, within = rho > PIZZA_BARE * 1.12, rho < 0.8 * PIZZA_BARE
    assert maps.roughness is not None
    assert maps.roughness[bare].mean() > maps.roughness[within].mean() + 0.2
    saturation = 1 - maps.albedo.min(axis=2) / maps.albedo.max(axis=2)
    assert saturation[within].mean() > 0.6


def test_a_sausage_lies_in_its_roll_and_its_sauce_on_the_sausage() -> None:
    model = build("filled_roll", **ROLL)
    roll, sausage = mesh(model, "crust").vertices, mesh(model, "sausage").vertices
    assert np.ptp(sausage[:, 0]) > np.ptp(roll[:, 0])
    assert np.ptp(sausage[:, 1]) < 0.7 * np.ptp(roll[:, 1])
    assert sausage[:, 2].min() > 0.01
    for slot in ("mustard", "ketchup"):
        assert mesh(model, slot).vertices[:, 2].max() > sausage[:, 2].max()


@pytest.mark.parametrize("layers", [1, 2, 3, 4])
def test_toast_holds_as_many_layers_as_asked_for(layers: int) -> None:
    model = build("filled_roll", **TOAST | {"layers": layers})
    fillings = {"meat", "cheese", "tomato", "lettuce"}
    assert len(slots(model) & fillings) == layers


def test_icing_covers_the_upper_side_of_a_donut_alone_and_leaves_its_hole() -> None:
    model = build("pastry", **DONUT)
    dough, icing = mesh(model, "crust").vertices, mesh(model, "icing").vertices
    assert icing[:, 2].max() > dough[:, 2].max() > icing[:, 2].min() > dough[:, 2].min() + 0.01
    assert np.hypot(icing[:, 0], icing[:, 1]).min() > 0.006
    assert not any(np.hypot(*h[:, :2].T).min() < 0.004 for h in model.parts[0].hulls)


def test_carrots_lie_side_by_side_on_the_table() -> None:
    model = build("vegetable", **CARROTS)
    root = mesh(model, "root").vertices
    assert np.ptp(root[:, 1]) > 2.5 * 0.03
    # Every one of the three touches it.
    for band in np.array_split(np.sort(np.unique(np.round(root[:, 1], 3))), 3):
        inside = (root[:, 1] >= band[0]) & (root[:, 1] <= band[-1])
        assert root[inside, 2].min() < 0.004


def test_fries_stand_inside_their_carton_and_out_of_its_mouth() -> None:
    model = build("served_food", **CARTON)
    carton, fries = mesh(model, "vessel"), mesh(model, "fries").vertices
    assert is_closed([carton])
    low = fries[fries[:, 2] < 0.6 * 0.115]
    assert np.abs(low[:, 0]).max() < np.abs(carton.vertices[:, 0]).max()
    assert fries[:, 2].max() > carton.vertices[:, 2].max() - 0.01
    assert fries[:, 2].min() > 0.002


def test_a_chicken_stays_on_its_platter() -> None:
    model = build("served_food", **CHICKEN)
    platter = mesh(model, "platter").vertices
    well = float(platter[np.hypot(platter[:, 0], platter[:, 1]) < 0.05][:, 2].max())
    for slot in ("skin", "bone"):
        points: FloatArray = mesh(model, slot).vertices.astype(np.float64)
        assert np.hypot(points[:, 0] / 0.2, points[:, 1] / 0.14).max() < 1
        assert points[:, 2].min() > well - 0.002
    for hull in model.parts[0].hulls:
        assert hull[:, 2].min() > -1e-6
    # What garnishes it stays off the rim, which rises under it.
    garnish = mesh(model, "potato").vertices
    assert np.hypot(garnish[:, 0] / 0.175, garnish[:, 1] / 0.115).max() < 1


def test_rolls_and_fish_stand_on_the_board_clear_of_its_edges() -> None:
    model = build("sushi", **SUSHI)
    for slot in ("rice", "seaweed", "salmon", "cucumber", "wasabi"):
        points = mesh(model, slot).vertices
        assert points[:, 2].min() > 0.03 - 0.003
        assert np.abs(points[:, 0]).max() < 0.135 and np.abs(points[:, 1]).max() < 0.07 + 0.002
    assert math.isclose(float(mesh(model, "board").vertices[:, 2].max()), 0.03, abs_tol=1e-4)


@pytest.mark.parametrize(
    ("family", "parameters", "message"),
    [
        ("burger", BURGER | {"patties": 4}, "got 4"),
        ("pizza", PIZZA | {"eaten": 8}, "got 8"),
        ("pizza", PIZZA | {"topping": "salame"}, "salami"),
        ("filled_roll", ROLL | {"length_m": 0.08}, "0.08"),
        ("pastry", DONUT | {"height_m": 0.2}, "0.2"),
        ("vegetable", CARROTS | {"width_m": 0.07}, "0.07"),
        ("served_food", CARTON | {"kind": "fries_carten"}, "fries_carton"),
        ("sushi", SUSHI | {"pieces": 20}, "got 20"),
    ],
)
def test_values_that_make_no_snack_are_named(family: str, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(CatalogError, match=message):
        build(family, **parameters)
