"""glTF 2.0 and GLB (https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html), read without a library.

Metres, +y up and the front towards +z, as the format says. Texture coordinates have v upwards in here and downwards in
the file. Skins, animations and morph targets are left out: a thing stands as it is modelled.
"""

from __future__ import annotations

import base64
import binascii
import json
import struct
import urllib.parse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from simgen.catalog.importers.draft import Bytes, Draft, Finish, Piece, linear_to_srgb
from simgen.catalog.importers.files import Folder, read_bytes
from simgen.catalog.materials.pictures import decode
from simgen.errors import CatalogError
from simgen.geometry import FloatArray

_TYPES: dict[int, Any] = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}
_GLB_MAGIC, _JSON_CHUNK, _BIN_CHUNK = 0x46546C67, 0x4E4F534A, 0x004E4942
# What of the required extensions is understood; textures with any other encoding cannot be decoded.
_KNOWN_EXTENSIONS = (
    "KHR_materials_transmission",
    "KHR_materials_ior",
    "KHR_materials_clearcoat",
    "KHR_materials_sheen",
    "KHR_materials_emissive_strength",
    "KHR_materials_unlit",
    "KHR_materials_specular",
    "KHR_materials_pbrSpecularGlossiness",
    "KHR_mesh_quantization",
    "KHR_texture_transform",
    "EXT_texture_webp",
)
_MODES = {4: "triangles", 5: "strip", 6: "fan"}


def read(path: Path) -> Draft:
    """The draft of a ``.gltf`` or ``.glb`` file."""
    content = read_bytes(path)
    file = _File(path, *(_glb(content, path) if content[:4] == b"glTF" else (_json(content, path), None)))
    return file.draft()


def _json(content: bytes, path: Path) -> dict[str, Any]:
    try:
        data = json.loads(content)
    except ValueError as error:
        raise CatalogError(
            f"not valid glTF: {error}.", where=str(path), remedy="Export it again from the program that made it."
        ) from error
    if not isinstance(data, dict) or not str(data.get("asset", {}).get("version", "")).startswith("2"):
        raise CatalogError("not glTF 2.0.", where=str(path), remedy="Export it again as glTF 2.0.")
    return data


def _glb(content: bytes, path: Path) -> tuple[dict[str, Any], bytes | None]:
    remedy = "The file is cut short or damaged: copy or export it again."
    try:
        magic, _, length = struct.unpack_from("<III", content)
        if magic != _GLB_MAGIC or length > len(content):
            raise ValueError(f"{len(content)} bytes of {length}")
        chunks: dict[int, bytes] = {}
        at = 12
        while at + 8 <= length:
            size, kind = struct.unpack_from("<II", content, at)
            if at + 8 + size > length:
                raise ValueError("a chunk runs past the end")
            chunks.setdefault(kind, content[at + 8 : at + 8 + size])
            at += 8 + size
        return _json(chunks[_JSON_CHUNK], path), chunks.get(_BIN_CHUNK)
    except (struct.error, ValueError, KeyError) as error:
        raise CatalogError(f"not valid GLB: {error}.", where=str(path), remedy=remedy) from error


class _File:
    def __init__(self, path: Path, data: dict[str, Any], binary: bytes | None) -> None:
        self.path = path
        self.data = data
        self.binary = binary
        self.folder = Folder(path.parent)
        self.buffers: dict[int, bytes] = {}
        self.images: dict[int, tuple[Bytes, Bytes | None] | None] = {}
        self.notes: list[str] = []
        unknown = sorted(set(data.get("extensionsRequired", ())) - set(_KNOWN_EXTENSIONS))
        if unknown:
            raise CatalogError(
                f"the file needs the extension {unknown[0]}.",
                where=str(path),
                remedy="Export it without compression (no Draco, no meshopt, no Basis textures).",
            )

    def draft(self) -> Draft:
        try:
            return self._draft()
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise CatalogError(
                f"not valid glTF: {type(error).__name__} {error}.",
                where=str(self.path),
                remedy="Export it again from the program that made it.",
            ) from error

    def _draft(self) -> Draft:
        finishes = [self._finish(k) for k in range(len(self.data.get("materials", ())))]
        plain = Finish("plain")
        pieces = []
        for matrix, mesh in self._placed():
            for primitive in self.data["meshes"][mesh]["primitives"]:
                index = primitive.get("material")
                finish, transform = (plain, None) if index is None else finishes[index]
                piece = self._piece(primitive, matrix, finish.name, transform)
                if piece is not None:
                    pieces.append(piece)
        asset = self.data["asset"]
        extras = asset.get("extras") if isinstance(asset.get("extras"), dict) else {}
        if self.data.get("animations") or self.data.get("skins"):
            self.notes.append("animations and skins are left out: it stands as it is modelled")
        return Draft(
            tuple(pieces),
            {f.name: f for f in (plain, *(finish for finish, _ in finishes))},
            unit_m=1.0,
            up="+y",
            front="+z",
            license=_text(extras.get("license")),
            creator=_text(extras.get("author")) or _text(asset.get("copyright")),
            source=_text(extras.get("source")),
            notes=tuple(dict.fromkeys(self.notes)),
        )

    # --- Places ------------------------------------------------------------------------------------

    def _placed(self) -> Iterator[tuple[FloatArray, int]]:
        """The matrix and mesh of each node of the scene that shows one."""
        nodes = self.data.get("nodes", [])
        scenes = self.data.get("scenes")
        children = {child for node in nodes for child in node.get("children", ())}
        roots = [k for k in range(len(nodes)) if k not in children]
        if scenes:
            roots = scenes[self.data.get("scene", 0)].get("nodes", [])
        todo = [(int(k), np.eye(4), 0) for k in reversed(roots)]
        while todo:
            k, above, depth = todo.pop()
            if depth > len(nodes):
                raise ValueError(f"node {k} is inside itself")
            matrix = above @ _local(nodes[k])
            if "mesh" in nodes[k]:
                yield matrix, int(nodes[k]["mesh"])
            todo += [(int(c), matrix, depth + 1) for c in reversed(nodes[k].get("children", []))]

    def _piece(
        self, primitive: Mapping[str, Any], matrix: FloatArray, finish: str, transform: tuple[int, FloatArray] | None
    ) -> Piece | None:
        mode = _MODES.get(primitive.get("mode", 4))
        if mode is None:
            self.notes.append("points and lines are left out")
            return None
        attributes = primitive["attributes"]
        vertices = self._accessor(attributes["POSITION"])
        index = primitive.get("indices")
        corners = np.arange(len(vertices)) if index is None else self._accessor(index).reshape(-1).astype(np.int64)
        faces = _triangles(corners, mode)
        if len(faces) and (faces.min() < 0 or faces.max() >= len(vertices)):
            raise ValueError("a triangle names a vertex that is not there")
        normals = self._accessor(attributes["NORMAL"]) if "NORMAL" in attributes else None
        texcoord, affine = transform or (0, np.eye(3))
        uvs = None
        if f"TEXCOORD_{texcoord}" in attributes:
            uvs = self._accessor(attributes[f"TEXCOORD_{texcoord}"])[:, :2] @ affine[:2, :2].T + affine[:2, 2]
            uvs = np.stack([uvs[:, 0], 1.0 - uvs[:, 1]], axis=1)
        colors = None
        if "COLOR_0" in attributes and self._varies(attributes["COLOR_0"]):
            colors = linear_to_srgb(self._accessor(attributes["COLOR_0"])[:, :3])
        turned = matrix[:3, :3]
        placed = vertices[:, :3] @ turned.T + matrix[:3, 3]
        if normals is not None:
            normals = normals @ np.linalg.pinv(turned)
        if np.linalg.det(turned) < 0:
            faces = faces[:, ::-1]
        return Piece(placed, faces, finish, normals, uvs, colors)

    def _varies(self, index: int) -> bool:
        colors = self._accessor(index)
        return bool(len(colors) and np.ptp(colors, axis=0).max() > 1e-3)

    # --- Numbers -----------------------------------------------------------------------------------

    def _accessor(self, index: int) -> FloatArray:
        accessor = self.data["accessors"][index]
        kind = np.dtype(_TYPES[accessor["componentType"]])
        width, count = _WIDTHS[accessor["type"]], int(accessor["count"])
        if not 0 <= count <= 50_000_000:
            raise ValueError(f"an accessor of {count} elements")
        values = np.zeros((count, width), kind)
        if "bufferView" in accessor:
            values = self._strided(accessor["bufferView"], accessor.get("byteOffset", 0), kind, count, width)
        if "sparse" in accessor:
            sparse = accessor["sparse"]
            where, what = sparse["indices"], sparse["values"]
            at = np.dtype(_TYPES[where["componentType"]])
            rows = self._strided(where["bufferView"], where.get("byteOffset", 0), at, sparse["count"], 1)
            values = values.copy()
            values[rows[:, 0].astype(np.int64)] = self._strided(
                what["bufferView"], what.get("byteOffset", 0), kind, sparse["count"], width
            )
        result = values.astype(np.float64)
        if accessor.get("normalized") and kind.kind in "iu":
            result = np.maximum(result / np.iinfo(kind).max, -1.0)
        return result

    def _strided(self, view_index: int, offset: int, kind: np.dtype[Any], count: int, width: int) -> npt.NDArray[Any]:
        view = self.data["bufferViews"][view_index]
        content = self._buffer(view["buffer"])
        start = view.get("byteOffset", 0) + offset
        step = view.get("byteStride") or kind.itemsize * width
        end = start + step * max(count - 1, 0) + kind.itemsize * width
        if count == 0:
            return np.zeros((0, width), kind)
        if start < 0 or end > len(content):
            raise ValueError(f"a buffer of {len(content)} bytes is read to {end}")
        raw = np.frombuffer(content, np.uint8)
        rows = np.lib.stride_tricks.as_strided(raw[start:], (count, kind.itemsize * width), (step, 1))
        return np.ascontiguousarray(rows).view(kind)

    def _buffer(self, index: int) -> bytes:
        if index not in self.buffers:
            uri = self.data["buffers"][index].get("uri")
            if uri is None:
                if self.binary is None:
                    raise ValueError("the binary part is missing")
                self.buffers[index] = self.binary
            else:
                self.buffers[index] = self._uri(uri)
        return self.buffers[index]

    def _uri(self, uri: str) -> bytes:
        if uri.startswith("data:"):
            try:
                return base64.b64decode(uri.partition(",")[2], validate=True)
            except binascii.Error as error:
                raise ValueError(f"a data URI is damaged: {error}") from error
        return self.folder.read(urllib.parse.unquote(uri))

    # --- Finishes ----------------------------------------------------------------------------------

    def _finish(self, index: int) -> tuple[Finish, tuple[int, FloatArray] | None]:
        """The finish, and the set and affine map of texture coordinates that its textures use."""
        material = self.data["materials"][index]
        more = material.get("extensions", {})
        pbr = material.get("pbrMetallicRoughness", {})
        name = f"{index}_{material.get('name') or 'material'}"
        factor = pbr.get("baseColorFactor", [1, 1, 1, 1])
        base, metal, rough = (
            pbr.get("baseColorTexture"),
            pbr.get("metallicFactor", 1.0),
            pbr.get("roughnessFactor", 1.0),
        )
        gloss = more.get("KHR_materials_pbrSpecularGlossiness")
        if gloss and not pbr:
            factor, base = gloss.get("diffuseFactor", [1, 1, 1, 1]), gloss.get("diffuseTexture")
            metal, rough = 0.0, 1.0 - float(gloss.get("glossinessFactor", 1.0))
        albedo, alpha = self._image(base) or (None, None)
        surface = self._image(pbr.get("metallicRoughnessTexture"))
        normal = self._image(material.get("normalTexture"))
        bump = None if normal is None else _scaled(normal[0], float(material["normalTexture"].get("scale", 1.0)))
        mode = material.get("alphaMode", "OPAQUE")
        if mode == "MASK" or (mode == "BLEND" and alpha is not None):
            self.notes.append(f"'{name}' is cut out by its picture's alpha, which is left out: it shows as solid")
        if "KHR_materials_unlit" in more:
            metal, rough = 0.0, 1.0
        clearcoat = more.get("KHR_materials_clearcoat", {}).get("clearcoatFactor", 0.0)
        sheen = more.get("KHR_materials_sheen", {}).get("sheenColorFactor", [0.0])
        strength = more.get("KHR_materials_emissive_strength", {}).get("emissiveStrength", 1.0)
        emission = [float(e) * float(strength) for e in material.get("emissiveFactor", [0, 0, 0])]
        finish = Finish(
            name,
            base_color=(float(factor[0]), float(factor[1]), float(factor[2])),
            roughness=float(rough),
            metallic=float(metal),
            clearcoat=float(clearcoat),
            sheen=float(max(sheen)),
            ior=float(more.get("KHR_materials_ior", {}).get("ior", 1.5)),
            opacity=float(factor[3]) if mode == "BLEND" and alpha is None else 1.0,
            transmission=float(more.get("KHR_materials_transmission", {}).get("transmissionFactor", 0.0)),
            emission=(emission[0], emission[1], emission[2]),
            albedo=albedo,
            alpha=alpha if mode == "BLEND" else None,
            roughness_map=None if surface is None else surface[0][..., 1],
            metallic_map=None if surface is None else surface[0][..., 2],
            normal_map=bump,
        )
        used = [t for t in (base, pbr.get("metallicRoughnessTexture"), material.get("normalTexture")) if t]
        return finish, self._coordinates(used[0]) if used else None

    def _coordinates(self, texture: Mapping[str, Any]) -> tuple[int, FloatArray]:
        more = texture.get("extensions", {}).get("KHR_texture_transform", {})
        turn = float(more.get("rotation", 0.0))
        sx, sy = more.get("scale", [1.0, 1.0])
        ox, oy = more.get("offset", [0.0, 0.0])
        c, s = np.cos(turn), np.sin(turn)
        affine = np.array([[c * sx, s * sy, ox], [-s * sx, c * sy, oy], [0, 0, 1]])
        return int(more.get("texCoord", texture.get("texCoord", 0))), affine

    def _image(self, texture: Mapping[str, Any] | None) -> tuple[Bytes, Bytes | None] | None:
        if texture is None:
            return None
        info = self.data["textures"][texture["index"]]
        source = info.get("extensions", {}).get("EXT_texture_webp", {}).get("source", info.get("source"))
        if source is None:
            self.notes.append("a texture has no picture that can be read; its plain colour serves")
            return None
        if source not in self.images:
            self.images[source] = self._decoded(self.data["images"][source])
        return self.images[source]

    def _decoded(self, image: Mapping[str, Any]) -> tuple[Bytes, Bytes | None] | None:
        name = image.get("uri") or image.get("name") or "picture"
        name = "an embedded picture" if str(name).startswith("data:") else f"'{name}'"
        try:
            if "bufferView" in image:
                view = self.data["bufferViews"][image["bufferView"]]
                start = view.get("byteOffset", 0)
                content = self._buffer(view["buffer"])[start : start + view["byteLength"]]
            else:
                content = self._uri(image["uri"])
            return decode(content, str(self.path))
        except CatalogError as error:
            self.notes.append(f"the texture {name} is missing or damaged ({error.what}); its plain colour serves")
            return None


def _local(node: Mapping[str, Any]) -> FloatArray:
    if "matrix" in node:
        return np.array(node["matrix"], np.float64).reshape(4, 4).T
    x, y, z, w = (float(q) for q in node.get("rotation", (0, 0, 0, 1)))
    matrix = np.eye(4)
    turn = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    matrix[:3, :3] = turn * np.asarray(node.get("scale", (1, 1, 1)), np.float64)
    matrix[:3, 3] = node.get("translation", (0, 0, 0))
    return matrix


def _triangles(corners: npt.NDArray[np.int64], mode: str) -> npt.NDArray[np.int64]:
    if mode == "triangles":
        return corners[: len(corners) // 3 * 3].reshape(-1, 3)
    k = np.arange(max(len(corners) - 2, 0))
    if mode == "fan":
        return corners[np.stack([np.zeros_like(k), k + 1, k + 2], axis=1)]
    odd = k % 2
    return corners[np.stack([k, k + 1 + odd, k + 2 - odd], axis=1)]


def _scaled(normal: Bytes, scale: float) -> Bytes:
    """A normal map whose slopes are `scale` times as steep."""
    if scale == 1.0:
        return normal
    xyz = normal.astype(np.float32) / 127.5 - 1
    xyz[..., :2] *= scale
    xyz /= np.maximum(np.linalg.norm(xyz, axis=-1, keepdims=True), 1e-6)
    steeper: Bytes = np.rint((xyz + 1) * 127.5).astype(np.uint8)
    return steeper


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
