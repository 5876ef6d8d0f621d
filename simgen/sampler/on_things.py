"""Places on other things: standing on their surfaces, or in the air above these to fall."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simgen.errors import PlacementError, did_you_mean
from simgen.geometry import FloatArray, Pose, Quaternion, yaw
from simgen.params import draw
from simgen.sampler.footprints import area_m2, contains, middle, turned
from simgen.sampler.occupancy import Shape, Volume
from simgen.sampler.stage import (
    LIFT_M,
    Item,
    Proposal,
    Proposals,
    Stage,
    Surface,
    heading_of,
    openings_of,
    surfaces_of,
)
from simgen.spec import DropOn, On
from simgen.world import Body

# Things that fall keep this apart from what they fall past.
DROP_CLEARANCE_M = 0.006
MAX_STACK_M = 1.5


def on_top(placement: On, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """Upright on a support surface that is high enough for it."""
    anchor, _ = stage.anchor(placement.on, rng)
    turn = heading_of(anchor.world_from_body) + item.yaw_rad
    base = turned(item.shape.base, turn)
    wanted = surfaces_of(anchor)
    if placement.surface is not None:
        wanted = tuple(s for s in wanted if s.name == placement.surface or s.name.startswith(f"{placement.surface}_"))
        if not wanted:
            raise PlacementError(
                f"no_surface:{anchor.name}",
                f"'{anchor.name}' has no surface '{placement.surface}' that is open. "
                f"{did_you_mean(placement.surface, sorted({s.name for s in surfaces_of(anchor)}))}",
            )
    fitting = [s for s in wanted if s.clearance_m >= item.shape.height_m + LIFT_M]
    if not fitting:
        raise _no_surface(item, anchor)
    while True:
        surface = by_area(fitting, rng)
        margin = float(draw(placement.margin_m, rng))
        xy = spot(surface.outline, base, str(draw(placement.region, rng)), margin, rng)
        if xy is None or not contains(surface.outline, base + xy, margin):
            yield None
            continue
        z = surface.height_m - item.shape.low_m + (0.0 if item.fixed else LIFT_M)
        pose = Pose((float(xy[0]), float(xy[1]), z), yaw(turn))
        on_floor = anchor.name == "floor"
        volume = item.shape.at(pose, item.name, anchor.name)
        yield Proposal(pose, volume, anchor.name, max(margin, 0.002), minds_zones=on_floor)


def _no_surface(item: Item, anchor: Body) -> PlacementError:
    if surfaces_of(anchor):
        return PlacementError(
            f"too_high_for:{anchor.name}",
            f"'{item.name}' ({item.shape.size}) is higher than any place to stand on '{anchor.name}'",
        )
    return PlacementError(
        f"no_surface:{anchor.name}", f"'{anchor.name}' has no level surface that '{item.name}' could go on"
    )


def by_area(surfaces: Sequence[Surface], rng: np.random.Generator) -> Surface:
    """One of the surfaces, larger ones more often."""
    ends = np.cumsum([area_m2(s.outline) for s in surfaces])
    k = int(np.searchsorted(ends, rng.random() * ends[-1], side="right"))
    return surfaces[min(k, len(surfaces) - 1)]


def spot(
    outline: FloatArray, base: FloatArray, region: str, margin: float, rng: np.random.Generator
) -> FloatArray | None:
    """A point for the origin of a thing with this base that keeps the base in the outline's box.

    None where the base is too large.
    """
    low = outline.min(axis=0) - base.min(axis=0) + margin
    high = outline.max(axis=0) - base.max(axis=0) - margin
    if (high < low).any():
        return None
    u = rng.random(2)
    if region == "center":
        # Sum of two draws: a tent with its peak in the middle, over the inner half.
        u = 0.25 + 0.25 * (u + rng.random(2))
    elif region == "edge":
        # One of the four rims, within a fifth of the way in.
        side = int(rng.integers(4))
        near = 0.2 * rng.random() ** 2
        u[side % 2] = near if side < 2 else 1.0 - near
    result: FloatArray = low + u * (high - low)
    return result


def dropped(placement: DropOn, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """Turned at random, in the air above a surface or a mouth, over what has already been dropped there."""
    anchor, _ = stage.anchor(placement.drop_on, rng)
    open_above = [s for s in surfaces_of(anchor) if not math.isfinite(s.clearance_m)]
    mouths = openings_of(anchor)
    surfaces = open_above or list(mouths)
    if not surfaces:
        raise _no_surface(item, anchor)
    while True:
        surface = by_area(surfaces, rng)
        turn = random_turn(rng)
        shape = item.points.turned(Pose(quaternion=turn)).shape
        region = str(draw(placement.region, rng))
        height = float(draw(placement.height_m, rng))
        inner = shape.outline if open_above else shape.outline * 0.5
        xy = spot(surface.outline, inner, region, 0.0, rng)
        if xy is None:
            xy = middle(surface.outline) - middle(shape.outline)
        z = surface.height_m + height - shape.low_m
        volume = _raised(shape, item.name, anchor.name, xy, z, stage)
        if volume is None:
            yield None
            continue
        pose = Pose((float(xy[0]), float(xy[1]), volume.whole.low_m - shape.low_m), turn)
        on_floor = anchor.name == "floor"
        yield Proposal(pose, volume, anchor.name, minds_zones=on_floor)


def random_turn(rng: np.random.Generator) -> Quaternion:
    """A rotation, all as likely: Shoemake, "Uniform Random Rotations", Graphics Gems III (1992)."""
    a, b, c = (float(v) for v in rng.random(3))
    r1, r2 = math.sqrt(1.0 - a), math.sqrt(a)
    return (
        r1 * math.sin(2 * math.pi * b),
        r1 * math.cos(2 * math.pi * b),
        r2 * math.sin(2 * math.pi * c),
        r2 * math.cos(2 * math.pi * c),
    )


def _raised(shape: Shape, name: str, support: str, xy: FloatArray, z: float, stage: Stage) -> Volume | None:
    """The volume at the least height from `z` up where nothing else is; None where something large is in the way."""
    start = z
    while z - start <= MAX_STACK_M:
        volume = _lifted(shape, name, support, xy, z)
        others = [
            v
            for v in stage.occupancy.near(volume, DROP_CLEARANCE_M)
            if not v.is_zone and volume.whole.overlaps(v.whole, DROP_CLEARANCE_M)
        ]
        above = [v for v in others if any(volume.whole.overlaps(p, DROP_CLEARANCE_M) for p in v.pieces)]
        if not above:
            return volume
        if any(v.support is None and v.name != support for v in above):
            return None
        z = max(v.whole.high_m for v in above) + DROP_CLEARANCE_M - shape.low_m
    return None


def _lifted(shape: Shape, name: str, support: str, xy: FloatArray, z: float) -> Volume:
    return shape.at(Pose((float(xy[0]), float(xy[1]), z)), name, support)
