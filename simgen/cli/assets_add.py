"""simgen assets add."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Literal

import click

from simgen.catalog import Library
from simgen.catalog.importers import Wishes
from simgen.catalog.library import library_folders, library_roots
from simgen.catalog.recipes import MOST_TRIANGLES, add, recipe
from simgen.cli.options import json_option


@click.command("add")
@click.argument("name", metavar="PACK")
@click.option("--from", "given", type=click.Path(path_type=Path, exists=True), help="The package's file, if fetched.")
@click.option("--limit", type=click.IntRange(1), help="Import so many models at most.")
@click.option(
    "--convex",
    type=click.Choice(("cut", "whole")),
    default="whole",
    show_default=True,
    help="whole: one hull a part, at once; cut: convex pieces, seconds a model, for things to be put into or under.",
)
@click.option("--max-triangles", type=click.IntRange(12), default=MOST_TRIANGLES, show_default=True)
@json_option
def command(
    name: str, given: Path | None, limit: int | None, convex: Literal["cut", "whole"], max_triangles: int, as_json: bool
) -> None:
    """Fetch the third-party PACK by this machine's package client, check it, and import it with licence and creator.

    Specs then draw from it by catalog: [generated, PACK]; pictures are named by lights.environment.path, e.g.
    hdri/studio. Run again, it imports what is missing. Packs: sweethome3d, kitchen-objects, hdri.
    """
    wanted = recipe(name)
    folder = library_folders().get(name, library_roots()[0] / name)
    if not as_json:
        click.echo(f"{wanted.title}: {wanted.package} {wanted.version} by {wanted.client}, into {folder}", err=True)
    wishes = Wishes(max_triangles=max_triangles, convex=convex, texture_pixels=1024)
    added = add(name, Library(folder), given=given, limit=limit, wishes=wishes)
    if as_json:
        click.echo(json.dumps({"folder": str(folder), "mapped": added.mapped, "total": added.total, **vars(added)}))
    else:
        told = f"{len(added.imported)} imported, {len(added.present)} were there, {len(added.failed)} failed"
        if wanted.holds == "pictures":
            told += f"; lights.environment.path: {' | '.join(f'{name}/{own}' for own in added.all_names)}"
        else:
            told += f"; {added.mapped} of {added.total} have a category"
            told += f"; {len(added.noted)} have notes: simgen assets check"
        click.echo(told)
        for own, why in added.failed.items():
            click.echo(f"failed: {name}/{own}: {why}", err=True)
    if added.failed and not added.imported and not added.present:
        sys.exit(1)
