"""A thing by itself in a neutral light, as in a studio: for looking at assets with a critical eye."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from simgen.frame import Frame
from simgen.geometry import Intrinsics, Pose, look_at
from simgen.rendering import Renderer
from simgen.rendering.geometry_pass import trace
from simgen.rendering.sensor import develop
from simgen.world import (
    Asset,
    AssetRef,
    Body,
    Camera,
    EnvironmentLight,
    Material,
    Mesh,
    Part,
    RenderSettings,
    Room,
    Scenario,
    Scene,
    Sensor,
    SettleReport,
    SunLight,
    Surface,
)

# From the front's right, as one looks at things on a table.
AZIMUTH_DEG, ELEVATION_DEG = 32.0, 24.0
FIELD_OF_VIEW_DEG = 30.0
_GREY = 0.62


def portrait_scene(asset: Asset, width: int, height: int, samples_per_pixel: int = 32) -> Scene:
    """The asset on a grey ground under an even sky and a mild sun, with a camera that has all of it in view.

    A thing that hangs lower than its origin stands on the ground all the same.
    """
    bounds = asset.bounds
    size, middle = np.asarray(bounds.size), np.asarray(bounds.center)
    lift = -float(bounds.low[2])
    radius = float(np.linalg.norm(size)) / 2
    target = middle + np.array([0.0, 0.0, lift])
    turn, rise = math.radians(AZIMUTH_DEG), math.radians(ELEVATION_DEG)
    away = np.array([math.sin(turn) * math.cos(rise), -math.cos(turn) * math.cos(rise), math.sin(rise)])
    distance = 1.04 * radius / math.sin(math.radians(FIELD_OF_VIEW_DEG) / 2 * min(1.0, width / height))
    pose = look_at(tuple(target + distance * away), tuple(target))
    camera = Camera("portrait", pose, Intrinsics.from_vertical_fov(width, height, FIELD_OF_VIEW_DEG), near_m=0.001)
    ground = Body(1, "ground", _ground(60 * radius), Pose(), fixed=True, role="structure")
    thing = Body(
        2,
        "thing",
        asset,
        Pose((0.0, 0.0, lift)),
        joint_positions={joint.name: joint.lower for joint in asset.joints},
        fixed=True,
    )
    lights = (
        EnvironmentLight("environment", "sky", 900.0),
        SunLight("sun", "sun", (-0.35, 0.5, -0.79), 4500.0, (1.04, 0.99, 0.92)),
    )
    scenario = Scenario(
        spec_name="portrait",
        seed=0,
        index=0,
        attempt=0,
        room=Room("studio", 120 * radius, 120 * radius, 120 * radius),
        bodies=(ground, thing),
        lights=lights,
        cameras=(camera,),
        sensor=Sensor(compensation_ev=0.8),
        render=RenderSettings(samples_per_pixel=samples_per_pixel),
    )
    report = SettleReport("none", 0.0, 0.0, 0.0, 0.0, (), True)
    return Scene(scenario, scenario.bodies, (), report)


def portrait(asset: Asset, renderer: Renderer, width: int = 320, height: int = 320) -> npt.NDArray[np.uint8]:
    """(height, width, 3) uint8 sRGB picture of the asset."""
    scene = portrait_scene(asset, width, height)
    camera = scene.scenario.cameras[0]
    frame: Frame = renderer.render(scene, camera, scene.scenario.render, trace(scene, camera))
    rgb, _ = develop(frame.rgb_linear, scene.scenario.sensor, asset.id)
    return rgb


def _ground(half: float) -> Asset:
    corners = np.array([[-half, -half, 0], [half, -half, 0], [half, half, 0], [-half, half, 0]], np.float32)
    mesh = Mesh(
        corners,
        np.array([[0, 1, 2], [0, 2, 3]], np.int32),
        np.tile(np.array([0, 0, 1], np.float32), (4, 1)),
        corners[:, :2].copy(),
    )
    part = Part("ground", (Surface(mesh, "ground"),))
    grey = Material("ground", base_color=(_GREY, _GREY, _GREY), roughness=0.9, specular=0.2)
    return Asset("ground", "floor", AssetRef("portrait", "ground", 0), (part,), {"ground": grey})
