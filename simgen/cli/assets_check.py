"""simgen assets check."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from simgen.catalog import GENERATED, Catalog
from simgen.catalog.checking import Finding, findings
from simgen.cli.options import json_option


@click.command("check")
@click.argument("full_names", metavar="[ID]...", nargs=-1)
@click.option("--strict", is_flag=True, help="Warnings count as faults.")
@json_option
def command(full_names: tuple[str, ...], strict: bool, as_json: bool) -> None:
    """Look for holes, wrong scale, flipped normals, missing textures and too many triangles; of all, or of some.

    Exit code 1 on faults.
    """
    catalog = Catalog()
    names = full_names or tuple(f"{lib}/{n}" for lib, library in catalog.libraries.items() for n in library.rows)
    found: list[Finding] = []
    for full_name in names:
        source, _, name = full_name.partition("/")
        if source == GENERATED:
            raise click.UsageError(f"{full_name} is simgen's own: its tests check it.")
        library = catalog.library(source)
        library.row(name)
        found += findings(catalog, library, name)
    faults = [f for f in found if strict or f.severity == "fault"]
    if as_json:
        click.echo(json.dumps({"checked": list(names), "findings": [asdict(f) for f in found]}))
    else:
        for f in found:
            click.echo(f"{f.severity}: {f.asset}: {f.what.rstrip('.')}. {f.remedy}")
        click.echo(f"{len(names)} checked, {len(faults)} faults")
    if faults:
        sys.exit(1)
