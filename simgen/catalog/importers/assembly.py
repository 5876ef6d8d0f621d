"""From a draft to the parts of an asset: metres, clean triangles, materials, collision pieces, mass, supports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from simgen.catalog.importers.draft import Draft, DraftJoint, Finish, Piece
from simgen.catalog.importers.finishes import material_of, plain_of, slot_names
from simgen.catalog.importers.frames import Frame, Measures, frame_of
from simgen.catalog.importers.hollows import hollows_of
from simgen.catalog.importers.simplify import simplified
from simgen.catalog.importers.solids import HULL_POINTS, convex_pieces, filled_volume_m3, supports_of, whole_hull
from simgen.catalog.importers.surfaces import Health, box_projected, cleaned, closed, painted, refuse_bad_numbers
from simgen.catalog.materials.pictures import LARGEST
from simgen.catalog.meshing.transforms import hull_of, mesh_of
from simgen.errors import CatalogError
from simgen.geometry import Bounds, FloatArray, Vector3
from simgen.world import Cavity, Joint, LightSocket, Material, Part, SupportSurface, Surface

# What a thing of unknown stuff weighs, for the volume that it fills: hollow toys, books and wood are near this.
DENSITY_KG_M3 = 400.0
# More triangles than this are told, and should be simplified.
MANY_TRIANGLES = 200_000


@dataclass(frozen=True)
class Wishes:
    """What the user says beside `Measures`: mass, triangles, size of textures in pixels, and whether physics' shape is
    "cut" into convex pieces or is the "whole" part's hull, which takes no time and closes all hollows.
    """

    measures: Measures = field(default_factory=Measures)
    mass_kg: float | None = None
    density_kg_m3: float = DENSITY_KG_M3
    max_triangles: int | None = None
    texture_pixels: int = LARGEST
    convex: Literal["cut", "whole"] = "cut"


@dataclass(frozen=True, eq=False)
class Built:
    """All that an asset needs but its names. `pictures`: PNG files by digest. `health` is of all parts together."""

    parts: tuple[Part, ...]
    materials: Mapping[str, Material]
    pictures: Mapping[str, bytes]
    joints: tuple[Joint, ...]
    supports: tuple[SupportSurface, ...]
    cavities: tuple[Cavity, ...]
    sockets: tuple[LightSocket, ...]
    has_front: bool
    health: Health
    notes: tuple[str, ...]

    @property
    def size_m(self) -> Vector3:
        """Of the box around it, x y z."""
        return Bounds.of(np.concatenate([s.mesh.vertices for p in self.parts for s in p.surfaces])).size


def assembled(draft: Draft, wishes: Wishes, where: str) -> Built:
    """The asset of a draft; CatalogError, which says what to try, for what cannot become one."""
    refuse_bad_numbers(draft.pieces, where)
    frame = frame_of(draft, wishes.measures, where)
    notes = [*draft.notes, *frame.notes]
    pieces = draft.pieces
    before = sum(len(p.faces) for p in pieces)
    if wishes.max_triangles is not None:
        if wishes.max_triangles < 12:
            raise CatalogError(
                f"--max-triangles {wishes.max_triangles} is too few.", where=where, remedy="A box needs 12 already."
            )
        pieces = simplified(pieces, wishes.max_triangles)
        after = sum(len(p.faces) for p in pieces)
        if after < before:
            notes.append(f"simplified from {before} to {after} triangles")
    elif before > MANY_TRIANGLES:
        notes.append(f"{before} triangles are many: --max-triangles {MANY_TRIANGLES} would simplify it")
    placed: dict[str, list[Piece]] = {}
    for piece in pieces:
        placed.setdefault(piece.part, []).append(_moved(piece, frame))
    names = list(dict.fromkeys([*(p.part for p in pieces), *draft.solids, *draft.masses_kg]))
    # The base, which no joint moves, comes first; then each part as the file has them.
    names.sort(key=lambda name: name in draft.joint_of)
    clean: dict[str, list[Piece]] = {}
    health = Health(0, 0, 0, 0, 0)
    for name in names:
        clean[name], found = cleaned(placed.get(name, []))
        health = _sum(health, found)
    notes += _told(health)
    clean, finishes = _coloured(clean, dict(draft.finishes), notes, where)
    slots, materials, pictures = _materials(clean, finishes, wishes.texture_pixels)
    parts = []
    supports: list[SupportSurface] = []
    cavities: list[Cavity] = []
    volumes = {}
    for name in names:
        part, volume = _part(name, clean[name], slots, draft, frame, wishes.convex, notes)
        parts.append(part)
        volumes[name] = volume
        if clean[name]:
            supports += supports_of(*_joined(clean[name]), draft.joint_of.get(name))
            # One hull for the whole part closes its hollows.
            if wishes.convex == "cut" or draft.solids.get(name):
                cavities += hollows_of(*_joined(clean[name]), part.hulls, draft.joint_of.get(name), notes)
    supports = [replace(s, name=f"level_{k + 1}") for k, s in enumerate(supports)]
    cavities = [replace(c, name="inside" if k == 0 else f"inside_{k + 1}") for k, c in enumerate(cavities)]
    masses = _masses(names, volumes, draft, wishes)
    parts = [replace(part, mass_kg=masses[part.name]) for part in parts]
    joints = tuple(_joint(j, frame) for j in draft.joints)
    return Built(
        tuple(p for p in parts if p.surfaces or p.hulls or p.joint),
        materials,
        pictures,
        joints,
        tuple(supports),
        tuple(cavities),
        _sockets(parts, {slots[name]: finishes[name].flux_lm for name in slots}),
        frame.has_front,
        health,
        tuple(dict.fromkeys(notes)),
    )


def _sockets(parts: list[Part], flux_lm: Mapping[str, float]) -> tuple[LightSocket, ...]:
    """A socket for each part that shows a slot which shines; those of one slot share its flux."""
    result = []
    for slot, flux in flux_lm.items():
        lit = [part.name for part in parts if any(s.material == slot for s in part.surfaces)]
        result += [
            LightSocket(f"{slot}_{k + 1}", name, slot, flux / len(lit)) for k, name in enumerate(lit) if flux > 0
        ]
    return tuple(result)


def _moved(piece: Piece, frame: Frame) -> Piece:
    normals = None if piece.normals is None else frame.directions(piece.normals)
    return replace(piece, vertices=frame.points(piece.vertices), normals=normals)


def _joint(joint: DraftJoint, frame: Frame) -> Joint:
    """The joint in metres and the asset frame; one that closes at its upper end is turned round."""
    length = frame.scale if joint.kind == "prismatic" else 1.0
    lower, upper = joint.lower * length, joint.upper * length
    axis = frame.directions(joint.axis[None])[0]
    if lower < 0 and abs(upper) < 1e-6:
        lower, upper, axis = 0.0, -lower, -axis
    origin = frame.points(joint.origin[None])[0]
    return Joint(joint.name, joint.kind, _triple(origin), _triple(axis), float(lower), float(upper), joint.parent)


def _triple(vector: FloatArray) -> tuple[float, float, float]:
    x, y, z = (float(v) for v in vector)
    return x, y, z


def _sum(a: Health, b: Health) -> Health:
    return Health(*(getattr(a, k) + getattr(b, k) for k in Health.__dataclass_fields__))


def _told(health: Health) -> list[str]:
    notes = []
    if health.open_edges:
        notes.append(f"it has holes: {health.open_edges} open edges")
    if health.flipped:
        notes.append(f"{health.flipped} triangles were inside out, and were turned")
    if health.degenerate:
        notes.append(f"{health.degenerate} triangles without area were taken away")
    return notes


def _coloured(
    parts: dict[str, list[Piece]], finishes: dict[str, Finish], notes: list[str], where: str
) -> tuple[dict[str, list[Piece]], dict[str, Finish]]:
    """Each piece with texture coordinates that fit its finish: of the file, of its painted vertices, or metres."""
    result: dict[str, list[Piece]] = {}
    for name, pieces in parts.items():
        row = []
        for piece in pieces:
            finish = finishes[piece.finish]
            usable = piece.uvs is not None and bool(np.isfinite(piece.uvs).all())
            if finish.is_textured and not usable:
                notes.append(f"'{finish.name}' has a picture and no texture coordinates: its mean colour serves")
                plain = f"{finish.name} plain"
                finishes[plain] = replace(plain_of(finish), name=plain)
                piece = replace(piece, finish=plain)
            elif not finish.is_textured and piece.colors is not None:
                try:
                    piece, picture = painted(piece)
                except CatalogError as error:
                    raise CatalogError(
                        error.what, where=where, remedy="Add --max-triangles 200000, or bake the colours to a texture."
                    ) from error
                paint = f"{finish.name} paint {len(finishes)}"
                finishes[paint] = replace(finish, name=paint, base_color=(1.0, 1.0, 1.0), albedo=picture)
                piece = replace(piece, finish=paint)
            row.append(piece if finishes[piece.finish].is_textured else box_projected(piece))
        result[name] = row
    return result, finishes


def _materials(
    parts: dict[str, list[Piece]], finishes: dict[str, Finish], largest: int
) -> tuple[dict[str, str], dict[str, Material], dict[str, bytes]]:
    used = list(dict.fromkeys(p.finish for row in parts.values() for p in row))
    slots = slot_names(used)
    materials, pictures = {}, {}
    for name in used:
        solid = all(closed(p) for row in parts.values() for p in row if p.finish == name)
        material, files = material_of(slots[name], finishes[name], solid=solid, largest=largest)
        materials[slots[name]] = material
        pictures.update(files)
    return slots, materials, pictures


def _joined(pieces: list[Piece]) -> tuple[FloatArray, np.ndarray[tuple[int, int], np.dtype[np.int64]]]:
    offsets = np.cumsum([0, *(len(p.vertices) for p in pieces)])
    faces = np.concatenate([p.faces + o for p, o in zip(pieces, offsets, strict=False)])
    return np.concatenate([p.vertices for p in pieces]), faces


def _part(
    name: str, pieces: list[Piece], slots: Mapping[str, str], draft: Draft, frame: Frame, convex: str, notes: list[str]
) -> tuple[Part, float]:
    """The part without mass, and the volume that it fills."""
    by_slot: dict[str, list[Piece]] = {}
    for piece in pieces:
        by_slot.setdefault(slots[piece.finish], []).append(piece)
    surfaces = []
    for slot, row in by_slot.items():
        vertices, faces = _joined(row)
        normals = np.concatenate([p.normals for p in row if p.normals is not None])
        uvs = np.concatenate([p.uvs for p in row if p.uvs is not None])
        surfaces.append(Surface(mesh_of(vertices, faces, normals, uvs), slot))
    hulls: list[FloatArray] = []
    volume = 0.0
    given = draft.solids.get(name, ())
    for points, _ in given:
        placed = frame.points(points)
        hulls.append(hull_of(placed, HULL_POINTS, 1e-3 * float(np.ptp(placed, axis=0).max())))
    if not given and pieces:
        vertices, faces = _joined(pieces)
        hulls += convex_pieces(vertices, faces, notes) if convex == "cut" else (whole_hull(vertices),)
    if hulls:
        volume = filled_volume_m3(
            *(_joined(pieces) if pieces else (np.zeros((1, 3)), np.zeros((0, 3), np.int64))), tuple(hulls)
        )
    return Part(name, tuple(surfaces), tuple(hulls), draft.joint_of.get(name)), volume


def _masses(names: list[str], volumes: Mapping[str, float], draft: Draft, wishes: Wishes) -> dict[str, float]:
    """By part: what the file says, else volume times density; all in proportion to a stated mass."""
    masses = {n: draft.masses_kg.get(n) or volumes[n] * wishes.density_kg_m3 for n in names}
    total = sum(masses.values())
    if wishes.mass_kg is not None and total > 0:
        return {n: m * wishes.mass_kg / total for n, m in masses.items()}
    return masses
