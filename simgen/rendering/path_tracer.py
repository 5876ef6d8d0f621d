"""Pictures by the path tracer on Dr.Jit: a scene on the device, lit, and what a camera or a white card there reads."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeAlias

import drjit as dr
import numpy as np
import numpy.typing as npt

from simgen.color import LUMINANCE
from simgen.geometry import Vector3
from simgen.rendering.bounced_light import add_bounced_light
from simgen.rendering.layers import Layers, Picture, typical_luminance
from simgen.rendering.path_cache import LightCache, Places
from simgen.rendering.path_integrator import trace_paths
from simgen.rendering.path_pictures import CameraRays, PathPicture, PathSettings
from simgen.rendering.path_scene import DeviceScene
from simgen.rendering.refinement import doubt, mean, refined, wanted_samples, worst
from simgen.rendering.scene_tables import SceneTables
from simgen.world import Camera, RenderSettings

Groups: TypeAlias = tuple[str, ...]

# The scout's picture, whose pixels tell how bright the scene is: pixels across, and samples for each. In wide pictures
# these are spread over a block of up to so many smaller pixels a side, one for each so many pixels of the width.
_SCOUT_WIDTH, _SCOUT_SAMPLES, _SCOUT_BLOCK, _SCOUT_STRIDE = 64, 8, 4, 160
# Where a picture needs more paths, it gets so many times as many.
REFINED_TIMES = 4
# Paths from each place at which bounced light is kept, and what keeps their numbers apart from the picture's.
_CACHE_SAMPLES, _CACHE_SEED = 4, 0x51ED27


class PathScene:
    """A scene on the device, whose light groups can be made brighter and darker without building it anew."""

    def __init__(self, tables: SceneTables) -> None:
        self.tables = tables
        self.device = DeviceScene(tables)
        self.factors: dict[str, float] | None = None

    def light(self, factors: Mapping[str, float]) -> None:
        """Light it with each group so many times as bright as in the tables (1 where it has no factor)."""
        if self.factors == factors:
            return
        lit = self.tables.dimmed(factors) if factors else self.tables
        if self.factors is not None or factors:
            self.device.light(lit)
        add_bounced_light(self.device, lit)
        self.factors = dict(factors)

    def trace(self, camera: Camera, settings: RenderSettings, by_group: bool) -> Layers:
        """The noisy picture. One that will be denoised gets up to `patience` times as many paths where it needs them,
        and then REFINED_TIMES as many in the `refined_share` of it that needs them most.
        """
        groups = self._groups(by_group)
        clamp, cache = self._scouted(camera, settings, groups)
        view, samples = camera.intrinsics, settings.samples_per_pixel
        rays = CameraRays(camera, view.width, view.height)
        refines = settings.denoise and samples > 1 and (settings.refined_share > 0 or settings.patience > 1)
        reserved = math.ceil(REFINED_TIMES * settings.patience * samples) if refines else samples

        def layers(count: int, first: int = 0, pixels: npt.NDArray[np.uint32] | None = None) -> Layers:
            how = PathSettings(count, settings.max_bounces, clamp, settings.seed, first, reserved, pixels)
            picture = self._paths(rays, groups, how, cache)
            parts = picture.by_group(groups)
            return Layers(parts, picture.pixels(picture.albedo), picture.pixels(picture.normal), clamp, count)

        if not refines:
            return layers(samples)
        half = samples // 2
        one, other = layers(half), layers(samples - half, half)
        base = mean(one, other)
        unsure = doubt(one, other)
        more = wanted_samples(unsure, samples, settings.patience) - samples
        base = mean(base, layers(more, samples)) if more else base
        pixels = worst(unsure, settings.refined_share)
        extra = (REFINED_TIMES - 1) * base.samples
        return refined(base, layers(extra, base.samples, pixels), pixels) if len(pixels) else base

    def card(
        self, camera: Camera, card: tuple[Vector3, Vector3], settings: RenderSettings, by_group: bool
    ) -> dict[str, Picture]:
        """By light group, or of all: (H, W, 3) radiance of a white card, as many readings as the camera has pixels.

        `card`: its place and its unit normal.
        """
        groups = self._groups(by_group)
        place, normal = (np.array([v], dtype=np.float64) for v in card)
        rays = CameraRays(camera, camera.intrinsics.width, camera.intrinsics.height, Places(place, normal))
        how = PathSettings(settings.samples_per_pixel, settings.max_bounces, math.inf, settings.seed)
        return self._paths(rays, groups, how).by_group(groups)

    def _scouted(self, camera: Camera, settings: RenderSettings, groups: Groups) -> tuple[float, LightCache]:
        """The clamp, from how bright a quick picture is, and bounced light at the places that its paths met."""
        view = camera.intrinsics
        block = min(max(round(view.width / _SCOUT_STRIDE), 1), _SCOUT_BLOCK)
        columns = min(_SCOUT_WIDTH, view.width)
        rows = max(1, round(view.height * columns / view.width))
        rays = CameraRays(camera, columns * block, rows * block)
        how = PathSettings(-(-_SCOUT_SAMPLES // block**2), settings.max_bounces, math.inf, settings.seed)
        scout = self._paths(rays, groups, how)
        seen = sum(scout.by_group(groups).values()) @ LUMINANCE
        typical = typical_luminance(seen.reshape(rows, block, columns, block).mean(axis=(1, 3)))
        clamp = settings.clamp_indirect * typical or math.inf
        if not settings.light_cache:
            return clamp, LightCache()
        return clamp, self._cache(camera, scout.spots(), groups, settings, clamp)

    def _cache(
        self, camera: Camera, places: Places, groups: Groups, settings: RenderSettings, clamp: float
    ) -> LightCache:
        """Bounced light at places: what white cards there send back."""
        count = len(places.positions)
        if count == 0:
            return LightCache()
        columns = math.isqrt(count - 1) + 1
        rays = CameraRays(camera, columns, -(-count // columns), places, bounced=True)
        # A card stands for a surface after one bounce.
        how = PathSettings(_CACHE_SAMPLES, settings.max_bounces - 1, clamp, settings.seed + _CACHE_SEED)
        cards = self._paths(rays, groups, how).by_group(groups)
        return LightCache(places, [part.reshape(-1, 3)[:count] for part in cards.values()])

    def _groups(self, by_group: bool) -> Groups:
        return tuple(self.tables.groups) if by_group else ("all",)

    def _paths(
        self, rays: CameraRays, groups: Groups, how: PathSettings, cache: LightCache | None = None
    ) -> PathPicture:
        with dr.suspend_grad():  # type: ignore[no-untyped-call]
            return trace_paths(self.device, rays, len(groups), how, cache or LightCache())
