"""Path tracing by Mitsuba 3 and Dr.Jit: scene in, frame out."""

from __future__ import annotations

import gc
import math
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simgen.errors import BackendError
from simgen.frame import Frame, Geometry
from simgen.rendering.backend import LLVM_PATH_VARIABLE, BackendChoice, describe_backend, require_libatomic
from simgen.rendering.denoise import denoise
from simgen.rendering.scene_tables import LUMINANCE, SceneTables, scene_tables
from simgen.world import Camera, RenderSettings, Scene

# A quick look at the scene that tells how bright it is: pixels across, and samples for each.
_PREVIEW_WIDTH, _PREVIEW_SAMPLES = 64, 8
_INTEGRATOR = {"name": "simgen-path", "version": 1}

Picture = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Layers:
    """Radiance of one picture by light group (cd/m² per channel), each (H, W, 3) float32, and the denoiser's guides."""

    radiance: Mapping[str, Picture]
    albedo: Picture
    normal: Picture
    clamp: float

    @property
    def total(self) -> Picture:
        """(H, W, 3) float32, all groups."""
        return np.sum(list(self.radiance.values()), axis=0, dtype=np.float32)


class MitsubaRenderer:
    """A path tracer on the GPU (`cuda`), all cores (`llvm`) or one (`scalar`); `backend` None takes the fastest that runs.

    threads: None for all cores; the bytes are the same for any number. keep_raw: also keep the noisy picture. A scene is
    built once for several cameras. `last_timings_s` tells the seconds of build, render and denoise of the last frame.
    """

    def __init__(self, backend: str | None = None, threads: int | None = None, keep_raw: bool = False) -> None:
        self.choice: BackendChoice = describe_backend(backend)
        self.keep_raw = keep_raw
        self.last_timings_s: dict[str, float] = {}
        self._built: tuple[Scene, Any] | None = None
        self._mitsuba = _load_mitsuba(self.choice)
        if threads is not None:
            import drjit as dr

            dr.set_thread_count(threads)

    def render(self, scene: Scene, camera: Camera, settings: RenderSettings, geometry: Geometry) -> Frame:
        """What `camera` sees, denoised if `settings` say so."""
        layers = self.trace(scene, camera, settings)
        raw = layers.total
        started = time.perf_counter()
        record = self._record(settings, layers)
        picture = raw
        if settings.denoise:
            picture, record["denoiser"] = denoise(raw, layers.albedo, layers.normal)
        self.last_timings_s["denoise"] = time.perf_counter() - started
        return Frame(
            camera=camera,
            rgb_linear=picture,
            geometry=geometry,
            albedo=layers.albedo,
            raw_linear=raw if settings.denoise and self.keep_raw else None,
            renderer=record,
        )

    def trace(self, scene: Scene, camera: Camera, settings: RenderSettings, by_group: bool = False) -> Layers:
        """The noisy picture, of each light group on its own where `by_group`, and the denoiser's guides."""
        self._mitsuba.set_variant(self.choice.variant)
        started = time.perf_counter()
        device, tables = self._device(scene)
        built = time.perf_counter()
        layers = self._traced(device, tables, camera, settings, by_group)
        self.last_timings_s = {"build": built - started, "render": time.perf_counter() - built}
        return layers

    def _device(self, scene: Scene) -> tuple[Any, SceneTables]:
        from simgen.rendering.path_integrator import find_sun_patch
        from simgen.rendering.path_scene import DeviceScene

        if self._built is None or self._built[0] is not scene:
            self._built = None
            gc.collect()
            tables = scene_tables(scene)
            device = DeviceScene(tables)
            find_sun_patch(device, tables)
            self._built = (scene, (device, tables))
        built: tuple[Any, SceneTables] = self._built[1]
        return built

    def _traced(
        self, device: Any, tables: SceneTables, camera: Camera, settings: RenderSettings, by_group: bool
    ) -> Layers:
        import drjit as dr

        from simgen.rendering.path_integrator import CameraRays, PathSettings, trace_paths

        width, height = camera.intrinsics.width, camera.intrinsics.height

        def traced(w: int, h: int, groups: int, samples: int, clamp: float) -> Any:
            with dr.suspend_grad():
                picture = trace_paths(
                    device,
                    CameraRays(camera, w, h),
                    w,
                    h,
                    groups,
                    PathSettings(samples, settings.max_bounces, clamp, settings.seed),
                )
                dr.eval(picture.radiance, picture.albedo, picture.normal)
            return picture

        def pixels(values: Any, w: int, h: int) -> Picture:
            return np.ascontiguousarray(np.array(values, dtype=np.float32).T.reshape(h, w, 3))

        groups = len(tables.groups) if by_group else 1
        small_width = min(_PREVIEW_WIDTH, width)
        small_height = max(1, round(height * small_width / width))
        preview = traced(small_width, small_height, groups, _PREVIEW_SAMPLES, math.inf)
        brightness = sum(pixels(r, small_width, small_height) for r in preview.radiance) @ LUMINANCE
        clamp = settings.clamp_indirect * typical_luminance(brightness)
        picture = traced(width, height, groups, settings.samples_per_pixel, clamp if clamp > 0 else math.inf)
        names = tables.groups if by_group else ("all",)
        return Layers(
            {name: pixels(r, width, height) for name, r in zip(names, picture.radiance, strict=True)},
            pixels(picture.albedo, width, height),
            pixels(picture.normal, width, height),
            clamp if clamp > 0 else math.inf,
        )

    def _record(self, settings: RenderSettings, layers: Layers) -> dict[str, Any]:
        from importlib.metadata import version

        return {
            "name": "mitsuba",
            "version": version("mitsuba"),
            "drjit": version("drjit"),
            "variant": self.choice.variant,
            "llvm": self.choice.llvm_version,
            "integrator": dict(_INTEGRATOR),
            "settings": asdict(settings),
            "clamp_cd_m2": layers.clamp if math.isfinite(layers.clamp) else None,
            "denoiser": None,
        }


def typical_luminance(luminance: npt.ArrayLike) -> float:
    """The mean of the middle of (n,) or (H, W) luminances, which neither fireflies nor lamps in view can move far.

    Light twice as strong gives exactly twice the value.
    """
    values = np.sort(np.asarray(luminance, dtype=np.float64).ravel())
    middle = values[len(values) // 4 : max(len(values) * 3 // 4, len(values) // 4 + 1)]
    return float(middle.mean())


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
    try:
        import mitsuba
    except ImportError as error:
        raise BackendError("mitsuba cannot be imported", remedy="Install it: pip install mitsuba.") from error
    mitsuba.set_variant(choice.variant)
    return mitsuba
