"""What the path tracer is asked for, and what it gives: a camera's rays, or cards to read, and pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import mitsuba as mi
import numpy as np
import numpy.typing as npt

from simgen.rendering.layers import Picture
from simgen.rendering.path_cache import Places
from simgen.rendering.path_scene import uploaded
from simgen.world import Camera


@dataclass(frozen=True)
class PathSettings:
    """`clamp` in cd/m²; inf for none.

    `samples`: paths of each pixel, from the `first` on of the `reserved` ones that a pixel has numbers for (0: as many
    as `samples`). `pixels`: row by row, those that are asked for; None for all.
    """

    samples: int
    max_bounces: int
    clamp: float
    seed: int
    first: int = 0
    reserved: int = 0
    pixels: npt.NDArray[np.uint32] | None = None


@dataclass(frozen=True)
class PathPicture:
    """radiance: by light group, Dr.Jit arrays of a vector a pixel. albedo, normal (world): means over the samples.

    spot, spot_normal: where each lane first met a surface at which it could look bounced light up, and which way that
    faces; the normal is 0 where it met none.
    """

    width: int
    height: int
    radiance: list[Any]
    albedo: Any
    normal: Any
    spot: Any
    spot_normal: Any

    def pixels(self, values: Any) -> Picture:
        """(H, W, 3) float32 of one of the arrays; (1, k, 3) where k pixels were asked for."""
        return np.ascontiguousarray(np.array(values, dtype=np.float32).T.reshape(self.height, self.width, 3))

    def by_group(self, groups: tuple[str, ...]) -> dict[str, Picture]:
        """Radiance as `pixels`, by the names of its light groups."""
        return {name: self.pixels(part) for name, part in zip(groups, self.radiance, strict=True)}

    def spots(self) -> Places:
        """Where paths could look bounced light up."""
        positions, normals = (np.array(v, dtype=np.float32).T for v in (self.spot, self.spot_normal))
        found = (normals != 0).any(axis=1)
        return Places(positions[found], normals[found])


class CameraRays:
    """A camera's numbers, opaque to the compiler so that all cameras share one kernel.

    `cards`: each lane (the last card serves what lanes are left) sees a white matt card from straight above in place of
    what the camera sees. What a card sends back, times π, is the illuminance of its place. Where `bounced`, light
    that comes to cards straight from where it begins is left out.
    """

    def __init__(
        self, camera: Camera, width: int, height: int, cards: Places | None = None, bounced: bool = False
    ) -> None:
        k = camera.intrinsics
        rotation = camera.world_from_camera.rotation
        # A picture of another size looks through the same frame.
        sx, sy = width / k.width, height / k.height
        self.width, self.height = width, height

        def number(value: float) -> Any:
            return dr.opaque(mi.Float, float(value))

        def vector(values: Any) -> Any:
            return mi.Vector3f(*(number(v) for v in values))

        self.right, self.down, self.forward = (vector(rotation[:, i]) for i in range(3))
        self.position = vector(camera.world_from_camera.position)
        self.fx, self.fy = number(k.fx * sx), number(k.fy * sy)
        self.cx, self.cy = number(k.cx * sx), number(k.cy * sy)
        self.aperture = number(camera.aperture_radius_m)
        self.focus = number(camera.focus_distance_m)
        self.near = number(camera.near_m)
        count = 0 if cards is None else len(cards.positions)
        table = np.zeros((max(count, 1), 8), np.float32)
        if cards is not None:
            table[:, 0:3], table[:, 4:7] = cards.positions, cards.normals
        self.has_cards = dr.opaque(mi.Bool, count > 0)
        self.last_card = dr.opaque(mi.UInt32, max(count, 1) - 1)
        self.card_table = uploaded(mi.Float, table)
        self.bounced = dr.opaque(mi.Bool, bounced)

    def card(self, lane: Any) -> tuple[Any, Any]:
        """Place and normal of a lane's card."""
        base = dr.minimum(lane, self.last_card) * 2
        place, normal = (dr.gather(mi.Vector4f, self.card_table, base + i) for i in (0, 1))
        return mi.Point3f(place.x, place.y, place.z), mi.Vector3f(normal.x, normal.y, normal.z)

    def ray(self, x: Any, y: Any, lens_u: Any, lens_v: Any) -> tuple[Any, Any]:
        """Origin and unit direction through image point (x, y) and a place on the lens, from the near plane."""
        dx, dy = (x - self.cx) / self.fx, (y - self.cy) / self.fy
        radius = self.aperture * dr.sqrt(lens_u)
        sin_turn, cos_turn = dr.sincos(2 * dr.pi * lens_v)
        lx, ly = radius * cos_turn, radius * sin_turn
        fx, fy, fz = dx * self.focus - lx, dy * self.focus - ly, self.focus
        along = self.right * fx + self.down * fy + self.forward * fz
        direction = dr.normalize(along)
        origin = self.position + self.right * lx + self.down * ly + along * (self.near / self.focus)
        return origin, direction
