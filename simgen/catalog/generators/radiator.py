"""Radiators of central heating: ribbed panels, or columns of tubes; with a thermostat and a grille above."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model

STYLES = ("panel", "columns")


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `height_m` and `depth_m` of the body, which hangs 3 cm from the wall; `pitch_m` between its ribs."""

    style: str
    width_m: float
    height_m: float
    depth_m: float
    pitch_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The radiator with its back at +y, in the slots `paint`, `dark`, `valve` and `metal`."""
    p = parameters
    heater = Assembly(rng)
    x, h, y = p.width_m / 2, p.height_m, p.depth_m / 2
    if p.style == "panel":
        _panel(heater, p)
    else:
        _columns(heater, p)
    for side in (-0.6, 0.6):
        heater.span(
            "body",
            "metal",
            (side * x - 0.015, y - 0.002, 0.15 * h),
            (side * x + 0.015, y + 0.03, 0.85 * h),
            radius=0.002,
        )
    _valve(heater, x, 0.045 if p.style == "columns" else h - 0.06)
    return heater.model(has_front=True)


def _panel(heater: Assembly, p: Parameters) -> None:
    """Two ribbed sheets with a space between them, side covers and a grille."""
    x, h, y = p.width_m / 2, p.height_m, p.depth_m / 2
    count = max(4, round((p.width_m - 0.03) / p.pitch_m))
    pitch = (p.width_m - 0.03) / count
    rise = 0.0055
    # One rib: flat crest, sloping flanks, flat valley, seen from above.
    rib = np.array([(0.0, 0.0), (0.16, 0.0), (0.30, rise / pitch), (0.70, rise / pitch), (0.84, 0.0)]) * pitch
    line = np.concatenate([rib + np.array([k * pitch - x + 0.015, 0.0]) for k in range(count)])
    line = np.concatenate([[[-x + 0.004, 0.0]], line, [[x - 0.004, 0.0]]])
    front = np.column_stack([line[:, 0], -y + rise - line[:, 1]])
    outline = np.concatenate([front, [[x - 0.004, -y + 0.016], [-x + 0.004, -y + 0.016]]])
    flat = 0.035
    sheet = extrude(outline, h - 2 * flat, 0.0, crease_deg=20)
    heater.add("body", "paint", translate(sheet, (0, 0, flat)))
    # Above and below the ribs run out into flat channels where the water comes in.
    for z0, z1 in ((0.0, flat + 0.003), (h - flat - 0.003, h)):
        heater.span(
            "body", "paint", (-x + 0.002, -y - 0.0006, z0), (x - 0.002, -y + 0.016, z1), radius=0.005, solid=False
        )
    heater.span("body", "paint", (-x + 0.002, y - 0.016, 0.0), (x - 0.002, y, h), radius=0.005, solid=False)
    for side in (-1.0, 1.0):
        edges = sorted((side * x, side * (x - 0.0022)))
        heater.span(
            "body", "paint", (edges[0], -y + 0.012, 0.012), (edges[1], y - 0.012, h - 0.001), radius=0.0008, solid=False
        )
    bars = max(6, round(p.width_m / 0.022))
    width = p.width_m - 0.012
    for k in range(bars + 1):
        at = -width / 2 + k * width / bars
        heater.span(
            "body",
            "paint",
            (at - 0.0055, -y + 0.0165, h - 0.004),
            (at + 0.0055, y - 0.0165, h - 0.0008),
            radius=0.0,
            solid=False,
        )
    heater.span(
        "body", "dark", (-x + 0.005, -y + 0.0165, h - 0.05), (x - 0.005, y - 0.0165, h - 0.045), radius=0.0, solid=False
    )
    heater.add("body", "paint", [], [box_hull((p.width_m, p.depth_m, h), (0, 0, h / 2))])
    heater.support_box("top", (-x, -y), (x, y), h, margin=0.025)


def _columns(heater: Assembly, p: Parameters) -> None:
    """Elements side by side, each of two or three tubes between flat heads."""
    h, y = p.height_m, p.depth_m / 2
    count = max(3, round(p.width_m / p.pitch_m))
    tubes = 2 if p.depth_m < 0.085 else 3
    r = 0.0125
    body = tube(np.array([(0, 0, 0.05), (0, 0, h - 0.05)]), r, segments=8, ends="flat")
    head = rounded_box((0.042, p.depth_m, 0.052), 0.018, 4)
    for k in range(count):
        at = (k + 0.5) * p.pitch_m - count * p.pitch_m / 2
        pieces = [translate(body, (at, (j / (tubes - 1) - 0.5) * 2 * (y - r), 0)) for j in range(tubes)]
        pieces += [translate(head, (at, 0, z)) for z in (0.026, h - 0.026)]
        heater.add("body", "paint", pieces)
    wide = count * p.pitch_m
    for z in (0.026, h - 0.026):
        path = np.array([(-wide / 2 + 0.002, 0, z), (wide / 2 - 0.002, 0, z)])
        heater.add("body", "paint", tube(path, 0.016, segments=14, ends="flat", bevel_m=0.001))
    heater.add("body", "paint", [], [box_hull((wide, p.depth_m, h), (0, 0, h / 2))])


def _valve(heater: Assembly, x: float, z: float) -> None:
    """A thermostat at the right, and the pipe from the wall."""
    start = x - 0.004
    knob = [(0, 0), (0.018, 0), (0.0195, 0.004), (0.0235, 0.02), (0.0235, 0.062), (0.019, 0.070), (0, 0.070)]
    angle = np.arange(96) * (2 * math.pi / 96)
    ribbed = np.stack([np.cos(angle), np.sin(angle)], axis=1) * (1 - 0.03 * (np.cos(24 * angle) > 0.2))[:, None]
    dial = rotate(
        lathe(fillet(knob, [0, 0.002, 0.003, 0.006, 0.004, 0.006, 0], 3), outline=ribbed), (0, 1, 0), math.pi / 2
    )
    block = tube(np.array([(start, 0, z), (start + 0.05, 0, z)]), 0.011, segments=6, ends="flat")
    nut = tube(
        np.array([(start + 0.012, 0, z), (start + 0.028, 0, z)]),
        0.0155,
        section=squircle(12, 2.0),
        ends="flat",
        bevel_m=0.001,
    )
    dial = translate(dial, (start + 0.05, 0, z))
    heater.add("valve", "metal", [block, nut])
    heater.add("valve", "valve", dial, [hull_of(dial, 24)])
