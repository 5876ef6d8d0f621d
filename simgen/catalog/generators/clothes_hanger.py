"""Clothes hangers that lie: shaped wood with a bar, moulded plastic, or bent wire."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import squircle
from simgen.catalog.meshing.profiles import smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.model import Model
from simgen.geometry import FloatArray

STYLES = ("wood", "plastic", "wire")


@dataclass(frozen=True)
class Parameters:
    """`style` is one of STYLES; `width_m` from shoulder to shoulder; `bar`: a bar for trousers."""

    style: str
    width_m: float
    bar: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The hanger on its side, its hook to +y; slots `body`, `hook` and `bar`."""
    p = parameters
    hanger = Assembly(rng)
    half = p.width_m / 2
    drop = {"wood": 0.30, "plastic": 0.36, "wire": 0.34}[p.style] * half
    share = np.linspace(0.0, 1.0, 13)
    # From the neck down the shoulder, ever flatter towards its end.
    shoulder = np.column_stack([half * share, -drop * share ** (1.15 if p.style == "wood" else 1.0), np.zeros(13)])
    for side in (-1.0, 1.0):
        path = shoulder * [side, 1, 1]
        if p.style == "wood":
            thick = np.interp(share, [0, 0.15, 0.75, 1], [0.0075, 0.0068, 0.0105, 0.0095])
            tall = np.interp(share, [0, 0.3, 1], [0.019, 0.015, 0.011])
            mesh = tube(path, np.column_stack([tall, thick]), section=squircle(16, 2.6), up=(0, 0, 1))
            hanger.add("body", "body", mesh, tube_hulls(path, (0.012, 0.0078), 3))
        else:
            radius = 0.0042 if p.style == "plastic" else 0.0013
            slot = "body" if p.style == "plastic" else "hook"
            hanger.add("body", slot, tube(path, radius, segments=12), tube_hulls(path, radius, 2))
    low = -drop - (0.0 if p.style == "wood" else 0.004)
    radius = {"wood": 0.0055, "plastic": 0.0042, "wire": 0.0013}[p.style]
    if p.bar or p.style == "wire":
        ends = 0.90 * half if p.style == "wood" else half
        y = low * (0.93 if p.style == "wood" else 1.0)
        bar: FloatArray = np.array([(-ends, y, 0.0), (ends, y, 0.0)])
        if p.style != "wood":
            turn = [(ends * 0.985, -drop + 0.004, 0), (ends * 1.02, y + 0.003, 0), (ends * 0.97, y, 0)]
            bar = smooth(np.array([(-x, b, c) for x, b, c in turn] + turn[::-1]), 40)
        hanger.add(
            "body",
            {"wood": "bar", "plastic": "body", "wire": "hook"}[p.style],
            tube(bar, radius, segments=14),
            tube_hulls(bar[[0, -1]], radius, 1),
        )
    ring = np.radians(np.linspace(-40.0, 225.0, 26))
    wire = 0.0017 if p.style != "plastic" else 0.0036
    size = 0.019
    top = np.array([0.0, 0.052, 0.0])
    hook = top + size * np.column_stack([np.sin(ring), np.cos(ring), 0 * ring])
    stem = [(0.0, 0.0, 0.0), (0.0, 0.016, 0.0), (0.0, 0.026, 0.0)]
    line = np.concatenate([stem, smooth(np.array([(0.0, 0.028, 0.0), *hook[::-1].tolist()]), 30)])
    keep = np.concatenate([[True], np.linalg.norm(np.diff(line, axis=0), axis=1) > 1e-4])
    hanger.add(
        "body",
        "body" if p.style == "plastic" else "hook",
        tube(line[keep], wire, segments=12, up=(0, 0, 1)),
        [hull for k in range(3) for hull in tube_hulls(hook[[k * 8, k * 8 + 8]], wire, 1)],
    )
    return hanger.model()
