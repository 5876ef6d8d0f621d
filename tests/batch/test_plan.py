from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgen.batch.plan import Shard, plan_indices
from simgen.errors import SimgenError


def keys(index: int) -> tuple[str, ...]:
    return (f"a-{index}", f"b-{index}")


@given(st.integers(0, 60), st.integers(1, 12))
def test_the_shards_part_the_draws_without_gap_or_overlap(count: int, shards: int) -> None:
    parts = [plan_indices(count, keys, (), Shard(i, shards)) for i in range(1, shards + 1)]
    assert sorted(index for part in parts for index in part) == list(range(count))


@given(st.integers(0, 30), st.sets(st.integers(0, 30)))
def test_only_what_is_missing_is_planned(count: int, done: set[int]) -> None:
    finished = {key for index in done for key in keys(index)}
    assert set(plan_indices(count, keys, finished)) == set(range(count)) - done


def test_a_draw_with_one_camera_missing_is_made_again() -> None:
    assert plan_indices(2, keys, {"a-0", "b-0", "a-1"}) == (1,)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("3", "--shard: expected I/N, got '3'. Write e.g. --shard 3/100."),
        ("a/b", "--shard: expected I/N, got 'a/b'. Write e.g. --shard 3/100."),
        ("0/4", "--shard: shard 0 of 4 does not exist. I counts from 1 to N: 1/4 … 4/4."),
        ("5/4", "--shard: shard 5 of 4 does not exist. I counts from 1 to N: 1/4 … 4/4."),
        ("1/0", "--shard: shard 1 of 0 does not exist. I counts from 1 to N: 1/1 … 1/1."),
    ],
)
def test_a_shard_that_is_none_says_what_to_write(text: str, message: str) -> None:
    with pytest.raises(SimgenError) as caught:
        Shard.parse(text)
    assert str(caught.value) == message


def test_a_shard_is_read_with_spaces() -> None:
    assert Shard.parse(" 3 / 100 ") == Shard(3, 100)
