"""Curves and maps as pictures, the only importer of matplotlib."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from simgen.errors import BackendError
from simgen.study.evaluation.conditions import Condition
from simgen.study.evaluation.curves import Cell, Sliced
from simgen.study.evaluation.scoring import Metric

INK, BLUE, GREY = "#1f2933", "#2563a8", "#9aa5b1"
PANEL_IN, HEIGHT_IN, DPI = 3.4, 2.7, 150
# Values that differ by more than this factor are shown by their logarithm.
WIDE = 30


def curve_png(condition: Condition, metrics: Sequence[Metric], cells: Sequence[Cell], unit: str) -> bytes:
    """PNG bytes: each metric along one condition, with intervals; below, on how many units each value rests.

    `cells` are those of the condition. The dashed line is the value over everything.
    """
    figure_class, max_locator = _matplotlib()
    words = all(cell.center is None for cell in cells)
    labels = list(dict.fromkeys(cell.bin.label for cell in cells if cell.bin))
    tall = HEIGHT_IN + 0.6
    figure = figure_class(figsize=(PANEL_IN * len(metrics), tall), layout="constrained")
    panels = figure.subplots(2, len(metrics), squeeze=False, sharex="col", height_ratios=(4, 1))
    for column, metric in enumerate(metrics):
        own = [cell for cell in cells if cell.metric == metric.name]
        places = [float(labels.index(cell.bin.label)) if words and cell.bin else cell.center or 0.0 for cell in own]
        upper, lower = panels[0][column], panels[1][column]
        _curve(upper, metric, own, places, words)
        _counts(lower, own, places, unit if column == 0 else "")
        lower.set_xlabel(_titled(condition), color=INK)
        if words:
            turned = {"rotation": 60, "ha": "right"} if len(labels) > 3 else {}
            lower.set_xticks(range(len(labels)), labels, fontsize=7, **turned)
        elif min(places, default=0.0) > 0 and max(places) > WIDE * min(places):
            lower.set_xscale("log")
        else:
            lower.xaxis.set_major_locator(max_locator(6))
    return _png(figure)


def map_png(pair: Sliced, metrics: Sequence[Metric], cells: Sequence[Cell], unit: str) -> bytes:
    """PNG bytes: each metric over two conditions at once, as a map of which each place says its value, and on how many
    units it rests.

    `cells` are those of the pair; places where nothing was counted stay empty.
    """
    assert pair.pair is not None
    figure_class, _ = _matplotlib()
    one, other = pair.pair
    wide, tall = (max(PANEL_IN, 0.62 * len(one.bins) + 1.1), max(HEIGHT_IN, 0.42 * len(other.bins) + 1.1))
    figure = figure_class(figsize=(wide * len(metrics), tall), layout="constrained")
    panels = figure.subplots(1, len(metrics), squeeze=False)[0]
    for axes, metric in zip(panels, metrics, strict=True):
        own = {cell.bin.label: cell for cell in cells if cell.metric == metric.name and cell.bin}
        values = np.full((len(other.bins), len(one.bins)), np.nan)
        told = [own.get(each.label) for each in pair.bins]
        for at, cell in enumerate(told):
            if cell is not None and cell.value is not None:
                values[divmod(at, len(one.bins))] = cell.value
        known = values[np.isfinite(values)]
        top = 1.0 if metric.better == "high" or not len(known) else max(float(known.max()), 1e-9)
        # Dark is bad, whichever end of the metric that is.
        shade = values / top if metric.better == "high" else 1 - values / top
        axes.imshow(shade, cmap="cividis", vmin=0, vmax=1, origin="lower", aspect="auto")
        for at, cell in enumerate(told):
            if cell is None or cell.value is None:
                continue
            row, column = divmod(at, len(one.bins))
            ink = "white" if shade[row, column] < 0.55 else "black"
            axes.text(column, row, f"{cell.value:.2f}", ha="center", va="bottom", fontsize=8, color=ink)
            axes.text(column, row, f"{cell.counts.units}", ha="center", va="top", fontsize=6, color=ink)
        axes.set_xticks(range(len(one.bins)), [each.label for each in one.bins], fontsize=7)
        axes.set_yticks(range(len(other.bins)), [each.label for each in other.bins], fontsize=7)
        axes.set_xlabel(_titled(one.condition), color=INK)
        axes.set_ylabel(_titled(other.condition), color=INK)
        axes.set_title(metric.title + (f" ({metric.unit})" if metric.unit else ""), fontsize=9, color=INK)
        axes.spines[:].set_visible(False)
    figure.supxlabel(f"small: {unit}", fontsize=7, color=GREY, ha="right", x=0.995)
    return _png(figure)


def _titled(condition: Condition) -> str:
    return condition.title + (f" ({condition.unit})" if condition.unit else "")


def _png(figure: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return buffer.getvalue()


def _curve(axes: Any, metric: Metric, cells: Sequence[Cell], places: Sequence[float], words: bool) -> None:
    known = [(at, cell, cell.value) for at, cell in zip(places, cells, strict=True) if cell.value is not None]
    spread = [(at, *cell.interval) for at, cell, _ in known if cell.interval]
    if words:
        axes.vlines([s[0] for s in spread], [s[1] for s in spread], [s[2] for s in spread], color=BLUE, alpha=0.4, lw=4)
    else:
        axes.fill_between(*zip(*spread, strict=True), color=BLUE, alpha=0.2, lw=0) if spread else None
    style = {"ls": "none" if words else "-", "marker": "o", "ms": 4, "color": BLUE}
    axes.plot([at for at, *_ in known], [value for *_, value in known], **style)
    overall = next((cell.value + sign(metric) * cell.drop for _, cell, _ in known if _worth(cell)), None)  # type: ignore[operator]
    if overall is not None:
        axes.axhline(overall, color=GREY, ls="--", lw=1)
    axes.set_title(metric.title + (f" ({metric.unit})" if metric.unit else ""), fontsize=9, color=INK)
    if metric.better == "high":
        axes.set_ylim(-0.03, 1.03)
    else:
        axes.set_ylim(bottom=0)
    axes.grid(axis="y", alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)


def _worth(cell: Cell) -> bool:
    return cell.value is not None and cell.drop is not None


def sign(metric: Metric) -> int:
    """What a drop is multiplied by to be added to a value."""
    return 1 if metric.better == "high" else -1


def _counts(axes: Any, cells: Sequence[Cell], places: Sequence[float], label: str) -> None:
    axes.vlines(places, 0, [cell.counts.units for cell in cells], color=GREY, lw=7)
    axes.set_ylim(bottom=0)
    axes.set_ylabel(label, fontsize=8, color=INK)
    axes.tick_params(labelsize=7)
    axes.ticklabel_format(axis="y", style="plain") if max((c.counts.units for c in cells), default=0) < 1e5 else None
    axes.spines[["top", "right"]].set_visible(False)


def _matplotlib() -> tuple[Any, Any]:
    try:
        from matplotlib.figure import Figure
        from matplotlib.ticker import MaxNLocator
    except ImportError as error:
        raise BackendError(
            "plots need matplotlib, which is not installed.", remedy="Install it: pip install 'simgen[evaluate]'."
        ) from error
    return Figure, MaxNLocator
