"""What stands ready on a worktop: a knife block, a crock of ladles and spatulas, a roll of kitchen paper."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style, vessel, wall_curve
from simgen.catalog.meshing.boxes import extrude, extrude_along_x, rounded_box, rounded_rectangle
from simgen.catalog.meshing.hulls import tube_hulls, turned_hulls
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, scale, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray

STYLES = ("knife_block", "crock", "paper_roll")


@dataclass(frozen=True)
class Parameters:
    """Sizes of the block, the crock or the stand; what stands in it reaches higher.

    `count`: knives, or tools in a crock (paper has none).
    """

    style: str
    width_m: float
    depth_m: float
    height_m: float
    count: int

    def __post_init__(self) -> None:
        """Styles that exist."""
        check_style(self.style, STYLES)
        if not 0 <= self.count <= 9:
            raise ValueError(f"count is 0 to 9, got {self.count}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The set, in the slots `body`, `inside`, `handle`, `steel`, `wood` and `paper`."""
    p = parameters
    made = Assembly(rng)
    {"knife_block": _block, "crock": _crock, "paper_roll": _roll}[p.style](made, p, rng)
    return made.model(has_front=p.style == "knife_block")


def _block(made: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """A block that leans back, on a wedge; handles stand out of its upper face, to the front."""
    w, lean = p.width_m, math.radians(28.0)
    # Seen from the side: low at the back, its upper face square to the knives.
    rise = 0.5 * p.depth_m * math.tan(lean)
    profile = fillet(
        [
            (-p.depth_m / 2, 0.0),
            (p.depth_m / 2, 0.0),
            (p.depth_m / 2, p.height_m - rise),
            (-p.depth_m / 2, p.height_m + rise),
        ],
        [0.003, 0.003, 0.008, 0.008],
        4,
        closed=True,
    )
    block = extrude_along_x(profile, w, 0.003, 3)
    made.add("body", "body", block, [hull_of(block, 28)])
    # The upper face falls from the front to the back, and the knives stand square to it.
    columns = 2 if p.count > 4 else 1
    for k in range(p.count):
        row, column = divmod(k, columns)
        share = (row + 0.8) / (math.ceil(p.count / columns) + 0.6)
        y = -p.depth_m / 2 + share * p.depth_m
        at = np.array([(column - (columns - 1) / 2) * 0.42 * w, y, p.height_m + rise - share * 2 * rise])
        length = rng.uniform(0.085, 0.125)
        section = rounded_box((0.017, 0.026, length), 0.006, 4, (0.0, 0.0, length / 2 + 0.004))
        bolster = rounded_box((0.013, 0.022, 0.016), 0.002, 4, (0.0, 0.0, 0.001))
        for slot, mesh in (("handle", section), ("steel", bolster)):
            tilted = translate(rotate(mesh, (1.0, 0.0, 0.0), -lean), at.tolist())
            made.add("knives", slot, tilted, [hull_of(tilted, 16)] if slot == "handle" else [])
        pin = lathe(np.array([(0, -0.0087), (0.0028, -0.0087), (0.0028, 0.0087), (0, 0.0087)]), 12)
        for z in (0.3, 0.65):
            rivet = translate(rotate(pin, (0.0, 1.0, 0.0), math.pi / 2), (0.0, 0.0, z * length))
            made.add("knives", "steel", translate(rotate(rivet, (1.0, 0.0, 0.0), -lean), at.tolist()))


def _crock(made: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """A pot with tools that lean against its rim."""
    r, h = p.width_m / 2, p.height_m
    form = vessel(
        wall_curve(
            [(0.86 * r, 0.0), (0.93 * r, 0.004), (0.98 * r, 0.25 * h), (r, 0.6 * h), (0.96 * r, 0.9 * h), (r, h)]
        ),
        wall_m=0.0045,
        floor_m=0.006,
        foot_height_m=0.002,
    )
    outside, inside, _ = form.split(form.mesh(44))
    made.add("body", "body", outside, form.hulls(12))
    made.add("body", "inside", inside)
    made.hollow("inside", form.cavity("inside").mesh)
    rim = float(form.inner[-1, 0]) - 0.008
    kinds = rng.permutation(["ladle", "spatula", "spoon", "turner", "whisk", "spoon"])
    for k in range(p.count):
        angle = 2 * math.pi * (k + rng.uniform(-0.2, 0.2)) / max(p.count, 1)
        foot = np.array([-0.45 * rim * math.cos(angle), -0.45 * rim * math.sin(angle), 0.013])
        lip = np.array([rim * math.cos(angle), rim * math.sin(angle), h - 0.004])
        _tool(
            made,
            str(kinds[k % len(kinds)]),
            foot,
            (lip - foot) / np.linalg.norm(lip - foot),
            rng.uniform(0.27, 0.32),
            angle,
            k,
        )


def _tool(
    made: Assembly, kind: str, foot: FloatArray, along: FloatArray, length: float, angle: float, number: int
) -> None:
    """One tool, head up: a stem from `foot` on, and its head in the stem's frame."""
    wooden = kind in ("spoon", "spatula")
    slot = "wood" if wooden else "steel"
    stem = 0.0052 if wooden else 0.0036
    shaft = 0.74 * length
    pieces = [tube([(0, 0, 0), (0, 0, shaft)], stem, segments=12, ends="round")]
    top = shaft - 0.004
    if kind == "spoon":
        turn = np.linspace(0.0, math.pi, 11)
        ball = lathe(np.column_stack([np.sin(turn) * (turn < 3.1), -np.cos(turn)]), 20)
        pieces.append(translate(scale(ball, (0.027, 0.0065, 0.038)), (0, 0, top + 0.034)))
    elif kind == "spatula":
        pieces.append(rounded_box((0.052, 0.005, 0.085), 0.0022, 4, (0, 0, top + 0.04)))
    elif kind == "turner":
        sheet = extrude(rounded_rectangle(0.075, 0.09, 0.012, 4), 0.0016, 0.0004)
        pieces.append(translate(rotate(sheet, (1, 0, 0), math.pi / 2), (0, 0.0008, top + 0.044)))
    elif kind == "ladle":
        bowl = vessel(
            np.array([(0.012, 0.0), (0.03, 0.008), (0.041, 0.025), (0.043, 0.036)]), wall_m=0.0014, floor_m=0.0014
        )
        pieces.append(translate(rotate(bowl.mesh(28), (1, 0, 0), math.pi / 2), (0, 0.018, top + 0.04)))
    else:
        for k in range(5):
            turn = np.linspace(0, math.pi, 15)
            loop = np.column_stack([0.026 * np.sin(turn), 0 * turn, top + 0.055 - 0.055 * np.cos(turn)])
            both = np.concatenate([loop, loop[-2:0:-1] * [-1, 1, 1]])
            pieces.append(rotate(tube(both, 0.0009, segments=6, closed=True), (0, 0, 1), math.pi * k / 5))
    solid = merge(pieces)
    # Turn the stem from +z onto `along`, the head's broad side outwards.
    spun = rotate(solid, (0.0, 0.0, 1.0), angle + math.pi / 2)
    tilt = math.acos(float(np.clip(along[2], -1, 1)))
    axis = np.cross([0.0, 0.0, 1.0], along)
    norm = float(np.linalg.norm(axis))
    placed = rotate(spun, (axis / norm).tolist(), tilt) if norm > 1e-9 else spun
    tip = foot + along * shaft
    head = translate(placed, foot.tolist())
    points = head.vertices[(head.vertices - foot) @ along > shaft].astype(np.float64)
    hulls = [*tube_hulls(np.array([foot, tip]), stem, 1)]
    if len(points) > 8:
        hulls.append(hull_of(points, 16))
    made.add(f"tool_{number + 1}", slot, head, hulls)


def _roll(made: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """A roll on a stand with a rod, the last sheet hanging loose."""
    r, h = p.width_m / 2, p.height_m
    base = lathe(fillet([(0, 0), (1.12 * r, 0), (1.12 * r, 0.012), (0, 0.012)], [0, 0.0015, 0.004, 0], 4), 48)
    made.add("body", "body", base, turned_hulls([(1.12 * r, 0.0), (1.12 * r, 0.012)]))
    rod = [(0.0, 0.011), (0.0065, 0.011), (0.0065, h + 0.03), (0.013, h + 0.042), (0.009, h + 0.054), (0.0, h + 0.056)]
    made.add(
        "body",
        "body",
        lathe(fillet(rod, [0, 0, 0.004, 0.006, 0.005, 0], 4), 24),
        turned_hulls([(0.0065, 0.011), (0.0065, h + 0.03), (0.012, h + 0.045)]),
    )
    core, low, high = 0.021, 0.0126, h + 0.012
    paper = [(core, low), (r, low), (r, high), (core, high)]
    roll = lathe(fillet(paper, 0.0015, 2, closed=True), 56)
    made.add("paper", "paper", roll, turned_hulls([(r, low), (r, high)]))
    turn = np.linspace(0.0, 0.55, 8)
    path = np.column_stack(
        [
            (r + 0.0006 + 0.012 * (turn / 0.55) ** 2) * np.cos(turn),
            (r + 0.0006 + 0.012 * (turn / 0.55) ** 2) * np.sin(turn),
            np.full(8, (low + high) / 2),
        ]
    )
    flap = tube(path, np.tile([0.0003, (high - low) / 2 - 0.002], (8, 1)), section=squircle(12, 12.0), ends="flat")
    made.add("paper", "paper", rotate(flap, (0, 0, 1), float(rng.uniform(0, 6))))
