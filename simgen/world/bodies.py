"""One asset in the world, and its JSON."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import PlainSerializer, PlainValidator, ValidationInfo

from simgen.geometry import FloatArray, Pose, Vector3
from simgen.world.assets import Asset, AssetRef, Mesh, Part, Surface
from simgen.world.materials import JsonObject, Material

# In place of a catalogue: what the scenario's fills rebuild.
LIQUID = "liquid"
# A cloth is crumpled into a circle of this share of its area.
CRUMPLED_SHARE = 0.42
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


# Grains that things can be filled with: length, width and thickness of a piece, millimetres.
GRAINS_MM: Mapping[str, Vector3] = {
    "rice": (6.6, 2.3, 2.1),
    "beans": (13.5, 7.6, 6.2),
    "lentils": (5.6, 5.6, 2.6),
    "chickpeas": (9.0, 8.2, 8.0),
}
# Of a heap of grains, so much is grain; the rest is the air between.
PACKED = 0.6


@dataclass(frozen=True)
class Fill:
    """A liquid, or grains, in the cavity called `cavity`: its name, the share of the cavity's volume, how it looks.

    In a scenario `fraction` is what was asked for; in a scene it is what is really there, for grains the share of the
    cavity below their tops. `density_kg_m3` is that of the stuff itself.
    """

    of: str
    fraction: float
    cavity: str
    material: Material
    density_kg_m3: float = 1000.0

    @property
    def bulk_kg_m3(self) -> float:
        """Mass of what fills a cubic metre, with the air between grains."""
        return self.density_kg_m3 * (PACKED if self.of in GRAINS_MM else 1.0)


@dataclass(frozen=True)
class Cloth:
    """How a cloth is put down: flat, folded, crumpled or draped; `seed` is that of its folds."""

    fold: Literal["flat", "folded", "crumpled", "draped"]
    seed: int

    def room(self, size_m: Vector3) -> FloatArray:
        """(3,) factors from the size of the cloth laid flat to that of the room that it takes up where it is put."""
        width, depth, thickness = size_m
        if self.fold == "folded":
            return np.array([0.56, 0.38, 8.0] if depth >= width else [0.38, 0.56, 8.0])
        if self.fold == "crumpled":
            across = 2.1 * math.sqrt(CRUMPLED_SHARE * width * depth / math.pi)
            return np.array([across / width, across / depth, 0.08 / thickness])
        # What hangs takes up no room on what it hangs over.
        return np.array([1.0, 0.4 if self.fold == "draped" else 1.0, 1.0])

    def top(self, size_m: Vector3) -> Vector3 | None:
        """Width, depth and height over its place of the level that things can be put on, before physics lays it.

        None of what is crumpled or hangs.
        """
        if self.fold not in ("flat", "folded"):
            return None
        width, depth, thickness = size_m
        if self.fold == "folded":
            # The longer side lies in three or four, the other in two.
            width, depth = (width / 2, depth / 4) if depth >= width else (width / 4, depth / 2)
        return width, depth, thickness * float(self.room(size_m)[2])


@dataclass(frozen=True)
class Body:
    """One asset in the world. `instance_id` counts from 1 in spec order, room by room, structure first.

    What is in a further room of a home is called ROOM/NAME.

    `joint_positions` holds every joint of the asset. `joint_targets` holds those that physics moves, and where to: they
    start at their positions. `on` is what its sockets are asked to be, None as the room's lamps and screens.
    `fixed` bodies do not move in physics (structure, wall-hung things, heavy furniture). `materials` replaces slots of
    the asset's materials. `cloth` is set for what has no shape of its own; in a scene the asset
    has that in which it lies (`simgen.physics.draping`). `role` is "structure" for the room's shell, else "object".
    `support` names the body it was placed on.
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
    cloth: Cloth | None = None

    @property
    def content_kg(self) -> float:
        """The mass of what it is filled with, as far as it is known: in a scenario, what is asked for."""
        if self.fill is None:
            return 0.0
        hollow = sum(c.volume_m3 for c in self.asset.cavities if c.name == self.fill.cavity) * self.scale**3
        return self.fill.fraction * hollow * self.fill.bulk_kg_m3

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

    def world_from_part(self, part: Part) -> Pose:
        """Where the part is: from the coordinates in which it is modelled (joints at 0), times `scale`."""
        moved = self.body_from_part(part)
        x, y, z = moved.position
        return self.world_from_body @ Pose((x * self.scale, y * self.scale, z * self.scale), moved.quaternion)

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


def bodies_called(bodies: Sequence[Body], name: str) -> list[Body]:
    """The body of that name, or the numbered bodies of an object of that name, in order."""
    exact = [b for b in bodies if b.name == name]
    if exact:
        return exact
    stem = f"{name}_"
    return [b for b in bodies if b.name.startswith(stem) and b.name.removeprefix(stem).isdecimal()]
