"""simgen preview."""

from __future__ import annotations

from pathlib import Path

import click

from simgen.cli.options import read_spec, seed_option, set_option, shift_option, spec_argument
from simgen.dataset.images import encode_png
from simgen.dataset.writer import write_file
from simgen.errors import BackendError, InfeasibleError, SimgenError
from simgen.pipeline import Pipeline
from simgen.view import contact_sheet


@click.command("preview")
@spec_argument
@click.option("-n", "--count", type=click.IntRange(1, 400), default=9, show_default=True, help="Draws on the sheet.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Folder. [default: out/preview-NAME]")
@seed_option
@click.option(
    "--backend",
    type=click.Choice(("auto", "pyrender", "mitsuba")),
    default="auto",
    show_default=True,
    help="auto: pyrender, or a draft path trace where there is no OpenGL.",
)
@set_option
@shift_option
def command(
    spec: str,
    count: int,
    out: Path | None,
    seed: int,
    backend: str,
    overrides: tuple[str, ...],
    shifts: tuple[str, ...],
) -> None:
    """See what SPEC means in seconds: preview.png of the first draw and sheet.png of n draws."""
    small = ("render.width=320", "render.height=240", "render.quality=draft")
    pipeline = Pipeline(read_spec(spec, (*small, *overrides), shifts=shifts), seed=seed, renderer=_renderer(backend))
    folder = out or Path("out") / f"preview-{pipeline.spec.name}"
    pictures, titles = [], []
    for index in range(count):
        try:
            sample = pipeline.samples(index)[0]
        except InfeasibleError as error:
            click.echo(f"error: {error}", err=True)
            continue
        pictures.append(sample.rgb)
        titles.append(str(index))
    if not pictures:
        raise SimgenError("no draw could be settled", where=spec, remedy=f"Run: simgen check {spec}.")
    folder.mkdir(parents=True, exist_ok=True)
    write_file(folder / "preview.png", encode_png(pictures[0]))
    write_file(folder / "sheet.png", encode_png(contact_sheet(pictures, titles)))
    click.echo(f"{folder / 'preview.png'}\n{folder / 'sheet.png'}: {len(pictures)} draws")


def _renderer(backend: str) -> str:
    if backend != "auto":
        return backend
    from simgen.rendering import load_renderer

    try:
        load_renderer("pyrender")
    except BackendError as error:
        click.echo(f"note: {error} A draft path trace serves instead.", err=True)
        return "mitsuba"
    return "pyrender"
