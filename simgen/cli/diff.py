"""simgen diff."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.markup import escape

from simgen.cli.options import json_option, read_spec, set_option, shift_option
from simgen.cli.tables import table_of
from simgen.study.difference import differences
from simgen.study.shifts import SHIFTS


@click.command("diff")
@click.argument("spec", required=False)
@click.argument("other", required=False)
@set_option
@shift_option
@click.option("--list-shifts", is_flag=True, help="Print all shifts, and do nothing else.")
@json_option
def command(
    spec: str | None,
    other: str | None,
    overrides: tuple[str, ...],
    shifts: tuple[str, ...],
    list_shifts: bool,
    as_json: bool,
) -> None:
    """Print what differs between SPEC and another one: OTHER (itself by default) with --set and --shift."""
    if list_shifts:
        _list_shifts(as_json)
        return
    if spec is None:
        raise click.UsageError("Missing argument 'SPEC'.")
    before = read_spec(spec, ())
    after = read_spec(other or spec, overrides, shifts=shifts)
    changes = list(differences(before.to_plain(), after.to_plain()))
    if as_json:
        rows = [{"path": change.path, "before": change.before, "after": change.after} for change in changes]
        click.echo(json.dumps(rows))
        return
    table = table_of("path", "before", "after", whole=False, title=f"{len(changes)} changes of {before.name}")
    for change in changes:
        table.add_row(*(escape(text) for text in (change.path, _shown(change.before), _shown(change.after))))
    Console().print(table)


def _list_shifts(as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([{"shift": shift.name, "doc": shift.doc} for shift in SHIFTS.values()]))
        return
    table = table_of("shift", "what it does", title=f"{len(SHIFTS)} shifts")
    for shift in SHIFTS.values():
        table.add_row(shift.name, shift.doc)
    Console().print(table)


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 200 else f"{text[:197]}…"
