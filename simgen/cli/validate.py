"""simgen validate."""

from __future__ import annotations

import inspect
import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from simgen.cli.options import datasets_argument, end_with, json_option
from simgen.cli.tables import table_of
from simgen.dataset import read
from simgen.dataset.validation import CHECKS, Validation, validate


@click.command("validate")
@datasets_argument
@json_option
def command(datasets: tuple[Path, ...], as_json: bool) -> None:
    """Prove that DATASETS are whole and that what their files tell fits together.

    Exit code 1 where a file is damaged, or masks, boxes, depth, normals, relations or states contradict each other.
    """
    found = {str(folder): validate(read(folder)) for folder in datasets}
    if as_json:
        click.echo(json.dumps({name: {"checks": v.by_check, **asdict(v)} for name, v in found.items()}))
    else:
        for name, validation in found.items():
            _print(validation, name)
    faults = [f"{name}: {f.key}: {f.check}: {f.what}" for name, v in found.items() for f in v.findings]
    end_with(faults, told=as_json)


def _print(validation: Validation, name: str) -> None:
    table = table_of("check", "what must hold", "faults", title=escape(f"{name}: {validation.samples} samples"))
    for check, count in validation.by_check.items():
        table.add_row(check, " ".join((inspect.getdoc(CHECKS[check]) or "").split()), str(count))
    Console().print(table)
