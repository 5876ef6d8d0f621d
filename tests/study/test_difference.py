from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from simgen.study.difference import ABSENT, Change, differences

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=2), inner, max_size=3),
    max_leaves=12,
)


@given(plain)
def test_a_value_does_not_differ_from_its_copy(value: Any) -> None:
    assert list(differences(value, copy.deepcopy(value))) == []


@given(plain, plain)
def test_values_that_are_not_equal_differ_somewhere(one: Any, other: Any) -> None:
    assert bool(list(differences(one, other))) == (one != other)


def test_items_with_names_are_followed_by_name() -> None:
    before = {"bodies": [{"name": "mug", "at": [0, 0], "kept": 1}, {"name": "bowl", "scale": 1}]}
    after = {"bodies": [{"name": "bowl", "scale": 2}, {"name": "mug", "at": [0, 1], "kept": 1}, {"name": "cup"}]}
    assert list(differences(before, after)) == [
        Change("bodies[mug].at", [0, 0], [0, 1]),
        Change("bodies[bowl].scale", 1, 2),
        Change("bodies[cup]", ABSENT, {"name": "cup"}),
    ]


def test_a_mapping_that_became_another_thing_is_one_change() -> None:
    before, after = {"place": {"on": "table", "margin": 0}}, {"place": {"drop_on": "table", "height": 1}}
    assert [change.path for change in differences(before, after)] == ["place"]
