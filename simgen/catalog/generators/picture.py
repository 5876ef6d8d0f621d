"""Pictures in frames, for walls: a moulding, a mat, and a printed picture or a cut of plain forms."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import box_hull, ellipse, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.transforms import rotate, spread_uv, translate
from simgen.catalog.model import Model
from simgen.errors import did_you_mean
from simgen.geometry import FloatArray

FORMS = ("suns", "arches", "stones", "bands")
MOTIFS = ("print", *FORMS)
# A print's material is one picture on a tile of this size.
PRINT_TILE_M = 1.0


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `height_m` over the frame, `frame_m` the moulding's width, `mat_m` the mat's (0 for none).

    `motif`: "print" shows the picture of the slot `print`, the others are forms in the slots `first` to `third`.
    """

    width_m: float
    height_m: float
    frame_m: float
    depth_m: float
    mat_m: float
    motif: str


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The picture with its back at +y, in the slots `frame`, `mat`, `print` or `ground`, `first`, `second`, `third`."""
    p = parameters
    if p.motif not in MOTIFS:
        raise ValueError(f"there is no motif '{p.motif}'. {did_you_mean(p.motif, MOTIFS)}")
    picture = Assembly(rng)
    w, h, f = p.width_m / 2, p.height_m, p.frame_m
    y0, y1 = -p.depth_m / 2, p.depth_m / 2
    # One hull serves: nothing stands in a picture.
    whole = box_hull((p.width_m, p.depth_m, h), (0, 0, h / 2))
    picture.add("body", "frame", rounded_box((p.width_m, p.depth_m, f), 0.0015, 2, (0, 0, f / 2), grain="x"), [whole])
    picture.add("body", "frame", rounded_box((p.width_m, p.depth_m, f), 0.0015, 2, (0, 0, h - f / 2), grain="x"))
    for side in (-1.0, 1.0):
        size = (f, p.depth_m - 0.0004, h - 2 * f + 0.001)
        picture.add("body", "frame", rounded_box(size, 0.0015, 2, (side * (w - f / 2), 0, h / 2), grain="z"))
    sheet = 0.004
    mat_face = y0 + 0.007
    picture.span(
        "body",
        "mat",
        (-w + f - 0.001, mat_face, f - 0.001),
        (w - f + 0.001, y1 - 0.002, h - f + 0.001),
        radius=0.0,
        solid=False,
    )
    inner_w, inner_h = p.width_m - 2 * (f + p.mat_m), h - 2 * (f + p.mat_m)
    middle = (0.0, h / 2)
    face = mat_face - 0.0004
    size = (inner_w, sheet, inner_h)
    paper = rounded_box(size, 0.0, 2, (0, face + sheet / 2, h / 2))
    if p.motif == "print":
        # The whole picture once across the sheet.
        picture.add("body", "print", spread_uv(paper, (1, 0, 0), (0, 0, 1), PRINT_TILE_M), whole=True)
        return picture.model(has_front=True)
    picture.add("body", "ground", paper)
    for number, (slot, outline) in enumerate(_forms(p.motif, inner_w, inner_h, rng)):
        layer = 0.00012 * (number + 1)
        shape = extrude(outline, 0.00035 + layer, 0.0)
        # Drawn in (x, z); the extrusion's axis turns to the viewer, -y.
        standing = rotate(shape, (1, 0, 0), np.pi / 2)
        picture.add("body", slot, translate(standing, (middle[0], face + 0.0003, middle[1])))
    return picture.model(has_front=True)


def _forms(motif: str, w: float, h: float, rng: np.random.Generator) -> list[tuple[str, FloatArray]]:
    """(slot, outline about the sheet's middle) from back to front, all within the sheet."""
    slots = [("first", "second", "third")[k] for k in rng.permutation(3)]
    s = min(w, h)
    if motif == "suns":
        disk = _at(ellipse(0.5 * s, 0.5 * s, 64), rng.uniform(-0.1, 0.1) * w, rng.uniform(0.0, 0.18) * h)
        hill = _at(ellipse(1.3 * w, 0.7 * h, 96), rng.uniform(-0.1, 0.1) * w, -0.5 * h)
        near = _at(ellipse(1.1 * w, 0.5 * h, 96), rng.uniform(-0.3, 0.3) * w, -0.52 * h)
        return [(slots[0], disk), (slots[1], _within(hill, w, h)), (slots[2], _within(near, w, h))]
    if motif == "arches":
        forms = []
        for k, share in enumerate((0.86, 0.6, 0.34)):
            width, tall = share * 0.8 * w, (0.35 + 0.55 * share) * 0.9 * h
            turn = np.linspace(0, np.pi, 40)
            arch = np.column_stack([np.cos(turn) * width / 2, np.sin(turn) * width / 2 + tall - width / 2 - 0.45 * h])
            forms.append((slots[k], np.concatenate([arch, [[-width / 2, -0.45 * h], [width / 2, -0.45 * h]]])))
        return forms
    if motif == "stones":
        forms, z = [], -0.36 * h
        for k in range(3):
            width, tall = (0.62 - 0.13 * k) * s * rng.uniform(0.9, 1.1), (0.26 - 0.03 * k) * s
            turn = np.linspace(0, 2 * np.pi, 64, endpoint=False)
            wobble = 1 + 0.05 * np.cos(2 * turn + rng.uniform(0, 6)) + 0.04 * np.cos(3 * turn + rng.uniform(0, 6))
            stone = np.column_stack([np.cos(turn) * width / 2, np.sin(turn) * tall / 2]) * wobble[:, None]
            forms.append((slots[k], _at(stone, rng.uniform(-0.05, 0.05) * s, z + tall / 2)))
            z += 0.9 * tall
        return forms
    edges = np.sort(rng.uniform(0.12, 0.88, 4))
    return [
        (
            slots[k % 3],
            _at(rounded_rectangle(0.84 * w, 0.8 * (b - a) * h, 0.001, 2), 0.0, 0.84 * ((a + b) / 2 - 0.5) * h),
        )
        for k, (a, b) in enumerate(itertools.pairwise(edges))
    ]


def _at(outline: FloatArray, x: float, z: float) -> FloatArray:
    moved: FloatArray = outline + np.array([x, z])
    return moved


def _within(outline: FloatArray, w: float, h: float) -> FloatArray:
    """The part of a convex outline inside the sheet, cut side by side (Sutherland and Hodgman 1974)."""
    points = outline
    for axis, sign, limit in ((0, 1.0, w / 2), (0, -1.0, w / 2), (1, 1.0, h / 2), (1, -1.0, h / 2)):
        beyond = sign * points[:, axis] - limit
        kept: list[FloatArray] = []
        for k in range(len(points)):
            here, there = beyond[k - 1], beyond[k]
            if (here > 0) != (there > 0):
                kept.append(points[k - 1] + (points[k] - points[k - 1]) * (here / (here - there)))
            if there <= 0:
                kept.append(points[k])
        points = np.array(kept)
    away = np.linalg.norm(points - np.roll(points, 1, axis=0), axis=1) > 1e-6
    result: FloatArray = points[away]
    return result
