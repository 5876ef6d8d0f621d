"""How surfaces scatter light."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from simgen.color import Color

JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Pattern:
    """A procedural texture: a function in `simgen.catalog.materials`, by name, with its arguments.

    `size_m` is the edge of the square tile; a tile repeats without a seam. Texture coordinates of
    meshes are in metres, so real texel size follows from `size_m` and `resolution`.
    """

    name: str
    seed: int
    size_m: float
    resolution: int
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Picture:
    """A texture of stored pictures, laid on a mesh by texture coordinates of which 0..1 is one picture.

    `albedo` (sRGB), `roughness`, `metallic` and `normal` (tangent space, x along +u, y along +v) are the blake2b-128
    hex digests of PNG files of `resolution` x `resolution` pixels, the lowest row at v = 0; None where there is no
    such map. The files lie in `folder` as ``{digest}.png``. Where they lie is no part of what the texture is.
    """

    resolution: int
    albedo: str | None = None
    roughness: str | None = None
    metallic: str | None = None
    normal: str | None = None
    folder: Annotated[str, Field(exclude=True)] = field(default="", compare=False, repr=False)


@dataclass(frozen=True)
class Material:
    """How a surface scatters light: the principled model (Burley 2012, 2015), or clear glass or liquid.

    With a `pattern` or a `picture` (one of the two at most), its albedo map is multiplied by `base_color`, and its
    roughness, metallic and normal maps, where it has them, replace `roughness`, `metallic` and the mesh's normal.
    `kind` "glass" is a smooth dielectric closed surface; "thin_glass" a sheet with no thickness.

    `translucency` (0..1) is for thin closed bodies, such as leaves, cloth and paper with their two faces: that share of
    the light that the base colour leaves is scattered evenly on the other side, the rest on this side as above.

    `shows` is what a screen shows while it glows: the light of each place is that of a white screen times the albedo of
    that texture. It has no effect on what is dark.
    """

    name: str
    kind: Literal["principled", "glass", "thin_glass"] = "principled"
    base_color: Color = (0.8, 0.8, 0.8)
    roughness: float = 0.5
    metallic: float = 0.0
    specular: float = 0.5
    clearcoat: float = 0.0
    clearcoat_gloss: float = 0.9
    sheen: float = 0.0
    translucency: float = 0.0
    ior: float = 1.5
    two_sided: bool = True
    pattern: Pattern | None = None
    family: str = ""
    picture: Picture | None = None
    shows: Pattern | None = None

    @property
    def texture(self) -> Pattern | Picture | None:
        """What is laid on the surface; glass shows none."""
        return (self.pattern or self.picture) if self.kind == "principled" else None

    @property
    def tiles(self) -> float:
        """Tiles of the texture, or of what is shown, in one unit of a surface's texture coordinates."""
        pattern = self.pattern or self.shows
        return 1.0 / pattern.size_m if pattern else 1.0


_MATERIAL: TypeAdapter[Material] = TypeAdapter(Material)


def material_json(material: Material) -> JsonObject:
    """Plain JSON values of a material."""
    data: JsonObject = _MATERIAL.dump_python(material, mode="json")
    if material.shows is None:
        # Assets from before there were screens keep their digests.
        del data["shows"]
    return data


def canonical_json(data: Any) -> bytes:
    """The one way that digests see JSON: sorted keys, no spaces, no NaN."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False, ensure_ascii=True).encode()
