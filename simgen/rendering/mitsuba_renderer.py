"""Path tracing by Mitsuba 3 and Dr.Jit: scene in, frame out."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from simgen.color import LUMINANCE, Color
from simgen.cores import usable_cores
from simgen.errors import BackendError
from simgen.frame import Frame, Geometry
from simgen.geometry import Vector3
from simgen.rendering.backend import (
    LLVM_PATH_VARIABLE,
    VARIANTS,
    BackendChoice,
    describe_backend,
    find_llvm,
    require_libatomic,
)
from simgen.rendering.denoise import clean_albedo, denoise
from simgen.rendering.layers import Layers, Picture, typical_luminance
from simgen.rendering.light_meter import camera_above
from simgen.rendering.scene_tables import scene_tables
from simgen.world import Camera, RenderSettings, Scene

# A quick look at the scene that tells how bright each light group is.
_GLANCE_WIDTH, _GLANCE_SAMPLES = 96, 16
_INTEGRATOR = {"name": "simgen-path", "version": 4}
# A lux meter's reading: lanes a side, paths for each, and the bounces after which nothing is left in any room.
METER_LANES, METER_SAMPLES, METER_BOUNCES = 64, 8, 64


class MitsubaRenderer:
    """A path tracer on the GPU (`cuda`), all cores (`llvm`) or one (`scalar`); `backend` None takes the fastest that
    runs.

    threads: None for all cores; the bytes are the same for any number. keep_raw: also keep the noisy picture. A scene
    is built once for several cameras. `last_timings_s` tells the seconds of build, render and denoise of the last
    frame.
    """

    def __init__(self, backend: str | None = None, threads: int | None = None, keep_raw: bool = False) -> None:
        self.choice: BackendChoice = describe_backend(backend)
        self.keep_raw = keep_raw
        self.last_timings_s: dict[str, float] = {}
        self._built: tuple[Scene, Any] | None = None
        self.threads = threads
        if threads is not None:
            # Read when the denoiser is first used.
            os.environ["OIDN_NUM_THREADS"] = str(threads)
        self._mitsuba = _load_mitsuba(self.choice)

    def render(self, scene: Scene, camera: Camera, settings: RenderSettings, geometry: Geometry) -> Frame:
        """What `camera` sees, denoised if `settings` say so."""
        layers = self.trace(scene, camera, settings)
        raw = layers.total
        started = time.perf_counter()
        record = self._record(settings, layers)
        picture = raw
        if settings.denoise:
            picture, record["denoiser"] = denoise(raw, clean_albedo(layers.albedo), layers.normal)
        self.last_timings_s["denoise"] = time.perf_counter() - started
        return Frame(
            camera=camera,
            rgb_linear=picture,
            geometry=geometry,
            albedo=layers.albedo,
            raw_linear=raw if settings.denoise and self.keep_raw else None,
            renderer=record,
        )

    def render_groups(
        self, scene: Scene, camera: Camera, settings: RenderSettings, geometry: Geometry
    ) -> tuple[Frame, dict[str, Picture]]:
        """What `camera` sees, and its parts: by light group, (H, W, 3) float32 radiance of that group alone, which add
        up to it.

        All in one pass, in which every group is made about as bright as the others and its part divided by as much
        afterwards, so that a dim lamp beside the sun is no noisier than the sun. Each part is denoised on its own.
        """
        factors = self._balance(scene, camera, settings)
        layers = self.trace(scene, camera, settings, by_group=True, factors=factors)
        started = time.perf_counter()
        record = self._record(settings, layers)
        parts = {}
        albedo = clean_albedo(layers.albedo) if settings.denoise else None
        for name, raw in layers.radiance.items():
            part = raw
            if albedo is not None:
                part, record["denoiser"] = denoise(raw, albedo, layers.normal)
            parts[name] = (part / np.float32(factors.get(name, 1.0))).astype(np.float32)
        self.last_timings_s["denoise"] = time.perf_counter() - started
        record["light_groups"] = factors
        total: Picture = np.sum(list(parts.values()), axis=0, dtype=np.float32)
        return Frame(camera, total, geometry, layers.albedo, renderer=record), parts

    def _balance(self, scene: Scene, camera: Camera, settings: RenderSettings) -> dict[str, float]:
        """By light group: how many times brighter it must be for all to be equally bright to this camera."""
        if self.choice.variant == VARIANTS["scalar"]:
            # It traces each on its own.
            return dict.fromkeys((light.group for light in scene.scenario.lights), 1.0)
        small = replace(camera, intrinsics=camera.intrinsics.of_width(_GLANCE_WIDTH))
        quick = replace(settings, samples_per_pixel=_GLANCE_SAMPLES, denoise=False)
        parts = self.trace(scene, small, quick, by_group=True).radiance
        seen = {name: typical_luminance(part @ LUMINANCE) or float(np.mean(part)) for name, part in parts.items()}
        brightest = max(seen.values())
        return {name: brightest / value if value > 0 else 1.0 for name, value in seen.items()}

    def trace(
        self,
        scene: Scene,
        camera: Camera,
        settings: RenderSettings,
        by_group: bool = False,
        factors: Mapping[str, float] | None = None,
    ) -> Layers:
        """The noisy picture, of each light group on its own where `by_group`, and the denoiser's guides.

        `factors`: by light group, how many times as bright as in the scene it is shown.
        """
        self._mitsuba.set_variant(self.choice.variant)
        self._set_threads()
        started = time.perf_counter()
        if self.choice.variant == VARIANTS["scalar"] and by_group:
            # It has no pass that keeps them apart.
            parts = {name: self.trace(lit, camera, settings) for name, lit in _apart(scene, by_group)}
            return replace(next(iter(parts.values())), radiance={name: part.total for name, part in parts.items()})
        made = self._made(scene, factors or {})
        built = time.perf_counter()
        if self.choice.variant == VARIANTS["scalar"]:
            layers: Layers = made.trace(camera, settings)
        else:
            layers = made.trace(camera, settings, by_group)
        self.last_timings_s = {"build": built - started, "render": time.perf_counter() - built}
        return layers

    def illuminance_lx(
        self, scene: Scene, point: Vector3, normal: Vector3, settings: RenderSettings, by_group: bool = False
    ) -> dict[str, tuple[Color, float]]:
        """See `Renderer`. By the path tracer of the pictures, without a clamp and with bounces as long as they carry
        anything: what a white card there sends back, times π.
        """
        self._mitsuba.set_variant(self.choice.variant)
        self._set_threads()
        view = camera_above(point, normal, METER_LANES)
        asked = replace(settings, samples_per_pixel=METER_SAMPLES, max_bounces=METER_BOUNCES)
        if self.choice.variant == VARIANTS["scalar"]:
            from simgen.rendering.scalar_path import ScalarScene

            pictures = {
                name: ScalarScene(lit, card=(point, normal)).trace(view, asked).total
                for name, lit in _apart(scene, by_group)
            }
        else:
            pictures = self._made(scene).card(view, (point, normal), asked, by_group)
        return {name: _read(picture) for name, picture in pictures.items()}

    def forget(self) -> None:
        """See `Renderer`."""
        self._built = None

    def _set_threads(self) -> None:
        import drjit as dr

        wanted = self.threads or usable_cores()
        if self.choice.variant == VARIANTS["llvm"] and dr.thread_count() != wanted:
            dr.set_thread_count(wanted)

    def _made(self, scene: Scene, factors: Mapping[str, float] = MappingProxyType({})) -> Any:
        """The scene in the renderer's own form, its light groups as many times as bright; the last one is kept for more
        cameras and other factors.
        """
        if self._built is None or not _same_build(self._built[0], scene):
            self.forget()
            self._built = (scene, self._new(scene))
        made = self._built[1]
        if self.choice.variant != VARIANTS["scalar"]:
            made.light(factors)
        return made

    def _new(self, scene: Scene) -> Any:
        if self.choice.variant == VARIANTS["scalar"]:
            from simgen.rendering.scalar_path import ScalarScene

            return ScalarScene(scene)
        from simgen.rendering.path_tracer import PathScene

        return PathScene(scene_tables(scene))

    def _record(self, settings: RenderSettings, layers: Layers) -> dict[str, Any]:
        from importlib.metadata import version

        scalar = self.choice.variant == VARIANTS["scalar"]
        if scalar:
            # The built-in tracer follows every path, as many in all pixels.
            settings = replace(settings, light_cache=False, refined_share=0.0, patience=1.0)
        return {
            "name": "mitsuba",
            "version": version("mitsuba"),
            "drjit": version("drjit"),
            "variant": self.choice.variant,
            "llvm": self.choice.llvm_version,
            "integrator": {"name": "path"} if scalar else dict(_INTEGRATOR),
            "settings": asdict(settings),
            "clamp_cd_m2": layers.clamp if math.isfinite(layers.clamp) else None,
            "samples": layers.samples,
            "refined_pixels": layers.refined_pixels,
            "denoiser": None,
        }


def _same_build(one: Scene, other: Scene) -> bool:
    """Whether scenes differ in cameras, sensor and gains at most: their bodies and lights are the same objects."""
    return one.bodies is other.bodies and one.scenario.lights is other.scenario.lights


def _apart(scene: Scene, by_group: bool) -> list[tuple[str, Scene]]:
    """The scene lit by each light group alone, or by all."""
    scenario = scene.scenario
    names = dict.fromkeys(light.group for light in scenario.lights) if by_group else {}
    alone = {name: tuple(light for light in scenario.lights if light.group == name) for name in names}
    lit = [(name, replace(scene, scenario=replace(scenario, lights=lights))) for name, lights in alone.items()]
    return lit or [("all", scene)]


def _read(card: Picture) -> tuple[Color, float]:
    """Illuminance by channel, and the standard error of its luminance, lux, from readings of a card's radiance."""
    red, green, blue = (float(c) for c in np.pi * card.mean(axis=(0, 1), dtype=np.float64))
    lux = np.pi * (card.astype(np.float64) @ LUMINANCE)
    return (red, green, blue), float(lux.std(ddof=1) / math.sqrt(lux.size))


def _load_mitsuba(choice: BackendChoice) -> Any:
    """Mitsuba with the variant set. Dr.Jit looks for its LLVM when it is first imported, so that must not be before."""
    require_libatomic()
    if choice.llvm_path is not None and os.environ.get(LLVM_PATH_VARIABLE) != choice.llvm_path:
        if "drjit" in sys.modules:
            raise BackendError(
                "drjit was imported before a renderer was made, so it may have loaded an LLVM that aborts the process",
                remedy=f"Make the renderer first, or set {LLVM_PATH_VARIABLE}={choice.llvm_path}.",
            )
        os.environ[LLVM_PATH_VARIABLE] = choice.llvm_path
    if "drjit" not in sys.modules and LLVM_PATH_VARIABLE not in os.environ:
        # A later renderer of this process may want it, when it is too late to say.
        found, _ = find_llvm(os.environ)
        if found is not None:
            os.environ[LLVM_PATH_VARIABLE] = found.path
    try:
        import mitsuba
    except ImportError as error:
        raise BackendError("mitsuba cannot be imported", remedy="Install it: pip install mitsuba.") from error
    mitsuba.set_variant(choice.variant)
    # It would print a warning where its sampler rounds a count up.
    mitsuba.set_log_level(mitsuba.LogLevel.Error)
    return mitsuba
