"""simgen balance."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from simgen.cli.options import datasets_argument, end_with, json_option
from simgen.cli.tables import table_of
from simgen.dataset import read
from simgen.study.balance import BalanceRow, balance_of


@click.command("balance")
@datasets_argument
@json_option
def command(datasets: tuple[Path, ...], as_json: bool) -> None:
    """Count on the records of DATASETS (of one spec) how many draws show what they were asked to.

    Exit code 1 where the labels of a record do not.
    """
    found = balance_of(read(folder) for folder in datasets)
    if as_json:
        click.echo(json.dumps({"balance": [asdict(row) for row in found.rows], "faults": found.faults}))
    else:
        print_balance(found.rows, ", ".join(str(folder) for folder in datasets))
    end_with(found.faults, told=as_json)


def print_balance(rows: Sequence[BalanceRow], title: str) -> None:
    """A table of what was asked for and what the labels say; margins are those of the predicate."""
    table = table_of("contrast", "kind", "asked", "came out", "least margin", "greatest margin", title=escape(title))
    for row in rows:
        margins = ("none" if m is None else f"{m:+.3f}" for m in (row.least_margin, row.greatest_margin))
        table.add_row(row.contrast, row.kind, str(row.draws), str(row.came_out), *margins)
    Console().print(table)
