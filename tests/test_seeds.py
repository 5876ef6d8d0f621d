from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgen.seeds import integer_seed, stream

names = st.lists(st.one_of(st.text(max_size=8), st.integers(0, 1000)), max_size=4).map(tuple)


@given(st.integers(0, 2**64), names)
def test_a_stream_is_found_by_its_name_alone(seed: int, name: tuple[str | int, ...]) -> None:
    first = stream(seed, *name).random(4)
    stream(seed, "another").random(100)
    np.testing.assert_array_equal(stream(seed, *name).random(4), first)


@given(st.integers(0, 1000), names, st.integers(0, 1000), names)
def test_other_names_and_seeds_give_other_streams(
    seed: int, name: tuple[str | int, ...], other_seed: int, other: tuple[str | int, ...]
) -> None:
    same = seed == other_seed and [(type(n), n) for n in name] == [(type(n), n) for n in other]
    draws = stream(seed, *name).integers(2**63), stream(other_seed, *other).integers(2**63)
    assert (draws[0] == draws[1]) == same


@pytest.mark.parametrize(("a", "b"), [(("a", "b"), ("ab",)), ((1,), ("1",)), ((), ("",)), (("a", 1), ("a1",))])
def test_names_that_look_alike_differ(a: tuple[str | int, ...], b: tuple[str | int, ...]) -> None:
    assert stream(0, *a).integers(2**63) != stream(0, *b).integers(2**63)


def test_seed_zero_is_a_seed_like_any_other() -> None:
    assert stream(0, "x").integers(2**63) == stream(0, "x").integers(2**63)
    assert stream(0, "x").integers(2**63) != stream(1, "x").integers(2**63)


@pytest.mark.parametrize("seed", [-1, True])
def test_a_seed_that_is_none_is_refused(seed: int) -> None:
    with pytest.raises(ValueError, match="non-negative integer"):
        stream(seed, "x")


def test_a_fresh_process_with_another_hash_seed_draws_the_same() -> None:
    code = "from simgen.seeds import stream, integer_seed as i; print(stream(5, 'a', 3).random(), i(5, 'a'))"
    printed = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": h}, capture_output=True, text=True, check=True
        ).stdout
        for h in ("0", "1")
    }
    assert printed == {f"{stream(5, 'a', 3).random()} {integer_seed(5, 'a')}\n"}
