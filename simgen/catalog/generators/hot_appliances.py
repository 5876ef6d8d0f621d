"""Small cooking appliances with a hinged lid: rice cookers and sandwich makers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import upright
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._maker import FOOT_M, add_feet, maker
from simgen.catalog.generators._prints import written
from simgen.catalog.generators._vessels import check_style, disc, vessel
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.lofts import at_height, bowl_hulls, loft, oval, pole, rounded_ring
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.rings import ring_prism
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Joint, Mesh

KINDS: dict[str, tuple[str, ...]] = {
    "rice_cooker": ("round", "square"),
    "sandwich_maker": ("triangles", "ridges", "waffle"),
}


@dataclass(frozen=True)
class Parameters:
    """Outer sizes with the lid shut, without handles that stand out.

    `kind` one of KINDS, and `style` one of its: the body of a rice cooker seen from above, the plates of a
    sandwich maker.
    """

    kind: str
    style: str
    width_m: float
    depth_m: float
    height_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")
        check_style(self.style, KINDS[self.kind])
        if min(self.width_m, self.depth_m) < 0.15 or not 0.07 <= self.height_m <= 0.35:
            size = f"{self.width_m} x {self.depth_m} x {self.height_m}"
            raise ValueError(f"no small appliance measures {size} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The appliance, its front at -y; slots `body`, `lid`, `trim`, `inside`, `steel`, `dark`, `lamp`, `print`, `foot`.

    The joint `lid` turns about the back's upper edge.
    """
    thing = Assembly(rng)
    {"rice_cooker": _rice_cooker, "sandwich_maker": _sandwich_maker}[parameters.kind](thing, parameters)
    return thing.model(has_front=True)


def _front_print(thing: Assembly, text: str, tall: float, at: tuple[float, float, float]) -> None:
    mark = rotate(written(text, tall, 1.0, 1.0, (0.0, 0.0, 0.0)), (1, 0, 0), math.pi / 2)
    thing.add("body", "print", translate(mark, at))


def _rice_cooker(thing: Assembly, p: Parameters) -> None:
    """A round-shouldered body with a pot in its well, a domed lid with a vent, a panel, and a handle that lies back."""
    x, y = p.width_m / 2, p.depth_m / 2
    crown = 0.2 * p.height_m
    rim = p.height_m - crown
    power = 2.3 if p.style == "round" else 4.2
    well = min(x, y) - 0.026
    middle = (0.0, -0.012 if y > x + 0.01 else 0.0)

    def ring(grow: float, z: float) -> FloatArray:
        return at_height(oval(x + grow, y + grow, y + grow, squareness=(power, power), points=64), z)

    def hole(radius: float, z: float) -> FloatArray:
        return at_height(oval(radius, radius, radius, squareness=(2.0, 2.0), points=64, center=middle), z)

    z0 = FOOT_M
    outside = [ring(-0.022, z0), ring(-0.01, z0 + 0.004), ring(-0.004, z0 + 0.018), ring(0.0, 0.45 * rim)]
    outside += [ring(-0.001, 0.8 * rim), ring(-0.004, rim - 0.004), ring(-0.007, rim)]
    inside = [hole(well + 0.002, rim), hole(well, rim - 0.003), hole(well, 0.03), hole(well - 0.004, 0.028)]
    shell = loft([pole(outside[0]), *outside, *inside, pole(inside[-1])], creases=[1, 7, 8, 11])
    hulls = bowl_hulls(
        [outside[0], outside[2], outside[3], outside[6]], [inside[2], hole(well, 0.45 * rim), inside[1]], 12
    )
    hulls[0] = hull_of(np.concatenate([outside[0], outside[2], ring(-0.003, 0.0295)]), 32)
    thing.add("body", "body", shell, hulls)
    belt = ring_prism(ring(0.0008, 0)[:, :2], ring(-0.02, 0)[:, :2], 0.006, 0.0015, 2)
    thing.add("body", "trim", translate(belt, (0, 0, 0.62 * rim)))
    form = vessel(
        np.array([(0.86 * well, 0.0), (well - 0.008, 0.012), (well - 0.004, 0.05), (well - 0.004, rim - 0.034)]),
        wall_m=0.0018,
        floor_m=0.002,
        corner_m=0.012,
    )
    at = (middle[0], middle[1], 0.031)
    top = rim - 0.0325
    lip = [(well - 0.006, top - 0.0016), (well + 0.0012, top - 0.0016), (well + 0.0012, top), (well - 0.006, top)]
    edge = translate(lathe(np.array(lip), 48), at)
    thing.add("pot", "inside", [translate(form.mesh(48), at), edge], [h + np.array(at) for h in form.hulls(10)])
    thing.hollow("pot", translate(form.cavity("pot").mesh, at))
    floor = [(a + middle[0], b + middle[1]) for a, b in disc(0.6 * well)]
    thing.support("pot", floor, at[2] + 0.002, rim - at[2], behind=("lid",))
    # The lid: a dome with a rim of its own; its underside is a steel plate.
    low = rim + 0.0015
    rise = [(0.0 - 0.004, 0.0), (-0.002, 0.008), (-0.008, 0.3), (-0.024, 0.62), (-0.055, 0.86)]
    levels = [(-0.005, low), (-0.001, low + 0.004)]
    levels += [(grow, low + 0.004 + share * (crown - 0.007)) for grow, share in rise[2:]]
    dome = [ring(grow, z) for grow, z in levels]
    top = p.height_m - 0.0005
    dome.append(ring(-0.55 * x, top - 0.002))
    lid = loft([pole(dome[0]), *dome, pole(dome[-1], 0.002)], creases=[1])
    thing.add("lid", "lid", lid, [hull_of(lid, 32)], joint="lid")
    plate = lathe(fillet([(0, 0), (well - 0.008, 0), (well - 0.008, 0.006), (0, 0.006)], [0, 0.003, 0, 0], 3), 48)
    thing.add("lid", "steel", translate(plate, (*middle, low - 0.0055)), joint="lid")
    vent = lathe(
        fillet([(0, 0), (0.02, 0), (0.0185, 0.007), (0.006, 0.008), (0, 0.006)], [0, 0, 0.002, 0.001, 0], 3), 32
    )
    slits = [rounded_box((0.0022, 0.011, 0.0006), center=(0.0045 * k, 0, 0.0079)) for k in (-1, 0, 1)]
    spot = (0.0, 0.34 * y, top - 0.006)
    thing.add("lid", "trim", translate(vent, spot), joint="lid")
    thing.add("lid", "dark", [translate(s, spot) for s in slits], joint="lid")
    catch = (0.0, -y + 0.012, low + 0.35 * crown)
    thing.add(
        "lid", "trim", rotate(rounded_box((0.05, 0.024, 0.012), 0.004, 4, catch), (1, 0, 0), 0.5, catch), joint="lid"
    )
    thing.joints.append(Joint("lid", "revolute", (0.0, y - 0.012, low), (-1.0, 0.0, 0.0), 0.0, math.radians(85.0)))
    _bail(thing, p, rim)
    _rice_panel(thing, p, rim)
    add_feet(thing, 0.6 * x, 0.6 * y)


def _bail(thing: Assembly, p: Parameters, rim: float) -> None:
    """A handle on two pivots that lies back around the lid."""
    x, y, z = p.width_m / 2, p.depth_m / 2, rim - 0.018
    line = smooth([(-x - 0.004, 0.0), (-x - 0.006, 0.35 * y), (-0.8 * x, 0.9 * y), (0.0, y + 0.022)], 18)
    both = np.concatenate([line, (line * [-1, 1])[::-1][1:]])
    path = np.column_stack([both, np.full(len(both), z)])
    bow = tube(path, np.tile([0.0045, 0.0085], (len(path), 1)), segments=14, ends="round")
    caps = []
    for side in (-1.0, 1.0):
        cap = lathe(fillet([(0, 0), (0.0145, 0), (0.012, 0.007), (0, 0.008)], [0, 0, 0.003, 0], 3), 24)
        caps.append(translate(rotate(cap, (0, 1, 0), side * math.pi / 2), (side * (x - 0.001), 0.0, z)))
    thing.add("body", "trim", [bow, *caps], tube_hulls(path, (0.0045, 0.0085), 10))


def _rice_panel(thing: Assembly, p: Parameters, rim: float) -> None:
    """A dark panel on the front with a window, keys and lamps, or a lever in a slit with two lamps."""
    y, low = p.depth_m / 2, 0.18 * rim
    w, h = 0.36 * p.width_m, 0.4 * rim
    plate = extrude(rounded_rectangle(w, h, 0.012, 5), 0.012, 0.003, 3)
    middle = low + h / 2
    thing.add(
        "body",
        "trim",
        translate(upright(plate, 0.0), (0.0, -y + 0.0085, middle)),
        [box_hull((w, 0.012, h), (0.0, -y + 0.0025, middle))],
    )
    face = -y - 0.0035
    if p.style == "square":
        window = rounded_box((0.5 * w, 0.001, 0.28 * h), 0.0004, 2, (0.0, face, middle + 0.24 * h))
        thing.add("body", "dark", window)
        _front_print(thing, f"{thing.rng.integers(10, 60)}", 0.16 * h, (0.0, face - 0.0006, middle + 0.24 * h))
        for k in range(6):
            at = ((k % 3 - 1) * 0.29 * w, face, middle - (0.08 + 0.2 * (k // 3)) * h)
            thing.add("body", "steel", rounded_box((0.2 * w, 0.003, 0.1 * h), 0.0012, 2, at))
        _front_print(thing, maker(thing.rng), 0.055 * h, (0.0, face - 0.0002, middle - 0.41 * h))
    else:
        slit = rounded_box((0.016, 0.001, 0.34 * h), 0.0004, 2, (0.0, face, middle - 0.18 * h))
        lever = rounded_box((0.034, 0.016, 0.018), 0.005, 4, (0.0, face - 0.006, middle - 0.12 * h))
        thing.add("body", "dark", slit)
        thing.add("body", "steel", lever)
        for k, slot in ((-1, "lamp"), (1, "dark")):
            lamp = rounded_box((0.014, 0.003, 0.006), 0.0014, 2, (k * 0.25 * w, face, middle + 0.18 * h))
            thing.add("body", slot, lamp)
        _front_print(thing, maker(thing.rng), 0.07 * h, (0.0, face - 0.0002, middle + 0.36 * h))


def _half_shell(x: float, y: float, corner: float, heights: tuple[float, float], *, up: bool) -> Mesh:
    """A shallow shell, flat where it meets the other half and round at its far side."""
    low, high = heights
    tall = high - low
    shape = [(0.0, 0.0), (0.0, 0.45), (-0.006, 0.75), (-0.018, 0.94), (-0.03, 1.0)]
    rings = []
    for grow, share in shape:
        z = low + share * tall if up else high - share * tall
        rings.append(at_height(rounded_ring(x + grow, y + grow, corner + grow), z))
    stack = rings if up else rings[::-1]
    return loft([pole(stack[0]), *stack, pole(stack[-1])], creases=[1] if up else [len(stack)])


def _sandwich_maker(thing: Assembly, p: Parameters) -> None:
    """Two shells that close on each other, plates inside, lamps on top, handles in front and a hinge behind."""
    x, y, h = p.width_m / 2, p.depth_m / 2, p.height_m
    part = 0.5 * h
    gap = 0.0022
    corner = 0.045
    lower = _half_shell(x, y, corner, (FOOT_M, part - gap), up=False)
    upper = _half_shell(x, y, corner, (part + gap, h), up=True)
    thing.add("body", "body", lower, [hull_of(lower, 32)])
    thing.add("lid", "lid", upper, [hull_of(upper, 32)], joint="lid")
    _plates(thing, p, part, gap)
    for joint, z, slot in ((None, part - gap - 0.0085, "body"), ("lid", part + gap + 0.0085, "lid")):
        line = smooth([(0.0, -y + 0.02), (0.0, -y - 0.03), (0.0, -y - 0.072)], 10)
        path = np.column_stack([line, np.full(10, z)])
        wide = np.column_stack(
            [np.interp(np.linspace(0, 1, 10), [0, 0.4, 1], [0.05, 0.034, 0.03]), np.full(10, 0.0078)]
        )
        section = rounded_rectangle(2.0, 2.0, 0.6, 4)
        grip = tube(path, wide, section=section, ends="flat", bevel_m=0.003)
        thing.add("lid" if joint else "body", slot, grip, [hull_of(grip, 24)], joint=joint)
    clip = rounded_box((0.022, 0.006, 0.03), 0.0022, 4, (0.0, -y - 0.0765, part + 0.002))
    thing.add("lid", "trim", clip, joint="lid")
    for k, slot in ((-1, "lamp"), (1, "dark")):
        lamp = lathe(fillet([(0, 0), (0.0055, 0), (0.0045, 0.0018), (0, 0.0022)], [0, 0, 0.0008, 0], 2), 20)
        thing.add("lid", slot, translate(lamp, (k * 0.014, -0.42 * y, h - 0.0004)), joint="lid")
    panel = extrude(rounded_rectangle(1.1 * x, 0.7 * y, 0.025, 6), 0.0022, 0.0008, 2)
    thing.add("lid", "steel", translate(panel, (0.0, 0.18 * y, h - 0.001)), joint="lid")
    mark = written(maker(thing.rng), 0.011, 1.0, 1.0, (0.0, 0.18 * y, h + 0.0012))
    thing.add("lid", "print", mark, joint="lid")
    for side in (-1.0, 1.0):
        knuckle = tube(
            [(side * 0.5 * x, y - 0.001, part), (side * 0.85 * x, y - 0.001, part)], 0.0085, segments=18, ends="flat",
            bevel_m=0.001,
        )  # fmt: skip
        thing.add("body", "trim", knuckle, [hull_of(knuckle, 16)])
    add_feet(thing, 0.72 * x, 0.74 * y)
    limit = math.radians(100.0)
    thing.joints.append(Joint("lid", "revolute", (0.0, y + 0.0035, part), (-1.0, 0.0, 0.0), 0.0, limit))


def _plates(thing: Assembly, p: Parameters, part: float, gap: float) -> None:
    """A coated plate in each half, with the ribs that its pattern asks for."""
    x, y = p.width_m / 2 - 0.014, p.depth_m / 2 - 0.016
    for joint, sign in ((None, -1.0), ("lid", 1.0)):
        face = part + sign * gap
        name = "lid" if joint else "body"
        ribs: list[Mesh] = [rounded_box((2 * x, 2 * y, 0.0016), 0.0006, 2, (0, 0, face - sign * 0.0002))]
        z = face - sign * 0.0008
        tall = 0.0022
        if p.style == "triangles":
            for a, b in (((-x, 0), (x, 0)), ((0, -y), (0, y)), ((-x, -y), (0, 0)), ((0, 0), (x, y)),
                         ((-x, y), (0, 0)), ((0, 0), (x, -y))):  # fmt: skip
                ribs.append(_rib(a, b, 0.0045, tall, z))
        else:
            count = 9
            for k in range(1, count):
                u = -x + 2 * x * k / count
                ribs.append(_rib((u, -y + 0.004), (u, y - 0.004), 0.004, tall, z))
            if p.style == "waffle":
                for k in range(1, count):
                    v = -y + 2 * y * k / count
                    ribs.append(_rib((-x + 0.004, v), (x - 0.004, v), 0.004, tall, z))
        for size, at in (
            ((2 * x, 0.006), (0, -y + 0.003)),
            ((2 * x, 0.006), (0, y - 0.003)),
            ((0.006, 2 * y), (-x + 0.003, 0)),
            ((0.006, 2 * y), (x - 0.003, 0)),
        ):
            ribs.append(rounded_box((*size, tall), 0.0009, 2, (*at, z)))
        thing.add(name, "inside", ribs, joint=joint)


def _rib(a: tuple[float, float], b: tuple[float, float], wide: float, tall: float, z: float) -> Mesh:
    """A low bar between two points of a plate."""
    along = (b[0] - a[0], b[1] - a[1])
    bar = rounded_box((math.hypot(*along), wide, tall), 0.0009, 2)
    turned = rotate(bar, (0, 0, 1), math.atan2(along[1], along[0]))
    return translate(turned, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, z))
