#!/usr/bin/env python3
"""The README's curves of a detector along five axes: makes the sweeps that are missing, prints the numbers, draws them.

It needs the detector: simgen models add objectron. Frames that are there are not made again.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from simgen.cli import main as simgen
from simgen.dataset import read
from simgen.study.evaluation import evaluate
from simgen.study.evaluation.outcome import OF_CLIP, Evaluation

MODEL, SPEC, DRAWS, SEED = "objectron", "tabletop", 3, 3
WIDTH, HEIGHT = 320, 240
INK, BLUE, GREY = "#1f2933", "#2563a8", "#9aa5b1"


@dataclass(frozen=True)
class Panel:
    """One axis: its values, what is looked for, and what else the spec is set to."""

    axis: str
    values: str
    title: str
    target: str = "mug"
    changes: Sequence[str] = ()
    logarithmic: bool = False

    @property
    def settings(self) -> tuple[str, ...]:
        """Of the spec: a camera that looks at the target, from nearer than at the whole table."""
        return (
            f"render.width={WIDTH}",
            f"render.height={HEIGHT}",
            f"cameras.main.orbit.target={self.target}",
            "cameras.main.orbit.distance_m={uniform: [0.6, 0.8]}",
            f"requirements.in_view=[{{target: {self.target}, min_fraction: 0.9}}]",
            *self.changes,
        )


# A laptop in place of the loose fruit, its screen towards the camera's side of the table.
LAPTOP = ("objects.loose.category=laptop", "objects.loose.count=1", "objects.loose.yaw_deg={uniform: [-40, 40]}")
PANELS = (
    Panel("lighting", "0.001,0.003,0.01,0.03,0.1,0.3,1", "light, share of full", logarithmic=True),
    Panel("pitch", "5,25,45,65,85", "pitch, deg"),
    Panel("zoom", "18,25,35,50,70", "focal length, mm"),
    Panel("visibility", "0.2,0.4,0.6,0.8,1", "visible share"),
    Panel("articulation", "0,0.25,0.5,0.75,1", "lid open, share", "loose", LAPTOP),
)


def swept(panel: Panel, folder: Path, draws: int) -> Path:
    """The sweep of a panel, made as the command line makes it; frames that are there are kept."""
    place = folder / panel.axis
    words = ["sweep", SPEC, "--axis", panel.axis, "--values", panel.values, "--target", panel.target]
    words += ["-n", str(draws), "--seed", str(SEED), "--quality", "draft", "-q", "-o", str(place)]
    for change in panel.settings:
        words += ["--set", change]
    simgen(words, standalone_mode=False)
    return place


def curves(found: Evaluation, axis: str) -> dict[str, list[tuple[float, float]]]:
    """By clip: (requested value, score with which the target is found, 0 where it is not), in order."""
    lines: dict[str, list[tuple[float, float]]] = {}
    for place, picture in enumerate(found.pictures):
        study = picture.meta["study"]
        value = float(study["axes"][axis]["requested"])
        doubt = found.scorer.doubt(place)
        if doubt is not None:
            lines.setdefault(study["clip"], []).append((value, 1 - doubt))
    return {clip: sorted(points) for clip, points in lines.items()}


def main(folder: Path, out: Path, draws: int) -> None:
    """Make, evaluate, print and draw."""
    figure = Figure(figsize=(11, 2.5), layout="constrained")
    panels = figure.subplots(1, len(PANELS), sharey=True)
    for panel, axes in zip(PANELS, panels, strict=True):
        found = evaluate(read(swept(panel, folder, draws)), MODEL, by=[panel.axis], target=OF_CLIP, resamples=0)
        lines = curves(found, panel.axis)
        values = sorted({value for points in lines.values() for value, _ in points})
        means = [float(np.mean([dict(p)[v] for p in lines.values() if v in dict(p)])) for v in values]
        sliced = found.value("ap50", panel.axis)
        known = {float(label): ap for label, ap in sliced.items() if ap is not None}
        told = ", ".join(f"{v:g}: {known.get(v, 0):.2f} ({m:.2f})" for v, m in zip(values, means, strict=True))
        print(f"{panel.axis} ({len(lines)} draws, {len(found.pictures)} frames): AP50 (mean score) {told}", flush=True)
        for points in lines.values():
            axes.plot(*zip(*points, strict=True), color=GREY, lw=0.8)
        axes.plot(known.keys(), known.values(), color=BLUE, lw=2, marker="o", ms=4)
        axes.set_xscale("log" if panel.logarithmic else "linear")
        axes.set_ylim(-0.03, 1.03)
        axes.set_xlabel(panel.title, fontsize=9, color=INK)
        axes.set_title(panel.axis, fontsize=10, color=INK)
        axes.tick_params(labelsize=8)
        axes.grid(axis="y", alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
    panels[0].set_ylabel("AP50 (scores: grey)", fontsize=9, color=INK)
    figure.savefig(out, dpi=90, metadata={"Software": None})
    print(f"{out}: {out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(f"usage: scripts/picture_curves.py FOLDER_OF_SWEEPS PICTURE.png [DRAWS, {DRAWS} where not said]")
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) == 4 else DRAWS)
