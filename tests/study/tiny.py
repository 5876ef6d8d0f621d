"""Tiny rooms with a table, a chest and a few boxes, and a renderer that is done before one has blinked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simgen.catalog import Catalog
from simgen.color import Color, color_of_temperature
from simgen.frame import Frame, Geometry, Provenance
from simgen.geometry import Intrinsics, Pose, Vector3, look_at, yaw
from simgen.rendering.geometry_pass import albedo
from simgen.rendering.relight import strength_of
from simgen.study.axes import Subject
from simgen.world import (
    Asset,
    Body,
    Camera,
    Material,
    RenderSettings,
    Room,
    Scenario,
    Scene,
    Sensor,
    SpotLight,
    WindowLight,
)
from tests.physics.make import chest, solid_box

CATALOG = Catalog()
SUBJECT = Subject("main", "thing", CATALOG)
PROVENANCE = Provenance("d" * 32, 3, 0, 1, {}, {"simgen": "0"}, (), {})


def scenario(number: int, width: int = 64, height: int = 48) -> Scenario:
    """The tiny room `number`: 0, 1, 2, … differ in where things stand and how they are turned."""
    shift = 0.04 * number
    bodies = (
        _body(1, "floor", solid_box((4, 4, 0.1)), (0, 0, -0.1), (0.4, 0.3, 0.2), category="floor"),
        _body(2, "wall_north", solid_box((4, 0.1, 2.5)), (0, 2.05, 0), (0.7, 0.7, 0.65), category="wall"),
        _body(3, "table", solid_box((0.9, 0.7, 0.5)), (0, 0, 0), (0.5, 0.35, 0.2), fixed=True, support="floor"),
        _body(4, "thing", solid_box((0.1, 0.14, 0.2), 0.4), (shift, 0, 0.5), (0.1, 0.2, 0.6), 20 * number, "table"),
        _body(5, "box_1", solid_box((0.08, 0.08, 0.08), 0.2), (0.3, shift, 0.5), (0.7, 0.2, 0.1), 10, "table"),
        _body(6, "box_2", solid_box((0.07, 0.07, 0.05), 0.1), (0.3, shift, 0.58), (0.2, 0.6, 0.1), 30, "box_1"),
        _body(7, "box_3", solid_box((0.1, 0.06, 0.06), 0.2), (-0.3, 0.1, 0.5), (0.8, 0.8, 0.1), 45, "table"),
        _body(8, "box_4", solid_box((0.06, 0.09, 0.07), 0.2), (-0.25, -0.2, 0.5), (0.5, 0.5, 0.7), 70, "table"),
        _body(9, "chest", chest(), (1.2, 0.8 + shift, 0), (0.6, 0.5, 0.4), fixed=True, support="floor"),
        _cup(10, (0.15, -0.25, 0.5)),
    )
    # The pane's +z looks into the room, from the north wall to the south.
    pane = look_at((0.0, 2.0, 1.6), (0.0, 0.0, 1.6))
    warm = color_of_temperature(2700.0)
    lights = (
        WindowLight("window", "window_1", pane, 1.0, 1.0, 3000.0, (0.9, 1.0, 1.2), 900.0, (1.0, 1.0, 0.9), 1),
        SpotLight("spot", "lamp", look_at((0.5, -0.5, 2.0), (0, 0, 0.5)), 400.0, warm, group="lamps"),
    )
    camera = Camera(
        "main", look_at((0.1 + shift, -1.1, 0.95), (shift, 0, 0.6)), Intrinsics.from_vertical_fov(width, height, 50.0)
    )
    settings = RenderSettings(1, 1, denoise=False)
    axes = {"cloudiness": 0.3, "sun_azimuth_deg": 180.0, "sun_elevation_deg": 30.0}
    return Scenario("tiny", 3, number, 0, Room("test", 4, 4, 2.5), bodies, lights, (camera,), Sensor(), settings, axes)


def _cup(number: int, place: tuple[float, float, float]) -> Body:
    """A mug as the catalogue makes it, in one plain colour."""
    mug = CATALOG.load(CATALOG.draw("mug", 3, ("tiny",)))
    plain = {slot: Material("cup_paint", base_color=(0.6, 0.6, 0.7)) for slot in mug.materials}
    return Body(number, "cup", mug, Pose(place), fixed=True, materials=plain, support="table")


def _body(
    number: int,
    name: str,
    asset: Asset,
    place: Sequence[float],
    color: Color,
    turn_deg: float = 0.0,
    support: str | None = None,
    *,
    category: str = "box",
    fixed: bool = False,
) -> Body:
    structure = category != "box"
    slot = next(iter(asset.materials))
    painted = replace(asset, category=category, materials={slot: Material(f"{name}_paint", base_color=color)})
    return Body(
        number,
        name,
        painted,
        Pose((float(place[0]), float(place[1]), float(place[2])), yaw(np.radians(turn_deg))),
        {joint.name: joint.lower for joint in asset.joints},
        fixed=fixed or structure,
        role="structure" if structure else "object",
        support=support,
    )


class QuickRenderer:
    """Even light of each lamp's strength and colour on what is seen, by its albedo: additive and monotone."""

    name = "quick"

    def __init__(self) -> None:
        self.last_timings_s: dict[str, float] = {}
        self.pictures = 0
        self._seen: tuple[tuple[Body, ...], Geometry, np.ndarray] | None = None

    def illuminance_lx(
        self, scene: Scene, point: Vector3, normal: Vector3, settings: RenderSettings, by_group: bool = False
    ) -> None:
        return None

    def forget(self) -> None:
        self._seen = None

    def render(self, scene: Scene, camera: Camera, settings: RenderSettings, geometry: Geometry) -> Frame:
        self.pictures += 1
        light = np.zeros(3)
        for lamp in scene.scenario.lights:
            if isinstance(lamp, WindowLight):
                light += 0.1 * lamp.sky_luminance * np.array(lamp.sky_color)
                light += 0.1 * lamp.ground_luminance * np.array(lamp.ground_color)
            else:
                light += strength_of(lamp) * np.array(lamp.color)
        # The same bodies from the same place under other lights reflect as much.
        if self._seen is None or self._seen[0] is not scene.bodies or self._seen[1] is not geometry:
            self._seen = (scene.bodies, geometry, albedo(scene, geometry, camera))
        picture = (self._seen[2] * light).astype(np.float32)
        return Frame(camera, picture, geometry, renderer={"name": self.name})
