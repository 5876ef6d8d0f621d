"""Loudspeakers with their drivers, and headphones laid down."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, move, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import Pose, axis_angle
from simgen.world import Mesh

KINDS = ("loudspeaker", "headphones")


@dataclass(frozen=True)
class Parameters:
    """Sizes of a loudspeaker; headphones have `width_m` over the cups and `height_m` from them to the band."""

    kind: str
    width_m: float
    depth_m: float
    height_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The thing; slots `body`, `cone`, `ring` and `pad`. A loudspeaker looks along -y."""
    p = parameters
    sound = Assembly(rng)
    if p.kind == "loudspeaker":
        _loudspeaker(sound, p)
        return sound.model(has_front=True)
    _headphones(sound, p)
    return sound.model()


def _driver(r: float, deep: float) -> tuple[Mesh, Mesh, Mesh]:
    """Ring, surround with cone, and dust cap of a driver that looks up from z = 0."""
    ring = lathe(
        fillet(
            [(0.86 * r, -0.002), (r, -0.002), (r, 0.002), (0.95 * r, 0.0035), (0.86 * r, 0.001)], 0.0008, 3, closed=True
        ),
        48,
    )
    bulge = [(0.885 * r, 0.0), (0.84 * r, 0.035 * r), (0.79 * r, 0.0), (0.30 * r, -deep), (0.0, -deep)]
    top = np.concatenate([smooth(np.array(bulge[:3]), 9), np.array(bulge[3:])])
    bottom = [[0.885 * r, -deep - 0.003], [0.0, -deep - 0.003]]
    skin = lathe(np.concatenate([top[::-1], bottom]), 48, crease_deg=30)
    cap = lathe(
        fillet(
            [(0, -deep + 0.0005), (0.32 * r, -deep + 0.0005), (0.24 * r, -deep + 0.09 * r), (0, -deep + 0.13 * r)],
            [0, 0.0, 0.1 * r, 0],
            5,
        ),
        36,
        crease_deg=60,
    )
    return ring, skin, cap


def _loudspeaker(sound: Assembly, p: Parameters) -> None:
    """A box whose front has holes for its drivers."""
    x, y, h = p.width_m / 2, p.depth_m / 2, p.height_m
    sound.span("body", "body", (-x, -y, 0.004), (x, y, h), radius=0.004, grain="z")
    for sx in (-1, 1):
        for sy in (-1, 1):
            foot = lathe(fillet([(0, 0), (0.011, 0), (0.011, 0.0045), (0, 0.0045)], 0.001, 3), 20)
            sound.add("body", "pad", translate(foot, (sx * (x - 0.02), sy * (y - 0.02), 0)))
    baffle = rounded_box((p.width_m - 0.004, 0.004, h - 0.008), 0.0015, 2, (0, -y - 0.0006, 0.004 + h / 2))
    sound.add("body", "cone", baffle)
    woofer, tweeter = 0.40 * p.width_m, 0.19 * p.width_m
    for r, z in ((woofer, 0.36 * h), (tweeter, 0.80 * h)):
        for slot, mesh in zip(("ring", "pad", "cone"), _driver(r, 0.0006), strict=True):
            sound.add("drivers", slot, translate(rotate(mesh, (1, 0, 0), math.pi / 2), (0, -y - 0.0058, z)))
    m = 0.025
    sound.support("top", [(-x + m, -y + m), (x - m, -y + m), (x - m, y - m), (-x + m, y - m)], h)


def _headphones(sound: Assembly, p: Parameters) -> None:
    """Cups on a band, laid on their side so that the band's crown touches the table."""
    half, cup = p.width_m / 2 - 0.018, 0.042
    tall = p.height_m - cup
    t = np.linspace(0.0, math.pi, 40)
    path = np.column_stack([half * np.cos(t) * (1 - 0.04 * np.sin(t)), np.zeros(40), tall * np.sin(t) ** 0.8])
    band = tube(
        path,
        np.column_stack([np.full(40, 0.0035), np.interp(np.abs(t - math.pi / 2), [0, 1.57], [0.017, 0.011])]),
        section=squircle(14, 3.0),
        up=(1, 0, 0),
    )
    pad_path = path[9:31] * [0.965, 1, 0.965]
    pad = tube(pad_path, np.tile([0.0075, 0.0145], (22, 1)), section=squircle(14, 2.4), up=(1, 0, 0))
    # On its side: the crown sinks until it lies on the table beside the cups.
    lean = Pose((0.0, 0.0, 0.0), axis_angle((1, 0, 0), math.pi / 2 + math.atan2(cup - 0.017, tall)))

    def lay(mesh: Mesh) -> Mesh:
        return move(mesh, lean)

    sound.add("body", "body", lay(band), [lean.apply(h) for h in tube_hulls(path, (0.003, 0.012), 8, up=(1, 0, 0))])
    sound.add("body", "pad", lay(pad))
    for side in (-1.0, 1.0):
        shell = lathe(
            fillet(
                [(0, 0.0), (cup - 0.004, 0.0), (cup - 0.002, 0.012), (0.62 * cup, 0.024), (0, 0.026)],
                [0, 0.002, 0.008, 0.012, 0],
                5,
            ),
            40,
        )
        ring = lathe(
            fillet(
                [(0.5 * cup, -0.016), (cup - 0.004, -0.016), (cup, -0.001), (0.5 * cup, -0.001)],
                [0.007, 0.008, 0.002, 0.002],
                5,
                closed=True,
            ),
            40,
        )
        cloth = lathe(np.array([(0, -0.004), (0.55 * cup, -0.004), (0.55 * cup, -0.003), (0, -0.003)]), 32)
        badge = lathe(fillet([(0, 0.0255), (0.36 * cup, 0.0245), (0.34 * cup, 0.027), (0, 0.0272)], 0.0006, 2), 32)
        turn = Pose((side * half, 0, 0), axis_angle((0, 1, 0), side * math.pi / 2))
        for slot, mesh in (("body", shell), ("pad", ring), ("cone", cloth), ("ring", badge)):
            placed = lay(move(mesh, turn))
            sound.add("cups", slot, placed, [hull_of(placed, 24)] if slot in ("body", "pad") else [])
