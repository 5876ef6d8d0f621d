"""A board with hooks on the wall, and coats hung on them by their loops."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.cloth import padded
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.lofts import loft, pole
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `board_m` (height) of the board; `hooks` on it, on which `coats` (0 to 2) coats hang.

    `coat_m`: a coat's length from its loop to the hem.
    """

    width_m: float
    board_m: float
    hooks: int
    coats: int
    coat_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        if not 0 <= self.coats <= min(2, self.hooks) or (self.coats - 1) * 0.68 > self.width_m:
            raise ValueError(f"{self.coats} coats do not hang on {self.hooks} hooks in {self.width_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The board with its back at +y; slots `board`, `metal`, `coat`, `second_coat`, `lining` and `button`."""
    p = parameters
    rack = Assembly(rng)
    rack.board("body", "board", (p.width_m, 0.02, p.board_m), (0, -0.01, 0), radius=0.003, grain="x")
    step = p.width_m / p.hooks
    places = [(k + 0.5) * step - p.width_m / 2 for k in range(p.hooks)]
    for x in places:
        _hook(rack, x)
    # Two coats take the outermost hooks.
    order = {0: [], 1: places[rng.integers(p.hooks) :][:1], 2: [places[0], places[-1]]}[p.coats]
    for k, x in enumerate(order):
        _coat(rack, p, f"coat_{k + 1}", "second_coat" if k else "coat", x, rng)
    return rack.model(has_front=True)


def _hook(rack: Assembly, x: float) -> None:
    """A plate, a long arm above that turns up, a short one below; both end in knobs."""
    rack.board("body", "metal", (0.022, 0.004, 0.062), (x, -0.022, 0.0), radius=0.0015, solid=False)
    for knots, r in (
        ([(-0.022, 0.008), (-0.050, 0.004), (-0.072, 0.020), (-0.078, 0.045)], 0.0042),
        ([(-0.022, -0.012), (-0.036, -0.020), (-0.046, -0.016), (-0.050, -0.004)], 0.0038),
    ):
        line = smooth(knots, 14)
        path = np.column_stack([np.full(len(line), x), line])
        rod = tube(path, r, segments=12)
        ball = translate(
            lathe(
                fillet(
                    [(0, -0.007), (0.006, -0.006), (0.007, 0), (0.006, 0.006), (0, 0.007)],
                    [0, 0.003, 0.003, 0.003, 0],
                    3,
                ),
                16,
            ),
            path[-1].tolist(),
        )
        rack.add("body", "metal", [rod, ball], [hull_of(rod, 16)])


def _coat(rack: Assembly, p: Parameters, name: str, cloth: str, x: float, rng: np.random.Generator) -> None:
    """A coat that hangs flat against the wall by the loop in its collar: body, sleeves, collar, buttons, a pocket."""
    size = p.coat_m * rng.uniform(0.94, 1.0)
    top = 0.012
    wide = rng.uniform(0.43, 0.48)
    folds = Ripples.draw(rng, 0.08, 0.16, stretch=(1.0, 1.0, 14.0))
    ring_points = 64
    turn = np.linspace(0, 2 * math.pi, ring_points, endpoint=False)
    # Half width, half depth, how far the middle lies before the wall, by the share of the length from the loop.
    rows = [
        (0.0, 0.055, 0.022, 0.056),
        (0.02, 0.085, 0.032, 0.060),
        (0.055, 0.13, 0.040, 0.062),
        (0.10, 0.175, 0.047, 0.064),
        (0.16, 0.195, 0.055, 0.070),
        (0.26, 0.20, 0.060, 0.074),
        (0.42, 0.205, 0.058, 0.074),
        (0.6, 0.22, 0.056, 0.074),
        (0.8, 0.24, 0.058, 0.076),
        (0.97, 0.255, 0.062, 0.078),
        (1.0, 0.255, 0.060, 0.078),
    ]
    scale = wide / 0.46

    def body(share: float, shrink: float = 1.0) -> FloatArray:
        half, deep, out = (float(np.interp(share, [r[0] for r in rows], [r[k] for r in rows])) for k in (1, 2, 3))
        c, s = np.cos(turn), np.sin(turn)
        ring = np.column_stack(
            [
                half * scale * np.sign(c) * np.abs(c) ** 0.75,
                deep * np.sign(s) * np.abs(s) ** 0.75,
                np.full(ring_points, -share * size),
            ]
        )
        # Folds deepen towards the hem; the back lies at the wall and stays flat.
        front = np.clip(0.4 - s, 0, 1.2)
        amount = (0.003 + 0.022 * share) * front
        ring[:, 1] += amount * np.clip(folds(ring * [1, 0, 1]), -1.5, 1.5) - 0.35 * amount
        ring[:, :2] = ring[:, :2] * shrink
        ring[:, 1] -= out
        return ring

    shares = np.unique(np.concatenate([[r[0] for r in rows], np.linspace(0.2, 0.95, 14)]))[::-1]
    rings = [body(float(s)) for s in shares]
    hem = [body(1.0, 0.985) + np.array([0, 0, 0.012]), body(1.0, 0.985)]
    skin = loft([pole(hem[0]), *hem, *rings, pole(rings[-1], 0.004)], [1])
    lean = float(rng.normal(0.0, 0.02))
    place = (x, -0.018, top)
    hang = [hull_of(np.concatenate(rings[a:b]), 28) for a, b in ((0, 8), (7, 15), (14, len(rings)))]

    def put(mesh: Mesh) -> Mesh:
        return translate(rotate(mesh, (0, 1, 0), lean), place)

    c, s = math.cos(lean), math.sin(lean)
    matrix = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    rack.add(name, cloth, put(skin), [h @ matrix.T + np.array(place) for h in hang])
    for side in (-1.0, 1.0):
        sleeve = _sleeve(size, scale, side, rng)
        rack.add(name, cloth, put(sleeve), [hull_of(put(sleeve), 24)])
    rack.add(name, cloth, put(_collar(scale)))
    loop = tube(
        smooth(
            [(-0.022, -0.050, -0.006), (-0.006, -0.052, 0.006), (0.006, -0.052, 0.006), (0.022, -0.050, -0.006)], 12
        ),
        0.0022,
        segments=8,
    )
    rack.add(name, "lining", put(loop))
    # The edge of the front that lies over the other.
    edge = []
    for share in np.linspace(0.12, 0.985, 26):
        ring = body(float(share))
        front = ring[ring[:, 1] < ring[:, 1].mean()]
        front = front[np.argsort(front[:, 0])]
        edge.append([0.004, float(np.interp(0.004, front[:, 0], front[:, 1])) - 0.0012, -share * size])
    placket = tube(np.array(edge), np.tile([0.019, 0.0028], (26, 1)), section=squircle(12, 3.0), up=(0, -1, 0))
    rack.add(name, cloth, put(placket))
    for k in range(4):
        share = 0.22 + 0.14 * k
        ring = body(share)
        at = ring[np.argmin(np.abs(ring[:, 0] - 0.008) + 1e3 * (ring[:, 1] > ring[:, 1].mean()))]
        knob = lathe(
            fillet(
                [(0, 0), (0.0105, 0), (0.0105, 0.0028), (0.007, 0.0036), (0, 0.003)], [0, 0.0008, 0.0012, 0.001, 0], 3
            ),
            20,
        )
        rack.add(
            name,
            "button",
            put(translate(rotate(knob, (1, 0, 0), math.pi / 2), (float(at[0]), float(at[1]) - 0.0028, float(at[2])))),
        )
    for side in (-1.0, 1.0):
        share = 0.62
        ring = body(share)
        at = ring[np.argmin(np.abs(ring[:, 0] - side * 0.125) + 1e3 * (ring[:, 1] > ring[:, 1].mean()))]
        flap = rounded_box((0.125, 0.006, 0.045), 0.0025, 4, (0, 0, 0), divisions=(6, 1, 2))
        flap = warp(flap, lambda q: np.column_stack([q[:, 0], q[:, 1] + 1.6 * q[:, 0] ** 2, q[:, 2]]))
        turned = rotate(flap, (0, 0, 1), side * 0.16)
        rack.add(name, cloth, put(translate(turned, (float(at[0]), float(at[1]) - 0.0005, float(at[2])))))


def _sleeve(size: float, scale: float, side: float, rng: np.random.Generator) -> Mesh:
    """A tube that falls from the shoulder, bent a little at the elbow, flat, with creases across."""
    long = 0.60 * min(size, 1.0)
    knots = np.array(
        [
            (0.140, -0.072, -0.085),
            (0.188, -0.078, -0.13),
            (0.222, -0.086, -0.26),
            (0.236, -0.098, -0.085 - 0.55 * long),
            (0.238, -0.118, -0.085 - long),
        ]
    )
    knots[:, 0] *= scale * side
    path = smooth(knots, 34)
    t = np.linspace(0, 1, 34)
    creases = 0.11 * Ripples.draw(rng, 0.05, 0.14)(path) * np.clip(np.sin(math.pi * t) + 0.3, 0, 1)
    size_across = np.interp(t, [0, 0.15, 0.5, 1.0], [0.030, 0.052, 0.050, 0.046]) * (1 + creases)
    size_deep = np.interp(t, [0, 0.15, 0.5, 1.0], [0.026, 0.040, 0.036, 0.036]) * (1 - creases)
    return tube(path, np.column_stack([size_deep, size_across]), segments=24, ends="flat", bevel_m=0.004, up=(1, 0, 0))


def _collar(scale: float) -> Mesh:
    """A turned-down collar round the neck, open in front."""
    angle = np.linspace(math.radians(-62), math.radians(242), 30)
    c, s = np.cos(angle), np.sin(angle)
    grid = np.empty((7, 30, 3))
    for k, (grow, z) in enumerate(
        [(0.0, -0.020), (0.0, 0.006), (0.006, 0.018), (0.016, 0.017), (0.026, 0.004), (0.034, -0.014), (0.040, -0.034)]
    ):
        front = np.clip(-s, 0, 1)
        grid[k, :, 0] = (0.064 * scale + grow) * c
        grid[k, :, 1] = (0.030 + 0.8 * grow) * s - 0.058 - 0.012 * front
        grid[k, :, 2] = z - 0.040 * front**2 - 0.25 * grow * np.abs(c)
    return padded(grid[:, ::-1], 0.006, 0.004)
