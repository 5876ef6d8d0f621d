"""What is poured into vessels once they are at rest: their pose decides where the surface is.

A liquid takes no part in the physics. It is a body of its own, fixed in its vessel, made from the settled scene alone,
so that replaying the scenario makes it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from simgen.errors import CatalogError
from simgen.geometry import FloatArray, Pose
from simgen.physics.clipping import Solid
from simgen.physics.grains import poured_grains
from simgen.seeds import stream
from simgen.world import GRAINS_MM, Asset, AssetRef, Body, Fill, Mesh, Part, Scene, Surface
from simgen.world.bodies import LIQUID

# Air between a liquid and its vessel, so that no two faces lie at one place.
INSET_M = 0.0004
# Less than this share of the hollow is a wet vessel, not a filled one.
LEAST_SHARE = 0.002
# What is so near below the highest point of a hollow is its mouth.
MOUTH_M = 0.002


def pour(scene: Scene) -> Scene:
    """The scene with a body for each fill, after all others and numbered on from them.

    `fill.fraction` of each vessel becomes what is really in it: what would run over the lowest point of its mouth is
    not there. A vessel that holds nothing gets no body, but its number stays its own.
    """
    vessels = [body for body in scene.bodies if body.fill is not None]
    if not vessels:
        return scene
    first = max(body.instance_id for body in scene.bodies) + 1
    found: dict[str, Body] = {}
    poured: list[Body] = []
    for number, vessel in enumerate(vessels):
        real, liquid = _poured(vessel, first + number)
        found[vessel.name] = real
        poured += liquid
    return replace(scene, bodies=(*(found.get(body.name, body) for body in scene.bodies), *poured))


def _poured(vessel: Body, instance_id: int) -> tuple[Body, tuple[Body, ...]]:
    fill = vessel.fill
    assert fill is not None
    cavity = next((c for c in vessel.asset.cavities if c.name == fill.cavity), None)
    if cavity is None:
        raise CatalogError(f"asset '{vessel.asset.id}' has no hollow '{fill.cavity}'.", where=f"body '{vessel.name}'")
    up: FloatArray = vessel.world_from_body.inverse.rotate([0.0, 0.0, 1.0])
    closed = Solid.of(cavity.mesh)
    mouth = closed.points[:, 2] >= closed.points[:, 2].max() - MOUTH_M
    hollow = closed.moved(vessel.asset.asset_from_moved(cavity.joint, vessel.joint_positions))
    brim = float((hollow.points[mouth] @ up).min())
    # Liquid stays below the lowest point that it could run over.
    level = min(hollow.level_of(up, fill.fraction * hollow.volume_m3), brim)
    share = hollow.volume_below_m3(up, level) / hollow.volume_m3
    if share < LEAST_SHARE:
        return replace(vessel, fill=replace(fill, fraction=0.0)), ()
    if fill.of in GRAINS_MM:
        meshes, share = _grains(vessel, fill, hollow, up, level, share, moving=~mouth[hollow.faces].all(axis=1))
    else:
        meshes = (_below(vessel, hollow, up, level, moving=~mouth[hollow.faces].all(axis=1)),)
    body = Body(
        instance_id=instance_id,
        # No name in a spec has a dot.
        name=f"{vessel.name}.{fill.of}",
        asset=_asset(fill, meshes),
        world_from_body=vessel.world_from_body,
        scale=vessel.scale,
        fixed=True,
        support=vessel.name,
    )
    return replace(vessel, fill=replace(fill, fraction=share)), (body,)


def _grains(
    vessel: Body,
    fill: Fill,
    hollow: Solid,
    up: FloatArray,
    level: float,
    share: float,
    moving: npt.NDArray[np.bool_],
) -> tuple[tuple[Mesh, ...], float]:
    """Pieces up to the given share of the hollow, and solid below them; and the share that they really reach."""
    world_from_asset = Pose(quaternion=vessel.world_from_body.quaternion)
    upright = Solid(
        world_from_asset.apply(hollow.points * vessel.scale), hollow.faces, world_from_asset.rotate(hollow.normals)
    )
    whole = hollow.volume_m3 * vessel.scale**3
    rng = stream(vessel.instance_id, "grains", fill.of, f"{share:.9g}")
    grains = poured_grains(upright, fill.of, level * vessel.scale, share * whole, rng)
    asset_from_world = world_from_asset.inverse
    pieces = replace(
        grains.mesh,
        vertices=(asset_from_world.apply(grains.mesh.vertices) / vessel.scale).astype(np.float32),
        normals=asset_from_world.rotate(grains.mesh.normals).astype(np.float32),
    )
    meshes: tuple[Mesh, ...] = (pieces,) if grains.pieces else ()
    if grains.core_level_m is not None:
        meshes += (_below(vessel, hollow, up, grains.core_level_m / vessel.scale, moving),)
    return meshes, grains.volume_m3 / whole


def _below(vessel: Body, hollow: Solid, up: FloatArray, level: float, moving: npt.NDArray[np.bool_]) -> Mesh:
    """What of the hollow lies below a level, a little off the wall."""
    try:
        return hollow.inset(INSET_M / vessel.scale, moving).below(up, level)
    except ValueError as error:
        raise CatalogError(
            f"a hollow of asset '{vessel.asset.id}' cannot be filled: {error}.",
            where=f"body '{vessel.name}'",
            remedy="Leave its fill out.",
        ) from error


def _asset(fill: Fill, meshes: Sequence[Mesh]) -> Asset:
    from scipy.spatial import ConvexHull

    points = np.concatenate([mesh.vertices for mesh in meshes]).astype(np.float64)
    return Asset(
        id=f"{LIQUID}/{fill.of}",
        category=fill.of,
        ref=AssetRef(LIQUID, fill.of, 0, category=fill.of),
        parts=(
            Part(
                LIQUID,
                tuple(Surface(mesh, LIQUID) for mesh in meshes),
                (points[np.sort(ConvexHull(points).vertices)],),
            ),
        ),
        materials={LIQUID: fill.material},
    )
