"""Wheelchairs: a folding tubular frame with spoked wheels, casters, a sling seat and footrests."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgen.catalog.generators._assembly import Assembly, prism_hulls
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh

_TUBE_M = 0.0115
_CASTER_M = 0.19


@dataclass(frozen=True)
class Parameters:
    """`seat_m` between the sides (x), `seat_height_m` at the front; `wheel_m` and `spokes` of the drive wheels.

    With `footrests` their plates are down; without, they have been taken off.
    """

    seat_m: float
    seat_height_m: float
    wheel_m: float
    spokes: int
    footrests: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        if self.spokes % 4 or not 12 <= self.spokes <= 48:
            raise ValueError(f"spokes are 12 to 48 and a multiple of 4, got {self.spokes}")
        if not 0.5 <= self.wheel_m <= 0.68:
            raise ValueError(f"wheel_m lies between 0.5 and 0.68, got {self.wheel_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The chair, facing -y; slots `frame`, `wheel`, `tyre`, `seat`, `pad`, `plastic`."""
    p = parameters
    chair = Assembly(rng)
    half = p.seat_m / 2
    casters = rng.uniform(-0.5, 0.5, 2)
    for k, side in enumerate((-1.0, 1.0)):
        _side(chair, p, side * half, side)
        _wheel(chair, p, side, float(rng.uniform(0, 1)))
        _caster(chair, p, side * (half - 0.012), float(casters[k]))
        if p.footrests:
            _footrest(chair, p, side * half, side)
    _cross(chair, p)
    _slings(chair, p)
    s = half - 0.03
    chair.support("seat", [(-s, -0.18), (s, -0.18), (s, 0.16), (-s, 0.16)], p.seat_height_m + 0.002, 1.0)
    return chair.model(has_front=True)


def _rail(chair: Assembly, slot: str, points: npt.ArrayLike, radius: float = _TUBE_M, bend: float = 0.05) -> None:
    """A tube through (x, y, z) points at one x, its corners bent; hulls along each straight."""
    knots = np.asarray(points, dtype=np.float64)
    flat = fillet(knots[:, 1:], bend, 7)
    # A rail that leaves its plane does so evenly along its way.
    run = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(knots[:, 1:], axis=0), axis=1))])
    far = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(flat, axis=0), axis=1))])
    x = np.interp(far / far[-1], run / run[-1], knots[:, 0])
    path = np.column_stack([x, flat])
    mesh = tube(path, radius, segments=18, ends="flat", bevel_m=0.001)
    chair.add("frame", slot, mesh, tube_hulls(path, radius, max(1, 2 * len(knots) - 3)))


def _side(chair: Assembly, p: Parameters, x: float, side: float) -> None:
    """One side's frame: uprights, rails, the armrest with its panel, the push handle and the brake."""
    z = p.seat_height_m
    _rail(chair, "frame", [(x, 0.205, 0.17), (x, 0.215, z + 0.2), (x, 0.235, 0.905), (x, 0.36, 0.915)])
    grip = [(x, 0.262, 0.907), (x, 0.375, 0.915)]
    sleeve = rotate(lathe(_grip_profile(0.115), 24), (1, 0, 0), -math.pi / 2)
    chair.add(
        "frame", "plastic", translate(rotate(sleeve, (1, 0, 0), 0.07), (x, 0.262, 0.9065)), tube_hulls(grip, 0.016, 1)
    )
    _rail(chair, "frame", [(x, 0.2, z - 0.012), (x, -0.235, z), (x, -0.235, 0.2)], bend=0.06)
    _rail(chair, "frame", [(x, 0.205, 0.235), (x, -0.235, 0.235)])
    top, arm = z + 0.215, side * 0.012
    _rail(
        chair,
        "frame",
        [(x + arm, -0.14, z - 0.03), (x + arm, -0.14, top), (x + arm, 0.15, top), (x + arm, 0.15, z - 0.03)],
        0.0095,
        0.045,
    )
    pad = (0.052, 0.30, 0.03)
    chair.add(
        "frame",
        "pad",
        rounded_box(pad, 0.012, 6, (x + arm, 0.0, top + 0.022)),
        [box_hull(pad, (x + arm, 0.0, top + 0.022))],
    )
    outline = fillet(
        [(-0.125, z + 0.012), (0.138, z + 0.012), (0.138, top - 0.015), (-0.125, top - 0.015)],
        [0.01, 0.01, 0.035, 0.035],
        5,
        closed=True,
    )
    panel = translate(
        rotate(rotate(extrude(outline, 0.003, 0.0008), (1, 0, 0), math.pi / 2), (0, 0, 1), math.pi / 2),
        (x + arm - 0.0015, 0, 0),
    )
    chair.add("frame", "plastic", panel, [hull_of(panel)])
    # The brake: a lever on a clamp before the wheel, with a shoe that points at the tyre.
    at = (x + side * 0.022, -0.13, z - 0.02)
    chair.add("frame", "plastic", rounded_box((0.022, 0.05, 0.035), 0.004, 2, at))
    lever = [
        (at[0], at[1], at[2]),
        (at[0] + side * 0.006, at[1] - 0.045, at[2] + 0.055),
        (at[0] + side * 0.008, at[1] - 0.07, at[2] + 0.12),
    ]
    path = smooth(np.array(lever), 12)
    chair.add("frame", "frame", tube(path, np.tile([0.0075, 0.0025], (12, 1)), segments=12), tube_hulls(path, 0.006, 1))
    chair.add("frame", "plastic", tube(path[8:], 0.0085, segments=16))
    shoe = [(at[0], at[1] + 0.01, at[2] - 0.01), (at[0] + side * 0.032, at[1] + 0.02, at[2] - 0.025)]
    chair.add("frame", "frame", tube(shoe, 0.007, segments=14, ends="flat"))


def _grip_profile(long: float) -> FloatArray:
    """Ribbed rubber over a tube's end."""
    ribs = [(0.0165 - 0.0014 * (k % 2), 0.012 + k * (long - 0.02) / 13) for k in range(14)]
    return np.array(
        [(0.0, 0.0), (0.017, 0.0), (0.017, 0.008), *ribs, (0.0155, long), (0.010, long + 0.004), (0.0, long + 0.005)]
    )


def _disc(profile: npt.ArrayLike, at: tuple[float, float, float], segments: int = 72) -> Mesh:
    """What a profile of radius and width turns to, its axis along x."""
    return translate(rotate(lathe(np.asarray(profile), segments), (0, 1, 0), math.pi / 2), at)


def _loop(radius: float, thick: float, at: tuple[float, float, float], segments: int = 72) -> Mesh:
    """A ring of round section, its axis along x."""
    turn = np.linspace(0, 2 * math.pi, segments, endpoint=False)
    path = np.column_stack([np.zeros(segments), radius * np.cos(turn), radius * np.sin(turn)])
    return translate(tube(path, thick, segments=14, closed=True, up=(1.0, 0.0, 0.0)), at)


def _wheel(chair: Assembly, p: Parameters, side: float, turn: float) -> None:
    """Tyre, rim, crossed spokes between two flanges of a hub, and the hand rim on its stubs."""
    r = p.wheel_m / 2
    x = side * (p.seat_m / 2 + 0.052)
    at = (x, 0.16, r)
    chair.add("frame", "tyre", _loop(r - 0.0125, 0.0125, at, 96))
    rim = fillet(
        [
            (r - 0.040, -0.009),
            (r - 0.026, -0.012),
            (r - 0.019, -0.012),
            (r - 0.022, 0.0),
            (r - 0.019, 0.012),
            (r - 0.026, 0.012),
            (r - 0.040, 0.009),
        ],
        0.002,
        3,
        closed=True,
    )
    chair.add("frame", "wheel", _disc(rim, at, 96))
    hub = fillet(
        [
            (0, -0.036),
            (0.011, -0.036),
            (0.012, -0.028),
            (0.026, -0.027),
            (0.026, -0.023),
            (0.013, -0.02),
            (0.013, 0.02),
            (0.026, 0.023),
            (0.026, 0.027),
            (0.012, 0.028),
            (0.011, 0.036),
            (0, 0.036),
        ],
        [0, *[0.0008] * 10, 0],
        2,
    )
    chair.add("frame", "frame", _disc(hub, at, 36))
    spokes = []
    for k in range(p.spokes):
        wide = 0.025 if k % 2 else -0.025
        far = 2 * math.pi * (k + turn) / p.spokes
        # Spokes leave the flange tangentially, by turns forwards and backwards, and cross.
        near = far + (1.15 if (k // 2) % 2 else -1.15)
        a = np.array([wide, 0.023 * math.cos(near), 0.023 * math.sin(near)])
        b = np.array([0.15 * wide, (r - 0.038) * math.cos(far), (r - 0.038) * math.sin(far)])
        spokes.append(tube([(a + at).tolist(), (b + at).tolist()], 0.00125, segments=7, ends="flat"))
    chair.add("frame", "wheel", merge(spokes))
    ring = (x + side * 0.036, at[1], at[2])
    chair.add("frame", "frame", _loop(r - 0.043, 0.0088, ring, 80))
    for k in range(6):
        way = 2 * math.pi * (k + 0.3 + turn) / 6
        c, s = math.cos(way), math.sin(way)
        foot = (x + side * 0.006, at[1] + (r - 0.032) * c, r + (r - 0.032) * s)
        head = (ring[0], at[1] + (r - 0.043) * c, r + (r - 0.043) * s)
        chair.add("frame", "frame", tube([foot, head], 0.0042, segments=12, ends="flat"))
    axle = [(side * (p.seat_m / 2 - 0.02), at[1], r), (x + side * 0.042, at[1], r)]
    chair.add("frame", "frame", tube(axle, 0.0075, segments=18, ends="flat", bevel_m=0.002))
    plate = (0.008, 0.05, max(0.09, abs(r - 0.235) + 0.06))
    spot = (side * p.seat_m / 2, 0.185, (r + 0.235) / 2)
    chair.add("frame", "frame", rounded_box(plate, 0.003, 2, spot), [box_hull(plate, spot)])
    # 28 sides with a corner at the floor.
    angle = np.arange(28) * 2 * math.pi / 28 - math.pi / 2
    outline = np.column_stack([r * np.cos(angle), r * np.sin(angle)])
    low, high = sorted((x - side * 0.016, x + side * 0.044))
    hulls = [np.column_stack([h[:, 2], h[:, 0] + at[1], h[:, 1] + r]) for h in prism_hulls(outline, low, high)]
    chair.add("frame", "tyre", [], hulls)


def _caster(chair: Assembly, p: Parameters, x: float, turn: float) -> None:
    """A small wheel in a fork that trails its pivot, turned a little."""
    r = _CASTER_M / 2
    trail = 0.045
    way = np.array([math.sin(turn), math.cos(turn)])
    pivot = np.array([x, -0.235])
    c = pivot + trail * way
    at = (0.0, 0.0, r)
    tyre = _loop(r - 0.015, 0.015, at, 48)
    disc = fillet(
        [
            (0, -0.013),
            (0.018, -0.013),
            (0.022, -0.007),
            (r - 0.024, -0.006),
            (r - 0.018, -0.011),
            (r - 0.018, 0.011),
            (r - 0.024, 0.006),
            (0.022, 0.007),
            (0.018, 0.013),
            (0, 0.013),
        ],
        [0, *[0.002] * 8, 0],
        3,
    )
    parts = [("tyre", tyre), ("plastic", _disc(disc, at, 40))]
    for s in (-1.0, 1.0):
        knots = [(-0.0, r - 0.01), (0.0, r + 0.012), (-trail + 0.012, 2 * r + 0.016), (-trail - 0.016, 2 * r + 0.016)]
        # The fork's blade in (along, z), a plate beside the wheel.
        shape = [
            (0.014, r - 0.012),
            (0.014, r + 0.014),
            (-trail + 0.02, 2 * r + 0.014),
            (-trail - 0.018, 2 * r + 0.014),
            (-0.014, r - 0.012),
        ]
        flat = extrude(fillet(shape, [0.012, 0.03, 0.008, 0.006, 0.012], 4, closed=True), 0.004, 0.001)
        stood = rotate(rotate(flat, (1, 0, 0), math.pi / 2), (0, 0, 1), math.pi / 2)
        parts.append(("frame", translate(stood, (s * 0.021 - 0.002, 0, 0))))
        cap = fillet([(0, 0), (0.009, 0), (0.008, 0.005), (0, 0.006)], [0, 0.001, 0.002, 0], 3)
        parts.append(
            ("frame", translate(rotate(lathe(cap, 20), (0, 1, 0), s * math.pi / 2), (s * 0.022, 0, knots[0][1] + 0.01)))
        )
    parts.append(("frame", rounded_box((0.046, 0.045, 0.006), 0.002, 2, (0, -trail, 2 * r + 0.015))))
    for slot, mesh in parts:
        chair.add("frame", slot, translate(rotate(mesh, (0, 0, 1), -turn), (c[0], c[1], 0)))
    angle = np.arange(14) * 2 * math.pi / 14 - math.pi / 2
    outline = np.column_stack([r * np.cos(angle), r * np.sin(angle)])
    side = np.array([way[1], -way[0]])
    for hull in prism_hulls(outline, -0.014, 0.014):
        flat = c + hull[:, 2:3] * side + hull[:, :1] * way
        chair.add("frame", "tyre", [], [np.column_stack([flat, hull[:, 1] + r])])
    stem = [(x, -0.235, 2 * r + 0.014), (x, -0.235, 0.30)]
    chair.add("frame", "frame", tube(stem, 0.016, segments=22, ends="flat", bevel_m=0.003), tube_hulls(stem, 0.015, 1))


def _footrest(chair: Assembly, p: Parameters, x: float, side: float) -> None:
    """A hanger that bends forwards and down, and a plate that tilts up from it."""
    z = p.seat_height_m
    near = x - side * 0.008
    _rail(
        chair,
        "frame",
        [(near, -0.235, z - 0.05), (near, -0.30, z - 0.04), (near - side * 0.02, -0.44, 0.12)],
        bend=0.06,
    )
    chair.add("frame", "plastic", rounded_box((0.034, 0.05, 0.05), 0.008, 4, (near, -0.25, z - 0.05)))
    heel = tube(
        [(near - side * 0.014, -0.405, 0.205), (near - side * 0.024, -0.462, 0.075)],
        0.0145,
        segments=18,
        ends="flat",
        bevel_m=0.002,
    )
    chair.add("frame", "frame", heel)
    wide = min(0.185, p.seat_m / 2 - 0.045)
    outline = fillet(
        [(-wide / 2, -0.08), (wide / 2, -0.08), (wide / 2, 0.075), (-wide / 2, 0.075)],
        [0.035, 0.02, 0.02, 0.035] if side > 0 else [0.02, 0.035, 0.035, 0.02],
        5,
        closed=True,
    )
    plate = extrude(outline, 0.012, 0.004, 3)
    ribs = [rounded_box((0.8 * wide, 0.004, 0.003), 0.0012, 2, (0, y, 0.0125)) for y in np.linspace(-0.055, 0.05, 8)]
    spot = (near - side * (0.03 + wide / 2), -0.465, 0.062)
    laid = translate(rotate(merge([plate, *ribs]), (1, 0, 0), -0.16), spot)
    chair.add("frame", "plastic", laid, [hull_of(laid)])
    bar = [(near - side * 0.018, -0.462, 0.075), (spot[0] - side * 0.2 * wide, -0.466, 0.058)]
    chair.add("frame", "frame", tube(bar, 0.008, segments=14, ends="flat"))


def _cross(chair: Assembly, p: Parameters) -> None:
    """The two members below the seat that fold."""
    half, z = p.seat_m / 2, p.seat_height_m
    for side, y in ((1.0, -0.02), (-1.0, 0.012)):
        line = [(-side * half, y, 0.235), (side * (half - 0.004), y, z - 0.01)]
        chair.add("frame", "frame", tube(line, _TUBE_M, segments=18, ends="flat"), tube_hulls(line, _TUBE_M, 1))
    middle = [(0.0, -0.045, (z + 0.225) / 2), (0.0, 0.04, (z + 0.225) / 2)]
    chair.add("frame", "frame", tube(middle, 0.006, segments=16, ends="flat", bevel_m=0.002))


def _slings(chair: Assembly, p: Parameters) -> None:
    """Seat and back of cloth between the sides, hemmed round the tubes."""
    half, z = p.seat_m / 2, p.seat_height_m

    def sag(q: FloatArray) -> FloatArray:
        dip = 0.016 * (1 - (q[:, 0] / half) ** 2) * np.clip(1.1 - (q[:, 1] / 0.22) ** 4, 0, 1)
        wave = 0.0012 * np.sin(26 * q[:, 1] + 9 * q[:, 0])
        slope = -0.012 * (q[:, 1] + 0.235) / 0.435
        return np.column_stack([q[:, :2], q[:, 2] - dip + wave + slope + z + 0.011])

    seat = warp(rounded_box((2 * half + 0.012, 0.40, 0.012), 0.005, 4, (0, -0.01, 0), divisions=(20, 16, 1)), sag)
    chair.add("frame", "seat", seat, [box_hull((2 * half, 0.40, 0.014), (0, -0.01, z - 0.006))])
    tall, low = 0.40, z + 0.05

    def lean(q: FloatArray) -> FloatArray:
        belly = 0.018 * (1 - (q[:, 0] / half) ** 2) + 0.0012 * np.sin(24 * q[:, 2] + 7 * q[:, 0])
        return np.column_stack([q[:, 0], q[:, 1] + belly + 0.202 + 0.016 + 0.045 * (q[:, 2] - low - 0.15), q[:, 2]])

    back = warp(
        rounded_box((2 * half + 0.034, 0.034, tall), 0.014, 4, (0, 0, low + tall / 2), divisions=(20, 1, 16)), lean
    )
    chair.add("frame", "seat", back, [hull_of(back, 32)])
    for u in (-0.5, 0.0, 0.5):
        # Stitched seams across the back, on both faces.
        for s in (-1.0, 1.0):
            seam = rounded_box(
                (2 * half - 0.02, 0.0012, 0.0022),
                0.0,
                2,
                (0, s * 0.0173, low + tall / 2 + 0.36 * tall * u),
                divisions=(20, 1, 1),
            )
            chair.add("frame", "plastic", warp(seam, lean))
    hem = [
        rounded_box((0.0022, 0.39, 0.0012), 0.0, 2, (s * (half - 0.028), -0.01, 0.0063), divisions=(1, 16, 1))
        for s in (-1.0, 1.0)
    ]
    chair.add("frame", "plastic", [warp(m, sag) for m in hem])
