"""From a preset's distributions to one `Material`."""

from __future__ import annotations

import numpy as np

from simgen.catalog.manifest import MaterialPreset, PatternPreset, Variation
from simgen.color import LUMINANCE, Color
from simgen.params import draw
from simgen.seeds import stream
from simgen.world import Material, Pattern

# Baking is dear, so a preset has only so many different patterns; colour still varies with every seed.
PATTERN_POOL = 8
# No everyday surface reflects more diffusely (fresh snow and barium sulphate aside), none less.
ALBEDO_LIMITS = (0.02, 0.9)
# Metals mirror rather than scatter: silver reaches 0.97.
METAL_LIMITS = (0.02, 0.98)


def draw_material(name: str, preset: MaterialPreset, seed: int) -> Material:
    """The material that `seed` picks from a preset; each property from its own stream."""
    pattern = _pattern(name, preset.pattern, seed, "pattern")
    color = draw(preset.base_color, stream(seed, name, "base_color"))
    limits = METAL_LIMITS if preset.metallic > 0.5 else ALBEDO_LIMITS
    if preset.kind != "principled":
        limits = (0.0, 1.0)
    elif preset.pattern is not None:
        # A tint of the pattern's own albedo, which is below 1 by itself.
        limits = (limits[0], 1.0)
    return Material(
        name=name,
        kind=preset.kind,
        base_color=vary_color(color, preset.vary, stream(seed, name, "vary"), limits),
        roughness=float(draw(preset.roughness, stream(seed, name, "roughness"))),
        metallic=preset.metallic,
        specular=preset.specular,
        clearcoat=preset.clearcoat,
        clearcoat_gloss=preset.clearcoat_gloss,
        sheen=preset.sheen,
        translucency=preset.translucency,
        ior=preset.ior,
        two_sided=preset.kind == "principled",
        pattern=pattern,
        family=preset.family,
        shows=_pattern(name, preset.shows, seed, "shows"),
    )


def _pattern(name: str, preset: PatternPreset | None, seed: int, field: str) -> Pattern | None:
    if preset is None:
        return None
    slot = int(stream(seed, name, field).integers(PATTERN_POOL))
    return Pattern(
        name=preset.name,
        seed=slot,
        size_m=preset.size_m,
        resolution=preset.resolution,
        parameters={key: draw(param, stream(slot, name, field, key)) for key, param in preset.parameters.items()},
    )


def vary_color(color: Color, vary: Variation, rng: np.random.Generator, limits: tuple[float, float]) -> Color:
    """A linear Rec. 709 colour, jittered and kept within `limits`; no variation gives the colour itself."""
    lightness, saturation, warmth = np.clip(rng.standard_normal(3), -2.0, 2.0)
    c = np.asarray(color, dtype=np.float64)
    grey = float(c @ LUMINANCE)
    c = grey + (c - grey) * (1.0 + vary.saturation * saturation)
    w = vary.warmth * warmth
    c = c * (1.0 + vary.lightness * lightness) * np.array([1.0 + w, 1.0, 1.0 - w])
    r, g, b = (float(v) for v in np.clip(c, *limits))
    return (r, g, b)
