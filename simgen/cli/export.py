"""simgen export."""

from __future__ import annotations

import json
from pathlib import Path

import click

from simgen.catalog.vocabularies import VOCABULARIES
from simgen.cli.options import json_option
from simgen.dataset import read
from simgen.dataset.formats import EXPORTERS, export


@click.command("export")
@click.argument("dataset", type=click.Path(path_type=Path))
@click.option("--to", "name", required=True, help=f"Format: {', '.join(EXPORTERS)}.")
@click.option(
    "--names",
    "vocabulary",
    type=click.Choice(VOCABULARIES),
    help="Whose classes the categories go by (coco, panoptic, yolo, semantic, kitti); what has none is left out.  "
    "[default: simgen's categories]",
)
@click.option("-o", "--out", type=click.Path(path_type=Path), required=True, help="A new or empty folder.")
@json_option
def command(dataset: Path, name: str, vocabulary: str | None, out: Path, as_json: bool) -> None:
    """Write DATASET (a folder that `simgen render` made) in another format."""
    counts = export(read(dataset), name, out, vocabulary)
    if as_json:
        click.echo(json.dumps({"out": str(out), **counts}))
    else:
        click.echo(f"{out}: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
