"""An evaluation as files: one self-contained page, plots as PNG, all numbers as JSON."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from simgen.dataset.images import encode_png, resize
from simgen.errors import DatasetError
from simgen.study.evaluation.curves import AND, Cell, Sliced
from simgen.study.evaluation.outcome import Evaluation, Example, Failure, write_predictions
from simgen.study.evaluation.plots import curve_png, map_png
from simgen.study.evaluation.scoring import Metric

SHOWN_WIDTH = 420
COLORS = {"found": "#22a06b", "missed": "#e5484d", "false": "#f5a623"}

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1f2933; max-width: 1100px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { margin-top: 2.5rem; border-bottom: 1px solid #d5dbe1; }
table { border-collapse: collapse; margin: 0.8rem 0; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 0.15rem 0.8rem; border-bottom: 1px solid #e8ecf0; } th:first-child, td:first-child
{ text-align: left; } small { color: #66727f; } img { max-width: 100%; }
.row { display: flex; flex-wrap: wrap; gap: 12px; }
figure { margin: 0; width: 350px; } figure svg { width: 100%; height: auto; border-radius: 4px; display: block; }
figcaption { font-size: 0.8rem; color: #66727f; } summary { cursor: pointer; }
"""


def write_report(evaluation: Evaluation, folder: Path, title: str) -> Path:
    """Write report.html, plots/*.png, evaluation.json and predictions.json into a new or empty folder; the page's path.

    DatasetError where something is there already.
    """
    check_output(folder)
    plots = folder / "plots"
    plots.mkdir(parents=True, exist_ok=True)
    pictures = {}
    for cut in evaluation.sliced:
        own = [cell for _, cells in rows_of(evaluation.cells, cut) for cell in cells]
        metrics, unit = evaluation.scorer.metrics, evaluation.scorer.unit
        png = map_png(cut, metrics, own, unit) if cut.pair else curve_png(cut.condition, metrics, own, unit)
        (plots / f"{cut.condition.name.replace(AND, '_and_')}.png").write_bytes(png)
        pictures[cut.condition.name] = png
    (folder / "evaluation.json").write_text(json.dumps(evaluation.to_json(), indent=1))
    if evaluation.predictions["predictions"]:
        write_predictions(evaluation, folder / "predictions.json")
    page = folder / "report.html"
    page.write_text("\n".join(_page(evaluation, pictures, title)))
    return page


def check_output(folder: Path) -> None:
    """DatasetError where the folder cannot take a report."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DatasetError("the output is not an empty folder", where=str(folder), remedy="Choose another -o.")


def number(value: float | None, interval: tuple[float, float] | None) -> str:
    """A value with its interval, for people."""
    if value is None:
        return "–"
    return f"{value:.2f}" + (f" [{interval[0]:.2f} {interval[1]:.2f}]" if interval else "")


def _page(evaluation: Evaluation, plots: dict[str, bytes], title: str) -> Iterator[str]:
    yield f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    yield f"<h1>{escape(title)}</h1>"
    yield (
        f"<p><small>{len(evaluation.pictures)} pictures of {evaluation.scenes} scenes; task: {evaluation.task}. "
        "In brackets: 95 % intervals by bootstrap over scenes; few scenes make them too narrow.</small></p>"
    )
    for note in evaluation.notes:
        yield f"<p>{escape(note)}</p>"
    metrics = evaluation.scorer.metrics
    whole = [cell for cell in evaluation.cells if cell.condition is None and cell.label is None]
    yield _table(metrics, [("all", whole)], evaluation.scorer.unit)
    if evaluation.failures:
        yield "<h2>Worst conditions</h2><p><small>The surest loss first: by the lower end of the drop's interval. "
        yield f"Boxes: <b style='color:{COLORS['found']}'>found</b>, <b style='color:{COLORS['missed']}'>missed</b>, "
        yield f"<b style='color:{COLORS['false']}'>false</b>.</small></p>"
        for place, failure in enumerate(evaluation.failures, start=1):
            yield from _failure(place, failure, metrics[0])
    for cut in evaluation.sliced:
        yield f"<h2>{escape(cut.condition.title)}</h2>"
        data = base64.b64encode(plots[cut.condition.name]).decode()
        yield f'<img alt="{escape(cut.condition.name)}" src="data:image/png;base64,{data}">'
        yield "<details><summary>numbers</summary>"
        yield _table(metrics, list(rows_of(evaluation.cells, cut)), evaluation.scorer.unit)
        yield "</details>"
    labels = list(dict.fromkeys(cell.label for cell in evaluation.cells if cell.label))
    rows = [(label, [c for c in evaluation.cells if c.label == label]) for label in labels]
    rows.sort(key=lambda row: row[1][0].value if row[1][0].value is not None else -1.0)
    yield "<h2>By category</h2>"
    yield _table(metrics, rows, "")
    yield "</html>"


def rows_of(cells: Sequence[Cell], cut: Sliced) -> Iterator[tuple[str, list[Cell]]]:
    """The cells of each bin of one condition that has anything to count."""
    for each in cut.bins:
        own = [cell for cell in cells if cell.condition == cut.condition.name and cell.bin == each]
        if own[0].counts.units:
            yield each.label, own


def _table(metrics: Sequence[Metric], rows: Sequence[tuple[str, Sequence[Cell]]], unit: str) -> str:
    heads = "".join(f"<th>{escape(m.title)}</th>" for m in metrics)
    lines = [f"<table><tr><th></th>{f'<th>{unit}</th><th>scenes</th>' if unit else ''}{heads}</tr>"]
    for name, cells in rows:
        counts = f"<td>{cells[0].counts.units}</td><td>{cells[0].counts.scenes}</td>" if unit else ""
        values = "".join(f"<td>{number(cell.value, cell.interval)}</td>" for cell in cells)
        lines.append(f"<tr><td>{escape(name)}</td>{counts}{values}</tr>")
    return "".join(lines) + "</table>"


def _failure(place: int, failure: Failure, metric: Metric) -> Iterator[str]:
    cell = failure.cell
    where = f"{cell.condition}: {cell.bin.label if cell.bin else ''}"
    yield f"<h3>{place}. {escape(where)}</h3><p>{escape(metric.title)} {number(cell.value, cell.interval)}, "
    yield f"{cell.drop:.2f} worse than over everything <small>({cell.counts.units} counted in "
    yield f'{cell.counts.pictures} pictures of {cell.counts.scenes} scenes)</small></p><div class="row">'
    for example in failure.examples:
        yield _figure(example)
    yield "</div>"


def _figure(example: Example) -> str:
    width, height = example.picture.size
    shown_width = min(width, SHOWN_WIDTH)
    pixels = resize(example.picture.arrays.rgb, shown_width, round(height * shown_width / width))
    data = base64.b64encode(encode_png(pixels)).decode()
    # Everything is drawn in pixels of the sample, and scaled with it.
    stroke, text = width / 200, width / 26
    lines = [f'<figure><svg viewBox="0 0 {width} {height}">']
    lines.append(f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/>')
    for mark in example.marks:
        x0, y0, x1, y1 = mark.box
        color = COLORS[mark.kind]
        dashes = f' stroke-dasharray="{2 * stroke:.2f}"' if mark.kind == "false" else ""
        lines.append(
            f'<rect x="{x0:.1f}" y="{y0:.1f}" width="{x1 - x0:.1f}" height="{y1 - y0:.1f}" fill="none" '
            f'stroke="{color}" stroke-width="{stroke:.2f}"{dashes}/>'
            f'<text x="{x0 + stroke:.1f}" y="{max(y0 - stroke, text):.1f}" font-size="{text:.1f}" fill="{color}" '
            f'font-weight="600" stroke="#000" stroke-opacity="0.75" stroke-width="{text / 8:.2f}" paint-order="stroke">'
            f"{escape(mark.text)}</text>"
        )
    lines.append(f"</svg><figcaption>{escape(example.title)}</figcaption></figure>")
    return "".join(lines)
