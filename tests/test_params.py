from __future__ import annotations

import json
import math
from typing import Annotated, Any

import numpy as np
import pytest
import scipy.stats
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from simgen.errors import SpecError
from simgen.params import (
    LARGEST,
    Choice,
    Color,
    ColorParam,
    Count,
    Flag,
    Integers,
    Kind,
    LogUniform,
    Name,
    Normal,
    Number,
    Param,
    Uniform,
    anything,
    color,
    draw,
    faults_of,
    flag,
    from_plain,
    integer,
    name,
    number,
    support,
    to_plain,
)
from simgen.seeds import stream
from tests.spec.strategies import colors, counts, flags, names, numbers, weighted

Case = tuple[Kind, Any]
cases: st.SearchStrategy[Case] = st.one_of(
    st.tuples(st.just(number(0, 10)), numbers(0, 10)),
    st.tuples(st.just(number(-3, 2)), numbers(-3, 2)),
    st.tuples(st.just(integer(0, 9)), counts(0, 9)),
    st.tuples(st.just(name()), names),
    st.tuples(st.just(flag()), flags),
    st.tuples(st.just(color()), st.one_of(colors, weighted(colors))),
    st.tuples(st.just(anything()), st.one_of(numbers(), names, flags)),
)


class Untouched:
    """A generator that must not be used."""

    def __getattr__(self, attribute: str) -> Any:
        raise AssertionError(f"a bare value drew with {attribute}")


def draws(param: Any, count: int = 2000, seed: int = 0) -> list[Any]:
    rng = stream(seed, "draws")
    return [draw(param, rng) for _ in range(count)]


# --- Laws of all parameters ------------------------------------------------------------------------


@given(cases, st.integers(0, 2**32))
def test_every_draw_lies_in_the_support(case: Case, seed: int) -> None:
    kind, plain = case
    param = kind.parse(plain)
    rng = stream(seed, "draw")
    assert all(draw(param, rng) in support(param) for _ in range(20))


@given(cases, st.integers(0, 2**32))
def test_the_same_generator_gives_the_same_draw(case: Case, seed: int) -> None:
    kind, plain = case
    param = kind.parse(plain)
    first, second = (draw(param, stream(seed, "draw")) for _ in range(2))
    assert (type(first), first) == (type(second), second)


@given(cases)
def test_a_parameter_written_as_json_reads_back_equal(case: Case) -> None:
    kind, plain = case
    param = kind.parse(plain)
    written = json.loads(json.dumps(to_plain(param), allow_nan=False))
    assert kind.parse(written) == param
    assert to_plain(kind.parse(written)) == written
    assert kind.parse(param) == param


@given(cases)
def test_every_draw_is_itself_a_value_of_its_kind(case: Case) -> None:
    kind, plain = case
    value = draw(kind.parse(plain), stream(0, "draw"))
    assert kind.parse(to_plain(value)) == value


@pytest.mark.parametrize("value", [0, 1.5, -3, True, "oak", (0.1, 0.2, 0.3)])
def test_a_bare_value_draws_itself_and_takes_nothing_from_the_generator(value: Any) -> None:
    drawn = draw(value, Untouched())  # type: ignore[arg-type]
    assert (type(drawn), drawn) == (type(value), value)


# --- Shapes of the distributions -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("param", "cdf"),
    [
        (Uniform(low=-1, high=3), scipy.stats.uniform(-1, 4).cdf),
        (LogUniform(low=0.01, high=100), scipy.stats.loguniform(0.01, 100).cdf),
        (Normal(mean=1, std=2, low=-100, high=100), scipy.stats.norm(1, 2).cdf),
        (Normal(mean=1, std=2, low=0, high=2), scipy.stats.truncnorm(-0.5, 0.5, 1, 2).cdf),
        (Normal(mean=0, std=1, low=4, high=6), scipy.stats.truncnorm(4, 6).cdf),
        (Normal(mean=0, std=1, low=-6, high=-4), scipy.stats.truncnorm(-6, -4).cdf),
        (Normal(mean=0, std=1, low=-1, high=9), scipy.stats.truncnorm(-1, 9).cdf),
    ],
)
def test_draws_follow_the_distribution(param: Any, cdf: Any) -> None:
    assert scipy.stats.kstest(draws(param, 5000), cdf).pvalue > 0.01


@pytest.mark.parametrize(
    ("param", "expected"),
    [
        (Integers(low=2, high=5), {2: 0.25, 3: 0.25, 4: 0.25, 5: 0.25}),
        (Choice(values=("a", "b"), weights=(3, 1)), {"a": 0.75, "b": 0.25}),
        (Choice(values=(True, False)), {True: 0.5, False: 0.5}),
        (Choice(values=(0.0, 0.0, 90.0)), {0.0: 2 / 3, 90.0: 1 / 3}),
        (Choice(values=("a", "b", "c"), weights=(1e-9, 0, 1e-9)), {"a": 0.5, "c": 0.5}),
    ],
)
def test_draws_follow_the_weights(param: Any, expected: dict[Any, float]) -> None:
    found = draws(param, 8000)
    assert set(found) == set(expected)
    counted = [found.count(value) for value in expected]
    assert scipy.stats.chisquare(counted, [share * 8000 for share in expected.values()]).pvalue > 0.01


class Fixed:
    """A generator that gives one number."""

    def __init__(self, value: float) -> None:
        self.value = value

    def random(self) -> float:
        return self.value


@pytest.mark.parametrize(
    "weights", [(0, 1, 0), (0, 5e-324, 0), (0, 1e9, 0)], ids=["usual weights", "least weights", "greatest weights"]
)
def test_a_choice_of_weight_0_is_never_drawn(weights: tuple[float, ...]) -> None:
    param = Choice(values=("a", "b", "c"), weights=weights)
    for u in (0.0, 0.5, float(np.nextafter(1.0, 0.0))):
        assert draw(param, Fixed(u)) == "b"  # type: ignore[arg-type]


@given(st.floats(-5, 5), st.floats(0.01, 3), st.floats(-5, 5), st.floats(0, 4), st.floats(0, 1, exclude_max=True))
def test_a_truncated_normal_stays_inside_and_rises_with_the_random_number(
    mean: float, std: float, low: float, width: float, u: float
) -> None:
    high = low + width
    assume(low <= mean + 6 * std and high >= mean - 6 * std)
    param = Normal(mean=mean, std=std, low=low, high=high)
    lower, higher = (draw(param, Fixed(v)) for v in (u * 0.5, 0.5 + u * 0.5))  # type: ignore[arg-type]
    assert low <= lower <= higher + 1e-9 <= high + 1e-9


def test_a_bell_without_ends_is_cut_at_three_deviations_and_at_the_limits() -> None:
    plain = {"normal": {"mean": 1.0, "std": 0.5}}
    assert number().parse(plain) == Normal(mean=1, std=0.5, low=-0.5, high=2.5)
    assert number(0, 2).parse(plain) == Normal(mean=1, std=0.5, low=0, high=2)


# --- Supports --------------------------------------------------------------------------------------


def test_the_support_is_all_that_can_be_drawn() -> None:
    assert (support(3.0).low, support(3.0).high, support(3.0).values) == (3.0, 3.0, (3.0,))
    assert (support(Uniform(low=1, high=2)).low, support(Uniform(low=1, high=2)).values) == (1.0, None)
    assert support(Integers(low=1, high=3)).values == (1, 2, 3)
    assert support(Integers(low=0, high=10**8)).values is None
    assert support(Choice(values=("a", "b"), weights=(1, 0))).values == ("a",)
    assert support(Choice(values=(0.0, 0.0, 90.0))).values == (0.0, 90.0)
    assert support(True).low is None
    assert 1.5 in support(Uniform(low=1, high=2))
    assert 2.5 not in support(Uniform(low=1, high=2))
    assert "a" not in support(Uniform(low=1, high=2))


# --- Colours ---------------------------------------------------------------------------------------


def test_a_hexadecimal_colour_is_srgb_and_a_list_is_linear() -> None:
    assert from_plain("#ffffff", color()) == (1.0, 1.0, 1.0)
    assert from_plain("#000000", color()) == (0.0, 0.0, 0.0)
    # IEC 61966-2-1: 128/255 is 0.21586 linear; 10/255 lies on the straight piece.
    assert from_plain("#800A80", color()) == pytest.approx((0.215861, 0.003035, 0.215861), abs=1e-6)
    assert from_plain([0.5, 0, 1], color()) == (0.5, 0.0, 1.0)


# --- Types of fields -------------------------------------------------------------------------------


class Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    size_m: Annotated[Number, number(0, 5)] = 1.0
    many: Count = 1
    kind: Name = "oak"
    lit: Flag = True
    tint: ColorParam = (1.0, 1.0, 1.0)
    other: dict[str, Param] = {}
    fixed: Annotated[float, number(0, 1, fixed=True)] | None = None


def test_fields_hold_values_or_distributions_there_and_back() -> None:
    plain = {
        "size_m": {"uniform": [0, 5]},
        "many": {"integers": [1, 3]},
        "kind": {"choice": {"oak": 2, "pine": 1}},
        "lit": {"choice": [True, False]},
        "tint": {"choice": ["#ff0000", [0, 1, 0]]},
        "other": {"style": "round", "legs": 3, "height_m": {"normal": {"mean": 1, "std": 0.1}}},
        "fixed": None,
    }
    row = Row.model_validate(plain)
    assert row.size_m == Uniform(low=0, high=5)
    assert row.tint == Choice(values=((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)))
    assert row.other == {"style": "round", "legs": 3, "height_m": Normal(mean=1, std=0.1, low=0.7, high=1.3)}
    assert Row.model_validate_json(row.model_dump_json()) == row
    assert isinstance(row.tint, Choice) and isinstance(row.tint.values[0], tuple)


def test_a_bare_number_is_a_float_and_a_count_stays_whole() -> None:
    row = Row(size_m=1, many=2, other={"legs": 3})
    assert [type(v) for v in (row.size_m, row.many, row.other["legs"])] == [float, int, int]


def test_the_path_of_a_fault_leads_to_the_value() -> None:
    plain = {"size_m": {"uniform": [0, 6]}, "other": {"a": {"choice": [1, "b", None]}}, "fixed": 2}
    with pytest.raises(ValidationError) as caught:
        Row.model_validate(plain)
    assert [fault.at for fault in faults_of(caught.value)] == [
        ("size_m", "uniform", 1),
        ("other", "a", "choice", 2),
        ("fixed",),
    ]


# --- Refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plain", "kind", "expected"),
    [
        ("big", number(), "expected a number, got 'big'. Write a number, e.g. 0.5."),
        (math.nan, number(), "expected a finite number, got nan. Write a finite number, e.g. 0.5."),
        (math.inf, anything(), "expected a finite number, got inf. Write a finite number, e.g. 0.5."),
        (LARGEST * 1.01, number(), "1010000000 is too large. Write a number within ±1e+09."),
        (10**30, integer(), f"{10**30} is too large. Write a number within ±1e+09."),
        (-(10**5000), number(), "a number of 5001 digits is too large. Write a number within ±1e+09."),
        (10**400, number(), "a number of 401 digits is too large. Write a number within ±1e+09."),
        (-1, integer(), "expected at least 0, got -1. Stay within 0 and above."),
        ("oka", name("oak", "pine"), "unknown name 'oka'. Did you mean 'oak'?"),
        ("", name(), "expected a name, got ''. Write 1 to 200 characters on one line, "
         "without spaces at its ends."),
        (" oak", name(), "expected a name, got ' oak'. Write 1 to 200 characters on one line, "
         "without spaces at its ends."),
        ([1, 2], anything(), "expected one value, got [1, 2]. Write a number, a name, true or false, or a choice."),
        ({"normal": [1, 2]}, number(), "normal: expected the mean and std of normal, got [1, 2]. "
         "Write normal: {mean: 1.0, std: 0.1}."),
        ({"choice": 5}, number(), "choice: expected values, got 5. Write choice: [first, second]."),
        ({"choice": {"values": [1, 2]}}, number(), "choice: 'weights' of choice is missing. "
         "Write choice: {values: [1, 2], weights: [3, 1]}."),
        ({"choice": {"values": [1, 2], "weights": 3}}, number(), "choice.weights: expected a list of weights, got 3. "
         "Write [3, 1]."),
        ({"choice": list(range(10_001))}, integer(), "choice: 10001 values are too many. Give at most 10000."),
        ({"integers": [1, 2.5]}, number(), "integers[1]: expected a whole number, got 2.5. "
         "Write a whole number, e.g. 3."),
        ({"loguniform": [-1, 1]}, number(), "loguniform[0]: a loguniform range starts above 0, got -1. "
         "Raise the low end, e.g. 0.01, or use uniform."),
        ({"uniform": [0, 1]}, name(), "uniform: 'uniform' cannot draw a name. Use choice."),
        ({"uniform": [0, 1]}, number(fixed=True), "expected a number, got {uniform: [0, 1]}. "
         "It is the same in all scenes: write one value."),
        ("#fff", color(), "expected a colour, got '#fff'. Write \"#c0ffee\" in quotes, or linear [r, g, b], "
         "each 0 to 1."),
    ],
    ids=range(22),
)  # fmt: skip
def test_a_bad_parameter_is_refused_in_a_sentence(plain: Any, kind: Kind, expected: str) -> None:
    with pytest.raises(SpecError) as caught:
        from_plain(plain, kind)
    assert str(caught.value) == expected


def test_a_bad_parameter_read_outside_a_spec_has_its_place() -> None:
    with pytest.raises(SpecError) as caught:
        from_plain({"uniform": [2, 1]}, where="small.yaml mug.height_m")
    assert str(caught.value) == (
        "small.yaml mug.height_m.uniform: the range is empty: low 2 is above high 1. Swap the two."
    )


@pytest.mark.parametrize(
    "build",
    [
        lambda: Uniform(low=2, high=1),
        lambda: Uniform(low=0, high=math.inf),
        lambda: LogUniform(low=0, high=1),
        lambda: Normal(mean=0, std=-1, low=0, high=1),
        lambda: Integers(low=True, high=3),
        lambda: Choice(values=()),
        lambda: Choice(values=("a",), weights=(0,)),
        lambda: Uniform(low=0, high=1, middle=0.5),
    ],
)
def test_no_distribution_can_be_built_unsound(build: Any) -> None:
    with pytest.raises(ValidationError):
        build()


def test_a_distribution_cannot_be_changed() -> None:
    param = Uniform(low=0, high=1)
    with pytest.raises(ValidationError, match="frozen"):
        param.low = 0.5  # type: ignore[misc]
    assert hash(param) == hash(Uniform(low=0, high=1))


def test_whatever_is_thrown_at_a_kind_is_read_or_refused_in_words() -> None:
    nested = st.recursive(
        st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=5)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(["uniform", "normal", "integers", "choice", "low", "high", "values", "weights", "x"]),
                inner,
                max_size=3,
            ),
        ),
        max_leaves=8,
    )

    @given(nested, st.sampled_from([number(0, 1), integer(), name(), flag(), color(), anything(), number(fixed=True)]))
    def law(plain: Any, kind: Kind) -> None:
        try:
            param = kind.parse(plain)
        except ValidationError as error:
            assert all(fault.what and fault.remedy for fault in faults_of(error))
        else:
            assert draw(param, stream(0, "draw")) in support(param)
            assert kind.parse(to_plain(param)) == param

    law()


def test_a_colour_is_three_numbers() -> None:
    tint: Color = from_plain("#123456", color())
    assert len(tint) == 3
