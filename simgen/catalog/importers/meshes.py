"""PLY and STL, parsed by trimesh. They have no materials; a PLY may have colours of vertices.

Neither format says unit or axes: +z up is usual. An STL larger than a person is taken for millimetres by
`simgen.catalog.importers.frames`.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np

from simgen.catalog.importers.draft import Draft, Finish, Piece
from simgen.catalog.importers.files import Folder, read_bytes
from simgen.catalog.materials.pictures import decode
from simgen.errors import CatalogError


def read(path: Path) -> Draft:
    """The draft of a ``.ply`` or ``.stl`` file."""
    import trimesh

    content = read_bytes(path)
    kind = path.suffix.lower().lstrip(".")
    try:
        loaded: Any = trimesh.load(io.BytesIO(content), file_type=kind, process=False, force="mesh")
        vertices = np.asarray(loaded.vertices, np.float64).reshape(-1, 3)
        faces = np.asarray(loaded.faces, np.int64).reshape(-1, 3)
    except Exception as error:
        # Parsers answer damaged files with anything from KeyError to struct.error.
        raise CatalogError(
            f"not a {kind.upper()} that can be read: {type(error).__name__} {error}.",
            where=str(path),
            remedy="Export it again from the program that made it.",
        ) from error
    if len(faces) and (faces.min() < 0 or faces.max() >= len(vertices)):
        raise CatalogError("a triangle names a vertex that is not there.", where=str(path), remedy="Export it again.")
    if kind == "stl":
        # Each triangle has corners of its own; which of them are one vertex decides what is smooth.
        vertices, index = np.unique(vertices, axis=0, return_inverse=True)
        faces = index.reshape(-1)[faces]
        return Draft((Piece(vertices, faces, "plain"),), {"plain": Finish("plain")}, up="+z", front="-y")
    notes: list[str] = []
    finish = Finish("plain")
    uvs = _texcoords(loaded, len(vertices))
    picture = _named_picture(content)
    if picture is not None and uvs is not None:
        try:
            albedo, _ = decode(Folder(path.parent).read(picture), str(path.parent / picture))
            finish = Finish("plain", base_color=(1.0, 1.0, 1.0), albedo=albedo)
        except CatalogError as error:
            notes.append(f"the texture '{picture}' is missing or damaged ({error.what}); plain grey serves")
    colors = None
    if not finish.is_textured and getattr(loaded.visual, "kind", None) == "vertex":
        colors = np.asarray(loaded.visual.vertex_colors)[:, :3].astype(np.uint8)
    piece = Piece(vertices, faces, "plain", uvs=uvs, colors=colors)
    return Draft((piece,), {"plain": finish}, up="+z", front="-y", notes=tuple(notes))


def _texcoords(loaded: Any, count: int) -> Any:
    uv = getattr(loaded.visual, "uv", None)
    if uv is None:
        raw = loaded.metadata.get("_ply_raw", {}).get("vertex", {}).get("data")
        names = getattr(getattr(raw, "dtype", None), "names", None) or ()
        for u, v in (("s", "t"), ("u", "v"), ("texture_u", "texture_v")):
            if u in names and v in names:
                uv = np.stack([np.ravel(raw[u]), np.ravel(raw[v])], axis=1)
                break
    if uv is None or len(uv) != count:
        return None
    return np.asarray(uv, np.float64)


def _named_picture(content: bytes) -> str | None:
    """What a PLY's header calls its texture: ``comment TextureFile name.png``."""
    header = content[: content.find(b"end_header")][:65536].decode("ascii", errors="replace")
    for line in header.splitlines():
        words = line.split(maxsplit=2)
        if len(words) == 3 and words[0] == "comment" and words[1].casefold() == "texturefile":
            return words[2].strip()
    return None
