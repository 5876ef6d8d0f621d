"""Rays of light as they leave lamps, windows and the sun, evenly spread by a low-discrepancy sequence. Pure NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simgen.color import LUMINANCE
from simgen.rendering.backdrop import BACKDROP_HEIGHT, BACKDROP_TOP_DEG, BACKDROP_WIDTH
from simgen.rendering.light_table import (
    AXIS_X,
    AXIS_Y,
    AXIS_Z,
    CENTER,
    LIGHT,
    MESH,
    POWER,
    SPOT,
    SUN,
    WINDOW,
)
from simgen.rendering.scene_tables import SceneTables

Floats = npt.NDArray[np.float64]

# Off the surface that a ray leaves, metres.
_STEP_M = 1e-4
# Steps of a four-dimensional additive recurrence: powers of the inverse of the root of x⁵ = x + 1 (Roberts 2018).
_STEPS = 1.1673039782614187 ** -np.arange(1.0, 5.0)


@dataclass(frozen=True, eq=False)
class LightRays:
    """origin, direction: (n, 3). power: (n, 3) flux that each ray stands for, lm per channel. light: (n,) rows of the
    light table. total_lm: the luminous flux of all lights that send rays, as if nothing were lost.
    """

    origin: Floats
    direction: Floats
    power: Floats
    light: npt.NDArray[np.int64]
    total_lm: float


def light_rays(tables: SceneTables, count: int) -> LightRays | None:
    """About `count` rays, dealt to the lights by flux; None where no light has any. Surroundings send none, and a sun
    only through panes.
    """
    rows = tables.lights.astype(np.float64)
    senders = [sender for sender in (_sender(tables, rows, index) for index in range(len(rows))) if sender is not None]
    total = sum(sender.flux_lm for sender in senders)
    if not total > 0:
        return None
    ends = np.rint(np.cumsum([sender.flux_lm for sender in senders]) / total * count).astype(np.int64)
    parts = []
    for sender, start, end in zip(senders, [0, *ends[:-1]], ends, strict=True):
        if end > start:
            u = (np.arange(end - start)[:, None] + 0.5) * _STEPS % 1
            origin, direction, power = sender.rays(u)
            parts.append((origin, direction, power / (end - start), np.full(end - start, sender.index)))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return LightRays(columns[0], columns[1], columns[2], columns[3], float(total))


@dataclass(frozen=True, eq=False)
class _Sender:
    tables: SceneTables
    rows: Floats
    index: int
    flux_lm: float

    def rays(self, u: Floats) -> tuple[Floats, Floats, Floats]:
        row = self.rows[self.index]
        kind = int(row[LIGHT["kind"]])
        if kind == MESH:
            return self._mesh(row, u)
        if kind == WINDOW:
            return self._window(row, u)
        if kind == SUN:
            return self._sun(row, u)
        return self._spot(row, u)

    def _mesh(self, row: Floats, u: Floats) -> tuple[Floats, Floats, Floats]:
        faces = self.tables.faces[self.tables.face_light == self.index]
        corners = self.tables.positions[faces].astype(np.float64)
        cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        area = np.linalg.norm(cross, axis=1)
        place = u[:, 0] * area.sum()
        ends = np.cumsum(area)
        face = np.minimum(np.searchsorted(ends, place, side="right"), len(area) - 1)
        # What is left of the number that chose the triangle is even again.
        rest = np.clip((place - (ends[face] - area[face])) / np.maximum(area[face], 1e-30), 0, 1)
        root = np.sqrt(rest)[:, None]
        a, b, c = corners[face, 0], corners[face, 1], corners[face, 2]
        origin = a * (1 - root) + b * root * (1 - u[:, 1:2]) + c * root * u[:, 1:2]
        normal = cross[face] / np.maximum(area[face], 1e-30)[:, None]
        power = np.broadcast_to(row[POWER] * np.pi * row[LIGHT["area"]], origin.shape)
        return origin + normal * _STEP_M, _cosine(normal, u[:, 2], u[:, 3]), power

    def _window(self, row: Floats, u: Floats) -> tuple[Floats, Floats, Floats]:
        origin = _on_panes(row[None], u)
        normal = np.broadcast_to(row[AXIS_Z], origin.shape)
        direction = _cosine(normal, u[:, 2], u[:, 3])
        local = -direction @ np.stack([row[AXIS_X], row[AXIS_Y], row[AXIS_Z]], axis=1)
        x = (np.arctan2(local[:, 0], -local[:, 2]) / np.pi + 0.5) * BACKDROP_WIDTH
        y = (0.5 - np.degrees(np.arcsin(np.clip(local[:, 1], -1, 1))) / (2 * BACKDROP_TOP_DEG)) * BACKDROP_HEIGHT
        picture = self.tables.backdrops[int(row[LIGHT["first"]])]
        radiance = picture[_index(y, BACKDROP_HEIGHT), _index(x, BACKDROP_WIDTH)]
        return origin, direction, radiance * np.pi * row[LIGHT["area"]]

    def _sun(self, row: Floats, u: Floats) -> tuple[Floats, Floats, Floats]:
        panes = self.rows[: self.tables.window_count]
        projected = _projected(panes, row)
        pane = np.minimum(np.searchsorted(np.cumsum(projected) / projected.sum(), u[:, 2]), len(panes) - 1)
        origin = _on_panes(panes[pane], u)
        direction = np.broadcast_to(row[AXIS_Z], origin.shape)
        return origin, direction, np.broadcast_to(row[POWER] * projected.sum(), origin.shape)

    def _spot(self, row: Floats, u: Floats) -> tuple[Floats, Floats, Floats]:
        cos_outer, cos_inner = row[LIGHT["cos_outer"]], row[LIGHT["cos_inner"]]
        axis = np.broadcast_to(row[AXIS_Z], (len(u), 3))
        cosine = 1 - u[:, 2] * (1 - cos_outer)
        fade = np.clip((cosine - cos_outer) / max(cos_inner - cos_outer, 1e-6), 0, 1)
        solid_angle = 2 * np.pi * (1 - cos_outer)
        power = row[POWER] * (solid_angle * fade * fade * (3 - 2 * fade))[:, None]
        return np.broadcast_to(row[CENTER], axis.shape), _around(axis, cosine, u[:, 3]), power


def _sender(tables: SceneTables, rows: Floats, index: int) -> _Sender | None:
    row = rows[index]
    kind, power = int(row[LIGHT["kind"]]), float(row[POWER] @ LUMINANCE)
    flux = 0.0
    if kind in (MESH, WINDOW):
        flux = power * np.pi * row[LIGHT["area"]]
    elif kind == SUN and row[LIGHT["gated"]] > 0:
        flux = power * float(_projected(rows[: tables.window_count], row).sum())
    elif kind == SPOT:
        flux = power * 2 * np.pi * (1 - row[LIGHT["cos_outer"]])
    return _Sender(tables, rows, index, float(flux)) if flux > 0 else None


def _projected(panes: Floats, sun: Floats) -> Floats:
    """(w,) areas of the panes as the sun sees them, m²."""
    return np.asarray(np.maximum(panes[:, AXIS_Z] @ sun[AXIS_Z], 0) * panes[:, LIGHT["area"]])


def _on_panes(panes: Floats, u: Floats) -> Floats:
    across = panes[:, AXIS_X] * ((u[:, 0] - 0.5) * panes[:, LIGHT["width"]])[:, None]
    up = panes[:, AXIS_Y] * ((u[:, 1] - 0.5) * panes[:, LIGHT["height"]])[:, None]
    return np.asarray(panes[:, CENTER] + across + up + panes[:, AXIS_Z] * _STEP_M)


def _cosine(normal: Floats, u: Floats, v: Floats) -> Floats:
    """(n, 3) directions about unit normals, by the cosine law."""
    return _around(normal, np.sqrt(1 - u), v)


def _around(axis: Floats, cosine: Floats, turn: Floats) -> Floats:
    """(n, 3) directions at an angle to unit axes."""
    helper = np.where(np.abs(axis[:, 2:3]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]])
    s = np.cross(helper, axis)
    s /= np.linalg.norm(s, axis=1, keepdims=True)
    t = np.cross(axis, s)
    sine = np.sqrt(np.maximum(1 - cosine * cosine, 0))
    angle = 2 * np.pi * turn
    return np.asarray(
        axis * cosine[:, None] + s * (sine * np.cos(angle))[:, None] + t * (sine * np.sin(angle))[:, None]
    )


def _index(values: Floats, count: int) -> Any:
    return np.clip(np.floor(values), 0, count - 1).astype(np.int64)
