"""The table of lights that a path tracer reads: one row a light, and alias tables of the triangles that glow. Pure
NumPy.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simgen.color import LUMINANCE
from simgen.world import EnvironmentLight, Light, Mesh, SpotLight, SunLight, SurfaceLight, WindowLight

Floats = npt.NDArray[np.float32]
Words = npt.NDArray[np.uint32]

# Kinds of light, in column LIGHT["kind"].
# The path tracer adds rows of kind BOUNCE itself (see `simgen.rendering.bounced_light`).
MESH, WINDOW, BOUNCE, SUN, SPOT, ENVIRONMENT = 0, 1, 2, 3, 4, 5

# Columns of the light table; a vector takes three. Rows are whole groups of four, which a gather fetches at once, and
# what the choice of a light needs comes first. `power` is the colour: radiance (surfaces, cd/m²), illuminance (sun,
# lx) or intensity (spot, cd). `mean_normal` is Σ Aᵢ nᵢ / Σ Aᵢ of a surface: length 1 for a flat light, 0 for a closed
# one; of the sun and of spots it is the way the light goes.
CENTER, MEAN_NORMAL, POWER = slice(0, 3), slice(4, 7), slice(12, 15)
AXIS_X, AXIS_Y, AXIS_Z = slice(16, 19), slice(20, 23), slice(24, 27)
LIGHT = {
    "radius": 3,
    "area": 7,
    "luminance": 8,
    "kind": 9,
    "cos_outer": 10,
    "gated": 11,
    "group": 15,
    "width": 19,
    "height": 23,
    "first": 27,
    "count": 28,
    "cos_inner": 29,
    "sky": 30,
    "ground": 31,
}
LIGHT_COLUMNS = 32

NO_LIGHT = 0xFFFFFFFF


class LightRows:
    """Rows of the light table, and the alias tables of the meshes that glow."""

    def __init__(self, groups: tuple[str, ...]) -> None:
        self.groups = groups
        self.rows: list[Floats] = []
        self.emitters: list[Words] = []
        self.emitter_count = 0

    def _row(self, kind: int, light: Light, power: Any) -> Floats:
        row = np.zeros(LIGHT_COLUMNS, np.float32)
        row[POWER] = power
        row[LIGHT["kind"]] = kind
        row[LIGHT["luminance"]] = np.dot(power, LUMINANCE)
        row[LIGHT["group"]] = self.groups.index(light.group)
        self.rows.append(row)
        return row

    def window(self, light: WindowLight, index: int) -> int:
        """A pane, the `index`-th; returns its row."""
        mean = (
            light.sky_luminance * np.asarray(light.sky_color) + light.ground_luminance * np.asarray(light.ground_color)
        ) / 2
        row = self._row(WINDOW, light, mean)
        rotation = light.world_from_pane.rotation
        row[CENTER] = light.world_from_pane.position
        row[LIGHT["radius"]] = np.hypot(light.width_m, light.height_m) / 2
        row[MEAN_NORMAL] = rotation[:, 2]
        row[LIGHT["area"]] = light.width_m * light.height_m
        row[AXIS_X], row[LIGHT["width"]] = rotation[:, 0], light.width_m
        row[AXIS_Y], row[LIGHT["height"]] = rotation[:, 1], light.height_m
        row[AXIS_Z] = rotation[:, 2]
        row[LIGHT["first"]] = index
        row[LIGHT["sky"]] = light.sky_luminance * np.dot(light.sky_color, LUMINANCE)
        row[LIGHT["ground"]] = light.ground_luminance * np.dot(light.ground_color, LUMINANCE)
        return len(self.rows) - 1

    def mesh(self, light: SurfaceLight, glow: npt.ArrayLike, mesh: Mesh, first_face: int) -> int:
        """A mesh in world coordinates that glows with `glow` cd/m² (one value, or one a channel) times the light's
        colour; its faces start at `first_face`.
        """
        corners = mesh.vertices[mesh.faces].astype(np.float64)
        cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        areas = np.linalg.norm(cross, axis=1) / 2
        area = float(areas.sum())
        row = self._row(MESH, light, np.multiply(glow, light.color))
        center = (corners.mean(axis=1) * areas[:, None]).sum(axis=0) / area
        row[CENTER] = center
        row[LIGHT["radius"]] = np.linalg.norm(corners.reshape(-1, 3) - center, axis=1).max()
        row[MEAN_NORMAL] = cross.sum(axis=0) / 2 / area
        row[LIGHT["area"]] = area
        row[LIGHT["first"]] = self.emitter_count
        row[LIGHT["count"]] = len(areas)
        probability, other = alias_table(areas)
        entries = np.zeros((len(areas), 4), np.uint32)
        entries[:, 0] = first_face + np.arange(len(areas))
        entries[:, 1] = first_face + other
        entries[:, 2] = probability.astype(np.float32).view(np.uint32)
        self.emitters.append(entries)
        self.emitter_count += len(areas)
        return len(self.rows) - 1

    def sun(self, light: SunLight, gated: bool) -> None:
        """The sun; the first one with `gated` counts only where a ray towards it leaves through a pane."""
        row = self._row(SUN, light, light.illuminance_lx * np.asarray(light.color))
        row[MEAN_NORMAL] = row[AXIS_Z] = np.asarray(light.direction) / np.linalg.norm(light.direction)
        row[LIGHT["gated"]] = gated and not any(r[LIGHT["gated"]] for r in self.rows)

    def spot(self, light: SpotLight) -> None:
        """A spot."""
        row = self._row(SPOT, light, light.intensity_cd * np.asarray(light.color))
        row[CENTER] = light.world_from_spot.position
        row[MEAN_NORMAL] = row[AXIS_Z] = light.world_from_spot.rotation[:, 2]
        # The cone's outer quarter fades, as a reflector's edge does.
        row[LIGHT["cos_outer"]] = np.cos(np.radians(light.cone_deg / 2))
        row[LIGHT["cos_inner"]] = np.cos(np.radians(light.cone_deg / 2 * 0.75))

    def environment(self, light: EnvironmentLight, radiance: Floats) -> None:
        """The surroundings, whose picture is `radiance`, (h, w, 3)."""
        height = radiance.shape[0]
        weight = np.sin((np.arange(height) + 0.5) / height * np.pi)
        mean = (radiance.mean(axis=1) * (weight / weight.sum())[:, None]).sum(axis=0)
        self._row(ENVIRONMENT, light, mean)

    def table(self) -> Floats:
        """(l, LIGHT_COLUMNS) float32."""
        return np.stack(self.rows) if self.rows else np.zeros((0, LIGHT_COLUMNS), np.float32)

    def emitter_table(self) -> Words:
        """(e, 4) uint32: face, other face, probability (bits of a float32), 0; never empty."""
        return np.concatenate(self.emitters or [np.zeros((1, 4), np.uint32)])


def alias_table(weights: npt.ArrayLike) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Walker's alias method (Vose 1991): (n,) probability to keep an entry, and (n,) the entry to take instead."""
    w = np.asarray(weights, dtype=np.float64)
    n = len(w)
    scaled = w * (n / w.sum())
    probability = np.ones(n)
    other = np.arange(n)
    small = [i for i in range(n) if scaled[i] < 1]
    large = [i for i in range(n) if scaled[i] >= 1]
    while small and large:
        less, more = small.pop(), large.pop()
        probability[less] = scaled[less]
        other[less] = more
        scaled[more] -= 1 - scaled[less]
        (small if scaled[more] < 1 else large).append(more)
    return probability, other
