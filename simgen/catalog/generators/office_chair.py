"""Office chairs: a five-star base on twin castors, a gas lift, a seat that turns, a backrest and arms."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.cushions import Cushion, cushion, patch_hulls
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Joint, Mesh

BACKS = ("padded", "framed")
_JOINT = "swivel"
_WHEEL_M = 0.026


@dataclass(frozen=True)
class Parameters:
    """`seat_height_m` of the cushion's top, `height_m` of the backrest's upper edge, `base_m` the star's diameter.

    `back`: "padded" is one cushion, "framed" a thin one in a frame of plastic. `arms`: with armrests.
    """

    seat_height_m: float
    height_m: float
    seat_m: float
    base_m: float
    back: str
    arms: bool
    lean_deg: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.back, BACKS, "back")
        if self.height_m < self.seat_height_m + 0.35:
            raise ValueError(f"height_m {self.height_m} leaves no backrest above a seat at {self.seat_height_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The chair, the sitter looking along -y; slots `cover`, `shell` (plastic), `star`, `metal` and `wheel`."""
    p = parameters
    chair = Assembly(rng)
    hub = 0.115
    _star(chair, p, hub, rng)
    thick = 0.075
    under = p.seat_height_m - thick
    piston = tube([(0, 0, hub + 0.05), (0, 0, under - 0.03)], 0.0145, segments=18, ends="flat")
    chair.add("piston", "metal", piston, [hull_of(piston, 12)], joint=_JOINT)
    box = (0.16, 0.22, 0.045)
    at = (0.0, 0.02, under - 0.028)
    chair.add("mechanism", "shell", rounded_box(box, 0.012, 4, at), [box_hull(box, at, 0.012)], joint=_JOINT)
    lever = tube(
        smooth([(0.07, -0.03, under - 0.03), (0.18, -0.03, under - 0.03), (0.235, -0.035, under - 0.04)], 10),
        np.linspace(0.004, 0.0075, 10),
        segments=10,
    )
    chair.add("mechanism", "shell", lever, joint=_JOINT)
    _seat(chair, p, thick)
    _back(chair, p, under)
    if p.arms:
        for side in (-1.0, 1.0):
            _arm(chair, p, side, under)
    chair.joints.append(Joint(_JOINT, "revolute", (0.0, 0.0, hub), (0.0, 0.0, 1.0), 0.0, 2 * math.pi, opens=False))
    return chair.model(has_front=True)


def _star(chair: Assembly, p: Parameters, hub: float, rng: np.random.Generator) -> None:
    """Five arms fall from the hub to the castors; each castor has swung its own way."""
    reach = p.base_m / 2 - _WHEEL_M - 0.016
    profile = [
        (0, hub - 0.055),
        (0.034, hub - 0.055),
        (0.036, hub - 0.01),
        (0.030, hub + 0.008),
        (0.028, hub + 0.12),
        (0, hub + 0.12),
    ]
    mesh = lathe(fillet(profile, [0, 0.004, 0.008, 0.008, 0.004, 0], 4), 36, crease_deg=50)
    chair.add("base", "star", mesh, [hull_of(mesh, 28)])
    section = squircle(16, 3.0)
    for k in range(5):
        angle = 2 * math.pi * k / 5 + math.pi / 2
        way = np.array([math.cos(angle), math.sin(angle), 0.0])
        path = np.array([0.02, 0.33 * reach, 0.7 * reach, reach])[:, None] * way
        path[:, 2] = [hub - 0.026, hub - 0.028, hub - 0.040, hub - 0.055]
        size = np.array([(0.026, 0.022), (0.023, 0.018), (0.019, 0.014), (0.017, 0.012)])
        arm = tube(path, size, section=section)
        chair.add("base", "star", arm, tube_hulls(path, (0.019, 0.013), 2))
        _castor(chair, reach * way, hub - 0.055, rng.uniform(0, 2 * math.pi))


def _castor(chair: Assembly, at: FloatArray, top: float, turn: float) -> None:
    """Two wheels under a hood, behind the pin that they follow."""
    r, trail = _WHEEL_M, 0.016
    tyre = [
        (0, 0),
        (0.7 * r, 0),
        (r - 0.002, 0.001),
        (r, 0.004),
        (r, 0.013),
        (r - 0.003, 0.016),
        (0.6 * r, 0.0175),
        (0, 0.0175),
    ]
    wheel = rotate(lathe(fillet(tyre, [0, 0, 0.001, 0.002, 0.003, 0.002, 0.004, 0], 3), 28), (0, 1, 0), math.pi / 2)
    wheels = [translate(wheel, (0.0055, -trail, r)), rotate(translate(wheel, (0.0055, trail, r)), (0, 0, 1), math.pi)]
    arc = [
        (0.0, -trail + (r + 0.003) * math.cos(a), r + (r + 0.003) * math.sin(a))
        for a in np.radians(np.linspace(15, 165, 9))
    ]
    hood = tube(np.array(arc), np.tile([0.0045, 0.0028], (9, 1)), section=squircle(12, 4.0), ends="flat", up=(0, 0, 1))
    pin = tube([(0, 0, r + 0.01), (0, 0, top + 0.004)], 0.0055, segments=12, ends="flat")
    place = (float(at[0]), float(at[1]), 0.0)

    def put(mesh: Mesh) -> Mesh:
        return translate(rotate(mesh, (0, 0, 1), turn), place)

    rolling = [put(m) for m in wheels]
    points = np.concatenate([m.vertices for m in rolling])
    chair.add("base", "wheel", rolling, [hull_of(points, 24)])
    chair.add("base", "shell", [put(hood), put(pin)])


def _seat(chair: Assembly, p: Parameters, thick: float) -> None:
    """A pan of plastic under a cushion with a falling front edge."""
    wide, deep = p.seat_m, 0.96 * p.seat_m
    made = cushion(
        (wide, deep, thick - 0.012),
        chair.rng,
        radius=0.026,
        crown_m=0.010,
        bulge_m=0.008,
        pucker_m=0.0008,
        piping_m=0.003,
    )

    def waterfall(points: FloatArray) -> FloatArray:
        front = np.clip((-points[:, 1] - 0.24 * deep) / (0.26 * deep), 0, 1)
        # A shallow hollow where one sits.
        dish = 0.006 * np.clip(1 - (points[:, 0] / (0.4 * wide)) ** 2, 0, None)
        top = np.clip(points[:, 2] / thick, 0, 1)
        return np.column_stack(
            [points[:, 0] * (1 - 0.10 * front**2), points[:, 1], points[:, 2] - 0.030 * front**2 * top - dish * top]
        )

    shaped = made.through(lambda m: warp(m, waterfall))
    level = p.seat_height_m - thick + 0.012
    cover = translate(shaped.cover, (0, 0, level))
    chair.add("seat", "cover", cover, patch_hulls(cover, 2, 2, 24), joint=_JOINT)
    if shaped.piping:
        chair.add("seat", "cover", translate(shaped.piping, (0, 0, level)), joint=_JOINT)
    pan = (0.9 * wide, 0.88 * deep, 0.016)
    at = (0.0, 0.0, level - 0.006)
    chair.add("seat", "shell", rounded_box(pan, 0.0075, 4, at), [box_hull(pan, at, 0.0075)], joint=_JOINT)
    points = cover.vertices
    middle = (np.abs(points[:, :2]) < 0.11).all(axis=1) & (points[:, 2] > level + 0.02)
    top = float(points[middle, 2].mean())
    chair.support("seat", [(-0.11, -0.11), (0.11, -0.11), (0.11, 0.11), (-0.11, 0.11)], top, joint=_JOINT)


def _back(chair: Assembly, p: Parameters, under: float) -> None:
    """A backrest bent round the sitter, on a bar that comes up from the mechanism."""
    rng = chair.rng
    foot = p.seat_height_m + 0.05
    tall = p.height_m - foot
    wide = 0.92 * p.seat_m
    y = 0.46 * p.seat_m
    lean = math.radians(p.lean_deg)
    framed = p.back == "framed"

    def curve(points: FloatArray) -> FloatArray:
        """Lying cushion, y up the back, to its curved shape: round the sides, forward at the loins."""
        s, t = points[:, 0] / (wide / 2), points[:, 1] / (tall / 2)
        loins = 0.032 * np.exp(-(((t + 0.35) / 0.45) ** 2))
        narrow = 1 - 0.12 * np.clip(t, 0, 1) ** 2 - 0.10 * np.clip(-t, 0, 1) ** 3
        return np.column_stack(
            [points[:, 0] * narrow, points[:, 1], points[:, 2] + 0.045 * s**2 + loins - 0.03 * np.clip(t, 0, 1) ** 2]
        )

    def stand(mesh: Mesh) -> Mesh:
        up = rotate(warp(mesh, curve), (1, 0, 0), math.pi / 2)
        return translate(rotate(up, (1, 0, 0), -lean), (0, y + 0.5 * tall * math.sin(lean), foot + tall / 2))

    if framed:
        pad = cushion(
            (wide - 0.03, tall - 0.03, 0.022),
            rng,
            radius=0.009,
            crown_m=0.002,
            bulge_m=0.001,
            pucker_m=0.0004,
            piping_m=0.0,
        )
        loop = _rounded_loop(wide - 0.022, tall - 0.022, 0.07)
        frame = tube(np.column_stack([loop, np.full(len(loop), 0.011)]), 0.0125, segments=12, closed=True)
        chair.add("back", "shell", stand(frame), joint=_JOINT)
    else:
        pad = cushion(
            (wide, tall, 0.062), rng, radius=0.024, crown_m=0.010, bulge_m=0.006, pucker_m=0.001, piping_m=0.003
        )
        tray = rounded_box((0.86 * wide, 0.88 * tall, 0.018), 0.008, 4, (0, 0, -0.002), divisions=(8, 8, 1))
        chair.add("back", "shell", stand(tray), joint=_JOINT)
    made = Cushion(stand(pad.cover), stand(pad.piping) if pad.piping else None)
    points = made.cover.vertices.astype(np.float64)
    hulls = [
        hull_of(points[(points[:, 0] >= a - 0.02) & (points[:, 0] <= b + 0.02)], 24)
        for a, b in ((-wide, -wide / 6), (-wide / 6, wide / 6), (wide / 6, wide))
    ]
    chair.add("back", "cover", made.cover, hulls, joint=_JOINT)
    if made.piping:
        chair.add("back", "cover", made.piping, joint=_JOINT)
    low = under - 0.03
    # The bar passes behind the cushion and ends at its loins.
    reach = foot + 0.42 * tall
    rear = y + (reach - foot) * math.tan(lean) + (0.014 if framed else 0.012)
    path = smooth(
        [
            (0, 0.10, low),
            (0, rear + 0.01, low + 0.005),
            (0, rear + 0.045, low + 0.07),
            (0, rear + 0.035, foot + 0.1),
            (0, rear - 0.002, reach),
        ],
        22,
    )
    bar = tube(path, np.tile([0.0095, 0.032], (22, 1)), section=squircle(16, 3.5), up=(1, 0, 0))
    chair.add("back", "shell", bar, tube_hulls(path, (0.008, 0.026), 4, up=(1, 0, 0)), joint=_JOINT)


def _rounded_loop(width: float, height: float, radius: float) -> FloatArray:
    x, y = width / 2, height / 2
    corners = [(x, -y), (x, y), (-x, y), (-x, -y)]
    loop = fillet(corners, radius, 8, closed=True)
    return smooth(loop, 72, closed=True)


def _arm(chair: Assembly, p: Parameters, side: float, under: float) -> None:
    """A bracket from under the seat, a post, a pad."""
    x = side * (p.seat_m / 2 + 0.045)
    top = p.seat_height_m + 0.21
    path = smooth(
        [
            (side * 0.09, 0.05, under - 0.008),
            (0.82 * x, 0.05, under - 0.010),
            (x, 0.05, under + 0.05),
            (x, 0.05, top - 0.02),
        ],
        18,
    )
    post = tube(path, np.tile([0.009, 0.024], (18, 1)), section=squircle(14, 3.5), up=(0, 1, 0), ends="flat")
    chair.add("arms", "shell", post, tube_hulls(path, (0.008, 0.022), 3, up=(0, 1, 0)), joint=_JOINT)
    pad = (0.075, 0.245, 0.026)
    at = (x, 0.02, top)
    chair.add("arms", "shell", rounded_box(pad, 0.012, 6, at), [box_hull(pad, at, 0.012)], joint=_JOINT)
