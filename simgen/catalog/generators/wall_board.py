"""Boards on the wall: white ones to write on, and ones of cork with notes pinned to them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.cloth import padded
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.catalog.model import Model

KINDS = ("white", "cork")


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `height_m` over the frame of `frame_m`; `notes` sheets hang on it."""

    kind: str
    width_m: float
    height_m: float
    frame_m: float
    notes: int

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")
        if not 0 <= self.notes <= 12:
            raise ValueError(f"notes is 0 to 12, got {self.notes}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The board, looking along -y; slots `frame`, `surface`, `paper`, `note`, `pin`, `pin_2` and `ink`."""
    p = parameters
    board = Assembly(rng)
    x, h, f, deep = p.width_m / 2, p.height_m, p.frame_m, 0.018
    board.span("body", "surface", (-x + 0.6 * f, -0.010, 0.6 * f), (x - 0.6 * f, 0.0, h - 0.6 * f), radius=0.0)
    for x0, x1 in ((-x, -x + f), (x - f, x)):
        board.span("body", "frame", (x0, -deep, 0.0), (x1, 0.0, h), radius=0.0025, grain="z")
    for z0, z1 in ((0.0, f), (h - f, h)):
        board.span("body", "frame", (-x + f, -deep, z0), (x - f, 0.0, z1), radius=0.0025, grain="x")
    face = -0.010
    if p.kind == "white":
        _tray(board, p, rng)
        _scribble(board, p, face, rng)
    taken: list[tuple[float, float, float]] = []
    for k in range(p.notes):
        size = (
            (0.21, 0.297)
            if rng.random() < 0.35 and h > 0.55
            else (0.105, 0.148)
            if rng.random() < 0.4
            else (0.076, 0.076)
        )
        reach = math.hypot(*size) / 2
        for _ in range(40):
            at = (float(rng.uniform(-x + f + reach, x - f - reach)), float(rng.uniform(f + reach, h - f - reach)))
            if all(math.hypot(at[0] - a, at[1] - b) > 0.75 * (reach + r) for a, b, r in taken):
                taken.append((*at, reach))
                _note(board, p, size, at, face - 0.0002 * k, rng)
                break
    return board.model(has_front=True)


def _note(
    board: Assembly,
    p: Parameters,
    size: tuple[float, float],
    at: tuple[float, float],
    y: float,
    rng: np.random.Generator,
) -> None:
    """A sheet that hangs from a pin or a magnet; its lower edge stands off a little."""
    w, h = size
    s, t = np.meshgrid(np.linspace(-w / 2, w / 2, 7), np.linspace(-h / 2, h / 2, 7))
    lift = 0.008 * ((0.5 - t / h) ** 2) * (0.4 + 0.6 * (2 * s / w) ** 2) * rng.uniform(0.3, 1.0)
    grid = np.stack([s, y - 0.0004 - lift, t], axis=-1)
    mesh = translate(rotate(padded(grid, 0.0003, 0.0003), (0, 1, 0), float(rng.normal(0.0, 0.06))), (at[0], 0, at[1]))
    board.add("notes", "note" if w < 0.08 else "paper", mesh)
    top = (at[0], y - 0.0008, at[1] + 0.42 * h)
    pin = lathe(
        fillet(
            [(0, 0), (0.0055, 0), (0.0045, 0.004), (0.003, 0.008), (0.0048, 0.011), (0, 0.0125)],
            [0, 0.0005, 0.002, 0.002, 0.0015, 0],
            3,
        ),
        16,
    )
    if p.kind == "white":
        pin = lathe(fillet([(0, 0), (0.011, 0), (0.0105, 0.006), (0, 0.0068)], [0, 0.0008, 0.002, 0], 3), 24)
    slot = "pin" if rng.random() < 0.5 else "pin_2"
    board.add("notes", slot, translate(rotate(pin, (1, 0, 0), math.pi / 2), top))


def _tray(board: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """A ledge below with two pens and a wiper."""
    x = min(0.5 * p.width_m, 0.45) / 2
    board.span("body", "frame", (-x, -0.062, 0.002), (x, -0.017, 0.005), radius=0.001)
    board.span("body", "frame", (-x, -0.062, 0.002), (x, -0.059, 0.013), radius=0.001)
    for slot, at in (("pin", -0.5 * x), ("pin_2", 0.1 * x)):
        y = -0.045 + float(rng.uniform(-0.004, 0.004))
        body = tube([(at, y, 0.0142), (at + 0.095, y, 0.0142)], 0.0085, segments=16, ends="flat", bevel_m=0.0006)
        cap = tube(
            [(at + 0.098, y, 0.0142), (at + 0.128, y, 0.0142)],
            [0.0088, 0.0074],
            segments=16,
            ends="flat",
            bevel_m=0.0004,
        )
        board.add("pens", "surface", body)
        board.add("pens", slot, cap)
    board.span("pens", "ink", (0.55 * x, -0.055, 0.0055), (0.55 * x + 0.1, -0.022, 0.026), radius=0.004, solid=False)


def _scribble(board: Assembly, p: Parameters, face: float, rng: np.random.Generator) -> None:
    """A few lines of writing and a curve, drawn with a pen."""
    left, top = -0.40 * p.width_m, 0.84 * p.height_m
    for row in range(int(rng.integers(2, 5))):
        z0, at = top - 0.075 * row, left
        end = left + float(rng.uniform(0.25, 0.5)) * p.width_m
        while at < end:
            long = float(rng.uniform(0.04, 0.10))
            t = np.linspace(0, 1, max(8, round(long / 0.005)))
            wiggle = (
                0.010
                * np.sin(2 * math.pi * t * long / 0.017 + rng.uniform(0, 6))
                * (0.6 + 0.4 * np.sin(9 * t + rng.uniform(0, 6)))
            )
            path = np.column_stack([at + t * long, np.full(len(t), face - 0.0001), z0 + wiggle])
            board.add("writing", "ink", tube(path, np.tile([0.0016, 0.0002], (len(t), 1)), segments=4, up=(0, -1, 0)))
            at += long + 0.022
