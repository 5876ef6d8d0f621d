"""Beds: a platform with a headboard, a mattress, pillows and a duvet, made but slept in."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._legs import check_leg_style, leg, leg_slot
from simgen.catalog.generators._upholstery import put_cushion
from simgen.catalog.meshing.cloth import draped, padded
from simgen.catalog.meshing.cushions import cushion, patch_hulls, pillow
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.errors import did_you_mean
from simgen.geometry import FloatArray

HEADBOARDS = ("panel", "slats", "padded", "none")
_DUVET_M = 0.042
# Of its creases, what is left where it lies calm.
_CALM_SHARE = 0.12


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `length_m` and `mattress_m` (height) of the mattress, whose top lies at `height_m`.

    `headboard` is one of HEADBOARDS, its upper edge at `headboard_height_m`. `pillows` lie side by side. The duvet
    hangs down by `overhang_m` at the sides and the foot and is turned back by `fold_m`; `overhang_m` 0 leaves it out.
    """

    width_m: float
    length_m: float
    mattress_m: float
    height_m: float
    legs: str
    headboard: str
    headboard_height_m: float
    pillows: int
    overhang_m: float
    fold_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_leg_style(self.legs)
        if self.headboard not in HEADBOARDS:
            raise ValueError(f"there is no headboard '{self.headboard}'. {did_you_mean(self.headboard, HEADBOARDS)}")
        if self.height_m - self.mattress_m < 0.18:
            raise ValueError(
                f"a mattress of {self.mattress_m} m with its top at {self.height_m} m leaves no frame below"
            )
        if self.pillows < 0 or self.pillows * 0.42 > self.width_m:
            raise ValueError(f"{self.pillows} pillows do not lie side by side on {self.width_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The bed with its head at +y; slots `frame`, `metal`, `cover` (headboard), `mattress`, `pillow`, `duvet`."""
    p = parameters
    bed = Assembly(rng)
    deck = p.height_m - p.mattress_m
    _frame(bed, p, deck)
    mattress = cushion(
        (p.width_m, p.length_m, p.mattress_m),
        rng,
        radius=0.04,
        crown_m=0.004,
        bulge_m=0.006,
        pucker_m=0.001,
        piping_m=0.004,
        spacing_m=0.08,
    )
    put_cushion(bed, mattress, (0, 0, deck), 3, 4, "mattress")
    head = p.length_m / 2
    for k in range(p.pillows):
        _pillow(bed, p, (k + 0.5) / p.pillows * p.width_m - p.width_m / 2, head)
    if p.overhang_m > 0:
        _duvet(bed, p)
    else:
        half = p.width_m / 2
        bed.support_box("mattress", (-half, -head), (half, head - 0.6), p.height_m - 0.001, margin=0.25)
    return bed.model(has_front=True)


def _frame(bed: Assembly, p: Parameters, deck: float) -> None:
    """A platform of rails under the mattress, on legs, and the headboard behind it."""
    x, y = p.width_m / 2 - 0.012, p.length_m / 2 - 0.012
    rail = min(0.14, deck - 0.08)
    low = deck - rail
    for side in (-1.0, 1.0):
        edges = sorted((side * x, side * (x - 0.026)))
        bed.span("body", "frame", (edges[0], -y, low), (edges[1], y, deck - 0.002), radius=0.003, grain="y")
        ends = sorted((side * y, side * (y - 0.026)))
        bed.span(
            "body", "frame", (-x + 0.026, ends[0], low), (x - 0.026, ends[1], deck - 0.002), radius=0.003, grain="x"
        )
    bed.span("body", "frame", (-x + 0.026, -y + 0.026, deck - 0.02), (x - 0.026, y - 0.026, deck - 0.003), radius=0.0)
    slot = leg_slot(p.legs)
    lean = 0.015 if p.legs == "round_tapered" else 0.0
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            # With a headboard the feet at that end are its posts.
            if sy > 0 and p.headboard in ("panel", "slats"):
                continue
            one = leg(p.legs, (sx * (x - 0.07), sy * (y - 0.07)), low + 0.001, 0.05, (lean * sx, lean * sy))
            bed.add("body", slot, one.meshes, one.hulls)
    if p.headboard != "none":
        _headboard(bed, p, y + 0.012)


def _headboard(bed: Assembly, p: Parameters, y: float) -> None:
    x, top = p.width_m / 2 + 0.03, p.headboard_height_m
    if p.headboard == "padded":
        made = cushion(
            (2 * x, top - 0.06, 0.085),
            bed.rng,
            radius=0.025,
            crown_m=0.008,
            bulge_m=0.004,
            piping_m=0.004,
            spacing_m=0.06,
        )
        standing = made.through(
            lambda m: translate(rotate(m, (1, 0, 0), math.pi / 2), (0, y + 0.09, 0.06 + (top - 0.06) / 2))
        )
        bed.add("body", "cover", standing.cover, [hull_of(standing.cover)])
        if standing.piping:
            bed.add("body", "cover", standing.piping)
        for side in (-1.0, 1.0):
            bed.span("body", "frame", (side * 0.6 * x - 0.03, y + 0.03, 0.0), (side * 0.6 * x + 0.03, y + 0.055, 0.1))
        return
    thick = 0.038
    for side in (-1.0, 1.0):
        edges = sorted((side * x, side * (x - 0.06)))
        bed.span(
            "body", "frame", (edges[0], y + 0.004, 0.0), (edges[1], y + 0.004 + thick, top), radius=0.005, grain="z"
        )
    inner = x - 0.06
    middle = y + 0.004 + thick / 2
    base = p.height_m - p.mattress_m
    rails = [(top - 0.09, top - 0.01), (base - 0.12, base - 0.02)]
    for low, high in rails:
        bed.span("body", "frame", (-inner, middle - 0.014, low), (inner, middle + 0.014, high), radius=0.004, grain="x")
    low, high = rails[1][1], rails[0][0]
    if p.headboard == "panel":
        bed.span("body", "frame", (-inner, middle - 0.008, low), (inner, middle + 0.008, high), radius=0.0, grain="x")
        return
    count = max(6, round(2 * inner / 0.13))
    for k in range(count):
        x0 = -inner + (k + 0.5) * 2 * inner / count
        bed.span(
            "body",
            "frame",
            (x0 - 0.024, middle - 0.008, low - 0.004),
            (x0 + 0.024, middle + 0.008, high + 0.004),
            radius=0.003,
            grain="z",
        )


def _pillow(bed: Assembly, p: Parameters, x: float, head: float) -> None:
    """A pillow against the headboard, propped up a little."""
    rng = bed.rng
    width = min(0.72, p.width_m / max(1, p.pillows) - 0.06)
    made = pillow((width, 0.46, 0.17), rng, fullness=0.48, ears=0.04, flat_below=0.22, wrinkle_m=0.004)
    tilt, turn = rng.uniform(0.12, 0.3), rng.normal(0.0, 0.04)
    mesh = rotate(rotate(made.cover, (0, 0, 1), turn), (1, 0, 0), tilt)
    lowest = float(mesh.vertices[:, 2].min())
    offset = (x + rng.normal(0, 0.012), head - 0.26 + rng.normal(0, 0.01), p.height_m - 0.012 - lowest)
    cover = translate(mesh, offset)
    bed.add("body", "pillow", cover, [hull_of(cover)])


def _duvet(bed: Assembly, p: Parameters) -> None:
    """A padded sheet over the mattress to below the pillows, turned back at its head."""
    rng = bed.rng
    bend = 0.055
    half, foot = p.width_m / 2 - 0.6 * bend, -p.length_m / 2 + 0.6 * bend
    level = p.height_m + _DUVET_M / 2 + 0.002
    waves = Ripples.draw(rng, 0.22, 0.5)
    lay = draped(half, foot, level, bend, lambda q: 0.010 * (waves(q) + 0.8))
    start, reach = foot - p.overhang_m, half + p.overhang_m
    end = p.length_m / 2 - 0.60
    columns = round(2 * reach / 0.044)
    u = np.linspace(-reach, reach, columns + 1)
    # Along the bed: from the hem up to the fold, round it, and back on top.
    loop = 0.5 * (_DUVET_M + 0.006)
    arc = np.linspace(0, math.pi, 8)
    first = np.linspace(start, end, round((end - start) / 0.044))
    back = np.linspace(end, end - p.fold_m, max(2, round(p.fold_m / 0.044)))[1:]
    w = np.concatenate([first[:-1], end + loop * np.sin(arc), back])
    lift = np.concatenate([0 * first[:-1], loop * (1 - np.cos(arc)), np.full(len(back), 2 * loop)])
    # The hem of what is turned back wavers.
    waver = Ripples.draw(rng, 0.4, 1.2, stretch=(1.0, 8.0, 8.0))(np.stack([u, 0 * u, 0 * u], axis=-1))
    turned = np.clip((lift / (2 * loop)), 0, 1)[:, None] * np.clip((end - w) / max(p.fold_m, 1e-3), 0, 1)[:, None]
    across, along = np.broadcast_to(u, (len(w), len(u))), np.broadcast_to(w[:, None], (len(w), len(u)))
    points, outward = lay(across, along + 0.012 * turned * waver[None])
    middle = points + outward * lift[:, None, None]
    middle += outward * (_creases(bed, middle, p) * np.clip(outward[..., 2], 0, 1))[..., None]
    mesh = padded(middle, _DUVET_M, 0.024)
    cells = (max(4, round(p.width_m / 0.15)), max(5, round(p.length_m / 0.16)))
    bed.add("body", "duvet", mesh, patch_hulls(mesh, *cells, 24))
    x, y, half_x, half_y = _calm(p)
    bed.support_box(
        "bed",
        (x - half_x, y - half_y),
        (x + half_x, y + half_y),
        level + _DUVET_M / 2 + _CALM_SHARE * 0.012,
        margin=0.1,
    )


def _calm(p: Parameters) -> tuple[float, float, float, float]:
    """The middle and half the sides of where the duvet lies nearly flat, fit to put things on."""
    return 0.0, -0.22 * p.length_m, min(0.4, p.width_m / 2 - 0.1), 0.34


def _creases(bed: Assembly, points: FloatArray, p: Parameters) -> FloatArray:
    """Rises of the duvet's middle: hills, and sharper creases that run in from its edges; none where it lies calm."""
    hills = Ripples.draw(bed.rng, 0.30, 0.75)(points)
    lines = Ripples.draw(bed.rng, 0.16, 0.4, stretch=(1.0, 2.2, 1.0))(points)
    x, y, half_x, half_y = _calm(p)
    far = np.hypot(
        np.clip(np.abs(points[..., 0] - x) - half_x, 0, None), np.clip(np.abs(points[..., 1] - y) - half_y, 0, None)
    )
    rough = np.clip(far / 0.3, 0, 1)
    rough = _CALM_SHARE + (1 - _CALM_SHARE) * rough**2 * (3 - 2 * rough)
    crease = np.exp(-((lines / 0.45) ** 2))
    result: FloatArray = rough * (0.008 * (hills + 1.5) + 0.014 * crease)
    return result
