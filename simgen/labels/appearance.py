"""What words fit a body's looks, from its true materials, and from which side the camera sees it.

Colours are those of the eleven basic terms (B. Berlin and P. Kay, Basic Color Terms, 1969) whose foci lie well apart in
CIELAB; what lies between two terms is "unsure", so that no word is said of a colour that people would argue about.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import numpy.typing as npt

from simgen.color import XYZ_FROM_RGB, transformed
from simgen.frame import Frame, Side, Viewpoint
from simgen.geometry import FloatArray
from simgen.world import Body, Material, Part

UNSURE = "unsure"
COLORS = (UNSURE, "black", "gray", "white", "red", "orange", "brown", "yellow", "green", "blue", "purple", "pink")
# Families that are words for a material; the others are coats, food, plants, …
MATERIALS = frozenset({"wood", "metal", "ceramic", "plastic", "glass", "fabric", "leather", "stone", "paper"})
# Coats and soft stuffs that their family's word would not fit.
NOT_CALLED = ("enamel", "lacquer", "rubber", "painted", "wax", "screen")
# Above this, base colour is the tint of what is mirrored.
MIRRORING = 0.5
# A metal that is no rougher than this is a mirror.
POLISHED = 0.15
# Of its area: a part with so much glass or mirror shows the colours of other things.
SHOWS_OTHERS = 0.25
# A camera at most this far off the middle of a side sees that side.
SIDE_DEG = 35.0
_SIDES: tuple[tuple[Side, float], ...] = (("front", 0.0), ("left", 90.0), ("back", 180.0), ("right", -90.0))
# Terms in CIELAB: lightness, chroma and hue angle (degrees, from the first to the second, over 360 where needed).
_CHROMATIC: tuple[tuple[str, tuple[float, float], tuple[float, float], tuple[float, float]], ...] = (
    ("red", (18, 60), (32, 200), (15, 47)),
    ("pink", (60, 95), (14, 80), (330, 395)),
    ("orange", (52, 85), (50, 200), (50, 74)),
    ("brown", (15, 48), (14, 48), (38, 80)),
    ("yellow", (62, 100), (45, 200), (80, 108)),
    ("green", (18, 90), (15, 200), (118, 182)),
    ("blue", (14, 85), (14, 200), (232, 296)),
    ("purple", (14, 70), (16, 200), (304, 328)),
)


def color_indices(rgb: npt.NDArray[np.floating]) -> npt.NDArray[np.int64]:
    """(n,) indices into `COLORS` of (n, 3) reflectances in linear Rec. 709."""
    lightness, a, b = _cielab(np.asarray(rgb, dtype=np.float64))
    chroma, hue = np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360
    result = np.zeros(len(lightness), dtype=np.int64)
    result[(lightness < 22) & (chroma < 8)] = COLORS.index("black")
    result[(lightness > 35) & (lightness < 72) & (chroma < 7)] = COLORS.index("gray")
    result[(lightness > 82) & (chroma < 11)] = COLORS.index("white")
    for name, light, strong, (first, last) in _CHROMATIC:
        turned = np.where(hue < first, hue + 360, hue)
        fits = (lightness >= light[0]) & (lightness <= light[1]) & (chroma >= strong[0]) & (chroma <= strong[1])
        result[fits & (turned <= last)] = COLORS.index(name)
    return result


def _cielab(rgb: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """L*, a*, b* against the white of Rec. 709 (CIE 15:2004)."""
    relative = transformed(XYZ_FROM_RGB, np.maximum(rgb, 0.0)) / XYZ_FROM_RGB.sum(axis=1)
    bent = np.where(relative > (6 / 29) ** 3, np.cbrt(relative), relative / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = bent[..., 0], bent[..., 1], bent[..., 2]
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def color_shares(frame: Frame, pixels_of: Mapping[int, npt.NDArray[np.int64]], body: Body) -> dict[str, float]:
    """The share of each colour among the visible pixels of a body, largest first, by the albedo that they show.

    Empty where the frame has no albedo or none of the body is seen; "unsure" where most of it is glass or metal, and of
    parts with a pane or a mirror: albedo is that of what is seen in these. `pixels_of` holds the flat pixel numbers of
    each instance.
    """
    pixels = pixels_of.get(body.instance_id)
    if frame.albedo is None or pixels is None or len(pixels) == 0:
        return {}
    clear = sum(share for slot, share in _slot_shares(body.asset.parts).items() if _has_no_color(body.material(slot)))
    if clear > 0.5:
        return {UNSURE: 1.0}
    shown = color_indices(frame.albedo.reshape(-1, 3)[pixels])
    others = [number for number, part in _numbered_parts(frame, body) if _shows_others(body, part)]
    shown[np.isin(frame.geometry.part_id.reshape(-1)[pixels], others)] = COLORS.index(UNSURE)
    counts = np.bincount(shown, minlength=len(COLORS))
    order = sorted(range(len(COLORS)), key=lambda i: (-counts[i], i))
    return {COLORS[i]: float(counts[i] / counts.sum()) for i in order if counts[i]}


def _has_no_color(material: Material) -> bool:
    return material.kind != "principled" or material.metallic > MIRRORING


def _shows_others(body: Body, part: Part) -> bool:
    """Whether much of a part is a pane or a mirror."""
    clear = {surface.material for surface in part.surfaces if _is_clear_or_mirror(body.material(surface.material))}
    return bool(clear) and sum(share for slot, share in _slot_shares([part]).items() if slot in clear) >= SHOWS_OTHERS


def _is_clear_or_mirror(material: Material) -> bool:
    return material.kind != "principled" or (material.metallic > MIRRORING and material.roughness <= POLISHED)


def _numbered_parts(frame: Frame, body: Body) -> Iterator[tuple[int, Part]]:
    """The parts of a body with their numbers in the frame."""
    by_name = {part.name: part for part in body.asset.parts}
    for number, (owner, name) in enumerate(frame.geometry.parts, start=1):
        if owner == body.instance_id and name in by_name:
            yield number, by_name[name]


def material_shares(body: Body) -> dict[str, float]:
    """The share of each material word in the area of a body's surfaces, largest first; `UNSURE` for all others."""
    shares: dict[str, float] = {}
    for slot, share in _slot_shares(body.asset.parts).items():
        word = material_word(body.material(slot))
        shares[word] = shares.get(word, 0.0) + share
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def material_word(material: Material) -> str:
    """The word for a material, `UNSURE` where none surely fits."""
    if material.kind != "principled":
        return "glass"
    if material.family not in MATERIALS or any(word in material.name for word in NOT_CALLED):
        return UNSURE
    return material.family


def _slot_shares(parts: Iterable[Part]) -> dict[str, float]:
    areas: dict[str, float] = {}
    for part in parts:
        for surface in part.surfaces:
            corners = surface.mesh.vertices.astype(np.float64)[surface.mesh.faces]
            normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
            area = float(np.linalg.norm(normals, axis=1).sum())
            areas[surface.material] = areas.get(surface.material, 0.0) + area
    total = sum(areas.values())
    return {slot: area / total for slot, area in areas.items()} if total > 0 else {}


def viewpoint(frame: Frame, body: Body) -> Viewpoint | None:
    """From where the camera sees a body that has a front; None for one that has none."""
    if not body.asset.has_front:
        return None
    eye = np.asarray(body.world_from_body.inverse.apply(frame.camera.world_from_camera.position))
    x, y, z = eye - np.asarray(body.asset.bounds.center) * body.scale
    # Its front looks along -y, so that its own left is +x.
    azimuth = math.degrees(math.atan2(x, -y))
    side = next((name for name, at in _SIDES if abs((azimuth - at + 180) % 360 - 180) <= SIDE_DEG), None)
    return Viewpoint(azimuth, math.degrees(math.atan2(z, math.hypot(x, y))), side)
