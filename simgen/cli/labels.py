"""simgen labels."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from rich.console import Console

from simgen.cli.options import json_option
from simgen.cli.tables import table_of
from simgen.labels.definitions import RELATIONS, STATES


@click.command("labels")
@json_option
def command(as_json: bool) -> None:
    """Tell what each relation and state means, and where it is true, false and ambiguous.

    Between a term's two values, a label is ambiguous. It holds where all its terms do.
    """
    kinds = {"relations": RELATIONS, "states": STATES}
    if as_json:
        click.echo(json.dumps({kind: [asdict(row) for row in rows] for kind, rows in kinds.items()}))
        return
    for kind, rows in kinds.items():
        table = table_of(kind, "means", "holds where all of", "margin", "told of", show_lines=True)
        for row in rows:
            table.add_row(row.name, row.means, "\n".join(str(term) for term in row.terms), row.unit, row.told)
        Console().print(table)
