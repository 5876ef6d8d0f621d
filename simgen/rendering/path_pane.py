"""Window panes: directions through a rectangle, more of them where they bring a surface more light.

The rectangle's solid angle is mapped onto the unit square (Ureña, Fajardo and King 2013), and the square is warped by
a bilinear guess at the light: the cosine at the surface times the brightness outside, at the four corners (Hart, Pharr
et al. 2020, "Practical Product Sampling by Fitting and Composing Warps").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr

# Beyond this many areas of squared distance, a pane is sampled evenly over its area: its solid angle is too small for
# the exact formula in single precision.
_FAR = 40.0
# Of every corner's weight, so much is the mean of all: the guess may be wrong where it says dark.
_DEFENSIVE = 0.15
# Sines of the elevations between which the view goes from the ground's brightness to the sky's.
_GROUND_BELOW, _SKY_ABOVE = -0.05, 0.3


@dataclass
class Pane:
    """A rectangle seen from a point, after Ureña, Fajardo and King 2013."""

    center: Any
    far: Any
    x0: Any
    x1: Any
    y0: Any
    y1: Any
    z0: Any
    n0: Any
    n2: Any
    k: Any
    solid_angle: Any


def pane_seen(light: Any, position: Any) -> Pane:
    """The rectangle of a window's `light` row, seen from `position`, which is in front of it."""
    offset = light.center - position
    cx, cy = dr.dot(offset, light.axis_x), dr.dot(offset, light.axis_y)
    # The point is in front of the pane; z runs from it towards the pane, negative as in the paper.
    z0 = -dr.maximum(dr.abs(dr.dot(offset, light.axis_z)), 1e-5)
    x0, x1 = cx - 0.5 * light.width, cx + 0.5 * light.width
    y0, y1 = cy - 0.5 * light.height, cy + 0.5 * light.height
    z2 = z0 * z0
    # z components of the unit normals of the four side planes of the pyramid.
    n0 = -y0 * dr.rsqrt(z2 + y0 * y0)
    n1 = x1 * dr.rsqrt(z2 + x1 * x1)
    n2 = y1 * dr.rsqrt(z2 + y1 * y1)
    n3 = -x0 * dr.rsqrt(z2 + x0 * x0)
    g0 = dr.safe_acos(-n0 * n1)
    g1 = dr.safe_acos(-n1 * n2)
    g2 = dr.safe_acos(-n2 * n3)
    g3 = dr.safe_acos(-n3 * n0)
    k = 2 * dr.pi - g2 - g3
    solid_angle = g0 + g1 - k
    far = (dr.squared_norm(offset) > _FAR * light.area) | (solid_angle < 1e-3)
    return Pane((cx, cy), far, x0, x1, y0, y1, z0, n0, n2, k, solid_angle)


def _warp(light: Any, pane: Pane, position: Any, normal: Any) -> list[Any]:
    """Weights of the corners (x0, y0), (x1, y0), (x0, y1), (x1, y1), about the light that each brings a surface."""
    weights = []
    for y in (pane.y0, pane.y1):
        for x in (pane.x0, pane.x1):
            way = dr.normalize(light.axis_x * x + light.axis_y * y + light.axis_z * pane.z0)
            sky = dr.clip((dr.dot(way, light.axis_y) - _GROUND_BELOW) / (_SKY_ABOVE - _GROUND_BELOW), 0, 1)
            weights.append(dr.clip(dr.dot(way, normal), 0, 1) * dr.lerp(light.ground, light.sky, sky))
    mean = 0.25 * (weights[0] + weights[1] + weights[2] + weights[3])
    even = mean <= 0
    return [dr.select(even, 1, dr.lerp(weight, mean, _DEFENSIVE)) for weight in weights]


def _linear(u: Any, a: Any, b: Any) -> Any:
    """[0, 1) to [0, 1] with a density that goes from `a` to `b`, up to a factor."""
    return dr.clip(u * (a + b) / dr.maximum(a + dr.safe_sqrt(dr.lerp(a * a, b * b, u)), 1e-20), 0, 1)


def _warp_density(weights: list[Any], u: Any, v: Any) -> Any:
    value = dr.lerp(dr.lerp(weights[0], weights[1], u), dr.lerp(weights[2], weights[3], u), v)
    return 4 * value / (weights[0] + weights[1] + weights[2] + weights[3])


def _even_density(light: Any, pane: Pane, distance2: Any, cosine: Any) -> Any:
    by_area = distance2 / dr.maximum(cosine * light.area, 1e-12)
    return dr.select(pane.far, by_area, 1 / dr.maximum(pane.solid_angle, 1e-9))


def sample_pane(light: Any, position: Any, normal: Any, u: Any, v: Any) -> tuple[Any, Any]:
    """A point of the pane for a surface at `position` with `normal`, and the density per solid angle."""
    p = pane_seen(light, position)
    weights = _warp(light, p, position, normal)
    v = _linear(v, weights[0] + weights[1], weights[2] + weights[3])
    u = _linear(u, dr.lerp(weights[0], weights[2], v), dr.lerp(weights[1], weights[3], v))
    au = dr.fma(u, p.solid_angle, p.k)
    fu = (dr.cos(au) * p.n0 - p.n2) / dr.sin(au)
    cu = dr.clip(dr.copysign(dr.rsqrt(dr.maximum(fu * fu + p.n0 * p.n0, 1e-12)), fu), -1, 1)
    xu = dr.clip(-(cu * p.z0) * dr.rsqrt(dr.maximum(1 - cu * cu, 1e-12)), p.x0, p.x1)
    d2 = xu * xu + p.z0 * p.z0
    h0, h1 = p.y0 * dr.rsqrt(d2 + p.y0 * p.y0), p.y1 * dr.rsqrt(d2 + p.y1 * p.y1)
    hv = h0 + v * (h1 - h0)
    hv2 = hv * hv
    yv = dr.select(hv2 < 1 - 1e-6, hv * dr.sqrt(d2) * dr.rsqrt(dr.maximum(1 - hv2, 1e-12)), p.y1)
    yv = dr.clip(yv, p.y0, p.y1)
    dx = dr.select(p.far, (u - 0.5) * light.width, xu - p.center[0])
    dy = dr.select(p.far, (v - 0.5) * light.height, yv - p.center[1])
    point = light.center + light.axis_x * dx + light.axis_y * dy
    offset = point - position
    distance2 = dr.squared_norm(offset)
    cosine = dr.abs(dr.dot(offset, light.axis_z)) * dr.rsqrt(dr.maximum(distance2, 1e-20))
    return point, _even_density(light, p, distance2, cosine) * _warp_density(weights, u, v)


def pane_density(light: Any, position: Any, normal: Any, point: Any) -> Any:
    """The density, per solid angle, with which `sample_pane` finds `point` of the pane."""
    p = pane_seen(light, position)
    offset = point - position
    x, y = dr.clip(dr.dot(offset, light.axis_x), p.x0, p.x1), dr.clip(dr.dot(offset, light.axis_y), p.y0, p.y1)
    distance2 = dr.squared_norm(offset)
    cosine = dr.abs(dr.dot(offset, light.axis_z)) * dr.rsqrt(dr.maximum(distance2, 1e-20))
    # The share of the solid angle left of x, and how far up the arc at x the point lies.
    n1 = x * dr.rsqrt(p.z0 * p.z0 + x * x)
    left = dr.safe_acos(-p.n0 * n1) + dr.safe_acos(-n1 * p.n2) - p.k
    d2 = x * x + p.z0 * p.z0
    h0, h1 = p.y0 * dr.rsqrt(d2 + p.y0 * p.y0), p.y1 * dr.rsqrt(d2 + p.y1 * p.y1)
    up = (y * dr.rsqrt(d2 + y * y) - h0) / dr.maximum(h1 - h0, 1e-9)
    u = dr.select(p.far, (x - p.x0) / light.width, left / dr.maximum(p.solid_angle, 1e-9))
    v = dr.select(p.far, (y - p.y0) / light.height, up)
    weights = _warp(light, p, position, normal)
    return _even_density(light, p, distance2, cosine) * _warp_density(weights, dr.clip(u, 0, 1), dr.clip(v, 0, 1))
