"""simgen gallery."""

from __future__ import annotations

import json
from pathlib import Path

import click

from simgen.cli.options import json_option
from simgen.dataset import read
from simgen.errors import DatasetError
from simgen.view import gallery_page


@click.command("gallery")
@click.argument("dataset", type=click.Path(path_type=Path))
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), help="The page, such as gallery.html.")
@click.option("--limit", type=click.IntRange(1), default=200, show_default=True, help="So many samples at most.")
@click.option("--split", help="Samples of this split only.")
@click.option("--overwrite", is_flag=True, help="Replace the page that is there.")
@json_option
def command(dataset: Path, out: Path, limit: int, split: str | None, overwrite: bool, as_json: bool) -> None:
    """Write a page to look through DATASET: pictures, masks, boxes, depth, states and relations, with a search.

    One file of HTML that needs nothing else; about 0.1 MB a sample at 640x480.
    """
    if out.exists() and (out.is_dir() or not overwrite):
        remedy = "Name a file." if out.is_dir() else "Choose another -o, or add --overwrite."
        raise DatasetError("the output is there already", where=str(out), remedy=remedy)
    found = read(dataset)
    records = (found.of_split(split) if split else found).records
    if not records:
        raise DatasetError("the dataset has no finished sample", where=str(dataset), remedy="Render it first.")
    shown = records[:limit]
    page = gallery_page(shown, f"{dataset.resolve().name}, made by simgen")
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(f".{out.name}.partial")
    partial.write_text(page, encoding="utf-8")
    partial.replace(out)
    if as_json:
        click.echo(json.dumps({"page": str(out), "samples": len(shown), "left_out": len(records) - len(shown)}))
        return
    left_out = f"; {len(records) - len(shown)} left out, --limit shows more" if len(shown) < len(records) else ""
    click.echo(f"{out}: {len(shown)} samples{left_out}")
