"""Searches for failures that are known."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from simgen.cli import main
from simgen.errors import SpecError
from simgen.seeds import stream
from simgen.spec import load_spec
from simgen.study.evaluation.doubt import MOST_BITS, mean_doubt_bits
from simgen.study.evaluation.models import Network
from simgen.study.evaluation.models.card import Card
from simgen.study.evaluation.pictures import picture_of
from simgen.study.evaluation.search import Objective, random_search, search
from simgen.study.evaluation.space import Bound, Space, ranges_of, read_bound
from tests.handmade import CATEGORIES, sample

pytest.importorskip("cmaes")
CORNER = Path(__file__).parents[2] / "scenes" / "corner.yaml"


def hill(center: np.ndarray, width: float) -> Objective:
    """A failure about `center`, in values."""

    def doubt(point: Any) -> float:
        away = np.array(list(point.values())) - center
        return float(np.exp(-(away @ away) / (2 * width**2)))

    return doubt


@pytest.mark.parametrize("size", [1, 2, 4])
def test_the_search_finds_a_known_failure_that_even_draws_of_the_same_budget_do_not(size: int) -> None:
    space = Space(tuple(Bound(f"x{n}", -1.0, 1.0) for n in range(size)))
    better, inside = [], 0
    for seed in range(8):
        center = stream(seed, "center").uniform(-0.8, 0.8, size)
        objective = hill(center, 0.35)
        found = search(objective, space, 60, seed)
        assert found is not None
        even = random_search(objective, space, 60, seed)
        assert len(found.trials) == 60
        better.append(float(found.worst.badness or 0) - max(float(t.badness or 0) for t in even))
        inside += all(b.low - 0.05 <= c <= b.high + 0.05 for b, c in zip(found.region.bounds, center, strict=True))
    # In one dimension even draws find it as well.
    assert np.mean(better) > (0.0 if size == 1 else 0.02 * size)
    assert inside >= 7


def test_a_search_is_that_of_its_seed_and_starts_with_the_even_draws() -> None:
    space = Space((Bound("a", 0.0, 2.0), Bound("kind", words=("x", "y", "z"))))

    def objective(point: Any) -> float:
        return float(point["a"]) / 2 * (point["kind"] == "y")

    one, same, other = (search(objective, space, 24, seed) for seed in (1, 1, 2))
    assert one and same and other
    assert [t.point for t in one.trials] == [t.point for t in same.trials] != [t.point for t in other.trials]
    assert [t.point for t in one.trials[:8]] == [t.point for t in random_search(objective, space, 8, 1)]
    assert one.worst.point["kind"] == "y"
    assert one.region.bounds[1].words == ("y",)
    assert one.region.bounds[0].low > 1.2


def test_what_cannot_be_made_is_no_failure() -> None:
    space = Space((Bound("a", 0.0, 1.0),))
    found = search(lambda point: None if float(point["a"]) > 0.5 else float(point["a"]), space, 30, 0)
    assert found is not None
    assert found.worst.badness is not None
    assert 0.4 < found.worst.badness <= 0.5
    assert search(lambda point: None, space, 10, 0) is None


def test_a_picture_in_which_nothing_is_asked_for_is_not_a_success() -> None:
    def detector(image: np.ndarray) -> dict[str, Any]:
        return {"boxes": [[6, 5, 10, 9]], "scores": [0.5], "labels": ["mug"]}

    shown, hidden = (picture_of(sample(), number, CATEGORIES) for number in (1, 2))
    shown.meta["instances"][1]["visible_px"] = 100
    hidden.meta["instances"][1]["visible_px"] = 0
    assert mean_doubt_bits([shown, hidden], detector, CATEGORIES) == mean_doubt_bits([shown], detector, CATEGORIES) == 1
    assert mean_doubt_bits([hidden], detector, CATEGORIES) is None
    assert mean_doubt_bits([shown], detector, CATEGORIES, target="zebra") is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--bound", "cameras.main.orbit.azimuth_deg", "--target", "zebra"), "no object or category 'zebra'"),
        (("--bound", "room.width_m=2:500"), "--set room.width_m=500"),
        (("--bound", "room.floor=oak_planks,oak_plank"), "Did you mean 'oak_planks'?"),
    ],
)
def test_what_a_search_could_not_do_is_told_before_it_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    (tmp_path / "blind.py").write_text("def look(image):\n    raise AssertionError\n")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["search", str(CORNER), "--model", "blind:look", *words])
    assert (result.exit_code, told in result.output) == (1, True), result.output


def test_a_model_that_is_blind_in_the_dark_is_found_in_the_dark() -> None:
    space = Space((Bound("light", 0.0, 1.0), Bound("size", 0.0, 1.0)))

    def detector(image: np.ndarray) -> dict[str, Any]:
        sure = float(np.clip((image.mean() - 20) / 60, 0, 1))
        return {"boxes": [[6, 5, 10, 9]], "scores": [sure], "labels": ["mug"]}

    def objective(point: Any) -> float | None:
        made = sample()
        lit = dataclasses.replace(made, rgb=(made.rgb * float(point["light"])).astype(np.uint8))
        shown = picture_of(lit, 1, CATEGORIES)
        shown.meta["instances"][1]["visible_px"] = 100
        return mean_doubt_bits([shown], detector, CATEGORIES)

    found = search(objective, space, 45, 0)
    assert found is not None
    assert found.worst.badness == MOST_BITS
    assert found.region.bounds[0].low <= float(found.worst.point["light"]) <= found.region.bounds[0].high < 0.35


def test_doubt_still_grows_where_a_network_has_long_ceased_to_find_anything() -> None:
    card = Card.model_validate(
        {
            "task": "detect",
            "runtime": "onnx",
            "weights": "w",
            "classes": ["mug"],
            "input": {"width": 16, "height": 12},
            "output": {"kind": "rows", "min_score": 0.05},
        }
    )
    shown = picture_of(sample(), 1, CATEGORIES)
    mug = next(thing for thing in shown.things if thing["category"] == "mug")
    mug["visible_px"] = 100
    x0, y0, x1, y1 = mug["box"]

    def bits(score: float, aside: float = 0.0) -> float | None:
        row = [(x0 + x1) / 2 + aside * (x1 - x0), (y0 + y1) / 2, x1 - x0, y1 - y0, score]
        network = Network(card, ("mug",), lambda _: {"rows": np.array([[row]], np.float32)})
        return mean_doubt_bits([shown], network, CATEGORIES)

    for score in (1.0, 0.5, 0.04, 0.002):
        assert bits(score) == pytest.approx(-np.log2(score), abs=1e-3)
    assert bits(0.0) == bits(1.0, 2.0) == MOST_BITS
    beside = [bits(0.9, aside) for aside in (0.0, 0.4, 0.6, 0.8)]
    assert beside == sorted(beside) and len(set(beside)) == 4


@given(st.floats(0, 1), st.integers(1, 5))
def test_a_bound_covers_its_values_and_nothing_else(at: float, count: int) -> None:
    words = tuple("abcde"[:count])
    assert Bound("x", words=words).value(at) in words
    assert -3.0 <= float(Bound("x", -3.0, 5.0).value(at)) <= 5.0


def test_bounds_are_stated_or_taken_from_the_spec() -> None:
    spec = load_spec("tabletop")
    assert read_bound("render.width=64:640", spec) == Bound("render.width", 64.0, 640.0)
    assert read_bound("room.floor=oak_planks, walnut_planks", spec).words == ("oak_planks", "walnut_planks")
    low, high = dict(ranges_of(spec))["cameras.main.orbit.distance_m"]
    assert read_bound("cameras.main.orbit.distance_m", spec) == Bound("cameras.main.orbit.distance_m", low, high)
    for text in ("a=1:x", "a=2:1", "a=1", "a=nan:1", "cameras.main.orbit.distance"):
        with pytest.raises(SpecError):
            read_bound(text, spec)


def test_every_range_of_a_spec_can_be_bounded_and_its_region_is_a_spec() -> None:
    spec = load_spec("tabletop")
    paths = dict(ranges_of(spec))
    assert len(paths) > 10
    space = Space(tuple(Bound(path, *bounds) for path, bounds in paths.items()))
    inner = space.region([np.full(len(paths), 0.4), np.full(len(paths), 0.6)])
    drawn = load_spec("tabletop", overrides=inner.distributions())
    for path, (low, high) in ranges_of(drawn):
        assert paths[path][0] <= low <= high <= paths[path][1]
    fixed = load_spec("tabletop", overrides=space.overrides(space.point(np.full(len(paths), 0.5))))
    assert not list(ranges_of(fixed))


@pytest.mark.slow
def test_the_command_finds_renders_and_writes_the_region(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "blind.py").write_text("def look(image):\n    return {'boxes': [], 'scores': [], 'labels': []}\n")
    monkeypatch.chdir(tmp_path)
    command = ["search", str(CORNER), "--model", "blind:look", "--budget", "4", "--show", "1"]
    refused = CliRunner().invoke(main, command)
    assert (refused.exit_code, "cameras.main.orbit.azimuth_deg" in refused.output) == (1, True)
    result = CliRunner().invoke(
        main, [*command, "--bound", "cameras.main.orbit.azimuth_deg", "-o", str(tmp_path / "out"), "--json"]
    )
    assert result.exit_code == 0, result.output
    summary = json.loads(result.output)
    assert summary["worst"]["doubt_bits"] == summary["region_bits"] == MOST_BITS
    region = yaml.safe_load((tmp_path / "out" / "region.yaml").read_text())
    assert load_spec(tmp_path / "out" / "region.yaml").to_plain() == region
    assert len(list((tmp_path / "out" / "region" / "samples").glob("*.meta.json"))) == 1
