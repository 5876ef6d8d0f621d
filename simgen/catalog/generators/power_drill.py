"""Cordless drills: a motor and its chuck over a pistol grip with a trigger, standing on the battery or lying."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._prints import written
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh

# Half as wide as the motor's case: both sides are level, so that it lies on either.
_HALF_M = 0.034


@dataclass(frozen=True)
class Parameters:
    """`length_m` from the motor's back to the chuck's nose, `height_m` standing; a `bit_m` of 0 is no bit in the chuck.

    `lying` on its side; else it stands on the battery, `battery_m` high.
    """

    length_m: float
    height_m: float
    battery_m: float
    bit_m: float
    lying: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        if self.height_m < self.battery_m + 0.13:
            raise ValueError(f"height_m is at least battery_m + 0.13, got {self.height_m}")
        if not 0.15 <= self.length_m <= 0.26:
            raise ValueError(f"length_m lies between 0.15 and 0.26, got {self.length_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The drill along x, its chuck to +x; slots `shell`, `rubber`, `dark`, `steel`, `trigger`, `mark`."""
    p = parameters
    drill = _Drill(p, rng)
    drill.battery()
    drill.handle()
    drill.motor()
    drill.chuck()
    return drill.tool.model()


class _Drill:
    """The drill while it is put together; pieces are made standing, and laid down as they are added."""

    def __init__(self, p: Parameters, rng: np.random.Generator) -> None:
        self.p = p
        self.tool = Assembly(rng)
        self.axis = p.height_m - _HALF_M
        self.back = -0.46 * p.length_m
        self.nose = self.back + p.length_m

    def put(self, slot: str, meshes: Mesh | list[Mesh], hulls: list[FloatArray] | tuple[FloatArray, ...] = ()) -> None:
        shapes = meshes if isinstance(meshes, list) else [meshes]
        if self.p.lying:
            shapes = [rotate(m, (1, 0, 0), math.pi / 2) for m in shapes]
            hulls = [np.column_stack([h[:, 0], -h[:, 2], h[:, 1]]) for h in hulls]
        self.tool.add("drill", slot, shapes, hulls)

    def turned(self, profile: npt.ArrayLike, segments: int = 44) -> Mesh:
        """A profile of radius and x turned about the motor's axis."""
        mesh = rotate(lathe(np.asarray(profile, dtype=np.float64), segments), (0, 1, 0), math.pi / 2)
        return translate(mesh, (0.0, 0.0, self.axis))

    def slab(self, outline: npt.ArrayLike, half: float, bevel: float, segments: int = 5) -> Mesh:
        """An outline in x and z, `half` thick to either side of the drill's middle plane."""
        mesh = rotate(extrude(outline, 2 * half, bevel, segments), (1, 0, 0), math.pi / 2)
        return translate(mesh, (0.0, half, 0.0))

    def battery(self) -> None:
        """The pack with its latches, the rail that it slides on, and the foot above."""
        # The latches reach as far to the sides as the motor's case.
        b, h = self.p.battery_m, _HALF_M - 0.0028
        x0, x1 = -0.052, 0.066
        lower = fillet(
            [(x0 + 0.004, 0.0), (x1 - 0.004, 0.0), (x1, b - 0.012), (x1 - 0.004, b), (x0, b), (x0, 0.012)],
            [0.007, 0.009, 0.01, 0.004, 0.004, 0.007],
            4,
            closed=True,
        )
        pack = self.slab(lower, h, 0.005)
        self.put("dark", pack, [hull_of(pack)])
        stripe = fillet(
            [(x0 + 0.012, 0.36 * b), (x1 - 0.006, 0.36 * b), (x1 - 0.004, 0.62 * b), (x0 + 0.012, 0.62 * b)],
            0.003,
            3,
            closed=True,
        )
        self.put("shell", self.slab(stripe, h + 0.0006, 0.0005, 2))
        foot = fillet(
            [
                (x0 + 0.002, b + 0.0008),
                (x1 - 0.003, b + 0.0008),
                (x1 - 0.001, b + 0.012),
                (0.042, b + 0.026),
                (-0.03, b + 0.03),
                (x0 + 0.004, b + 0.02),
            ],
            [0.003, 0.004, 0.008, 0.02, 0.02, 0.008],
            5,
            closed=True,
        )
        top = self.slab(foot, h - 0.001, 0.006)
        self.put("shell", top, [hull_of(top)])
        for s in (-1.0, 1.0):
            latch = rounded_box((0.026, 0.004, 0.015), 0.0015, 4, (x1 - 0.026, s * (h - 0.0002), b - 0.012))
            self.put("trigger", latch, [box_hull((0.022, 0.0068, 0.011), (x1 - 0.026, s * (h - 0.0006), b - 0.012))])
            ribs = [
                rounded_box((0.0016, 0.0014, 0.011), 0.0006, 2, (x1 - 0.034 + 0.004 * k, s * (h + 0.002), b - 0.012))
                for k in range(5)
            ]
            self.put("dark", ribs)
            volts = written("18V", 0.012, 0.9, 1.2, (0.0, 0.0, 0.0))
            stood = translate(rotate(volts, (1, 0, 0), math.pi / 2), (0.004, -h - 0.0007, 0.49 * b))
            self.put("mark", stood if s < 0 else rotate(stood, (0, 0, 1), math.pi, (0.004, 0.0, 0.0)))
        gauge = [
            rounded_box((0.005, 0.0006, 0.003), 0.0002, 2, (-0.034 + 0.008 * k, -h - 0.0001, 0.2 * b)) for k in range(3)
        ]
        self.put("mark", gauge)

    def handle(self) -> None:
        """The grip that leans back as it rises, its rubber, the trigger and the switch of the sense of turning."""
        z0, z1 = self.p.battery_m + 0.012, self.axis - 0.008
        knots = np.array([(-0.004, 0.0, z0), (-0.012, 0.0, z0 + 0.4 * (z1 - z0)), (-0.018, 0.0, z1)])
        path = smooth(knots, 20)
        s = np.linspace(0, 1, 20)
        wide = np.interp(s, [0, 0.14, 0.35, 0.7, 1], [0.026, 0.0175, 0.0165, 0.0170, 0.0230])
        deep = np.interp(s, [0, 0.14, 0.35, 0.7, 1], [0.031, 0.0230, 0.0205, 0.0225, 0.0330])
        grip = tube(
            path,
            np.column_stack([wide, deep]),
            section=squircle(32, 2.6),
            up=(1.0, 0.0, 0.0),
            ends="flat",
            bevel_m=0.002,
        )
        self.put("shell", grip, tube_hulls(path, (0.0172, 0.0215), 2, up=(1.0, 0.0, 0.0)))
        back = path[3:17] + np.array([-0.0035, 0.0, 0.0])
        cover = tube(
            back,
            np.column_stack([wide[3:17] + 0.0008, deep[3:17] - 0.0012]),
            section=squircle(32, 2.6),
            up=(1.0, 0.0, 0.0),
            ends="round",
        )
        self.put("rubber", cover)
        for k in range(6):
            # Ribs across the palm.
            at = back[2 + 2 * k]
            r = float(wide[5 + 2 * k])
            bow = np.linspace(-1.05, 1.05, 11)
            line = np.column_stack(
                [at[0] - (float(deep[5 + 2 * k]) - 0.0015) * np.cos(bow), r * 0.98 * np.sin(bow), np.full(11, at[2])]
            )
            self.put("rubber", tube(line, 0.0013, segments=8))
        x = 0.009
        shape = fillet(
            [
                (x - 0.012, z1 - 0.048),
                (x + 0.004, z1 - 0.050),
                (x + 0.0015, z1 - 0.036),
                (x + 0.0005, z1 - 0.028),
                (x + 0.004, z1 - 0.016),
                (x - 0.012, z1 - 0.014),
            ],
            [0.001, 0.003, 0.01, 0.01, 0.005, 0.001],
            5,
            closed=True,
        )
        trigger = self.slab(shape, 0.0105, 0.004)
        self.put("trigger", trigger, [hull_of(trigger)])
        switch = rounded_box((0.013, 2 * _HALF_M - 0.016, 0.008), 0.003, 4, (-0.006, 0.0, z1 - 0.010))
        self.put("dark", switch)
        screw = fillet(
            [(0, -0.001), (0.0036, -0.001), (0.0036, 0.0002), (0.0024, 0.0002), (0.0018, -0.0006), (0, -0.0006)],
            [0, 0, 0.0003, 0.0002, 0, 0],
            2,
        )
        for place, up in ((0.026, 0.013), (-0.034, 0.015)):
            for side in (-1.0, 1.0):
                head = rotate(lathe(screw, 18), (1, 0, 0), -side * math.pi / 2)
                spot = (place, side * (_HALF_M - 0.001), self.p.battery_m + up)
                self.put("dark", translate(head, spot))

    def motor(self) -> None:
        """The round case with slots at its back, a saddle that joins it to the grip, and a name on both sides."""
        r, back = _HALF_M, self.back
        front = 0.030
        case = fillet(
            [
                (0, back),
                (0.72 * r, back),
                (0.97 * r, back + 0.02),
                (r, back + 0.05),
                (r, front - 0.015),
                (0.86 * r, front + 0.006),
                (0, front + 0.006),
            ],
            [0, 0.012, 0.02, 0.05, 0.015, 0.006, 0],
            6,
        )
        body = self.turned(case)
        self.put("shell", body, [hull_of(body)])
        band = fillet(
            [
                (0.9 * r, back + 0.028),
                (r + 0.0004, back + 0.03),
                (r + 0.0009, back + 0.036),
                (r + 0.0004, back + 0.042),
                (0.9 * r, back + 0.044),
            ],
            [0, 0.001, 0.004, 0.001, 0],
            3,
            closed=True,
        )
        self.put("rubber", self.turned(band))
        cap = fillet(
            [
                (0, back - 0.003),
                (0.5 * r, back - 0.003),
                (0.66 * r, back + 0.003),
                (0.66 * r, back + 0.01),
                (0, back + 0.01),
            ],
            [0, 0.004, 0.003, 0, 0],
            4,
        )
        self.put("rubber", self.turned(cap))
        for k in range(18):
            if 6 < k % 18 < 12:
                continue
            a = 2 * math.pi * k / 18
            c, s = math.cos(a), math.sin(a)
            ends = [
                (back + 0.011, 0.815 * r * s, self.axis + 0.815 * r * c),
                (back + 0.024, 0.955 * r * s, self.axis + 0.955 * r * c),
            ]
            self.put("dark", tube(ends, 0.0017, segments=8))
        saddle = fillet(
            [
                (-0.056, self.axis - 0.014),
                (0.022, self.axis - 0.012),
                (0.008, self.axis - 0.042),
                (-0.034, self.axis - 0.046),
            ],
            [0.006, 0.006, 0.012, 0.012],
            5,
            closed=True,
        )
        self.put("shell", self.slab(saddle, 0.0265, 0.010))
        name = written(
            ("TORQ", "DRILL", "PRO", "MAX")[int(self.tool.rng.integers(4))], 0.013, 0.95, 1.0, (0.0, 0.0, 0.0)
        )

        def wrap(q: FloatArray) -> FloatArray:
            angle = q[:, 1] / r
            reach = r + 0.0002 + q[:, 2]
            return np.column_stack([q[:, 0] - 0.008, -reach * np.cos(angle), self.axis + reach * np.sin(angle)])

        mark = warp(name, wrap)
        self.put("mark", mark)
        self.put("mark", rotate(mark, (0, 0, 1), math.pi, (-0.008, 0.0, 0.0)))
        # The seam where the two halves of the shell meet, along the top.
        seam = [(back + 0.05, 0.0, self.axis + r - 0.0001), (front - 0.014, 0.0, self.axis + r - 0.0001)]
        self.put("dark", tube(seam, 0.0004, segments=6))

    def chuck(self) -> None:
        """The gearbox, a ribbed ring for the torque, the keyless chuck with its jaws, and a bit."""
        r, start, nose = _HALF_M, 0.030, self.nose
        gear = fillet(
            [(0, start), (0.86 * r, start), (0.84 * r, start + 0.012), (0.74 * r, start + 0.02), (0, start + 0.02)],
            [0, 0.002, 0.004, 0.004, 0],
            4,
        )
        self.put("dark", self.turned(gear))
        turn = np.linspace(0, 2 * math.pi, 90, endpoint=False)
        ribbed = (1 + 0.02 * np.sign(np.cos(18 * turn)) * np.abs(np.cos(18 * turn)) ** 0.4)[:, None] * np.column_stack(
            [np.cos(turn), np.sin(turn)]
        )
        ring = fillet(
            [(0, start + 0.019), (0.74 * r, start + 0.019), (0.72 * r, start + 0.036), (0, start + 0.036)],
            [0, 0.002, 0.003, 0],
            3,
        )
        mesh = rotate(lathe(ring, 90, outline=ribbed), (0, 1, 0), math.pi / 2)
        self.put("shell", translate(mesh, (0, 0, self.axis)))
        begin, long = start + 0.037, nose - start - 0.037
        ribs = (1 + 0.018 * np.cos(12 * turn))[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
        sleeve = fillet(
            [
                (0, begin),
                (0.60 * r, begin),
                (0.62 * r, begin + 0.3 * long),
                (0.58 * r, begin + 0.62 * long),
                (0.42 * r, begin + 0.9 * long),
                (0, begin + 0.9 * long),
            ],
            [0, 0.002, 0.01, 0.008, 0.003, 0],
            4,
        )
        mesh = rotate(lathe(sleeve, 90, outline=ribs), (0, 1, 0), math.pi / 2)
        self.put("dark", translate(mesh, (0, 0, self.axis)))
        tip = fillet(
            [(0, begin + 0.88 * long), (0.36 * r, begin + 0.88 * long), (0.28 * r, nose), (0, nose)],
            [0, 0.001, 0.002, 0],
            3,
        )
        self.put("steel", self.turned(tip, 36))
        x = [(start, 0.0, self.axis), (begin, 0.0, self.axis), (nose, 0.0, self.axis)]
        self.put("dark", [], [*tube_hulls(x[:2], 0.72 * r, 1), *tube_hulls(x[1:], 0.55 * r, 1)])
        for k in range(3):
            a = 2 * math.pi * k / 3 + 0.5
            jaw = rounded_box((0.010, 0.0042, 0.0058), 0.0008, 2, (nose + 0.001, 0.0, 0.0044))
            self.put("steel", translate(rotate(jaw, (1, 0, 0), a), (0, 0, self.axis)))
        if self.p.bit_m <= 0:
            return
        thin = 0.0031
        angle = np.linspace(0, 2 * math.pi, 20, endpoint=False)
        section = (0.72 + 0.28 * np.cos(2 * angle))[:, None] * thin * np.column_stack([np.cos(angle), np.sin(angle)])
        flute = extrude(section, self.p.bit_m, 0.0, divisions=48, crease_deg=80.0)

        def twist(q: FloatArray) -> FloatArray:
            turns = q[:, 2] / 0.017 * 2 * math.pi * np.clip(q[:, 2] / 0.02, 0, 1)
            point = np.clip((self.p.bit_m - q[:, 2]) / 0.004, 0.12, 1.0)
            c, s = np.cos(turns) * point, np.sin(turns) * point
            return np.column_stack([nose + q[:, 2], c * q[:, 0] - s * q[:, 1], self.axis + s * q[:, 0] + c * q[:, 1]])

        bit = warp(flute, twist)
        ends = [(nose, 0.0, self.axis), (nose + self.p.bit_m, 0.0, self.axis)]
        self.put("steel", bit, tube_hulls(ends, 0.85 * thin, 1))
