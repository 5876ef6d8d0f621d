"""An asset as physics sees it: one rigid piece for the base and one for each joint."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.errors import CatalogError
from simgen.geometry import FloatArray, Pose, Vector3
from simgen.physics.solids import Inertia, convex_hull, erode, inertia, moments
from simgen.world import Asset

# Links need a mass to move at all.
LEAST_MASS_KG = 1e-3


@dataclass(frozen=True, eq=False)
class Link:
    """What one joint carries (joint None: the base), in the scaled asset frame with every joint at 0, metres."""

    joint: str | None
    parent: int
    inertia: Inertia
    hulls: tuple[FloatArray, ...]


def links_of(asset: Asset, scale: float, margin_m: float) -> tuple[Link, ...]:
    """The rigid pieces of an asset, the base first and every link after its parent.

    Hulls come eroded by `margin_m`; mass and inertia are those of the whole hulls. Parts without hulls lend their mass
    to what moves with them. CatalogError where a hull has no volume or a joint hangs on none.
    """
    names = _parents_first(asset)
    links = []
    for name in names:
        hulls: list[FloatArray] = []
        masses: list[float] = []
        solids = []
        for part in asset.parts:
            if part.joint != name or not part.hulls:
                continue
            try:
                whole = [convex_hull(hull * scale) for hull in part.hulls]
                own = [moments(hull.triangles) for hull in whole]
                hulls += [erode(hull, margin_m) for hull in whole]
            except ValueError as error:
                raise CatalogError(
                    f"{error}.",
                    where=f"asset '{asset.id}', part '{part.name}'",
                    remedy="Every hull needs four or more finite points that do not lie in one plane.",
                ) from error
            volume = sum(solid.volume for solid in own)
            masses += [max(part.mass_kg * scale**3, 1e-9) * solid.volume / volume for solid in own]
            solids += own
        # The mass of parts without hulls is spread over the others that move with them.
        bare = sum(q.mass_kg for q in asset.parts if q.joint == name and not q.hulls) * scale**3
        total = sum(masses)
        masses = [mass * (1 + bare / total) for mass in masses]
        if solids:
            mass = inertia(masses, solids)
        else:
            origin = (0.0, 0.0, 0.0) if name is None else scaled(asset.joint(name).origin, scale)
            mass = Inertia(max(bare, LEAST_MASS_KG), Pose(origin), np.full(3, 1e-4 * max(bare, LEAST_MASS_KG)))
        parent = -1 if name is None else names.index(asset.joint(name).parent)
        links.append(Link(name, parent, mass, tuple(hulls)))
    return tuple(links)


def _parents_first(asset: Asset) -> list[str | None]:
    names: list[str | None] = [None]
    while len(names) <= len(asset.joints):
        ready: list[str | None] = [j.name for j in asset.joints if j.name not in names and j.parent in names]
        if not ready:
            raise CatalogError(
                "its joints do not hang together.",
                where=f"asset '{asset.id}'",
                remedy="Every joint's parent must be another joint, and the chain must end at the base.",
            )
        names += ready
    return names


def scaled(point: Vector3, scale: float) -> Vector3:
    """The point times `scale`."""
    return (point[0] * scale, point[1] * scale, point[2] * scale)
