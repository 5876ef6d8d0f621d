"""URDF (http://wiki.ros.org/urdf/XML): links, joints, visual and collision shapes, masses.

Metres, +z up; the front looks along +x (REP 103) unless the user says otherwise. Hinges and slides stay joints;
fixed, planar and floating ones weld. Links welded together become one part.
"""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np

from simgen.catalog.importers.draft import Draft, DraftJoint, Finish, Piece
from simgen.catalog.importers.files import Folder, read_bytes
from simgen.catalog.importers.shapes import (
    PLAIN,
    Triangles,
    about,
    box,
    capsule,
    cylinder,
    ellipsoid,
    mesh_file,
    placed,
    solid_piece,
)
from simgen.catalog.materials.pictures import decode
from simgen.color import color_of_srgb
from simgen.errors import CatalogError
from simgen.geometry import FloatArray

_KINDS: dict[str, Literal["revolute", "prismatic"]] = {
    "revolute": "revolute",
    "continuous": "revolute",
    "prismatic": "prismatic",
}


def read(path: Path) -> Draft:
    """The draft of a ``.urdf`` file."""
    root = parse_xml(path, "robot")
    try:
        return _Robot(path, root).draft()
    except (ValueError, KeyError, IndexError) as error:
        raise CatalogError(
            f"not a sound URDF: {type(error).__name__} {error}.", where=str(path), remedy="Check it with check_urdf."
        ) from error


def parse_xml(path: Path, tag: str) -> ET.Element:
    """The root of an XML file, which must be `tag`. Entities, with which a small file can fill memory, are refused."""
    content = read_bytes(path)
    if b"<!ENTITY" in content or b"<!DOCTYPE" in content:
        raise CatalogError("it declares entities.", where=str(path), remedy="Remove the DOCTYPE.")
    try:
        root = ET.fromstring(content)
    except ET.ParseError as error:
        raise CatalogError(f"not XML: {error}.", where=str(path), remedy="Correct the syntax there.") from error
    if root.tag != tag:
        raise CatalogError(
            f"its first element is <{root.tag}>, not <{tag}>.", where=str(path), remedy="Name a URDF or MJCF file."
        )
    return root


class _Robot:
    def __init__(self, path: Path, root: ET.Element) -> None:
        self.path = path
        self.root = root
        self.folder = Folder(path.parent)
        self.notes: list[str] = []
        self.finishes: dict[str, Finish] = {"plain": PLAIN}
        self.drafts: dict[tuple[str, bool], Draft] = {}
        for material in root.findall("material"):
            self._material(material)

    def draft(self) -> Draft:
        links = {link.attrib["name"]: link for link in self.root.findall("link")}
        into = {joint.find("child").attrib["link"]: joint for joint in self.root.findall("joint")}  # type: ignore[union-attr]
        bases = [name for name in links if name not in into]
        if len(bases) != 1:
            raise ValueError(f"{len(bases)} links have no parent; one base is needed")
        children: dict[str, list[ET.Element]] = {}
        for joint in into.values():
            children.setdefault(joint.find("parent").attrib["link"], []).append(joint)  # type: ignore[union-attr]
        pieces: list[Piece] = []
        solids: dict[str, list[Triangles]] = {}
        masses: dict[str, float] = {}
        joints: list[DraftJoint] = []
        joint_of: dict[str, str] = {}
        # Link, its frame in the base's, the part that it belongs to, the joint that moves it.
        todo: list[tuple[str, FloatArray, FloatArray, str, str | None]] = [
            (bases[0], np.eye(3), np.zeros(3), bases[0], None)
        ]
        while todo:
            name, turn, shift, part, mover = todo.pop()
            link = links[name]
            if mover is not None:
                joint_of[part] = mover
            for visual in link.findall("visual"):
                pieces += self._shape(visual, turn, shift, part)
            for collision in link.findall("collision"):
                shown = self._shape(collision, turn, shift, part, solid=True)
                solids.setdefault(part, []).extend((p.vertices, p.faces) for p in shown)
            mass = link.find("inertial/mass")
            if mass is not None:
                masses[part] = masses.get(part, 0.0) + float(mass.attrib["value"])
            inner = []
            for joint in children.get(name, []):
                r, t = origin_of(joint.find("origin"))
                child_turn, child_shift = turn @ r, turn @ t + shift
                child = joint.find("child").attrib["link"]  # type: ignore[union-attr]
                kind = _KINDS.get(joint.attrib.get("type", ""))
                if kind is None:
                    if joint.attrib.get("type") != "fixed":
                        self.notes.append(f"the {joint.attrib.get('type')} joint '{joint.attrib['name']}' is welded")
                    inner.append((child, child_turn, child_shift, part, mover))
                    continue
                moved = self._joint(joint, kind, child_turn, child_shift, mover)
                joints.append(moved)
                inner.append((child, child_turn, child_shift, child, moved.name))
            todo += reversed(inner)
        if not pieces:
            pieces = [replace(solid_piece(s, "plain"), part=p) for p, row in solids.items() for s in row]
        return Draft(
            tuple(pieces),
            self.finishes,
            unit_m=1.0,
            up="+z",
            front="+x",
            joints=tuple(joints),
            joint_of=joint_of,
            solids={part: tuple(row) for part, row in solids.items()},
            masses_kg={part: mass for part, mass in masses.items() if mass > 0},
            notes=tuple(dict.fromkeys(self.notes)),
        )

    def _joint(
        self,
        joint: ET.Element,
        kind: Literal["revolute", "prismatic"],
        turn: FloatArray,
        shift: FloatArray,
        mover: str | None,
    ) -> DraftJoint:
        name = joint.attrib["name"]
        axis = joint.find("axis")
        direction = numbers(axis.attrib["xyz"] if axis is not None else "1 0 0", 3)
        limit = joint.find("limit")
        lower, upper = -math.pi, math.pi
        if limit is not None and joint.attrib["type"] != "continuous":
            lower, upper = float(limit.attrib.get("lower", 0)), float(limit.attrib.get("upper", 0))
        if not upper > lower:
            raise ValueError(f"joint '{name}' goes from {lower} to {upper}")
        if joint.find("mimic") is not None:
            self.notes.append(f"joint '{name}' mimics another, which is left out: it moves by itself")
        direction = turn @ direction
        return DraftJoint(name, kind, shift, direction / np.linalg.norm(direction), lower, upper, mover)

    def _shape(
        self, element: ET.Element, turn: FloatArray, shift: FloatArray, part: str, solid: bool = False
    ) -> list[Piece]:
        r, t = origin_of(element.find("origin"))
        turn, shift = turn @ r, turn @ t + shift
        geometry = element.find("geometry")
        if geometry is None or not len(geometry):
            raise ValueError("a shape without geometry")
        shape = geometry[0]
        finish = self._material(element.find("material"))
        if shape.tag == "mesh":
            return self._mesh(shape, turn, shift, part, finish, solid)
        triangles: Triangles
        if shape.tag == "box":
            triangles = box(numbers(shape.attrib["size"], 3))
        elif shape.tag == "cylinder":
            triangles = cylinder(float(shape.attrib["radius"]), float(shape.attrib["length"]))
        elif shape.tag == "capsule":
            triangles = capsule(float(shape.attrib["radius"]), float(shape.attrib["length"]))
        elif shape.tag == "sphere":
            triangles = ellipsoid(np.full(3, float(shape.attrib["radius"])))
        else:
            raise ValueError(f"there is no shape <{shape.tag}>")
        return placed((solid_piece(triangles, finish or "plain"),), turn, shift, np.ones(3), part, "")

    def _mesh(
        self, shape: ET.Element, turn: FloatArray, shift: FloatArray, part: str, finish: str | None, solid: bool
    ) -> list[Piece]:
        name = shape.attrib["filename"]
        if (name, solid) not in self.drafts:
            # Packages and absolute paths are of another machine: the last folders of the path are tried here.
            bare = name.partition("://")[2] or name
            steps = bare.split("/")
            found = next((p for k in range(len(steps)) if (p := self.folder.find("/".join(steps[k:])))), None)
            if found is None:
                raise CatalogError(
                    f"the mesh '{name}' is not there.", where=str(self.path), remedy="Put it beside the URDF."
                )
            self.drafts[name, solid] = mesh_file(found, by_group=solid)
            self.notes += () if solid else self.drafts[name, solid].notes
        draft = self.drafts[name, solid]
        scale = numbers(shape.attrib.get("scale", "1 1 1"), 3)
        prefix = f"{Path(name).stem}:"
        # A material of the URDF counts where the mesh has none of its own.
        own = {f.name for f in draft.finishes.values() if f.is_textured or f.name != "plain"}
        for f in draft.finishes.values():
            self.finishes.setdefault(f"{prefix}{f.name}", replace(f, name=f"{prefix}{f.name}"))
        pieces = placed(draft.pieces, turn, shift, scale, part, prefix)
        return [replace(p, finish=finish) if finish and p.finish.removeprefix(prefix) not in own else p for p in pieces]

    def _material(self, element: ET.Element | None) -> str | None:
        """Its name, once it is known; None where nothing is said."""
        if element is None:
            return None
        name = element.attrib.get("name") or f"color_{len(self.finishes)}"
        color, texture = element.find("color"), element.find("texture")
        if color is None and texture is None:
            return name if name in self.finishes else None
        finish = Finish(name)
        if color is not None:
            red, green, blue, alpha = numbers(color.attrib["rgba"], 4)
            base = color_of_srgb(float(red), float(green), float(blue))
            finish = replace(finish, base_color=base, opacity=float(alpha))
        if texture is not None:
            file = texture.attrib.get("filename", "")
            try:
                finish = replace(finish, base_color=(1.0, 1.0, 1.0), albedo=decode(self.folder.read(file), file)[0])
            except CatalogError as error:
                self.notes.append(f"the texture '{file}' of '{name}' is missing or damaged ({error.what})")
        self.finishes[name] = finish
        return name


def numbers(text: str, count: int) -> FloatArray:
    """(count,) numbers of a text; ValueError where there are others."""
    values = np.array([float(word) for word in text.split()])
    if len(values) != count or not np.isfinite(values).all():
        raise ValueError(f"expected {count} numbers, got {text!r}")
    return values


def origin_of(element: ET.Element | None) -> tuple[FloatArray, FloatArray]:
    """Rotation (3, 3) and shift (3,) of an <origin>: roll, pitch and yaw about fixed axes."""
    if element is None:
        return np.eye(3), np.zeros(3)
    roll, pitch, yaw = numbers(element.attrib.get("rpy", "0 0 0"), 3)
    return about(2, yaw) @ about(1, pitch) @ about(0, roll), numbers(element.attrib.get("xyz", "0 0 0"), 3)
