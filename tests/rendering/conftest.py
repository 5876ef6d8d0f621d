"""A renderer for all tests of this folder, and small scenes to light."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from simgen.color import LUMINANCE
from simgen.errors import BackendError
from simgen.geometry import Intrinsics, Pose, Vector3, look_at
from simgen.rendering.mitsuba_renderer import MitsubaRenderer
from simgen.world import Body, Camera, LightSocket, Material, RenderSettings, SurfaceLight, WindowLight
from tests.conformance.scenes import GREY, body, box_mesh, sphere_mesh

BLACK = Material("black", base_color=(0.0, 0.0, 0.0), roughness=1.0, specular=0.0)
GLASS = Material("glass", kind="glass", base_color=(1.0, 1.0, 1.0), ior=1.5)
SHEET = Material("sheet", kind="thin_glass", base_color=(1.0, 1.0, 1.0), ior=1.5)
RAW = RenderSettings(samples_per_pixel=64, max_bounces=1, denoise=False, clamp_indirect=0.0)


@pytest.fixture(scope="session")
def mitsuba() -> MitsubaRenderer:
    """The Mitsuba renderer on the fastest backend of this machine but the scalar one."""
    try:
        renderer = MitsubaRenderer()
    except BackendError as error:
        pytest.skip(str(error))
    if renderer.choice.variant == "scalar_rgb":
        pytest.skip("neither a GPU nor a fit LLVM")
    return renderer


def floor(size_m: float = 20.0, material: Material = GREY) -> Body:
    """A slab whose top is z = 0."""
    return body(1, box_mesh((size_m, size_m, 0.2)), Pose((0, 0, -0.1)), material=material)


def view(eye: Vector3, target: Vector3, vertical_fov_deg: float = 1.0, width: int = 8, height: int = 8) -> Camera:
    """A pinhole at `eye` that looks at `target`; narrow, so that all pixels see nearly one point."""
    return Camera("eye", look_at(eye, target), Intrinsics.from_vertical_fov(width, height, vertical_fov_deg))


def globe(instance_id: int, position: Vector3, radius_m: float = 0.1) -> Body:
    """A black ball with one socket, "glow"."""
    made = body(instance_id, sphere_mesh(radius_m, 3), Pose(position), material=BLACK)
    return replace(made, asset=replace(made.asset, sockets=(LightSocket("glow", "whole", "skin", 1.0),)))


def lit(body_: Body, flux_lm: float, group: str = "lamps") -> SurfaceLight:
    """White light from the socket "glow" of a body."""
    name = f"light_{body_.instance_id}"
    return SurfaceLight("surface", name, body_.instance_id, "glow", flux_lm, (1.0, 1.0, 1.0), group=group)


def skylight(width_m: float, height_m: float, z_m: float, luminance: float = 0.0) -> WindowLight:
    """A pane in the ceiling that looks down, its +y to the north."""
    down = Pose(quaternion=(0.0, 1.0, 0.0, 0.0))
    return WindowLight(
        "window",
        "skylight",
        Pose((0.0, 0.0, z_m)) @ down,
        width_m,
        height_m,
        luminance,
        (1.0, 1.0, 1.0),
        luminance,
        (1.0, 1.0, 1.0),
        backdrop_seed=1,
    )


def luminance(picture: npt.NDArray[np.float32]) -> float:
    """Of the mean pixel, cd/m²."""
    return float(picture.mean(axis=(0, 1)) @ LUMINANCE)
