"""simgen splits."""

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
from simgen.study.splits import SplitRow, prove


@click.command("splits")
@datasets_argument
@json_option
def command(datasets: tuple[Path, ...], as_json: bool) -> None:
    """Prove on the records of DATASETS (of one spec) that its splits are disjoint, and print what is in each.

    Exit code 1 where a record is of another split than it says, or a scene is in two.
    """
    proof = prove(read(folder) for folder in datasets)
    if as_json:
        click.echo(json.dumps({"splits": [asdict(row) for row in proof.rows], "faults": proof.faults}))
    else:
        print_splits(proof.rows, ", ".join(str(folder) for folder in datasets))
        if not proof.faults:
            click.echo(f"disjoint: {sum(row.samples for row in proof.rows)} samples, each in one split")
    end_with(proof.faults, told=as_json)


def print_splits(rows: Sequence[SplitRow], title: str) -> None:
    """A table of splits; the last column counts assets that the training split has as well."""
    table = table_of(
        "split", "what is of it", "draws", "samples", "fit later ones too", "assets", "in train", title=title
    )
    for row in rows:
        shared = "" if row.name == "train" else str(row.assets_in_train)
        table.add_row(
            row.name, escape(row.rule), str(row.draws), str(row.samples), str(row.also), str(row.assets), shared
        )
    Console().print(table)
