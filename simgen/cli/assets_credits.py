"""simgen assets credits."""

from __future__ import annotations

import json
from pathlib import Path

import click

from simgen.cli.options import json_option
from simgen.dataset import read
from simgen.dataset.credits import credits_of


@click.command("credits")
@click.argument("dataset", type=click.Path(path_type=Path))
@json_option
def command(dataset: Path, as_json: bool) -> None:
    """The attributions that DATASET owes, a line for each work, fit to be published with it."""
    owed = credits_of(read(dataset))
    if as_json:
        click.echo(json.dumps(owed))
        return
    for entry in owed:
        what = ", ".join(entry["categories"])
        click.echo(f"{entry['source']} by {entry['creator']}, {entry['licence']}: {what} ({entry['samples']} samples)")
