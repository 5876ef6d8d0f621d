"""simgen schema."""

from __future__ import annotations

import json

import click

from simgen.spec import schema


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of scene specs, for editors and validators."""
    click.echo(json.dumps(schema(), indent=2))
