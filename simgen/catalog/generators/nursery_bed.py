"""Beds for children: bunk beds with a ladder, and cribs with bars."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._upholstery import put_cushion
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull
from simgen.catalog.meshing.cloth import padded
from simgen.catalog.meshing.cushions import cushion, patch_hulls, pillow
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model

_POST_M, _BOARD_M, _COVER_M = 0.055, 0.022, 0.03


@dataclass(frozen=True)
class Parameters:
    """`kind` is one of KINDS; `width_m` and `length_m` of the mattress, `height_m` of the posts.

    `bars_m` is the distance of a crib's bars from middle to middle, and of a bunk bed's rungs.
    """

    kind: str
    width_m: float
    length_m: float
    height_m: float
    bars_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")
        least = 1.3 if self.kind == "bunk" else 0.7
        if self.height_m < least:
            raise ValueError(f"height_m {self.height_m} is too low for a {self.kind} bed; at least {least}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The bed, its head at +y; slots `frame`, `mattress`, `pillow` and `duvet`."""
    bed = Assembly(rng)
    _MAKERS[parameters.kind](bed, parameters)
    return bed.model(has_front=True)


def _posts(bed: Assembly, p: Parameters) -> tuple[float, float]:
    """Four posts; the middles of those at +x and +y."""
    x, y = p.width_m / 2 + 0.012 + _POST_M / 2, p.length_m / 2 + 0.012 + _POST_M / 2
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            size = (_POST_M, _POST_M, p.height_m)
            bed.board("body", "frame", size, (sx * x, sy * y, p.height_m / 2), radius=0.006, segments=4, grain="z")
    return x, y


def _lying(bed: Assembly, p: Parameters, deck: float, thick: float, *, pillow_m: float) -> None:
    """Slats, a mattress, a pillow and a duvet that is turned back."""
    half, head = p.width_m / 2, p.length_m / 2
    for k in range(round(p.length_m / 0.13)):
        at = -head + 0.065 + k * 0.13
        bed.board("body", "frame", (p.width_m + 0.02, 0.07, 0.016), (0, at, deck - 0.009), radius=0.002, solid=False)
    bed.add("body", "frame", [], [box_hull((p.width_m, p.length_m, 0.016), (0, 0, deck - 0.009))])
    made = cushion((p.width_m, p.length_m, thick), bed.rng, radius=0.03, crown_m=0.003, bulge_m=0.004, spacing_m=0.08)
    put_cushion(bed, made, (0, 0, deck), 3, 4, "mattress")
    soft = pillow(
        (pillow_m, 0.62 * pillow_m, 0.2 * pillow_m), bed.rng, fullness=0.48, ears=0.04, flat_below=0.22, wrinkle_m=0.003
    )
    turned = rotate(soft.cover, (0, 0, 1), float(bed.rng.normal(0.0, 0.05)))
    cover = translate(turned, (float(bed.rng.normal(0, 0.01)), head - 0.36 * pillow_m - 0.02, deck + thick - 0.006))
    bed.add("body", "pillow", cover, [hull_of(cover)])
    top = deck + thick + _COVER_M / 2 + 0.004
    fold = head - 0.75 * pillow_m - 0.06
    u, w = np.meshgrid(np.linspace(-half + 0.015, half - 0.015, 22), np.linspace(-head + 0.02, fold, 40))
    hills = Ripples.draw(bed.rng, 0.2, 0.6)(np.stack([u, w, 0 * u], axis=-1))
    creases = np.exp(-((Ripples.draw(bed.rng, 0.12, 0.35)(np.stack([u, w, 0 * u], axis=-1)) / 0.4) ** 2))
    # Its edge hangs a little over the mattress's.
    edge = np.clip((np.abs(u) - (half - 0.09)) / 0.075, 0, 1) ** 2
    z = top + 0.008 * (hills + 1.0) + 0.012 * creases * (1 - edge) - 0.02 * edge
    mesh = padded(np.stack([u, w, z], axis=-1), _COVER_M, 0.02)
    bed.add("body", "duvet", mesh, patch_hulls(mesh, 4, 7, 24))
    level = top + _COVER_M / 2 + 0.012
    bed.support_box(
        "bed_" + str(round(deck * 100)), (-0.7 * half, -0.75 * head), (0.7 * half, 0.1 * head), level, 0.6, margin=0.1
    )


def _bunk(bed: Assembly, p: Parameters) -> None:
    """Two beds, guards round the upper one, a ladder at the front of the right side."""
    x, y = _posts(bed, p)
    decks = (0.30, p.height_m - 0.40)
    for level, deck in enumerate(decks):
        rails = [(deck - 0.09, deck + 0.05)]
        if level:
            rails += [(deck + 0.16, deck + 0.25), (deck + 0.31, deck + 0.39)]
        for low, high in rails:
            for side in (-1.0, 1.0):
                # The guard leaves a way in from the ladder.
                gap = 0.42 if level and low > deck and side > 0 else 0.0
                along = (_BOARD_M, 2 * y - _POST_M - gap, high - low)
                bed.board("body", "frame", along, (side * x, gap / 2, (low + high) / 2), radius=0.004, grain="y")
        ends = [(deck - 0.09, deck + 0.05), (deck + 0.16, deck + 0.30)]
        for low, high in ends:
            for side in (-1.0, 1.0):
                across = (2 * x - _POST_M, _BOARD_M, high - low)
                bed.board("body", "frame", across, (0, side * y, (low + high) / 2), radius=0.004, grain="x")
        if level:
            stile = (x, -y + _POST_M / 2 + 0.42, deck + 0.15)
            bed.board("body", "frame", (_BOARD_M, 0.05, 0.5), stile, radius=0.004, grain="z")
        _lying(bed, p, deck, 0.12, pillow_m=0.58)
    reach = decks[1] + 0.36
    front = x + _BOARD_M / 2 + 0.014
    for side in (0.06, 0.40):
        at = -y + _POST_M / 2 + side - 0.02
        bed.board("body", "frame", (0.028, 0.05, reach), (front, at, reach / 2), radius=0.005, grain="z")
    for k in range(int((decks[1] - 0.05) / p.bars_m)):
        rung = (front, -y + _POST_M / 2 + 0.21, 0.24 + k * p.bars_m)
        bed.board("body", "frame", (0.03, 0.31, 0.038), rung, radius=0.008, segments=4, grain="y")


def _crib(bed: Assembly, p: Parameters) -> None:
    """Bars on both long sides between two rails, boards at the ends, and what a baby lies on."""
    x, y = _posts(bed, p)
    deck, low, high = 0.42 * p.height_m, 0.24, p.height_m - 0.03
    for side in (-1.0, 1.0):
        for z, size in ((low, 0.05), (high, 0.045)):
            bed.board(
                "body", "frame", (0.026, 2 * y - _POST_M, size), (side * x, 0, z), radius=0.009, segments=4, grain="y"
            )
        count = round((2 * y - _POST_M) / p.bars_m) - 1
        for k in range(count):
            at = (k + 1) / (count + 1) * (2 * y - _POST_M) - (y - _POST_M / 2)
            line = [(side * x, at, low), (side * x, at, high)]
            bar = tube(line, 0.0075, segments=12, ends="flat")
            bed.add("body", "frame", bar, tube_hulls(line, 0.0075, 1))
        top = high + 0.06
        panel = (2 * x - _POST_M, 0.018, high - low + 0.02)
        bed.board("body", "frame", panel, (0, side * y, (low + high) / 2), radius=0.004, grain="x")
        arch = np.linspace(0.0, math.pi, 12)
        path = np.column_stack(
            [(x - _POST_M / 2) * np.cos(arch), np.full(12, side * y), high + (top - high) * np.sin(arch)]
        )
        bed.add("body", "frame", tube(path, 0.017, segments=14, ends="flat", up=(0, 1, 0)), tube_hulls(path, 0.017, 4))
    bed.board("body", "frame", (2 * x, 0.05, 0.03), (0, -y + 0.06, deck - 0.03), solid=False)
    _lying(bed, p, deck, 0.1, pillow_m=0.32)


_MAKERS: dict[str, Callable[[Assembly, Parameters], None]] = {"bunk": _bunk, "crib": _crib}
KINDS = tuple(_MAKERS)
