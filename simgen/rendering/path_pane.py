"""Window panes as rectangles of which every direction is as likely: sampling a solid angle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr

# Beyond this many areas of squared distance, a pane is sampled evenly over its area: its solid angle is too small for
# the exact formula in single precision.
_FAR = 40.0


@dataclass
class Pane:
    """A rectangle seen from a point, after Ureña, Fajardo and King 2013."""

    far: Any
    x0: Any
    x1: Any
    y0: Any
    y1: Any
    z0: Any
    b0: Any
    b1: Any
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
    return Pane(far, x0, x1, y0, y1, z0, n0, n2, k, solid_angle)


def sample_pane(light: Any, position: Any, u: Any, v: Any) -> tuple[Any, Any]:
    """A point of the pane, evenly over its solid angle (or, from afar, its area), and the density per solid angle."""
    p = pane_seen(light, position)
    au = dr.fma(u, p.solid_angle, p.k)
    fu = (dr.cos(au) * p.b0 - p.b1) / dr.sin(au)
    cu = dr.clip(dr.copysign(dr.rsqrt(dr.maximum(fu * fu + p.b0 * p.b0, 1e-12)), fu), -1, 1)
    xu = dr.clip(-(cu * p.z0) * dr.rsqrt(dr.maximum(1 - cu * cu, 1e-12)), p.x0, p.x1)
    d2 = xu * xu + p.z0 * p.z0
    h0 = p.y0 * dr.rsqrt(d2 + p.y0 * p.y0)
    h1 = p.y1 * dr.rsqrt(d2 + p.y1 * p.y1)
    hv = h0 + v * (h1 - h0)
    hv2 = hv * hv
    yv = dr.select(hv2 < 1 - 1e-6, hv * dr.sqrt(d2) * dr.rsqrt(dr.maximum(1 - hv2, 1e-12)), p.y1)
    yv = dr.clip(yv, p.y0, p.y1)
    cx, cy = 0.5 * (p.x0 + p.x1), 0.5 * (p.y0 + p.y1)
    dx = dr.select(p.far, (u - 0.5) * light.width, xu - cx)
    dy = dr.select(p.far, (v - 0.5) * light.height, yv - cy)
    point = light.center + light.axis_x * dx + light.axis_y * dy
    offset = point - position
    distance2 = dr.squared_norm(offset)
    cosine = dr.abs(dr.dot(offset, light.axis_z)) * dr.rsqrt(dr.maximum(distance2, 1e-20))
    even = distance2 / dr.maximum(cosine * light.area, 1e-12)
    return point, dr.select(p.far, even, 1 / dr.maximum(p.solid_angle, 1e-9))
