"""One asset in the world, and its JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import PlainSerializer, PlainValidator, ValidationInfo

from simgen.geometry import FloatArray, Pose
from simgen.world.assets import Asset, AssetRef, Mesh, Part, Surface
from simgen.world.materials import JsonObject, Material

# In place of a catalogue: what the scenario's fills rebuild.
LIQUID = "liquid"
AssetLoader = Callable[[AssetRef], Asset]


def _asset_to_json(asset: Asset) -> JsonObject:
    ref = asset.ref
    return {
        "id": asset.id,
        "category": asset.category,
        "catalog": ref.catalog,
        "family": ref.family,
        "seed": ref.seed,
        "parameters": dict(ref.parameters),
        "materials": dict(ref.materials),
        "digest": asset.digest,
        "license": asset.license,
        "creator": asset.creator,
        "source": asset.source,
    }


def _asset_from_json(data: Any, info: ValidationInfo) -> Asset:
    if isinstance(data, Asset):
        return data
    load: AssetLoader = (info.context or {})["load_asset"]
    asset = load(
        AssetRef(data["catalog"], data["family"], data["seed"], data["parameters"], data["category"], data["materials"])
    )
    if asset.digest != data["digest"]:
        raise ValueError(
            f"asset '{asset.id}' is not the recorded one: digest {asset.digest}, recorded {data['digest']}. "
            "Use the simgen version that the record names."
        )
    return asset


# The validator comes first: it replaces the schema, a serializer before it included.
AssetField = Annotated[Asset, PlainValidator(_asset_from_json), PlainSerializer(_asset_to_json)]


@dataclass(frozen=True)
class Fill:
    """A liquid in the cavity called `cavity`: its name, the share of the cavity's volume, how it looks.

    In a scenario `fraction` is what was asked for; in a scene it is what is really there.
    """

    of: str
    fraction: float
    cavity: str
    material: Material


@dataclass(frozen=True)
class Body:
    """One asset in the world. `instance_id` counts from 1 in spec order, room by room, structure first.

    What is in a further room of a home is called ROOM/NAME.

    `joint_positions` holds every joint of the asset. `joint_targets` holds those that physics moves, and where to: they
    start at their positions. `on` is what its sockets are asked to be, None as the room's lamps and screens.
    `fixed` bodies do not move in physics (structure, wall-hung things, heavy furniture). `materials` replaces slots of
    the asset's materials. `role` is "structure" for the room's shell, else "object". `support` names the body it was
    placed on.
    """

    instance_id: int
    name: str
    asset: AssetField
    world_from_body: Pose
    joint_positions: Mapping[str, float] = field(default_factory=dict)
    scale: float = 1.0
    fixed: bool = False
    role: Literal["structure", "object"] = "object"
    materials: Mapping[str, Material] = field(default_factory=dict)
    support: str | None = None
    joint_targets: Mapping[str, float] = field(default_factory=dict)
    on: bool | None = None
    fill: Fill | None = None

    @property
    def is_liquid(self) -> bool:
        """Whether it was poured into another body after physics (`simgen.physics.liquids`)."""
        return self.asset.ref.catalog == LIQUID

    def material(self, slot: str) -> Material:
        """What the slot shows on this body."""
        return self.materials.get(slot) or self.asset.materials[slot]

    def body_from_part(self, part: Part) -> Pose:
        """Motion of the part by its joints, in the asset frame, before `scale`."""
        return self.asset.asset_from_moved(part.joint, self.joint_positions)

    def world_vertices(self, mesh: Mesh, joint: str | None = None) -> FloatArray:
        """(n, 3) world positions of a mesh of this body that `joint` moves."""
        moved = self.asset.asset_from_moved(joint, self.joint_positions).apply(mesh.vertices)
        return self.world_from_body.apply(moved * self.scale)

    def world_normals(self, mesh: Mesh, joint: str | None = None) -> FloatArray:
        """(n, 3) world normals of a mesh of this body that `joint` moves."""
        moved = self.asset.asset_from_moved(joint, self.joint_positions).rotate(mesh.normals)
        return self.world_from_body.rotate(moved)

    def texture_uvs(self, surface: Surface) -> npt.NDArray[np.float32]:
        """(n, 2) texture coordinates of a surface of this body: a larger body shows more pattern, not more picture."""
        uvs = surface.mesh.uvs
        if self.material(surface.material).picture is not None:
            return uvs.astype(np.float32, copy=False)
        return (uvs * np.float32(self.scale)).astype(np.float32, copy=False)

    def world_hulls(self) -> list[FloatArray]:
        """The convex collision pieces in world coordinates, each (k, 3)."""
        return [
            self.world_from_body.apply(self.body_from_part(part).apply(hull) * self.scale)
            for part in self.asset.parts
            for hull in part.hulls
        ]
