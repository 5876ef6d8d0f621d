"""An asset as physics sees it: one rigid piece for the base and one for each joint."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

import numpy as np

from simgen.errors import CatalogError
from simgen.geometry import FloatArray, Pose, Vector3
from simgen.physics.solids import Inertia, convex_hull, erode, inertia, moments
from simgen.world import Asset, Body

# Links need a mass to move at all.
LEAST_MASS_KG = 1e-3
# Of so many assets, the pieces are kept.
KEPT_ASSETS = 256


@dataclass(frozen=True, eq=False)
class Link:
    """What one joint carries (joint None: the base), in the scaled asset frame with every joint at 0, metres."""

    joint: str | None
    parent: int
    inertia: Inertia
    hulls: tuple[FloatArray, ...]


class LinkCache:
    """The rigid pieces of bodies, kept by asset and scale: what is in it never changes a result."""

    def __init__(self, margin_m: float) -> None:
        self.margin_m = margin_m
        self._links: OrderedDict[tuple[str, float], tuple[Link, ...]] = OrderedDict()

    def of(self, body: Body) -> tuple[Link, ...]:
        """The pieces of a body, as heavy as what is in it makes them; of cloth, which is laid later, no hulls.

        What stands fast has one for each joint only where the physics is to open something.

        CatalogError where it cannot move though it should.
        """
        key = (body.asset.digest, body.scale)
        links = self._links.get(key)
        if links is None:
            links = self._links[key] = links_of(body.asset, body.scale, self.margin_m)
            if len(self._links) > KEPT_ASSETS:
                self._links.popitem(last=False)
        else:
            self._links.move_to_end(key)
        if body.content_kg > 0:
            # What is in it weighs as if it were spread as the vessel is.
            own = links[0].inertia
            heavier = 1 + body.content_kg / own.mass
            more = replace(own, mass=heavier * own.mass, diagonal=heavier * own.diagonal)
            links = (replace(links[0], inertia=more), *links[1:])
        if body.fixed and len(links) > 1 and not body.joint_targets:
            return (_in_one(body, links),)
        if body.cloth is not None:
            return tuple(replace(link, hulls=()) for link in links)
        if not body.fixed and not any(link.hulls for link in links):
            raise CatalogError(
                f"asset '{body.asset.id}' has no collision hulls and cannot move.",
                where=f"body '{body.name}'",
                remedy="Give its parts hulls, or make the body fixed.",
            )
        if not body.fixed and not body.asset.mass_kg > 0:
            raise CatalogError(
                f"asset '{body.asset.id}' has mass {body.asset.mass_kg:g} kg and cannot move.",
                where=f"body '{body.name}'",
                remedy="Give its parts a mass above 0, or make the body fixed.",
            )
        return links


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


def _in_one(body: Body, links: tuple[Link, ...]) -> Link:
    """A body that stands fast and that nothing opens, its joints held where they are."""
    hulls = [
        body.asset.asset_from_moved(link.joint, body.joint_positions).apply(hull / body.scale) * body.scale
        for link in links
        for hull in link.hulls
    ]
    return replace(links[0], hulls=tuple(hulls))


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
