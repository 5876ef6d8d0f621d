"""simgen evaluate."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from simgen.catalog.vocabularies import VOCABULARIES
from simgen.cli.options import json_option, seed_option
from simgen.cli.tables import table_of
from simgen.dataset.reader import Dataset, read
from simgen.errors import DatasetError
from simgen.study.evaluation.conditions import CONDITIONS, swept_axes
from simgen.study.evaluation.curves import AND, FEWEST_RANKED, Cell
from simgen.study.evaluation.models import load_model
from simgen.study.evaluation.outcome import RESAMPLES, USUAL_CONDITIONS, Evaluation, evaluate
from simgen.study.evaluation.pictures import pictures_of
from simgen.study.evaluation.predictions import TASKS, Task
from simgen.study.evaluation.report import check_output, number, rows_of, write_report
from simgen.study.evaluation.scoring import MIN_VISIBLE_PX

# Intervals are by bootstrap over scenes, which knows little of what few scenes do not show.
FEW_SCENES = 10


@click.command("evaluate")
@click.argument("dataset", required=False, type=click.Path(path_type=Path))
@click.option(
    "--predictions",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="COCO results (image_id is that of `simgen export --to coco`, or the sample's key).",
)
@click.option(
    "--model",
    metavar="MODEL",
    help="A name of `simgen models list`, a model file (.onnx, .tflite) with a card beside it, or module:function.",
)
@click.option(
    "--by",
    multiple=True,
    metavar="NAME[=E0,E1,…]",
    help="A condition that --list-conditions prints, an axis, or a path into meta.json, such as exposure.ev100; "
    "with edges of bins, if wanted; or two of them at once, NAME,NAME, as a map. May repeat.  "
    "[default: the axes of a sweep, their pairs, and four usual ones]",
)
@click.option("--task", type=click.Choice(TASKS), help="What is predicted, where the model does not say it.")
@click.option(
    "--target",
    help="The only thing wanted in each picture, by name or category (clip: a clip's own); others are ignored.",
)
@click.option(
    "--names",
    type=click.Choice(VOCABULARIES),
    help="Whose classes and numbers the predictions speak, as in `simgen export --names`.  [default: simgen's]",
)
@click.option("--min-visible-px", type=click.IntRange(0), default=MIN_VISIBLE_PX, show_default=True)
@click.option("--resamples", type=click.IntRange(0), default=RESAMPLES, show_default=True, help="Of scenes.")
@seed_option
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Folder for report.html, plots and numbers.")
@click.option("--list-conditions", is_flag=True, help="Print all conditions with names, and do nothing else.")
@json_option
def command(
    dataset: Path | None,
    predictions: Path | None,
    model: str | None,
    by: tuple[str, ...],
    task: Task | None,
    target: str | None,
    names: str | None,
    min_visible_px: int,
    resamples: int,
    seed: int,
    out: Path | None,
    list_conditions: bool,
    as_json: bool,
) -> None:
    """Where does a model fail? Metrics of predictions on DATASET along conditions, and the worst of them.

    AP and recall of detections; accuracy of classified things; mIoU, depth errors and F1 of relations: the predictions
    tell which. Intervals (95 %) are by bootstrap over scenes.
    """
    if list_conditions:
        _list_conditions(as_json)
        return
    if dataset is None:
        raise click.UsageError("Missing argument 'DATASET'.")
    if out is not None:
        check_output(out)
    if (predictions is None) == (model is None):
        raise click.UsageError("Say what to evaluate: --predictions FILE or --model MODEL.")
    data = read(dataset)
    given = predictions or load_model(str(model), task)
    with Progress(console=Console(stderr=True), transient=True, disable=as_json) as bar:
        shown = bar.add_task("predict", total=len(data))
        found = evaluate(
            data,
            given,
            by=dict(_edges(text) for text in by or _usual(data)),
            task=task,
            target=target,
            names=names,
            resamples=resamples,
            seed=seed,
            min_visible_px=min_visible_px,
            progress=lambda done, total: bar.update(shown, completed=done),
        )
    title = f"{data.header['spec_name']}: {predictions.name if predictions else model}"
    page = write_report(found, out, title) if out is not None else None
    if as_json:
        click.echo(json.dumps({"dataset": str(dataset), "report": str(page) if page else None, **found.to_json()}))
    else:
        _tell(found, Console())
        if page:
            click.echo(f"report: {page}")


def _list_conditions(as_json: bool) -> None:
    if as_json:
        rows = [{"condition": c.name, "of": c.about, "unit": c.unit, "doc": c.title} for c in CONDITIONS.values()]
        click.echo(json.dumps(rows))
        return
    table = table_of("condition", "of a", "what it is", "unit", title=f"{len(CONDITIONS)} conditions")
    for condition in CONDITIONS.values():
        table.add_row(condition.name, condition.about, condition.title, condition.unit)
    Console().print(table)


def _usual(data: Dataset) -> tuple[str, ...]:
    axes = swept_axes(pictures_of(data))
    return (*axes, *map(AND.join, itertools.combinations(axes, 2)), *USUAL_CONDITIONS)


def _edges(text: str) -> tuple[str, Sequence[float] | None]:
    name, given, listed = text.partition("=")
    if not given:
        return name, None
    try:
        return name, [float(edge) for edge in listed.split(",")]
    except ValueError as error:
        raise DatasetError(
            f"--by {text}: '{listed}' is not a list of numbers.", remedy="Write e.g. --by visible_fraction=0,0.5,1."
        ) from error


def _tell(found: Evaluation, console: Console) -> None:
    few = "; so few make intervals too narrow" if found.scenes < FEW_SCENES else ""
    console.print(f"{len(found.pictures)} pictures of {found.scenes} scenes{few}")
    table = Table(box=box.SIMPLE, pad_edge=False, show_edge=False, padding=(0, 0, 0, 1))
    table.add_column("", no_wrap=True)
    for name in (found.scorer.unit, *(metric.name for metric in found.scorer.metrics)):
        table.add_column(name, justify="right", no_wrap=True)
    whole = [cell for cell in found.cells if cell.condition is None and cell.label is None]
    _rows(table, [("all", whole)])
    for cut in found.sliced:
        table.add_section()
        table.add_row(cut.condition.name, style="bold")
        _rows(table, rows_of(found.cells, cut))
    console.print(table)
    for note in found.notes:
        click.echo(f"note: {note}")
    if found.sliced and not found.failures and not found.notes:
        click.echo(f"No condition with {FEWEST_RANKED} {found.scorer.unit} or more is worse than all together.")
    for place, failure in enumerate(found.failures, start=1):
        cell = failure.cell
        shown = ", ".join(example.title for example in failure.examples)
        click.echo(
            f"{place}. {cell.condition} {cell.bin.label if cell.bin else ''}: {cell.metric} "
            f"{number(cell.value, cell.interval)}, {cell.drop:.2f} worse ({shown})"
        )


def _rows(table: Table, rows: Iterable[tuple[str, Sequence[Cell]]]) -> None:
    for label, cells in rows:
        table.add_row(label, str(cells[0].counts.units), *(number(cell.value, cell.interval) for cell in cells))
