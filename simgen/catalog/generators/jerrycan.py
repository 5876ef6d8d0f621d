"""Flat bottles with a handle in one piece, as detergent comes in: a label, a cap that measures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._prints import lettering
from simgen.catalog.meshing.boxes import extrude, rounded_rectangle
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.rings import ring_hulls, ring_prism
from simgen.catalog.meshing.transforms import merge, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Part, Surface


@dataclass(frozen=True)
class Parameters:
    """Outer sizes with the cap; `cap_m` is the cap's diameter."""

    width_m: float
    depth_m: float
    height_m: float
    cap_m: float

    def __post_init__(self) -> None:
        """A cap that the neck bears."""
        if self.cap_m > 0.95 * self.depth_m:
            raise ValueError(f"a cap of {self.cap_m} m is wider than a bottle of {self.depth_m} m is deep")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The bottle, in the slots `body`, `label`, `print` and `cap`; its broad side is the front."""
    p = parameters
    w, d = p.width_m / 2, p.depth_m
    cap_tall = 0.11 * p.height_m + 0.012
    body = p.height_m - cap_tall
    neck = 0.46 * p.cap_m
    left = -0.42 * w
    shape = fillet(
        [
            (-0.96 * w, 0.0), (0.96 * w, 0.0), (w, 0.3 * body), (0.97 * w, 0.62 * body), (0.62 * w, 0.9 * body),
(left + neck + 0.012, body - 0.006), (left - neck - 0.006, body - 0.006), (-w, 0.78 * body),
        ],
        [0.018, 0.018, 0.05, 0.05, 0.04, 0.012, 0.012, 0.03],
        5,
        closed=True,
    )  # fmt: skip
    # The handle is a hole through the upper corner.
    at = (0.42 * w, 0.66 * body)
    hole = smooth(
        [
            (-0.2 * w, 0.12 * body),
            (-0.06 * w, -0.14 * body),
            (0.2 * w, -0.17 * body),
            (0.24 * w, -0.02 * body),
            (0.02 * w, 0.14 * body),
        ],
        28,
        closed=True,
    )
    turned = hole + np.asarray(at)
    mesh = ring_prism(shape, turned, d, min(0.016, 0.3 * d), 5, center=at, crease_deg=50)
    stood = translate(rotate(mesh, (1.0, 0.0, 0.0), np.pi / 2), (0.0, d / 2, 0.0))
    hulls = [np.column_stack([q[:, 0], d / 2 - q[:, 2], q[:, 1]]) for q in ring_hulls(shape, turned, d, 8, center=at)]
    # The cap hides the neck.
    neck_z = body - 0.0065
    cap = [
        (0.0, neck_z),
        (0.98 * p.cap_m / 2, neck_z),
        (p.cap_m / 2, neck_z + 0.006),
        (0.94 * p.cap_m / 2, p.height_m),
        (0.0, p.height_m),
    ]
    ribs = squircle(48, 2.0) * (1 + 0.012 * np.cos(24 * np.linspace(0, 2 * np.pi, 49)[:-1]))[:, None]
    top = translate(lathe(fillet(cap, [0, 0.001, 0.001, 0.003, 0], 3), outline=ribs), (left, 0.0, 0.0))
    field = extrude(rounded_rectangle(1.5 * w, 0.42 * body, 0.02, 5) + np.array([0.0, 0.27 * body]), 0.0003, 0.0)
    star = extrude(squircle(36, 2.0) * 0.34 * w + np.array([0.4 * w, 0.27 * body]), 0.00042, 0.0)
    name = lettering(rng, 0.8 * w, 0.3 * body, 3, center=(-0.3 * w, 0.27 * body, 0.0003))
    face = -d / 2
    sheets = {
        k: translate(rotate(m, (1.0, 0.0, 0.0), np.pi / 2), (0.0, face + 0.0001, 0.0))
        for k, m in (("label", field), ("star", star), ("print", name))
    }
    parts = (
        Part(
            "body",
            (
                Surface(stood, "body"),
                Surface(sheets["label"], "label"),
                Surface(merge([sheets["star"], sheets["print"]]), "print"),
            ),
            tuple(hulls),
        ),
        Part(
            "cap",
            (Surface(top, "cap"),),
            tuple(
                q + np.array([left, 0.0, 0.0])
                for q in turned_hulls([(0.49 * p.cap_m, neck_z), (0.47 * p.cap_m, p.height_m)])
            ),
        ),
    )
    return Model(parts, has_front=True)
