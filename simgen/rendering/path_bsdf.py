"""How surfaces scatter: the principled model (Burley 2012, 2015) over vectors of Dr.Jit, and clear glass.

All directions are in the local shading frame (z = normal) and point away from the surface; `wi` is where the path came
from. The formulas agree with Mitsuba's `principled` plugin, which the tests hold them against; a material without any
specular, clearcoat, sheen or metallic part is an ideal diffuser (Lambert).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import mitsuba as mi

from simgen.color import LUMINANCE


@dataclass
class Scattering:
    """Parameters of the principled model at each point of a wavefront, textures looked up."""

    base_color: Any
    roughness: Any
    metallic: Any
    specular: Any
    clearcoat: Any
    clearcoat_gloss: Any
    sheen: Any


def matt(s: Scattering, where: Any, color: Any) -> Scattering:
    """The same, but ideal diffusers of `color` for the lanes `where`."""
    none = (dr.select(where, 0, v) for v in (s.metallic, s.specular, s.clearcoat, s.clearcoat_gloss, s.sheen))
    return Scattering(dr.select(where, color, s.base_color), s.roughness, *none)


def passing(s: Scattering, translucency: Any, within: Any, u: Any) -> tuple[Any, Scattering, Any]:
    """(whether light passes, how it is then scattered, u made fresh): the faces of thin translucent bodies, by `u`.

    A sheet of cloth is a closed body, and sends on the share `translucency` of its base colour a: T = t a, and
    reflects R = (1 - t) a. Either of its faces passes √T both ways, which is reciprocal, and what is `within`, between
    the faces, always passes: the sheet as a whole has R and T, however many faces light meets.
    """
    chance = dr.select(within & (translucency > 0), 1, translucency)
    passes = u < chance
    color = dr.sqrt(translucency * s.base_color) / dr.maximum(chance, 1e-6)
    return passes, matt(s, passes, color), (u - chance) / dr.maximum(1 - chance, 1e-6)


@dataclass
class _Lobes:
    diffuse: Any
    specular: Any
    clearcoat: Any
    alpha: Any
    clearcoat_alpha: Any
    eta: Any


def luminance(color: Any) -> Any:
    """Of a linear Rec. 709 colour."""
    red, green, blue = (float(x) for x in LUMINANCE)
    return dr.fma(red, color.x, dr.fma(green, color.y, blue * color.z))


def _schlick_weight(cosine: Any) -> Any:
    m = dr.clip(1 - cosine, 0, 1)
    return dr.square(dr.square(m)) * m


def fresnel_dielectric(cosine: Any, eta: Any) -> Any:
    """Unpolarised reflectance for light that arrives at |cosine| from outside a medium of relative index `eta` >= 1,
    or from inside one where `eta` is the reciprocal; 1 beyond the critical angle.
    """
    c = dr.abs(cosine)
    t2 = 1 - (1 - c * c) / dr.square(eta)
    t = dr.safe_sqrt(t2)
    parallel = (eta * c - t) / dr.maximum(eta * c + t, 1e-12)
    across = (c - eta * t) / dr.maximum(c + eta * t, 1e-12)
    return dr.select(t2 <= 0, mi.Float(1), 0.5 * (parallel * parallel + across * across))


def _lobes(s: Scattering, cos_i: Any) -> _Lobes:
    """Chances of the three lobes, near their share of the reflected light."""
    eta = 2 / (1 - dr.sqrt(0.08 * s.specular)) - 1
    f0 = dr.square((eta - 1) / (eta + 1))
    # Rough surfaces never reach full grazing reflection; half of Schlick's rise is near enough for a chance.
    dielectric = f0 + (1 - f0) * _schlick_weight(cos_i) * 0.5
    base = luminance(s.base_color)
    diffuse = (1 - s.metallic) * dr.maximum(base, 0.05)
    specular = dr.select(s.specular > 0, (1 - s.metallic) * dielectric, 0) + s.metallic * dr.maximum(base, 0.2)
    clearcoat = 0.25 * s.clearcoat * (0.04 + 0.96 * _schlick_weight(cos_i))
    total = diffuse + specular + clearcoat
    return _Lobes(
        diffuse / total,
        specular / total,
        clearcoat / total,
        dr.maximum(dr.square(s.roughness), 1e-3),
        dr.lerp(mi.Float(0.1), mi.Float(0.001), s.clearcoat_gloss),
        eta,
    )


def _ggx(m: Any, alpha: Any) -> Any:
    """Distribution of normals, per solid angle (Walter et al. 2007)."""
    a2 = dr.square(alpha)
    t = dr.square(m.x) + dr.square(m.y) + a2 * dr.square(m.z)
    return a2 / dr.maximum(dr.pi * t * t, 1e-20)


def _smith(cosine: Any, alpha2: Any) -> Any:
    """Smith's one-sided visibility for GGX."""
    c2 = dr.square(cosine)
    return 2 * cosine / dr.maximum(cosine + dr.sqrt(alpha2 + (1 - alpha2) * c2), 1e-12)


def _gtr1(m: Any, alpha: Any) -> Any:
    """The long-tailed distribution of clearcoat normals (Burley 2012)."""
    a2 = dr.square(alpha)
    # 1 + (a² - 1) cos² = sin² + a² cos², without cancellation.
    t = dr.square(m.x) + dr.square(m.y) + a2 * dr.square(m.z)
    return (a2 - 1) / (dr.pi * dr.log(a2) * dr.maximum(t, 1e-12))


def evaluate(s: Scattering, wi: Any, wo: Any) -> tuple[Any, Any]:
    """(f · cos, pdf): the scattered share per channel times the cosine, and the density of `sample`, per solid angle.

    Both are 0 where either direction is below the surface.
    """
    cos_i, cos_o = wi.z, wo.z
    valid = (cos_i > 1e-6) & (cos_o > 1e-6)
    lobes = _lobes(s, cos_i)
    half = dr.normalize(wi + wo)
    cos_d = dr.clip(dr.dot(wi, half), 0, 1)

    distribution = _ggx(half, lobes.alpha)
    alpha2 = dr.square(lobes.alpha)
    visibility_i = _smith(cos_i, alpha2)
    schlick_d = _schlick_weight(cos_d)
    fresnel = (1 - s.metallic) * fresnel_dielectric(cos_d, lobes.eta) + s.metallic * (
        s.base_color + (1 - s.base_color) * schlick_d
    )
    value = fresnel * (distribution * visibility_i * _smith(cos_o, alpha2) / (4 * dr.maximum(cos_i, 1e-6)))
    density = lobes.specular * distribution * visibility_i / (4 * dr.maximum(cos_i, 1e-6))

    coat_distribution = _gtr1(half, lobes.clearcoat_alpha)
    coat_fresnel = 0.04 + 0.96 * schlick_d
    coat_visibility = _smith(cos_i, 0.0625) * _smith(cos_o, 0.0625)
    # f already lacks the 4 cosᵢ cosₒ of a microfacet model: clearcoat_G of Burley's notes includes it.
    value += 0.25 * s.clearcoat * coat_fresnel * coat_distribution * coat_visibility * cos_o
    density += lobes.clearcoat * coat_distribution * half.z / (4 * dr.maximum(cos_d, 1e-6))

    rise_i, rise_o = _schlick_weight(cos_i), _schlick_weight(cos_o)
    retro = 2 * s.roughness * dr.square(cos_d)
    burley = (1 - 0.5 * rise_i) * (1 - 0.5 * rise_o) + retro * (rise_i + rise_o + rise_i * rise_o * (retro - 1))
    lambert = (s.specular + s.metallic + s.clearcoat + s.sheen) == 0
    diffuse = s.base_color * (dr.select(lambert, 1, burley) * dr.inv_pi)
    value += (1 - s.metallic) * cos_o * (diffuse + s.sheen * schlick_d)
    density += lobes.diffuse * cos_o * dr.inv_pi
    return dr.select(valid, value, 0), dr.select(valid, density, 0)


def sample(s: Scattering, wi: Any, lobe: Any, u: Any, v: Any) -> Any:
    """A direction, maybe below the surface: `lobe`, `u`, `v` in [0, 1) choose the lobe and the direction within it."""
    lobes = _lobes(s, wi.z)
    turn = 2 * dr.pi * u
    sin_turn, cos_turn = dr.sincos(turn)

    # Diffuse: the cosine law.
    radius = dr.sqrt(v)
    diffuse = mi.Vector3f(radius * cos_turn, radius * sin_turn, dr.safe_sqrt(1 - v))

    # Visible GGX normals by a spherical cap (Dupuy, Benyoub 2023).
    stretched = dr.normalize(mi.Vector3f(wi.x * lobes.alpha, wi.y * lobes.alpha, wi.z))
    z = dr.fma(1 - v, 1 + stretched.z, -stretched.z)
    ring = dr.safe_sqrt(1 - z * z)
    cap = mi.Vector3f(ring * cos_turn, ring * sin_turn, z) + stretched
    normal = dr.normalize(mi.Vector3f(cap.x * lobes.alpha, cap.y * lobes.alpha, cap.z))

    # Clearcoat normals.
    a2 = dr.square(lobes.clearcoat_alpha)
    cos2 = (1 - dr.power(a2, 1 - v)) / (1 - a2)
    sin_m = dr.safe_sqrt(1 - cos2)
    coat = mi.Vector3f(sin_m * cos_turn, sin_m * sin_turn, dr.safe_sqrt(cos2))

    is_diffuse = lobe < lobes.diffuse
    is_specular = lobe < lobes.diffuse + lobes.specular
    m = dr.select(is_specular, normal, coat)
    mirrored = 2 * dr.dot(wi, m) * m - wi
    return dr.select(is_diffuse, diffuse, mirrored)
