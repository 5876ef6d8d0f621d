"""Bananas, one or a hand of several."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.profiles import smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh, Part, Surface


@dataclass(frozen=True)
class Parameters:
    """`length_m` along the outer curve with the stalk, `thickness_m` at the middle, `bend_deg` from end to end.

    `count` bananas grow from one stalk.
    """

    length_m: float
    thickness_m: float
    bend_deg: float
    count: int


# Half thickness along the fruit, as a fraction of that in the middle.
_GIRTH = [
    (0.0, 0.26),
    (0.1, 0.25),
    (0.17, 0.34),
    (0.27, 0.78),
    (0.4, 0.97),
    (0.55, 1.0),
    (0.72, 0.94),
    (0.86, 0.72),
    (0.94, 0.42),
    (0.97, 0.24),
    (1.0, 0.2),
]


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The fruit lies on its side, in the slots `skin` and `tip` (the stalk's cut and the blossom end)."""
    p = parameters
    if p.count < 1:
        raise ValueError(f"count is at least 1, got {p.count}")
    skins, tips, paths = [], [], []
    for k in range(p.count):
        skin, tip, path = _one(p, rng)
        # In a hand, the fruits fan out round the stalk, each a little higher than the one before.
        fan = (k - (p.count - 1) / 2) * 0.62 * p.thickness_m / p.length_m * 2.6
        lift = (0.0, 0.0, 0.28 * p.thickness_m * k)
        pieces = [translate(rotate(m, (0, 0, 1), fan), lift) for m in (skin, tip)]
        skins.append(pieces[0])
        tips.append(pieces[1])
        c, s = math.cos(fan), math.sin(fan)
        turned = path @ np.array([[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]]) + np.array(lift)
        paths.append(turned)
    points = np.concatenate([m.vertices for m in skins + tips]).astype(np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    offset = np.array([-(low[0] + high[0]) / 2, -(low[1] + high[1]) / 2, -low[2]])
    hulls = [hull for path in paths for hull in _hulls(path + offset, p.thickness_m / 2)]
    surfaces = (
        Surface(translate(merge(skins), offset.tolist()), "skin"),
        Surface(translate(merge(tips), offset.tolist()), "tip"),
    )
    return Model((Part("body", surfaces, tuple(hulls)),))


def _one(p: Parameters, rng: np.random.Generator) -> tuple[Mesh, Mesh, FloatArray]:
    """Skin, ends and the centre line of a banana whose stalk begins at the origin and which curves in the plane."""
    bend = math.radians(p.bend_deg) * rng.uniform(0.9, 1.1)
    s = np.linspace(0.0, 1.0, 34)
    # The stalk is straight; the bend is strongest after it.
    turn = bend * (np.clip((s - 0.08) / 0.92, 0, 1) ** 1.1 - 0.45)
    step = p.length_m / 33
    flat = np.concatenate([[[0.0, 0.0]], np.cumsum(step * np.stack([np.cos(turn), np.sin(turn)], axis=1)[:-1], axis=0)])
    path = np.stack([flat[:, 0], flat[:, 1], np.zeros(len(flat))], axis=1)
    girth = smooth(_GIRTH, 200)
    radius = p.thickness_m / 2 * np.interp(s, girth[:, 0], girth[:, 1])
    # Five edges, soft on a ripe fruit.
    angle = np.linspace(0.0, 2 * np.pi, 20, endpoint=False)
    edge = 1 + 0.07 * np.cos(5 * angle) - 0.012 * np.cos(10 * angle)
    section = edge[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    skin = tube(path, radius, section=section, up=(0.0, 0.0, 1.0), ends="flat", bevel_m=0.0008)
    ends = []
    for at, beyond, width in ((path[0], path[0] - path[1], radius[0]), (path[-1], path[-1] - path[-2], radius[-1])):
        out = beyond / np.linalg.norm(beyond)
        stub = np.stack([at - 0.002 * out, at + 0.0015 * out, at + 0.004 * out])
        ends.append(tube(stub, width * np.array([0.95, 0.96, 0.7]), segments=12, ends="flat", bevel_m=0.0008))
    return skin, merge(ends), path


def _hulls(path: FloatArray, radius: float) -> list[FloatArray]:
    """The body in four pieces that share their ends, and the stalk in one."""
    along = np.linspace(0.0, 1.0, len(path))
    girth = smooth(_GIRTH, 200)
    pieces = []
    for a, b in ((0, 6), (6, 13), (13, 20), (20, 27), (27, 33)):
        rims = []
        for k in (a, (a + b) // 2, b):
            r = radius * float(np.interp(along[k], girth[:, 0], girth[:, 1]))
            near = path[max(k - 1, 0) : k + 2] if 0 < k < len(path) - 1 else (path[:2] if k == 0 else path[-2:])
            rims.append(tube_hulls(near[[0, -1]], r, 1)[0].reshape(2, 8, 3).mean(axis=0))
        pieces.append(hull_of(np.concatenate(rims), 32))
    return pieces
