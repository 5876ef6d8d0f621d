"""The table of definitions as it is printed; that labels follow it, drawn scenes tell in test_oracles.py."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from click.testing import CliRunner

from simgen.cli import main
from simgen.labels.definitions import RELATIONS, STATES, Term


def test_the_command_prints_every_label_and_its_numbers() -> None:
    told = json.loads(CliRunner().invoke(main, ["labels", "--json"]).stdout)
    rows = {"relations": RELATIONS, "states": STATES}
    assert told == json.loads(json.dumps({kind: [asdict(row) for row in own] for kind, own in rows.items()}))
    printed = CliRunner().invoke(main, ["labels"], env={"COLUMNS": "400"})
    assert printed.exit_code == 0
    for row in (*RELATIONS, *STATES):
        assert row.name in printed.stdout
        assert all(str(term) in printed.stdout for term in row.terms)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (Term("distance", 0.001, 0.003, "m"), "distance ≤ 1 mm (not: ≥ 3 mm)"),
        (Term("share", 0.6, 0.4), "share ≥ 0.6 (not: ≤ 0.4)"),
        (Term("overlap", 0.5, 0.5), "overlap ≤ 0.5"),
    ],
)
def test_a_term_says_where_it_holds_and_where_it_does_not(term: Term, text: str) -> None:
    assert str(term) == text
