"""simgen assets preview."""

from __future__ import annotations

from pathlib import Path

import click

from simgen.catalog import GENERATED, Catalog
from simgen.cli.options import seed_option
from simgen.dataset.images import encode_png
from simgen.dataset.writer import write_file
from simgen.errors import CatalogError
from simgen.rendering import load_renderer
from simgen.view import contact_sheet
from simgen.view.portraits import portrait


@click.command("preview")
@click.argument("full_names", metavar="[ID]...", nargs=-1)
@click.option("--source", help="All of `generated`, or of one of your catalogues. [default: all of yours]")
@click.option("-n", "--count", type=click.IntRange(1, 100), default=1, show_default=True, help="Draws of a category.")
@click.option("--pixels", type=click.IntRange(64, 2048), default=256, show_default=True, help="Size of each picture.")
@click.option("-o", "--out", type=click.Path(path_type=Path), default=Path("out/assets.png"), show_default=True)
@seed_option
def command(full_names: tuple[str, ...], source: str | None, count: int, pixels: int, out: Path, seed: int) -> None:
    """A contact sheet of assets, or of simgen's own categories, in a neutral light."""
    catalog = Catalog()
    names = full_names or _all(catalog, source)
    renderer = load_renderer("mitsuba")
    pictures, titles = [], []
    for name in names:
        for k in range(count if name.startswith(f"{GENERATED}/") else 1):
            asset = catalog.load(catalog.draw_id(name, seed, ("preview", k)))
            pictures.append(portrait(asset, renderer, pixels, pixels))
            size = " x ".join(f"{100 * x:.0f}" for x in asset.bounds.size)
            titles.append(f"{name.rpartition('/')[2]} {size} cm")
    out.parent.mkdir(parents=True, exist_ok=True)
    write_file(out, encode_png(contact_sheet(pictures, titles, tile_width=pixels)))
    click.echo(f"{out}: {len(pictures)} pictures")


def _all(catalog: Catalog, source: str | None) -> tuple[str, ...]:
    if source == GENERATED:
        return tuple(f"{GENERATED}/{category}" for category in catalog.categories)
    libraries = catalog.libraries if source is None else {source: catalog.library(source)}
    names = tuple(f"{name}/{own}" for name, library in libraries.items() for own in library.rows)
    if not names:
        raise CatalogError(
            "you have imported nothing yet.", remedy="Name categories such as generated/mug, or use --source generated."
        )
    return names
