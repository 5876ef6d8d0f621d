"""From what a file says of a surface to a `Material` and the pictures that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from simgen.catalog.importers.draft import Bytes, Finish
from simgen.catalog.materials.pictures import digest_of, encode, side, square, srgb_to_linear
from simgen.color import Color
from simgen.world import Material, Picture

# Clear beyond this is glass.
CLEAR = 0.5
_ROUGH_GLASS = 0.35


def slot_names(names: Iterable[str]) -> dict[str, str]:
    """Names of finishes as names of slots: short words of small letters, each once."""
    result: dict[str, str] = {}
    for name in names:
        word = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40] or "finish"
        k = 2
        chosen = word
        while chosen in result.values():
            chosen, k = f"{word}_{k}", k + 1
        result[name] = chosen
    return result


def material_of(slot: str, finish: Finish, *, solid: bool, largest: int) -> tuple[Material, dict[str, bytes]]:
    """The material, and the PNG files of its pictures by digest. `solid`: glass has an inside."""
    color = _color(finish.base_color)
    clear = finish.transmission > CLEAR or finish.opacity < CLEAR
    if clear and finish.albedo is None and finish.roughness < _ROUGH_GLASS + CLEAR:
        kind = "glass" if solid else "thin_glass"
        tint = color if finish.transmission > CLEAR else _color(tuple(1 - finish.opacity * (1 - c) for c in color))
        return Material(slot, kind, base_color=tint, ior=min(max(finish.ior, 1.0), 3.0), family="imported"), {}  # type: ignore[arg-type]
    files: dict[str, bytes] = {}
    albedo = finish.albedo
    rough = _times(finish.roughness_map, finish.roughness)
    metal = _times(finish.metallic_map, finish.metallic)
    maps = {"albedo": albedo, "roughness": rough, "metallic": metal, "normal": finish.normal_map}
    shown = {name: m for name, m in maps.items() if m is not None and not _is_even(name, m)}
    picture = None
    if shown:
        n = side([m.shape[:2] for m in shown.values()], largest)
        digests = {}
        for name, m in shown.items():
            content = encode(square(m, n))
            digests[name] = digest_of(content)
            files[digests[name]] = content
        picture = Picture(n, **digests)
    roughness = finish.roughness if rough is None else float(rough.mean()) / 255
    metallic = finish.metallic if metal is None else float(metal.mean()) / 255
    if albedo is not None and "albedo" not in shown:
        mean = srgb_to_linear(albedo).reshape(-1, 3).mean(axis=0)
        color = _color(tuple(float(c) * float(m) for c, m in zip(color, mean, strict=True)))
    return (
        Material(
            slot,
            base_color=color,
            roughness=float(np.clip(roughness, 0.03, 1.0)),
            metallic=float(np.clip(metallic, 0.0, 1.0)),
            specular=finish.specular,
            clearcoat=float(np.clip(finish.clearcoat, 0.0, 1.0)),
            sheen=float(np.clip(finish.sheen, 0.0, 1.0)),
            family="imported",
            picture=picture,
        ),
        files,
    )


def plain_of(finish: Finish) -> Finish:
    """The finish without pictures, in their mean colours: for a mesh that has no texture coordinates."""
    color = finish.base_color
    if finish.albedo is not None:
        mean = srgb_to_linear(finish.albedo).reshape(-1, 3).mean(axis=0)
        color = _color(tuple(float(c) * float(m) for c, m in zip(color, mean, strict=True)))
    rough, metal = _times(finish.roughness_map, finish.roughness), _times(finish.metallic_map, finish.metallic)
    return replace(
        finish,
        base_color=color,
        roughness=finish.roughness if rough is None else float(rough.mean()) / 255,
        metallic=finish.metallic if metal is None else float(metal.mean()) / 255,
        albedo=None,
        alpha=None,
        roughness_map=None,
        metallic_map=None,
        normal_map=None,
    )


def _color(color: tuple[float, ...]) -> Color:
    r, g, b = (float(np.clip(c, 0.0, 1.0)) for c in color)
    return r, g, b


def _times(values: Bytes | None, factor: float) -> Bytes | None:
    if values is None or factor == 1.0:
        return values
    result: Bytes = np.rint(np.clip(values.astype(np.float32) * factor, 0, 255)).astype(np.uint8)
    return result


def _is_even(name: str, values: Bytes) -> bool:
    """Whether a map is one value all over, so that a number says as much."""
    if name == "normal":
        return bool(np.abs(values[..., :2].astype(np.int16) - 128).max() <= 1)
    return bool((values == values.reshape(-1, *values.shape[2:])[0]).all())
