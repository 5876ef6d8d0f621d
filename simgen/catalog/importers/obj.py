"""Wavefront OBJ with its MTL (http://paulbourke.net/dataformats/obj/, …/mtl/), split by ``usemtl``.

The format says neither unit nor axes: +y up and the front towards +z are usual. Colours are taken as they look on
a screen (sRGB). Where a picture covers a material, a grey ``Kd`` beside it is what exporters leave behind, and is
not multiplied in. Polygons become fans of triangles.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from simgen.catalog.importers.draft import Bytes, Draft, Finish, Piece
from simgen.catalog.importers.files import Folder, read_bytes
from simgen.catalog.materials.pictures import decode
from simgen.color import color_of_srgb
from simgen.errors import CatalogError

Corner = tuple[int, int, int]
# Words before the name of a picture in an MTL file, and how many values follow each.
_MAP_OPTIONS = {"-blendu": 1, "-blendv": 1, "-bm": 1, "-boost": 1, "-cc": 1, "-clamp": 1, "-imfchan": 1, "-mm": 2}
_MAP_OPTIONS |= {"-o": 3, "-s": 3, "-t": 3, "-texres": 1, "-type": 1}


def read(path: Path, *, by_group: bool = False) -> Draft:
    """The draft of an ``.obj`` file; with `by_group` each ``g`` or ``o`` is a part of its own."""
    folder = Folder(path.parent)
    notes: list[str] = []
    finishes: dict[str, Finish] = {"plain": Finish("plain")}
    positions: list[tuple[float, ...]] = []
    texcoords: list[tuple[float, ...]] = []
    normals: list[tuple[float, ...]] = []
    faces: dict[tuple[str, str], list[Corner]] = {}
    finish, part = "plain", "body"
    text = read_bytes(path).decode("utf-8", errors="replace").replace("\\\n", " ")
    for number, line in enumerate(text.splitlines(), start=1):
        key, _, rest = line.strip().partition(" ")
        try:
            if key == "v":
                positions.append(tuple(map(float, rest.split())))
            elif key == "vt":
                texcoords.append(tuple(map(float, rest.split()[:2])))
            elif key == "vn":
                normals.append(tuple(map(float, rest.split()[:3])))
            elif key == "f":
                counts = (len(positions), len(texcoords), len(normals))
                corners = [_corner(word, counts) for word in rest.split()]
                row = faces.setdefault((part, finish), [])
                for k in range(1, len(corners) - 1):
                    row += (corners[0], corners[k], corners[k + 1])
            elif key == "usemtl":
                finish = rest.strip() or "plain"
            elif key in ("g", "o") and by_group:
                part = rest.strip() or "body"
            elif key == "mtllib":
                finishes |= _library(rest.strip(), folder, notes)
        except (ValueError, IndexError) as error:
            raise CatalogError(
                f"cannot read '{line.strip()[:60]}': {error}.",
                where=f"{path}:{number}",
                remedy="Export it again from the program that made it.",
            ) from error
    absent = sorted({name for _, name in faces} - set(finishes))
    if absent:
        notes.append(f"no material is called {', '.join(repr(a) for a in absent[:4])}; plain grey serves")
    finishes |= {name: replace(finishes["plain"], name=name) for name in absent}
    points, coordinates, directions = _columns(positions, 3), _columns(texcoords, 2), _columns(normals, 3)
    colors = _columns([p[3:6] for p in positions], 3) if positions and all(len(p) >= 6 for p in positions) else None
    pieces = [
        _piece(np.array(rows, np.int64), points, coordinates, directions, colors, name, group)
        for (group, name), rows in faces.items()
        if rows
    ]
    return Draft(tuple(pieces), finishes, up=None, front=None, notes=tuple(dict.fromkeys(notes)))


def _columns(rows: Iterable[tuple[float, ...]], width: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    padded = [(*row, 0.0, 0.0, 0.0)[:width] for row in rows]
    return np.array(padded, np.float64).reshape(-1, width)


def _corner(word: str, counts: tuple[int, int, int]) -> Corner:
    """Indices from 0 of position, texture coordinate and normal; -1 for none."""
    fields = [*word.split("/"), "", ""][:3]
    result = []
    for field, count, what in zip(fields, counts, ("vertex", "texture coordinate", "normal"), strict=True):
        if not field:
            result.append(-1)
            continue
        index = int(field)
        index = index - 1 if index > 0 else count + index
        if not 0 <= index < count:
            raise ValueError(f"there is no {what} {field}")
        result.append(index)
    if result[0] < 0:
        raise ValueError("a corner without a vertex")
    return result[0], result[1], result[2]


def _piece(
    corners: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    points: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    texcoords: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    normals: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    colors: np.ndarray[tuple[int, int], np.dtype[np.float64]] | None,
    finish: str,
    part: str,
) -> Piece:
    unique, index = np.unique(corners, axis=0, return_inverse=True)
    has_uv, has_normal = bool((unique[:, 1] >= 0).all()), bool((unique[:, 2] >= 0).all())
    return Piece(
        points[unique[:, 0]],
        index.reshape(-1, 3).astype(np.int64),
        finish,
        normals[unique[:, 2]] if has_normal and len(normals) else None,
        texcoords[unique[:, 1]] if has_uv and len(texcoords) else None,
        None if colors is None else np.rint(np.clip(colors[unique[:, 0]], 0, 1) * 255).astype(np.uint8),
        part,
    )


def _library(name: str, folder: Folder, notes: list[str]) -> dict[str, Finish]:
    path = folder.find(name)
    if path is None:
        notes.append(f"the material file '{name}' is missing; plain grey serves")
        return {}
    return read_mtl(path, folder, notes)


def read_mtl(path: Path, folder: Folder, notes: list[str]) -> dict[str, Finish]:
    """The materials of an ``.mtl`` file by name; what is missing or damaged is told in `notes`."""
    rows: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        key, _, rest = line.strip().partition(" ")
        if key == "newmtl":
            current = rows.setdefault(rest.strip(), {})
        elif key and not key.startswith("#"):
            current[key.casefold()] = rest.strip()
    return {name: _finish(name, row, folder, notes) for name, row in rows.items()}


def _finish(name: str, row: dict[str, str], folder: Folder, notes: list[str]) -> Finish:
    def numbers(key: str, default: tuple[float, ...]) -> tuple[float, ...]:
        try:
            return tuple(float(w) for w in row[key].split()) or default
        except (KeyError, ValueError):
            return default

    def picture(*keys: str) -> tuple[Bytes, Bytes | None] | None:
        for key in keys:
            if key in row:
                return _picture(_map_name(row[key]), name, folder, notes)
        return None

    kd = numbers("kd", (0.7, 0.7, 0.7))
    kd = kd if len(kd) >= 3 else (kd[0],) * 3
    albedo, alpha = picture("map_kd", "map_ka") or (None, None)
    if albedo is not None and max(kd) - min(kd) < 0.02:
        kd = (1.0, 1.0, 1.0)
    opacity = numbers("d", (1.0 - numbers("tr", (0.0,))[0],))[-1]
    if alpha is not None:
        notes.append(f"'{name}' is cut out by its picture's alpha, which is left out: it shows as solid")
    shine, gloss = numbers("ns", (10.0,))[0], max(numbers("ks", (0.0,)))
    # A Phong exponent as the width of a microfacet distribution (Walter et al. 2007), whose square root is `roughness`.
    roughness = (2.0 / (max(shine, 0.0) + 2.0)) ** 0.25 if gloss > 0.01 else 0.8
    rough, metal = picture("map_pr"), picture("map_pm")
    bump = picture("norm", "map_kn")
    if bump is None and ("map_bump" in row or "bump" in row):
        found = picture("map_bump", "bump")
        bump = found if found is not None and _is_normal_map(found[0]) else None
        if found is not None and bump is None:
            notes.append(f"the bump map of '{name}' is left out: only normal maps are shown")
    emission = numbers("ke", (0.0, 0.0, 0.0))
    return Finish(
        name,
        base_color=color_of_srgb(_unit(kd[0]), _unit(kd[1]), _unit(kd[2])),
        roughness=_unit(numbers("pr", (roughness if rough is None else 1.0,))[0]),
        metallic=_unit(numbers("pm", (0.0 if metal is None else 1.0,))[0]),
        clearcoat=_unit(numbers("pc", (0.0,))[0]),
        sheen=_unit(numbers("ps", (0.0,))[0]),
        ior=min(max(numbers("ni", (1.5,))[0], 1.0), 3.0),
        opacity=_unit(opacity),
        emission=tuple((*emission, 0.0, 0.0)[:3]),  # type: ignore[arg-type]
        albedo=albedo,
        roughness_map=None if rough is None else rough[0][..., 0],
        metallic_map=None if metal is None else metal[0][..., 0],
        normal_map=None if bump is None else bump[0],
    )


def _unit(value: float) -> float:
    return min(max(value, 0.0), 1.0) if math.isfinite(value) else 0.0


def _map_name(text: str) -> str:
    """The file's name after its options; names may hold spaces."""
    words = text.split()
    at = 0
    while at < len(words) and words[at] in _MAP_OPTIONS:
        most = at + 1 + _MAP_OPTIONS[words[at]]
        at += 1
        # Some options take one to three numbers.
        while at < min(most, len(words) - 1) and _is_value(words[at]):
            at += 1
    return " ".join(words[at:])


def _is_value(word: str) -> bool:
    return word in ("on", "off", "r", "g", "b", "m", "l", "z") or word.replace(".", "").replace("-", "").isdigit()


def _picture(file: str, material: str, folder: Folder, notes: list[str]) -> tuple[Bytes, Bytes | None] | None:
    try:
        return decode(folder.read(file), str(folder.root / file))
    except CatalogError as error:
        notes.append(f"the texture '{file}' of '{material}' is missing or damaged ({error.what}); its colour serves")
        return None


def _is_normal_map(pixels: Bytes) -> bool:
    """Normals point out of the surface: much blue, red and green about the middle."""
    red, green, blue = pixels.reshape(-1, 3).mean(axis=0)
    return bool(blue > 160 and abs(red - 128) < 40 and abs(green - 128) < 40)
