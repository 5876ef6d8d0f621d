"""Upholstered pieces of seats: arms of several styles, loose back cushions, and where one can put things on them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import extrude, rounded_rectangle
from simgen.catalog.meshing.cushions import Cushion, cushion, patch_hulls
from simgen.catalog.meshing.profiles import fillet, resample
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, mirror, move, rotate, translate, warp
from simgen.geometry import FloatArray, Pose
from simgen.world import Mesh

ARM_STYLES = ("track", "round", "slope")


def put_cushion(
    seat: Assembly, made: Cushion, offset: Sequence[float], rows: int, columns: int, slot: str = "cover"
) -> None:
    """A cushion at its place, with hulls that follow its top in `rows` by `columns` patches."""
    cover = translate(made.cover, offset)
    seat.add("body", slot, cover, patch_hulls(cover, rows, columns))
    if made.piping:
        seat.add("body", slot, translate(made.piping, offset))


def seat_cushion(
    seat: Assembly,
    name: str,
    size: Sequence[float],
    center: tuple[float, float],
    top: float,
    *,
    piping_m: float,
    slot: str = "cover",
) -> None:
    """A seat cushion whose flat middle lies at height `top`, which is a support called `name`."""
    made = cushion(
        size,
        seat.rng,
        radius=min(0.045, 0.3 * size[2]),
        crown_m=0.009,
        bulge_m=0.008,
        pucker_m=0.0016,
        piping_m=piping_m,
        spacing_m=0.042,
    )
    points = made.cover.vertices
    half = np.asarray(size[:2]) / 2
    middle = (np.abs(points[:, :2]) < 0.5 * half).all(axis=1) & (points[:, 2] > size[2] / 2)
    level = float(points[middle, 2].mean())
    put_cushion(seat, made, (*center, top - level), 2, 2, slot)
    reach = 0.52 * half
    low, high = np.subtract(center, reach), np.add(center, reach)
    seat.support_box(name, low.tolist(), high.tolist(), top, margin=0.0)


def back_cushion(
    seat: Assembly, size: Sequence[float], foot: Sequence[float], lean_rad: float, *, piping_m: float
) -> None:
    """A loose cushion of `size` (width, height, thickness), its rear lower edge at `foot`, that leans back.

    It has sunk a little: fuller below, its upper edge hanging in the middle, and not quite straight.
    """
    width, tall, thick = size
    rng = seat.rng
    made = cushion(
        (width, tall, thick),
        rng,
        radius=0.3 * thick,
        crown_m=0.2 * thick,
        bulge_m=0.012,
        pucker_m=0.003,
        piping_m=piping_m,
        spacing_m=0.042,
    )
    sag = rng.uniform(0.006, 0.018)
    shift = rng.uniform(-0.25, 0.25)

    def sink(p: FloatArray) -> FloatArray:
        s, t = p[:, 0] / (width / 2), p[:, 1] / (tall / 2)
        fuller = 1 + 0.10 * (-t) * (1 - s**4)
        upper = np.clip((1 + t) / 2, 0, None)
        drop = sag * np.clip(1 - (s - shift) ** 2, 0, None) * upper**2
        return np.column_stack([p[:, 0] * (1 + 0.015 * -t), p[:, 1] - drop, p[:, 2] * fuller])

    turn, tilt = rng.normal(0.0, 0.012), rng.normal(0.0, 0.010)

    def stand(mesh: Mesh) -> Mesh:
        # Made lying; stood up with its crown to the sitter, then leant back about its foot.
        standing = translate(rotate(warp(mesh, sink), (1, 0, 0), math.pi / 2), (0, 0, tall / 2))
        leant = rotate(rotate(standing, (0, 1, 0), tilt), (1, 0, 0), -lean_rad)
        return translate(rotate(leant, (0, 0, 1), turn), foot)

    cover = stand(made.cover)
    seat.add("body", "cover", cover, [hull_of(cover)])
    if made.piping:
        seat.add("body", "cover", stand(made.piping))


def add_arm(
    seat: Assembly,
    style: str,
    low: Sequence[float],
    high: Sequence[float],
    outside: float,
    *,
    piping_m: float,
) -> None:
    """An arm between two opposite corners; `outside` is +1 where +x is the outer side.

    "track" is boxy, "round" a roll that stands out, "slope" falls towards the front. A cord runs round the front.
    """
    width, depth, tall = np.subtract(high, low)
    # Drawn with the outer side at +x and the foot at z = 0.
    if style == "round":
        outline = _roll(width, tall)
    else:
        outline = rounded_rectangle(width, tall, min(0.03, 0.25 * width), 5) + np.array([0.0, tall / 2])
        # The foot is hidden: it stays square, which makes the arm stand well on the frame.
        outline[:, 1] = np.where(outline[:, 1] < 0.03, outline[:, 1] * 0.2, outline[:, 1])
    bevel = 0.022
    solid = extrude(resampled(outline, 0.035), depth, bevel, 4, divisions=max(4, round(depth / 0.06)), crease_deg=50)
    uneven = [Ripples.draw(seat.rng, 0.16, 0.4) for _ in range(2)]
    fall = 0.16 * tall if style == "slope" else 0.0

    def shape(p: FloatArray) -> FloatArray:
        """Of points with x outwards, y up the arm and z from the back to the front."""
        up = np.clip(p[:, 1] / tall, 0, 1)
        forward = np.clip(p[:, 2] / depth, 0, 1)
        # A padded top is a little hollow along its length, its flanks a little full.
        full = 0.006 * np.sin(math.pi * up) * np.sign(p[:, 0]) * np.clip(np.abs(p[:, 0]) / (0.3 * width), 0, 1)
        x = p[:, 0] + full + 0.0016 * uneven[0](p)
        y = p[:, 1] - up * (fall * forward**1.5 + 0.006 * np.sin(math.pi * forward)) + 0.0014 * up * uneven[1](p)
        return np.column_stack([x, y, p[:, 2]])

    # (x, up, forward) to (x, -forward, up); the left arm is the mirror image.
    place = Pose.from_matrix(np.array([[1.0, 0, 0, (low[0] + high[0]) / 2], [0, 0, -1, high[1]], [0, 1, 0, low[2]]]))

    def set_down(mesh: Mesh) -> Mesh:
        shaped = warp(mesh, shape)
        return move(shaped if outside > 0 else mirror(shaped, 0), place)

    cover = set_down(solid)
    pieces = [_slice(cover, float(low[1]), float(high[1]), k, 3) for k in range(3)]
    seat.add("body", "cover", cover, [hull_of(piece) for piece in pieces])
    if piping_m > 0:
        rim = resampled(_shrunk(outline, 0.3 * bevel), 0.03)
        path = np.column_stack([rim, np.full(len(rim), depth - 0.3 * bevel + 0.3 * piping_m)])
        seat.add("body", "cover", set_down(tube(path, piping_m, segments=6, closed=True, up=(0, 0, 1))))


def _roll(width: float, tall: float) -> FloatArray:
    """A narrow post under a roll that stands out to +x."""
    r = 0.36 * width
    inner = -0.5 * width
    center = np.array([0.5 * width - r, tall - r])
    turn = np.radians(np.linspace(-75, 130, 18))
    roll = center + r * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    post = inner + 0.62 * width
    outline = np.concatenate([[[inner, 0.0], [post, 0.0], [post, tall - 2.1 * r]], roll, [[inner, tall - 0.8 * r]]])
    radii = [0.0, 0.0, 0.03, *([0.0] * len(roll)), 0.06]
    return fillet(outline, radii, 4, closed=True)


def resampled(outline: FloatArray, spacing: float) -> FloatArray:
    """A closed outline with its long sides split to about `spacing`; its corners stay."""
    points = []
    for a, b in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        steps = max(1, round(float(np.linalg.norm(b - a)) / spacing))
        points.append(resample(np.stack([a, b]), steps + 1)[:-1])
    return np.concatenate(points)


def _shrunk(outline: FloatArray, distance: float) -> FloatArray:
    """The outline drawn in towards its middle by about `distance`."""
    middle = (outline.min(axis=0) + outline.max(axis=0)) / 2
    size = np.ptp(outline, axis=0)
    result: FloatArray = middle + (outline - middle) * (1 - 2 * distance / size)
    return result


def _slice(mesh: Mesh, start: float, end: float, k: int, count: int) -> FloatArray:
    """Vertices of the triangles in the k-th of `count` stretches of y."""
    low, high = start + (end - start) * k / count, start + (end - start) * (k + 1) / count
    y = mesh.vertices[mesh.faces][..., 1]
    inside = (y.max(axis=1) >= low) & (y.min(axis=1) <= high)
    points: FloatArray = mesh.vertices[np.unique(mesh.faces[inside])].astype(np.float64)
    return points
