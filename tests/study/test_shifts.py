from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from simgen.catalog import Catalog
from simgen.errors import SimgenError
from simgen.params import support
from simgen.sampler import check_spec, draw_scenario
from simgen.spec import On, load_spec
from simgen.study.difference import differences
from simgen.study.shifts import SHIFTS, apply_shift

CATALOG = Catalog()
TABLETOP = load_spec("tabletop")


@pytest.mark.parametrize("name", list(SHIFTS))
def test_a_shift_gives_a_spec_that_differs_checks_and_says_what_it_is(name: str) -> None:
    before = TABLETOP.to_plain()
    shifted = apply_shift(TABLETOP, name, CATALOG)
    assert TABLETOP.to_plain() == before
    assert shifted.environment == name and shifted.digest != TABLETOP.digest
    assert len(list(differences(before, shifted.to_plain()))) >= 2
    check_spec(shifted, CATALOG)
    assert apply_shift(TABLETOP, name, CATALOG) == shifted


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(["low_light", "rolled", "crowded"], 2)))
def test_shifts_of_different_things_add_up_in_any_order(first: str, second: str) -> None:
    one = apply_shift(apply_shift(TABLETOP, first, CATALOG), second, CATALOG)
    other = apply_shift(apply_shift(TABLETOP, second, CATALOG), first, CATALOG)
    assert one.environment == f"{first}+{second}" and other.environment == f"{second}+{first}"
    assert one.to_plain() | {"environment": ""} == other.to_plain() | {"environment": ""}


def test_crowded_doubles_what_stands_about_and_keeps_what_cameras_look_at() -> None:
    shifted = apply_shift(TABLETOP, "crowded", CATALOG)
    for before, after in zip(TABLETOP.objects, shifted.objects, strict=True):
        low, high = (support(thing.count) for thing in (before, after))
        if before.name in ("table", "sideboard", "bowl", "chair"):
            assert before.count == after.count
        elif isinstance(before.place, On):
            assert high.low is not None and low.low is not None and high.low >= 2 * low.low
            assert high.high is not None and low.high is not None and high.high > low.high


def test_what_starts_upside_down_stands_on_the_same_surface() -> None:
    spec = load_spec(Path(__file__).parents[1] / "scenes" / "corner.yaml", ["objects.mug.count=1"])
    over = apply_shift(spec, "upside_down", CATALOG)
    drawn = [draw_scenario(s, CATALOG, 0, 3, 0).body("mug") for s in (spec, over)]
    up = [body.world_from_body.rotation[2, 2] for body in drawn]
    assert up[0] == pytest.approx(1) and up[1] == pytest.approx(-1)
    boxes = [body.world_from_body.apply(body.asset.bounds.corners * body.scale) for body in drawn]
    assert boxes[0][:, 2].min() == pytest.approx(boxes[1][:, 2].min(), abs=0.01)


def test_an_unknown_shift_and_one_with_nothing_to_act_on_are_refused() -> None:
    with pytest.raises(SimgenError) as caught:
        apply_shift(TABLETOP, "low_ligth", CATALOG)
    assert str(caught.value) == "--shift: there is no shift 'low_ligth'. Did you mean 'low_light'?"
    bare = load_spec("tabletop", ["cameras=[{name: main, room: {}}]"])
    with pytest.raises(SimgenError, match="'extreme_pitch' changes nothing in 'tabletop'"):
        apply_shift(bare, "extreme_pitch", CATALOG)
