"""MJCF (https://mujoco.readthedocs.io/en/stable/XMLreference.html), as far as objects of robot suites need it.

Understood: nested bodies, default classes, includes, meshes, boxes, cylinders, capsules, spheres, ellipsoids, materials
with a picture, hinges and slides. A shape that collides with nothing is for show; where there are such, the others are
for physics alone. Left out, with a note: ball joints, height fields, tendons, equality constraints. Metres, +z up.
"""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from simgen.catalog.importers.draft import Draft, DraftJoint, Finish, Piece
from simgen.catalog.importers.files import Folder
from simgen.catalog.importers.shapes import (
    PLAIN,
    Triangles,
    about,
    box,
    capsule,
    cylinder,
    ellipsoid,
    from_quaternion,
    mesh_file,
    placed,
    solid_piece,
)
from simgen.catalog.importers.urdf import numbers, parse_xml
from simgen.catalog.materials.pictures import decode
from simgen.color import color_of_srgb
from simgen.errors import CatalogError
from simgen.geometry import FloatArray

_MOST_INCLUDES = 50
# Physics' shapes alone fill this part of a MuJoCo group number; what is drawn is below it.
_HIDDEN_GROUP = 3


def read(path: Path) -> Draft:
    """The draft of an ``.xml`` file with a <mujoco> model."""
    root = parse_xml(path, "mujoco")
    try:
        return _Model(path, root).draft()
    except (ValueError, KeyError, IndexError) as error:
        raise CatalogError(
            f"not a sound MJCF: {type(error).__name__} {error}.", where=str(path), remedy="Load it in MuJoCo to check."
        ) from error


@dataclass(frozen=True, eq=False)
class _Place:
    """Where a body is, in the model's frame, and what moves it."""

    turn: FloatArray
    shift: FloatArray
    part: str
    mover: str | None
    childclass: str | None


class _Model:
    def __init__(self, path: Path, root: ET.Element) -> None:
        self.path = path
        self.notes: list[str] = []
        self.included = 0
        self._include(root, path)
        self.root = root
        compiler: dict[str, str] = {}
        for element in root.findall("compiler"):
            compiler |= element.attrib
        self.radians = 1.0 if compiler.get("angle") == "radian" else math.pi / 180
        self.sequence = compiler.get("eulerseq", "xyz")
        base = compiler.get("assetdir", "")
        self.folder = Folder(path.parent)
        self.mesh_folder = compiler.get("meshdir", base)
        self.texture_folder = compiler.get("texturedir", base)
        self.classes: dict[str, dict[str, dict[str, str]]] = {"main": {}}
        for default in root.findall("default"):
            self._default(default, {})
        self.finishes: dict[str, Finish] = {"plain": PLAIN}
        self.meshes: dict[str, dict[str, str]] = {}
        self.textures: dict[str, str] = {}
        self.drafts: dict[str, Draft] = {}
        for asset in root.findall("asset"):
            self._assets(asset)
        self.shown: list[Piece] = []
        self.solids: dict[str, list[Triangles]] = {}
        self.both: list[Piece] = []
        self.masses: dict[str, float] = {}
        self.joints: list[DraftJoint] = []
        self.joint_of: dict[str, str] = {}
        for tag in ("tendon", "equality", "actuator"):
            if root.find(tag) is not None:
                self.notes.append(f"<{tag}> is left out")

    def draft(self) -> Draft:
        base = _Place(np.eye(3), np.zeros(3), "body", None, None)
        for world in self.root.findall("worldbody"):
            self._body(world, base)
        pieces = self.shown or self.both
        for piece in self.both:
            self.solids.setdefault(piece.part, []).append((piece.vertices, piece.faces))
        return Draft(
            tuple(pieces),
            self.finishes,
            unit_m=1.0,
            up="+z",
            front="-y",
            joints=tuple(self.joints),
            joint_of=self.joint_of,
            solids={part: tuple(row) for part, row in self.solids.items()},
            masses_kg=self.masses,
            notes=tuple(dict.fromkeys(self.notes)),
        )

    # --- Words -------------------------------------------------------------------------------------

    def _include(self, element: ET.Element, path: Path) -> None:
        """Puts what <include> names in its place."""
        for k, child in reversed(list(enumerate(element))):
            if child.tag != "include":
                self._include(child, path)
                continue
            self.included += 1
            if self.included > _MOST_INCLUDES:
                raise ValueError("it includes itself")
            file = Folder(path.parent).find(child.attrib["file"])
            if file is None:
                raise ValueError(f"the included '{child.attrib['file']}' is not there")
            inner = parse_xml(file, "mujoco")
            self._include(inner, file)
            element.remove(child)
            for n, one in enumerate(inner):
                element.insert(k + n, one)

    def _default(self, element: ET.Element, above: dict[str, dict[str, str]]) -> None:
        values = {tag: dict(row) for tag, row in above.items()}
        for child in element:
            if child.tag != "default":
                values[child.tag] = {**values.get(child.tag, {}), **child.attrib}
        self.classes[element.attrib.get("class", "main")] = values
        for child in element.findall("default"):
            self._default(child, values)

    def _fields(self, element: ET.Element, childclass: str | None = None) -> dict[str, str]:
        """The element's attributes over those of its class."""
        name = element.attrib.get("class") or childclass or "main"
        return {**self.classes.get(name, {}).get(element.tag, {}), **element.attrib}

    def _assets(self, asset: ET.Element) -> None:
        for element in asset.findall("mesh"):
            fields = self._fields(element)
            name = fields.get("name") or Path(fields.get("file", "")).stem
            self.meshes[name] = fields
        for element in asset.findall("texture"):
            fields = self._fields(element)
            if fields.get("type", "cube") in ("2d", "cube") and "file" in fields:
                self.textures[fields.get("name") or Path(fields["file"]).stem] = fields["file"]
        for element in asset.findall("material"):
            fields = self._fields(element)
            self.finishes[fields["name"]] = self._finish(fields)

    def _finish(self, fields: dict[str, str]) -> Finish:
        finish = _colored(Finish(fields["name"]), fields.get("rgba", "1 1 1 1"))
        finish = replace(
            finish, roughness=float(fields.get("roughness", 1 - 0.6 * float(fields.get("shininess", 0.5))))
        )
        finish = replace(finish, metallic=float(fields.get("metallic", 0)))
        file = self.textures.get(fields.get("texture", ""))
        if file is None:
            return finish
        found = self.folder.find(str(Path(self.texture_folder, file))) or self.folder.find(file)
        try:
            content = self.folder.read(file) if found is None else found.read_bytes()
            return replace(finish, albedo=decode(content, file)[0])
        except CatalogError as error:
            self.notes.append(f"the texture '{file}' of '{fields['name']}' is missing or damaged ({error.what})")
            return finish

    # --- Bodies ------------------------------------------------------------------------------------

    def _body(self, body: ET.Element, above: _Place) -> None:
        childclass = body.attrib.get("childclass", above.childclass)
        turn, shift = above.turn, above.shift
        part, mover = above.part, above.mover
        if body.tag == "body":
            r, t = self._pose(body.attrib)
            turn, shift = turn @ r, turn @ t + shift
        for element in body.findall("joint"):
            fields = self._fields(element, childclass)
            kind = fields.get("type", "hinge")
            if kind not in ("hinge", "slide"):
                if kind != "free":
                    self.notes.append(f"a {kind} joint is left out")
                continue
            joint = self._joint(fields, turn, shift, mover)
            if joint is None:
                self.notes.append("a slide without a range is left out")
                continue
            self.joints.append(joint)
            mover = part = joint.name
            self.joint_of[part] = joint.name
        place = _Place(turn, shift, part, mover, childclass)
        inertial = body.find("inertial")
        if inertial is not None and float(inertial.attrib.get("mass", 0)) > 0:
            self.masses[part] = self.masses.get(part, 0.0) + float(inertial.attrib["mass"])
        for geom in body.findall("geom"):
            self._geom(self._fields(geom, childclass), place)
        for child in body.findall("body"):
            self._body(child, place)

    def _joint(
        self, fields: dict[str, str], turn: FloatArray, shift: FloatArray, mover: str | None
    ) -> DraftJoint | None:
        name = fields.get("name") or f"joint_{len(self.joints) + 1}"
        slides = fields.get("type", "hinge") == "slide"
        axis = turn @ numbers(fields.get("axis", "0 0 1"), 3)
        origin = turn @ numbers(fields.get("pos", "0 0 0"), 3) + shift
        factor = 1.0 if slides else self.radians
        lower, upper = -math.pi, math.pi
        if "range" in fields and fields.get("limited", "auto") != "false":
            lower, upper = (float(v) * factor for v in numbers(fields["range"], 2))
        elif slides:
            return None
        kind = "prismatic" if slides else "revolute"
        return DraftJoint(name, kind, origin, axis / np.linalg.norm(axis), lower, upper, mover)  # type: ignore[arg-type]

    def _pose(self, fields: dict[str, str]) -> tuple[FloatArray, FloatArray]:
        shift = numbers(fields.get("pos", "0 0 0"), 3)
        if "quat" in fields:
            return from_quaternion(numbers(fields["quat"], 4)), shift
        if "euler" in fields:
            turn = np.eye(3)
            for letter, angle in zip(self.sequence, numbers(fields["euler"], 3), strict=True):
                step = about("xyz".index(letter.lower()), float(angle) * self.radians)
                # Small letters turn with the body, capital ones about fixed axes.
                turn = turn @ step if letter.islower() else step @ turn
            return turn, shift
        if "axisangle" in fields:
            x, y, z, angle = numbers(fields["axisangle"], 4)
            axis = np.array([x, y, z]) / np.linalg.norm([x, y, z])
            half = angle * self.radians / 2
            return from_quaternion(np.array([math.cos(half), *(math.sin(half) * axis)])), shift
        if "zaxis" in fields:
            return _z_to(numbers(fields["zaxis"], 3)), shift
        if "xyaxes" in fields:
            x_axis, y_axis = numbers(fields["xyaxes"], 6).reshape(2, 3)
            x_axis = x_axis / np.linalg.norm(x_axis)
            y_axis = y_axis - x_axis * (x_axis @ y_axis)
            y_axis = y_axis / np.linalg.norm(y_axis)
            return np.stack([x_axis, y_axis, np.cross(x_axis, y_axis)], axis=1), shift
        return np.eye(3), shift

    def _geom(self, fields: dict[str, str], place: _Place) -> None:
        r, t = self._pose(fields)
        kind = fields.get("type", "mesh" if "mesh" in fields else "sphere")
        if kind in ("plane", "hfield", "sdf"):
            self.notes.append(f"a {kind} is left out")
            return
        finish = self._finish_of(fields)
        if kind == "mesh":
            pieces, scale = self._mesh(fields["mesh"], finish)
        else:
            shape, r, t = _shape(kind, fields, r, t)
            pieces, scale = (solid_piece(shape, finish),), np.ones(3)
        turn, shift = place.turn @ r, place.turn @ t + place.shift
        row = placed(pieces, turn, shift, scale, place.part, "")
        if "mass" in fields and float(fields["mass"]) > 0:
            self.masses[place.part] = self.masses.get(place.part, 0.0) + float(fields["mass"])
        collides = fields.get("contype", "1") != "0" or fields.get("conaffinity", "1") != "0"
        visible = self.finishes[finish].opacity > 0.01
        if not collides:
            self.shown += row if visible else []
        elif not visible or int(fields.get("group", "0")) >= _HIDDEN_GROUP:
            self.solids.setdefault(place.part, []).extend((p.vertices, p.faces) for p in row)
        else:
            self.both += row

    def _finish_of(self, fields: dict[str, str]) -> str:
        name = fields.get("material", "plain")
        if name not in self.finishes:
            raise ValueError(f"there is no material '{name}'")
        if "rgba" not in fields:
            return name
        own = f"{name} {fields['rgba']}"
        self.finishes[own] = replace(_colored(self.finishes[name], fields["rgba"]), name=own)
        return own

    def _mesh(self, name: str, finish: str) -> tuple[tuple[Piece, ...], FloatArray]:
        if name not in self.meshes:
            raise ValueError(f"there is no mesh '{name}'")
        fields = self.meshes[name]
        if "file" not in fields:
            raise ValueError(f"the mesh '{name}' names no file")
        if name not in self.drafts:
            file = self.folder.find(str(Path(self.mesh_folder, fields["file"]))) or self.folder.find(fields["file"])
            if file is None:
                raise CatalogError(
                    f"the mesh '{fields['file']}' is not there.",
                    where=str(self.path),
                    remedy="Put it beside the model.",
                )
            self.drafts[name] = mesh_file(file)
        pieces = tuple(replace(p, finish=finish) for p in self.drafts[name].pieces)
        return pieces, numbers(fields.get("scale", "1 1 1"), 3)


def _shape(
    kind: str, fields: dict[str, str], turn: FloatArray, shift: FloatArray
) -> tuple[Triangles, FloatArray, FloatArray]:
    """The shape, and its pose where two ends say it."""
    size = np.array([float(word) for word in fields.get("size", "").split()])
    if "fromto" in fields:
        ends = numbers(fields["fromto"], 6).reshape(2, 3)
        way = ends[1] - ends[0]
        size = np.array([size[0], np.linalg.norm(way) / 2, np.linalg.norm(way) / 2])
        turn, shift = _z_to(way), ends.mean(axis=0)
        if kind in ("box", "ellipsoid"):
            size[:2] = size[0]
    if kind == "box":
        return box(2 * size[:3]), turn, shift
    if kind == "cylinder":
        return cylinder(float(size[0]), 2 * float(size[1])), turn, shift
    if kind == "capsule":
        return capsule(float(size[0]), 2 * float(size[1])), turn, shift
    if kind == "sphere":
        return ellipsoid(np.full(3, size[0])), turn, shift
    if kind == "ellipsoid":
        return ellipsoid(size[:3]), turn, shift
    raise ValueError(f"there is no shape '{kind}'")


def _z_to(way: FloatArray) -> FloatArray:
    """(3, 3) the least rotation that takes +z to `way`."""
    z = way / np.linalg.norm(way)
    if z[2] < -1 + 1e-12:
        return about(0, math.pi)
    return from_quaternion(np.array([1 + z[2], -z[1], z[0], 0.0]))


def _colored(finish: Finish, rgba: str) -> Finish:
    red, green, blue, alpha = (min(max(float(v), 0.0), 1.0) for v in numbers(rgba, 4))
    return replace(finish, base_color=color_of_srgb(red, green, blue), opacity=alpha)
