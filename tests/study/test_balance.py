"""The balance of a dataset is what its labels say, not what was asked for."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from simgen.cli import main
from simgen.dataset import open_dataset, read, write_sample
from simgen.errors import SpecError
from simgen.frame import Relation
from simgen.spec import SceneSpec, asked_of, parse_spec
from simgen.study.balance import balance_of
from tests import handmade

SPEC = """
name: tiny
objects: [{name: mug, category: mug, place: {on: floor}}]
cameras: [{name: main, pose: {position_m: [0, -1, 1], look_at_m: [0, 0, 0.5]}}]
balance: [{predicate: on_top, subject: mug, object: floor, instead: [near]}]
"""


def written(folder: Path, spec: SceneSpec, wrong: int | None = None) -> Path:
    """Six draws whose labels show what they were asked to, but for one that does not."""
    samples = open_dataset(folder, {**handmade.HEADER, "spec": spec.to_plain()})
    for index in range(6):
        asked = asked_of(spec.balance, index)
        assert asked is not None
        made = handmade.sample(index)
        on = asked.kind == "positive"
        found = [Relation("on_top", 2, 1, "true", 0.5, "fraction")] if on != (index == wrong) else []
        if asked.kind == "hard":
            found.append(Relation("near", 2, 1, "true", 0.1 * index, "m"))
        labels = replace(made.labels, relations=tuple(found))
        write_sample(replace(made, labels=labels, study={"balance": asked.to_json()}), samples, handmade.CATEGORIES)
    return folder


def test_it_counts_each_kind_and_tells_its_margins(tmp_path: Path) -> None:
    folder = written(tmp_path / "good", parse_spec(SPEC))
    found = balance_of([read(folder)])
    assert found.faults == ()
    assert [(row.kind, row.draws, row.came_out) for row in found.rows] == [
        ("positive", 2, 2),
        ("negative", 2, 2),
        ("hard", 2, 2),
    ]
    assert found.rows[0].least_margin == 0.5 and found.rows[1].least_margin is None
    result = CliRunner().invoke(main, ["balance", str(folder), "--json"])
    assert result.exit_code == 0 and [row["came_out"] for row in json.loads(result.stdout)["balance"]] == [2, 2, 2]


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_a_record_that_does_not_show_what_it_was_asked_to_is_a_fault(tmp_path: Path, wrong: int) -> None:
    folder = written(tmp_path, parse_spec(SPEC), wrong)
    found = balance_of([read(folder)])
    assert len(found.faults) == 1 and f"handmade-{wrong:06d}" in found.faults[0]
    assert [row.came_out for row in found.rows] == [2 - (k == wrong) for k in range(3)]
    assert CliRunner().invoke(main, ["balance", str(folder)]).exit_code == 1


def test_a_hard_negative_without_anything_that_nearly_holds_is_none(tmp_path: Path) -> None:
    near_less = parse_spec(SPEC.replace("near", "next_to"))
    found = balance_of([read(written(tmp_path, near_less))])
    assert len(found.faults) == 2 and "none of next_to is true" in found.faults[0]


def test_what_has_no_balance_is_told(tmp_path: Path) -> None:
    plain = parse_spec(SPEC.split("balance:")[0])
    open_dataset(tmp_path, {**handmade.HEADER, "spec": plain.to_plain()})
    with pytest.raises(SpecError, match="asks for no balance"):
        balance_of([read(tmp_path)])
    with pytest.raises(SpecError, match="no dataset to look at"):
        balance_of([])
