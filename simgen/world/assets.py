"""Things that can stand in a room: their parts, joints, cavities, and places for other things."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from simgen.geometry import Bounds, FloatArray, Pose, Vector3, axis_angle
from simgen.world.materials import Material, canonical_json, material_json


@dataclass(frozen=True, eq=False)
class Mesh:
    """Triangles in the asset frame, counter-clockwise seen from outside.

    vertices: (n, 3) float32, metres. faces: (m, 3) int32. normals: (n, 3) float32, unit, smooth
    across a vertex (a crease has its vertices twice). uvs: (n, 2) float32, metres along the surface; or widths and
    heights of the picture, v upwards, where the material has a `Picture`.
    """

    vertices: npt.NDArray[np.float32]
    faces: npt.NDArray[np.int32]
    normals: npt.NDArray[np.float32]
    uvs: npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Surface:
    """One mesh of a part with one material, named by its slot in `Asset.materials`."""

    mesh: Mesh
    material: str


@dataclass(frozen=True)
class Joint:
    """A hinge or slide. `origin` and unit `axis` are in the asset frame with every joint at 0.

    `lower` and `upper` are radians (revolute) or metres (prismatic); lower is closed. `parent` is the
    joint that carries this one (None: the base part). `opens`: whether it opens something, as doors, drawers and lids
    do; a swivel, a tilt or a rack moves and opens nothing.
    """

    name: str
    kind: Literal["revolute", "prismatic"]
    origin: Vector3
    axis: Vector3
    lower: float
    upper: float
    parent: str | None = None
    opens: bool = True

    def motion(self, position: float) -> Pose:
        """The rigid motion, in the asset frame, of what this joint carries, at `position`."""
        if self.kind == "prismatic":
            return Pose(tuple(position * a for a in self.axis))  # type: ignore[arg-type]
        turn = Pose(quaternion=axis_angle(self.axis, position))
        return Pose(self.origin) @ turn @ Pose(self.origin).inverse


@dataclass(frozen=True, eq=False)
class Part:
    """A named piece of an asset, modelled in the asset frame with every joint at 0.

    Parts with the same `joint` move as one. `hulls` are convex collision pieces, each (k, 3) float64
    points; a part that only decorates may have none. `mass_kg` is the mass of this part.
    """

    name: str
    surfaces: tuple[Surface, ...]
    hulls: tuple[FloatArray, ...] = ()
    joint: str | None = None
    mass_kg: float = 0.0


@dataclass(frozen=True, eq=False)
class Cavity:
    """A volume that can hold things: a closed (watertight) mesh in the asset frame, moved by `joint`."""

    name: str
    mesh: Mesh
    joint: str | None = None
    volume_m3: float = 0.0


@dataclass(frozen=True)
class SupportSurface:
    """A horizontal place to stand things on: a convex outline at `height_m`, in the asset frame.

    `outline` holds (x, y) metres, counter-clockwise, already inset from the edge. `clearance_m` is the free
    height above (inf under open sky). `joint` moves it (a drawer's floor). `behind`: joints of doors that shut it off;
    one of them open gives access, and none listed leaves it open always.
    """

    name: str
    outline: tuple[tuple[float, float], ...]
    height_m: float
    clearance_m: float = float("inf")
    joint: str | None = None
    behind: tuple[str, ...] = ()


@dataclass(frozen=True)
class LightSocket:
    """Where an asset can shine: the surface of `part` whose material slot is `slot`.

    `flux_lm` is the luminous flux when fully on.
    """

    name: str
    part: str
    slot: str
    flux_lm: float
    temperature_k: float = 2700.0


@dataclass(frozen=True)
class AssetRef:
    """What it takes to build an asset again: its catalogue, family, parameters, category, materials and seed.

    `materials` names the preset of each slot.
    """

    catalog: str
    family: str
    seed: int
    parameters: Mapping[str, Any] = field(default_factory=dict)
    category: str = ""
    materials: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Asset:
    """One thing that can stand in a room. The first part is the base."""

    id: str
    category: str
    ref: AssetRef
    parts: tuple[Part, ...]
    materials: Mapping[str, Material]
    joints: tuple[Joint, ...] = ()
    cavities: tuple[Cavity, ...] = ()
    supports: tuple[SupportSurface, ...] = ()
    sockets: tuple[LightSocket, ...] = ()
    friction: float = 0.6
    has_front: bool = False
    license: str = "CC0-1.0"
    creator: str = "simgen"
    source: str = "generated"

    @cached_property
    def bounds(self) -> Bounds:
        """Of all visual vertices, in the asset frame, with every joint at 0."""
        return Bounds.of(np.concatenate([s.mesh.vertices for p in self.parts for s in p.surfaces]))

    @cached_property
    def digest(self) -> str:
        """Hex digest of everything that physics or a renderer reads from it."""
        h = hashlib.blake2b(digest_size=16)
        for part in self.parts:
            h.update(repr((part.name, part.joint, part.mass_kg)).encode())
            for surface in part.surfaces:
                h.update(surface.material.encode())
                for array in (surface.mesh.vertices, surface.mesh.faces, surface.mesh.normals, surface.mesh.uvs):
                    h.update(np.ascontiguousarray(array).tobytes())
            for hull in part.hulls:
                h.update(np.ascontiguousarray(hull).tobytes())
        rest = (self.joints, self.supports, self.sockets, self.friction, self.category)
        h.update(repr(rest).encode())
        h.update(canonical_json({k: material_json(m) for k, m in self.materials.items()}))
        return h.hexdigest()

    @property
    def mass_kg(self) -> float:
        """Of all parts."""
        return sum(part.mass_kg for part in self.parts)

    def joint(self, name: str) -> Joint:
        """The joint called `name`; KeyError where there is none."""
        for joint in self.joints:
            if joint.name == name:
                return joint
        raise KeyError(name)

    def asset_from_moved(self, joint: str | None, positions: Mapping[str, float]) -> Pose:
        """The motion of what `joint` carries: from modelled coordinates (joints at 0) to where it is now."""
        pose = Pose()
        while joint is not None:
            j = self.joint(joint)
            pose = j.motion(positions.get(joint, 0.0)) @ pose
            joint = j.parent
        return pose
