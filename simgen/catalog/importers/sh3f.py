"""Sweet Home 3D furniture libraries (.sh3f): a zip of OBJ models and a catalogue that knows their real sizes.

A model is fitted to the catalogue's width, depth and height in centimetres, +y up with its front towards +z. Joints
are told by names of groups: what is ``…_on_hinge_N`` turns about the longest side of ``…hinge_N``, what is
``…_on_rail_N`` slides along the longest side of ``…rail_N``. Limits are not given: doors open to 110°, drawers to 0.8
of their depth. Lamps get a glowing ball of the stated diameter where the catalogue says.
"""

from __future__ import annotations

import codecs
import math
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from simgen.catalog.importers import obj
from simgen.catalog.importers.draft import Draft, DraftJoint, Finish, Piece
from simgen.catalog.importers.shapes import ellipsoid
from simgen.errors import CatalogError
from simgen.geometry import FloatArray

INDEX = "PluginFurnitureCatalog.properties"
DOOR_OPENS_RAD = math.radians(110.0)
DRAWER_SHARE = 0.8
LAMP_FLUX_LM = 800.0
_SMALLEST_BULB_M = 0.03
_MOVED = re.compile(r"on_(hinge|rail)_(\d+)")
_AXLE = re.compile(r"sweethome3d_(?:unique_)?(hinge|rail)_?(\d*)")


@dataclass(frozen=True)
class Entry:
    """One model of a library. `size_m` is width, depth, height; `lights` are (x, y, z, diameter) in metres, from the
    left, the back and below.
    """

    id: str
    name: str
    category: str
    tags: tuple[str, ...]
    creator: str
    license: str
    model: str
    size_m: tuple[float, float, float]
    movable: bool
    rotation: tuple[float, ...] | None
    lights: tuple[tuple[float, float, float, float], ...]


def entries(folder: Path) -> tuple[Entry, ...]:
    """What an unpacked library lists; CatalogError where it is none."""
    path = folder / INDEX
    try:
        lines = path.read_text(encoding="latin-1").splitlines()
    except OSError as error:
        raise CatalogError(
            f"it holds no {INDEX}.", where=str(folder), remedy="Name a library of Sweet Home 3D (.sh3f)."
        ) from error
    fields = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    result = []
    number = 1
    while f"id#{number}" in fields:
        row = {key.partition("#")[0]: text for key, text in fields.items() if key.endswith(f"#{number}")}
        try:
            result.append(_entry(row, fields.get("license", "unstated")))
        except (KeyError, ValueError) as error:
            raise CatalogError(
                f"entry {number} is not sound: {type(error).__name__} {error}.", where=str(path), remedy="Correct it."
            ) from error
        number += 1
    return tuple(result)


def _entry(row: dict[str, str], library_license: str) -> Entry:
    def text(key: str, default: str = "") -> str:
        return codecs.decode(row.get(key, default).encode("latin-1", "backslashreplace"), "unicode_escape").strip()

    width, depth, height = (float(row[key]) / 100 for key in ("width", "depth", "height"))
    rotation = tuple(float(v) for v in row["modelRotation"].split()) if "modelRotation" in row else None
    places = [[float(v) / 100 for v in row.get(f"lightSource{axis}", "").split()] for axis in "XYZ"]
    sizes = [float(v) / 100 for v in row.get("lightSourceDiameter", "").split()] or [0.0] * len(places[0])
    return Entry(
        id=row["id"],
        name=text("name"),
        category=text("category"),
        tags=tuple(tag.strip() for tag in text("tags").split(",") if tag.strip()),
        creator=text("creator", "unstated") or "unstated",
        license=text("license") or library_license,
        model=row["model"].lstrip("/"),
        size_m=(width, depth, height),
        movable=row.get("movable", "true") == "true",
        rotation=rotation if rotation and len(rotation) == 9 else None,
        lights=tuple(zip(*places, sizes, strict=False)),
    )


def read_entry(folder: Path, entry: Entry) -> Draft:
    """The draft of one model of an unpacked library, in metres."""
    path = (folder / entry.model).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise CatalogError(f"the model '{entry.model}' leads out of the library.", where=str(folder), remedy="Skip it.")
    draft = obj.read(path, by_group=True)
    pieces = [p for p in draft.pieces if len(p.faces)]
    if not pieces:
        raise CatalogError("it has no triangles.", where=str(path), remedy="Skip it.")
    if entry.rotation is not None:
        turn = np.array(entry.rotation).reshape(3, 3)
        pieces = [_transformed(p, turn) for p in pieces]
    points = np.concatenate([p.vertices[np.unique(p.faces)] for p in pieces])
    low, high = points.min(axis=0), points.max(axis=0)
    width, depth, height = entry.size_m
    wanted = np.array([width, height, depth])
    scale = wanted / np.maximum(high - low, 1e-9)
    # A flat side keeps the scale of the others.
    scale = np.where(high - low > 1e-6 * (high - low).max(), scale, np.median(scale))
    pieces = [_transformed(replace(p, vertices=p.vertices - (low + high) / 2), np.diag(scale)) for p in pieces]
    pieces = [replace(p, vertices=p.vertices + np.array([0, height / 2, 0])) for p in pieces]
    finishes = dict(draft.finishes)
    pieces, joints, joint_of = _articulated(pieces, finishes)
    for x, y, z, diameter in entry.lights:
        ball, faces = ellipsoid(np.full(3, max(diameter, _SMALLEST_BULB_M) / 2))
        place = np.array([x - width / 2, z, y - depth / 2])
        pieces.append(Piece(ball + place, faces, "bulb", part="bulb"))
    if entry.lights:
        finishes["bulb"] = Finish("bulb", base_color=(0.8, 0.8, 0.78), roughness=0.4, flux_lm=LAMP_FLUX_LM)
    return replace(
        draft,
        pieces=tuple(pieces),
        finishes=finishes,
        unit_m=1.0,
        up="+y",
        front="+z",
        joints=tuple(joints),
        joint_of=joint_of,
        creator=entry.creator,
        license=entry.license,
    )


def _transformed(piece: Piece, matrix: FloatArray) -> Piece:
    normals = None if piece.normals is None else piece.normals @ np.linalg.inv(matrix)
    faces = piece.faces[:, ::-1] if np.linalg.det(matrix) < 0 else piece.faces
    return replace(piece, vertices=piece.vertices @ matrix.T, normals=normals, faces=faces)


def _articulated(
    pieces: list[Piece], finishes: dict[str, Finish]
) -> tuple[list[Piece], list[DraftJoint], dict[str, str]]:
    """Groups as parts: all of one hinge or rail move together, the rest is the body."""
    axles: dict[str, list[Piece]] = {}
    moved: dict[str, list[Piece]] = {}
    result = []
    for piece in pieces:
        group = piece.part.lower()
        finish = _special(group, piece.finish, finishes)
        on = _MOVED.search(group)
        axle = _AXLE.search(group)
        part = "body"
        if on is not None:
            part = f"{on.group(1)}_{on.group(2)}"
            moved.setdefault(part, []).append(piece)
        elif axle is not None and axle.group(2):
            axles.setdefault(f"{axle.group(1)}_{axle.group(2)}", []).append(piece)
        result.append(replace(piece, part=part, finish=finish))
    whole = np.concatenate([p.vertices for p in pieces])
    joints = []
    for name, carried in moved.items():
        if name in axles:
            joints.append(_joint(name, axles[name], carried, whole))
    kept = {joint.name for joint in joints}
    result = [p if p.part in kept else replace(p, part="body") for p in result]
    return result, joints, {name: name for name in kept}


def _joint(name: str, axle: list[Piece], carried: list[Piece], whole: FloatArray) -> DraftJoint:
    pin = np.concatenate([p.vertices for p in axle])
    leaf = np.concatenate([p.vertices for p in carried])
    low, high = pin.min(axis=0), pin.max(axis=0)
    origin = (low + high) / 2
    axis = np.eye(3)[int(np.argmax(high - low))]
    kind: Literal["revolute", "prismatic"] = "revolute" if name.startswith("hinge") else "prismatic"
    away = (leaf.min(axis=0) + leaf.max(axis=0)) / 2 - origin
    if kind == "revolute":
        # A door opens to the front, +z; a lid, whose hinge lies behind it, upwards.
        way = np.cross(axis, away)
        sign = way[2] if abs(way[2]) >= abs(way[1]) else way[1]
        return DraftJoint(name, kind, origin, axis if sign >= 0 else -axis, 0.0, DOOR_OPENS_RAD)
    along = int(np.argmax(axis))
    toward = 1.0 if along == 2 else float(np.sign(whole[:, along].mean() - leaf[:, along].mean()) or 1.0)
    return DraftJoint(name, kind, origin, axis * toward, 0.0, DRAWER_SHARE * float(np.ptp(leaf[:, along])))


def _special(group: str, finish: str, finishes: dict[str, Finish]) -> str:
    """Panes are glass and mirrors are mirrors, whatever their material says."""
    if "window_mirror" in group:
        finishes.setdefault("mirror", Finish("mirror", base_color=(0.9, 0.9, 0.9), roughness=0.02, metallic=1.0))
        return "mirror"
    if "window_pane" in group:
        finishes.setdefault("pane", Finish("pane", base_color=(1.0, 1.0, 1.0), roughness=0.0, transmission=1.0))
        return "pane"
    return finish
