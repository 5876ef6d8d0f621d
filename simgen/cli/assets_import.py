"""simgen assets import."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import click

from simgen.catalog.importers import DENSITY_KG_M3, UNITS_M, Measures, Wishes
from simgen.catalog.importing import import_asset
from simgen.cli.options import json_option


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--category", required=True, help="What it is, e.g. mug; a word of your own makes a new category.")
@click.option("--id", "full_name", metavar="CATALOGUE/NAME", help="What specs call it. [default: my/FILENAME]")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), help="The catalogue's folder, by its name.")
@click.option("--tag", "tags", multiple=True, help="A word to draw it by; may be repeated.")
@click.option("--licence", "--license", "license_", help="E.g. CC-BY-4.0; recorded. [default: the file's]")
@click.option("--creator", help="Whom to credit. [default: the file's]")
@click.option("--source", help="Where it is from, e.g. an address. [default: the file's name]")
@click.option("--up", help="The file's axis that points up, e.g. z. [default: the format's]")
@click.option("--front", help="The file's axis that its front looks along; without it, it has no front.")
@click.option("--unit", help=f"{', '.join(UNITS_M)} or metres as a number. [default: the format's, or a guess]")
@click.option("--height-m", type=float, help="Make it so high, metres.")
@click.option("--width-m", type=float, help="Make it so wide from side to side, metres.")
@click.option("--length-m", type=float, help="Make it so long from front to back, metres.")
@click.option("--size-m", type=float, help="Make its longest side so long, metres.")
@click.option("--mass-kg", type=click.FloatRange(0, 1e5, min_open=True), help="[default: by volume and density]")
@click.option(
    "--density", type=click.FloatRange(0, 3e4, min_open=True), default=DENSITY_KG_M3, show_default=True, help="kg/m³."
)
@click.option("--friction", type=click.FloatRange(0, 2), default=0.6, show_default=True)
@click.option("--max-triangles", type=click.IntRange(1), help="Simplify to at most so many.")
@click.option("--texture-pixels", type=click.Choice(("256", "512", "1024", "2048")), default="2048", show_default=True)
@click.option(
    "--convex",
    type=click.Choice(("cut", "whole")),
    default="cut",
    show_default=True,
    help="Cut it into convex pieces for physics (seconds), or take the hull of each part.",
)
@click.option("--overwrite", is_flag=True, help="Replace the asset of that name.")
@json_option
def command(
    path: Path,
    category: str,
    full_name: str | None,
    into: Path | None,
    tags: tuple[str, ...],
    license_: str | None,
    creator: str | None,
    source: str | None,
    up: str | None,
    front: str | None,
    unit: str | None,
    height_m: float | None,
    width_m: float | None,
    length_m: float | None,
    size_m: float | None,
    mass_kg: float | None,
    density: float,
    friction: float,
    max_triangles: int | None,
    texture_pixels: str,
    convex: Literal["cut", "whole"],
    overwrite: bool,
    as_json: bool,
) -> None:
    """Import the 3D model PATH (a file, or a folder or .zip with one model) into a catalogue of yours."""
    wishes = Wishes(
        Measures(unit, up, front, size_m, height_m, width_m, length_m),
        mass_kg,
        density,
        max_triangles,
        int(texture_pixels),
        convex,
    )
    asset, notes = import_asset(
        path,
        category=category,
        full_name=full_name,
        into=into,
        wishes=wishes,
        tags=tags,
        license=license_,
        creator=creator,
        source=source,
        friction=friction,
        overwrite=overwrite,
    )
    size = [round(float(x), 4) for x in asset.bounds.size]
    facts = {
        "id": asset.id,
        "category": asset.category,
        "size_m": size,
        "mass_kg": round(asset.mass_kg, 4),
        "triangles": sum(len(s.mesh.faces) for p in asset.parts for s in p.surfaces),
        "hulls": sum(len(p.hulls) for p in asset.parts),
        "materials": list(asset.materials),
        "joints": [j.name for j in asset.joints],
        "supports": len(asset.supports),
        "license": asset.license,
        "creator": asset.creator,
        "source": asset.source,
        "notes": list(notes),
    }
    if as_json:
        click.echo(json.dumps(facts))
        return
    x, y, z = size
    click.echo(
        f"{asset.id}: {asset.category}, {x:.3g} x {y:.3g} x {z:.3g} m (wide, long, high), {asset.mass_kg:.3g} kg, "
        f"{facts['triangles']} triangles, {facts['hulls']} convex pieces"
    )
    for note in notes:
        click.echo(f"note: {note}")
    click.echo(f"see it: simgen assets preview {asset.id}")
