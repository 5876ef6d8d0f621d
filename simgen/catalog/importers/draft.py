"""What every importer gives: a file's shapes, finishes and joints, in the file's own units and axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from simgen.color import srgb_encode
from simgen.geometry import FloatArray

Bytes = npt.NDArray[np.uint8]
Axis = Literal["+x", "-x", "+y", "-y", "+z", "-z"]


@dataclass(frozen=True, eq=False)
class Finish:
    """How a file says that a surface looks.

    `base_color` linear Rec. 709. Pictures have their lowest row first: `albedo` (H, W, 3) sRGB bytes, `alpha` (H, W),
    `roughness` and `metallic` (H, W), `normal` (H, W, 3) with y along +v. They are multiplied by the numbers beside
    them, but for `normal`. `opacity` 1 is solid; what is clear and smooth becomes glass. A finish with `flux_lm` is a
    lamp's: so much light leaves all its surfaces together when it is lit.
    """

    name: str
    base_color: tuple[float, float, float] = (0.7, 0.7, 0.7)
    roughness: float = 0.6
    metallic: float = 0.0
    specular: float = 0.5
    clearcoat: float = 0.0
    sheen: float = 0.0
    ior: float = 1.5
    opacity: float = 1.0
    transmission: float = 0.0
    emission: tuple[float, float, float] = (0.0, 0.0, 0.0)
    flux_lm: float = 0.0
    albedo: Bytes | None = None
    alpha: Bytes | None = None
    roughness_map: Bytes | None = None
    metallic_map: Bytes | None = None
    normal_map: Bytes | None = None

    @property
    def is_textured(self) -> bool:
        """Whether it needs texture coordinates."""
        maps = (self.albedo, self.roughness_map, self.metallic_map, self.normal_map)
        return any(m is not None for m in maps)


@dataclass(frozen=True, eq=False)
class Piece:
    """Triangles of one finish in one part.

    vertices (n, 3) float64; faces (m, 3) int64; normals (n, 3) unit or None; uvs (n, 2), v upwards, or None;
    colors (n, 3) sRGB bytes or None.
    """

    vertices: FloatArray
    faces: npt.NDArray[np.int64]
    finish: str
    normals: FloatArray | None = None
    uvs: FloatArray | None = None
    colors: Bytes | None = None
    part: str = "body"


@dataclass(frozen=True, eq=False)
class DraftJoint:
    """As `simgen.world.Joint`, in the file's units and axes. `origin` (3,), `axis` (3,) unit."""

    name: str
    kind: Literal["revolute", "prismatic"]
    origin: FloatArray
    axis: FloatArray
    lower: float
    upper: float
    parent: str | None = None


@dataclass(frozen=True, eq=False)
class Draft:
    """A file as it was read. Coordinates are with every joint at 0.

    `unit_m`, `up`, `front`: what the format or the file says, None where it says nothing. `solids`: collision meshes
    (vertices, faces) that the file gives, by part. `masses_kg`: by part. `joint_of`: the joint that moves a part.
    `notes` tell what was left out or mended on the way.
    """

    pieces: tuple[Piece, ...]
    finishes: Mapping[str, Finish]
    unit_m: float | None = None
    up: Axis | None = None
    front: Axis | None = None
    joints: tuple[DraftJoint, ...] = ()
    joint_of: Mapping[str, str] = field(default_factory=dict)
    solids: Mapping[str, tuple[tuple[FloatArray, npt.NDArray[np.int64]], ...]] = field(default_factory=dict)
    masses_kg: Mapping[str, float] = field(default_factory=dict)
    license: str | None = None
    creator: str | None = None
    source: str | None = None
    notes: tuple[str, ...] = ()


def linear_to_srgb(colors: FloatArray) -> Bytes:
    """The sRGB bytes of linear channels in 0..1 (IEC 61966-2-1)."""
    result: Bytes = np.rint(srgb_encode(colors) * 255).astype(np.uint8)
    return result
