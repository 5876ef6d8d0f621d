from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simgen.catalog import Catalog
from simgen.sampler import draw_scenario
from simgen.sampler.stage import surfaces_of
from simgen.spec import parse_plain
from simgen.world import Body, Scenario

OBJECTS = (
    {"name": "desk", "category": "desk", "parameters": {"width_m": 1.2}, "place": {"against": "north"}},
    {"name": "rack", "category": "shelf", "parameters": {"width_m": 0.8}, "place": {"against": "east"}},
    {"name": "chair", "category": "stool", "place": {"at": [0, -1]}},
)


@functools.cache
def catalog() -> Catalog:
    return Catalog(libraries={})


@functools.cache
def drawn(density: float, kind: str = "office", seed: int = 0) -> Scenario:
    plain: Mapping[str, Any] = {
        "name": "cluttered",
        "room": {"kind": kind, "width_m": 4, "depth_m": 4, "height_m": 2.5, "clutter": {"density": density}},
        "objects": list(OBJECTS),
        "cameras": [{"name": "main", "pose": {"position_m": [0, 0, 1.4], "look_at_m": [0, 1, 1]}}],
        "requirements": {"camera_clearance_m": 0.0},
    }
    return draw_scenario(parse_plain(plain), catalog(), seed, 0, 0)


def added(scenario: Scenario) -> tuple[Body, ...]:
    return tuple(body for body in scenario.bodies if body.name.startswith("clutter."))


def test_without_density_there_is_only_what_the_spec_names() -> None:
    names = [body.name for body in drawn(0.0).bodies if body.role == "object"]
    assert names == ["desk", "rack", "chair"]
    assert added(drawn(0.0)) == ()


@pytest.mark.slow
@given(st.sampled_from([0.0, 0.15, 0.3, 0.6, 1.0]), st.sampled_from([0.0, 0.15, 0.3, 0.6, 1.0]), st.integers(0, 1))
@settings(deadline=None, max_examples=12)
def test_a_greater_density_only_adds_things(one: float, other: float, seed: int) -> None:
    less, more = (drawn(density, seed=seed).bodies for density in sorted((one, other)))
    assert [b.instance_id for b in more] == list(range(1, len(more) + 1))
    for before, after in zip(less, more, strict=False):
        assert before == after
    assert len(less) <= len(more)
    if one == 0.15 and other == 1.0:
        assert len(less) + 5 < len(more)


def test_things_lie_where_they_belong_on_a_surface_that_holds_them() -> None:
    scenario, rows = drawn(1.0), catalog().categories
    bodies = {body.name: body for body in scenario.bodies}
    things = added(scenario)
    assert {body.support for body in things} >= {"desk", "rack"}
    assert not any(body.support == "chair" for body in things)
    for body in things:
        _, carrier, *_ = body.name.split(".")
        belongs = rows[body.asset.category].belongs
        leader = bodies[".".join(body.name.split(".")[:4])]
        if body is leader:
            assert bodies[carrier].asset.category in belongs.on
            assert "office" in belongs.rooms
            assert belongs.gathers > 0
            assert body.support == carrier
        else:
            assert body.asset.category in rows[leader.asset.category].belongs.among
            assert body.support == carrier or str(body.support).startswith(leader.name)
        below = bodies[str(body.support)]
        lowest = min(float(hull[:, 2].min()) for hull in body.world_hulls())
        heights = [surface.height_m for surface in surfaces_of(below)]
        assert min(abs(lowest - height) for height in heights) < 0.002
        assert not body.fixed


def test_nothing_gathers_in_a_kind_of_room_that_no_category_names() -> None:
    assert added(drawn(1.0, kind="workshop_for_clocks")) == ()


@pytest.mark.parametrize("category", sorted(Catalog(libraries={}).categories))
def test_what_gathers_has_a_place_and_company_that_exist(category: str) -> None:
    rows = catalog().categories
    belongs = rows[category].belongs
    assert set(belongs.among) <= set(rows)
    if belongs.gathers > 0:
        assert set(belongs.on) & set(rows)
        assert belongs.rooms
        assert not rows[category].fixed
    if belongs.piles:
        assert category in belongs.among
