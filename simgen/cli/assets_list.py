"""simgen assets list."""

from __future__ import annotations

import json

import click
from rich.console import Console

from simgen.catalog import GENERATED, Catalog
from simgen.catalog.environments import environments
from simgen.catalog.listing import rows
from simgen.cli.options import json_option
from simgen.cli.tables import table_of


@click.command("list")
@click.option("--source", help="Only of `generated`, or of one of your catalogues.")
@click.option("--materials", is_flag=True, help="The presets of materials instead, by family.")
@json_option
def command(source: str | None, materials: bool, as_json: bool) -> None:
    """What there is to draw from, a line for each category and source."""
    catalog = Catalog()
    if materials:
        _list_materials(catalog, as_json)
        return
    if source not in (None, GENERATED):
        catalog.library(str(source))
    found = list(rows(catalog, source))
    if as_json:
        click.echo(json.dumps(found))
        return
    table = table_of(
        "category", "source", "size, m", "joints", "cavities", "COCO", "licence", "ids", whole=False, tight=True
    )
    for row in found:
        table.add_row(
            row["category"],
            row["source"],
            " x ".join(f"{x:.2f}" for x in row["size_m"]),
            str(len(row["joints"]) or ""),
            str(len(row["cavities"]) or ""),
            row["coco_name"] or "",
            row["licence"],
            str(len(row["ids"])) if len(row["ids"]) > 1 else row["ids"][0],
        )
    Console().print(table)
    if source != GENERATED and (pictures := [n for n in environments() if source in (None, n.partition("/")[0])]):
        click.echo(f"for lights.environment.path: {', '.join(pictures)}")


def _list_materials(catalog: Catalog, as_json: bool) -> None:
    """Names that a spec's `materials`, `floor` and `walls` and the axes of texture take."""
    presets = catalog.presets
    if as_json:
        click.echo(json.dumps([{"material": name, **preset.model_dump()} for name, preset in presets.items()]))
        return
    families: dict[str, list[str]] = {}
    for name, preset in presets.items():
        families.setdefault(preset.family, []).append(name)
    table = table_of("family", "materials", title=f"{len(presets)} materials")
    for family in sorted(families):
        table.add_row(family, ", ".join(families[family]))
    Console().print(table)
