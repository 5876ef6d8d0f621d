"""Single-lens reflex cameras: a body with a grip, a prism's hump, and a zoom lens on its mount."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import upright
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._prints import written
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, scale, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh

MAKERS = ("ORION", "LUMIA", "VEGA", "KONTA", "PRISMA", "FOTEX")


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `height_m` (to the hump's top) and `body_m` (depth) of the body; `lens_m`, `barrel_m`: the lens's
    length and diameter; `grip_m`: how far the grip stands out, 0 to little on old cameras of metal.
    """

    width_m: float
    body_m: float
    height_m: float
    lens_m: float
    barrel_m: float
    grip_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        if self.barrel_m > 0.78 * self.height_m:
            raise ValueError(f"a barrel of {self.barrel_m} m does not fit a body of {self.height_m} m height")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The camera, its lens to -y; slots `body`, `skin`, `trim`, `rubber`, `glass`, `screen` and `mark`."""
    p = parameters
    camera = Assembly(rng)
    h = 0.74 * p.height_m
    outline = _outline(p)
    # Three layers: metal below, leather around the middle, the top plate.
    base, top = 0.14 * h, 0.76 * h
    camera.add("body", "body", extrude(outline, base, 0.002, 2))
    skin = extrude(outline * [1.003, 1.008], top - base, 0.0005, 2)
    camera.add("body", "skin", translate(skin, (0, 0, base)))
    camera.add("body", "body", translate(extrude(outline, h - top, 0.0045, 3), (0, 0, top)))
    camera.add("body", "body", [], [*_body_hulls(p, h)])
    _hump(camera, p, h, str(rng.choice(MAKERS)))
    _top_plate(camera, p, h)
    _back(camera, p, h)
    _lens(camera, p, float(rng.uniform(0.0, 1.0)))
    camera.masses["body"] = 0.5 + 2.0 * p.width_m * p.body_m * p.height_m / 0.0007 * 0.1
    camera.masses["lens"] = 0.12 + 3.0 * p.lens_m * p.barrel_m
    return camera.model(has_front=True)


def _outline(p: Parameters) -> FloatArray:
    """From above: a long body with rounded ends and the grip at -x, to the front."""
    x, y, g = p.width_m / 2, p.body_m / 2, p.grip_m
    points = [
        (x, y),
        (-x, y),
        (-x, -y - 0.8 * g),
        (-x + 0.008, -y - g),
        (-x + 0.2 * p.width_m, -y - g),
        (-x + 0.26 * p.width_m, -y),
        (x, -y),
    ]
    radii = [0.45 * p.body_m, 0.35 * p.body_m, 0.012, 0.012, 0.012, 0.008, 0.48 * p.body_m]
    return fillet(points, radii, 5, closed=True)


def _body_hulls(p: Parameters, h: float) -> list[FloatArray]:
    inset = 0.2 * p.body_m
    whole = box_hull((p.width_m - inset, p.body_m, h), (0, 0, h / 2))
    slim = box_hull((p.width_m, p.body_m - 2 * inset, h), (0, 0, h / 2))
    if p.grip_m < 0.006:
        return [whole, slim]
    y = -p.body_m / 2
    grip = box_hull(
        (0.2 * p.width_m - 0.012, p.grip_m, h), (-p.width_m / 2 + 0.008 + 0.1 * p.width_m, y - p.grip_m / 2, h / 2)
    )
    return [whole, slim, grip]


def _hump(camera: Assembly, p: Parameters, h: float, maker: str) -> None:
    """The prism's housing over the lens, narrower towards its roof and leaning back in front."""
    rise, wide, front = p.height_m - h, 0.42 * p.width_m, p.body_m / 2 + 0.012
    block = rounded_box((wide, 2 * front - 0.006, rise + 0.012), 0.005, 4, (0, 0, (rise - 0.012) / 2))
    far = front - 0.003

    def narrowed(points: FloatArray) -> FloatArray:
        share = np.clip(points[:, 2] / rise, 0.0, 1.0)
        sides = 1 - 0.36 * share
        ahead = np.where(points[:, 1] < 0, 1 - 0.34 * share, 1 - 0.12 * share)
        return np.column_stack([points[:, 0] * sides, points[:, 1] * ahead, points[:, 2]])

    shape = translate(warp(block, narrowed), (0, 0, h))
    camera.add("body", "body", shape, [hull_of(shape, 28)])
    # The name stands on the leaning front.
    lean = math.atan2(0.34 * far, rise)
    name = rotate(upright(written(maker, 0.0072, 1.1, 1.3, (0, 0, 0)), -0.0002), (1, 0, 0), -lean)
    camera.add("body", "mark", translate(name, (0, -far * (1 - 0.34 * 0.42), h + 0.42 * rise)))
    for side in (-1.0, 1.0):
        camera.add("body", "trim", rounded_box((0.0022, 0.018, 0.0022), 0.0005, 2, (side * 0.0085, 0.006, p.height_m)))
    foot = rounded_box((0.016, 0.018, 0.0008), 0.0003, 2, (0, 0.006, p.height_m + 0.0001))
    camera.add("body", "trim", foot)


def _turned(profile: list[tuple[float, float]], radii: list[float] | float, around: int = 28) -> Mesh:
    return lathe(fillet(profile, radii, 2), around, crease_deg=50)


def _ribbed(radius: float, low: float, high: float, ribs: int) -> Mesh:
    """A ring of rubber or metal with ribs along its axis."""
    turn = np.arange(2 * ribs) * math.pi / ribs
    reach = radius * np.where(np.arange(2 * ribs) % 2 == 0, 1.0, 0.975)
    ring = np.column_stack([reach * np.cos(turn), reach * np.sin(turn)])
    return translate(extrude(ring, high - low, 0.0, crease_deg=15), (0, 0, low))


def _top_plate(camera: Assembly, p: Parameters, h: float) -> None:
    """The release on the grip, a dial for modes at the other side, a small one beside the release, lugs for a strap."""
    x, y, g = p.width_m / 2, p.body_m / 2, p.grip_m
    button = _turned([(0, -0.001), (0.0062, -0.001), (0.0062, 0.003), (0.0045, 0.0048), (0, 0.0044)], 0.0006, 24)
    camera.add("body", "trim", translate(button, (-x + 0.11 * p.width_m, -y - g + 0.016, h)))
    mode = merge(
        [
            _ribbed(0.0105, -0.001, 0.008, 20),
            _turned([(0, 0.0078), (0.0088, 0.0078), (0.0088, 0.0088), (0, 0.0088)], 0.0),
        ]
    )
    camera.add("body", "body", translate(mode, (0.66 * x, 0.001, h)))
    camera.add("body", "mark", rounded_box((0.0012, 0.005, 0.0004), 0.0, 2, (0.66 * x, -0.004, h + 0.0089)))
    camera.add("body", "trim", translate(_ribbed(0.0085, -0.001, 0.0055, 16), (-0.56 * x, 0.006, h)))
    for side in (-1.0, 1.0):
        ring = np.arange(16) * math.pi / 8
        loop = np.column_stack([0.0 * ring, 0.005 * np.cos(ring), 0.005 * np.sin(ring)])
        loop += (side * (x + 0.0012), 0.0, 0.82 * h)
        camera.add("body", "trim", tube(loop, 0.001, segments=6, closed=True))


def _back(camera: Assembly, p: Parameters, h: float) -> None:
    """The eyepiece, the screen, and keys beside it."""
    y = p.body_m / 2
    cup = rounded_box((0.034, 0.012, 0.022), 0.004, 4, (0, y + 0.006, h + 0.009))
    camera.add("body", "rubber", cup)
    camera.add("body", "screen", rounded_box((0.02, 0.001, 0.012), 0.0004, 2, (0, y + 0.0119, h + 0.009)))
    screen = rounded_box((0.52 * p.width_m, 0.004, 0.62 * h), 0.0015, 2, (0.1 * p.width_m, y + 0.001, 0.45 * h))
    camera.add("body", "screen", screen)
    key = rotate(_turned([(0, 0), (0.0045, 0), (0.0045, 0.0025), (0, 0.003)], 0.0005, 18), (1, 0, 0), -math.pi / 2)
    wheel = rotate(
        _turned([(0, 0), (0.011, 0), (0.011, 0.0025), (0.006, 0.003), (0, 0.0022)], 0.0005), (1, 0, 0), -math.pi / 2
    )
    camera.add("body", "trim", translate(wheel, (-0.33 * p.width_m, y - 0.0005, 0.42 * h)))
    for z in (0.2, 0.64, 0.8):
        camera.add("body", "trim", translate(key, (-0.33 * p.width_m, y - 0.0005, z * h)))


def _lens(camera: Assembly, p: Parameters, zoom: float) -> None:
    """A mount, two ribbed rings, a red or gold line, and glass sunk into a dark cone. Drawn upwards from the mount."""
    r, tall = p.barrel_m / 2, p.lens_m
    z = max(0.5 * 0.74 * p.height_m, r + 0.0015)
    at = (0.0, -p.body_m / 2, z)

    def put(mesh: Mesh) -> Mesh:
        return translate(upright(mesh, 0.0), at)

    mount = _turned([(0, -0.003), (1.02 * r, -0.003), (1.02 * r, 0.003), (0.9 * r, 0.0045), (0, 0.0045)], 0.0008, 36)
    camera.add("lens", "trim", put(mount))
    bell = 0.0025
    barrel = [
        (0.0, 0.002),
        (0.88 * r, 0.002),
        (0.9 * r, 0.12 * tall),
        (0.96 * r, 0.2 * tall),
        (0.96 * r, 0.8 * tall),
        (r, 0.84 * tall),
        (r, tall),
        (r - bell, tall),
        (0.78 * r, tall - 0.008),
        (0.0, tall - 0.008),
    ]
    camera.add("lens", "body", put(_turned(barrel, [0, 0, 0.003, 0.003, 0.001, 0.001, 0.0008, 0.0005, 0, 0], 36)))
    # Black inside, so that nothing shines into the glass.
    cone = [(0.77 * r, tall - 0.0078), (r - bell - 0.0002, tall - 0.0003), (0.77 * r, tall - 0.0074)]
    camera.add("lens", "rubber", put(lathe(np.array(cone), 36)))
    camera.add("lens", "rubber", put(_ribbed(0.99 * r, (0.3 + 0.08 * zoom) * tall, (0.52 + 0.08 * zoom) * tall, 24)))
    camera.add("lens", "rubber", put(_ribbed(0.985 * r, 0.68 * tall, 0.77 * tall, 24)))
    line = _turned(
        [(0, 0.865 * tall), (1.006 * r, 0.865 * tall), (1.006 * r, 0.89 * tall), (0, 0.89 * tall)], 0.0002, 48
    )
    camera.add("lens", "mark", put(line))
    figures = written("18 55", 0.0034, 1.0, 1.0, (0, 0, 0))
    # Focal lengths stand on top of the barrel, before the zoom ring.
    camera.add("lens", "mark", translate(figures, (0.0, at[1] - 0.25 * tall, z + 0.962 * r)))
    dome = np.linspace(0.0, 0.5 * math.pi, 7)
    cap = lathe(np.concatenate([[[0.0, 0.0]], np.column_stack([np.cos(dome), np.sin(dome)])]), 32)
    glass = scale(cap, (0.74 * r, 0.74 * r, 0.0055))
    camera.add("lens", "glass", put(translate(glass, (0, 0, tall - 0.0079))))
    hulls = turned_hulls([(0.9 * r, 0.001), (0.96 * r, 0.2 * tall), (0.98 * r, tall)])
    camera.add("lens", "body", [], [np.column_stack([q[:, 0], -q[:, 2], q[:, 1]]) + np.array(at) for q in hulls])
