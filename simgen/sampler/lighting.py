"""The lights of a draw: daylight through each window, the sun, lamps, spots and the environment."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from simgen.catalog.environments import environment, is_environment_name
from simgen.color import color_of_temperature, of_luminance_1
from simgen.errors import PlacementError
from simgen.geometry import FloatArray, Pose, Vector3, axis_angle, look_at
from simgen.params import draw
from simgen.sampler.daylight import Daylight, sky_color, sun_color, sun_direction
from simgen.sampler.home import Site
from simgen.sampler.openings import world_from_wall
from simgen.sampler.scope import Scope
from simgen.sampler.solar import sun_position_deg
from simgen.sampler.targets import middle_of, target_body
from simgen.spec import Block, SceneSpec
from simgen.spec import Daylight as DaylightSpec
from simgen.world import (
    Body,
    EnvironmentLight,
    Light,
    SpotLight,
    SunLight,
    SurfaceLight,
    WindowLight,
)

# The glowing pane hangs this far outside the wall and reaches this far past the hole, so that no gap is seen.
PANE_OUTSIDE_M = 0.004
PANE_RIM_M = 0.01
# Black bodies are fitted from here up.
LOWEST_TEMPERATURE_K = 1667.0
# Light groups: these words, and the thing that shines after a slash.
CEILING, SCREENS, LAMPS, SPOTS = "ceiling", "screens", "lamps", "spots"
# The sun lower than this changes nothing: the sky is as dark as it gets.
NIGHT_DEG = -18.0


def draw_lights(
    spec: SceneSpec, scope: Scope, rooms: Sequence[tuple[Site, Sequence[Body]]]
) -> tuple[tuple[Light, ...], dict[str, float]]:
    """All lights of the rooms with their bodies, in the world, and the measured factors of the light by name."""
    lights: list[Light] = []
    bodies = [body for _, own in rooms for body in own]
    wanted = spec.lights.daylight
    on, cloudiness = (draw(getattr(wanted, key), scope.rng("lights", "daylight", key)) for key in ("on", "cloudiness"))
    elevation, azimuth, moment = _sun_place(wanted, scope)
    daylight = Daylight(elevation, azimuth, float(cloudiness))
    panes = [pane for site, _ in rooms for pane in _windows(site, daylight, bool(on), scope)]
    lights += panes
    if on:
        lights += _sun(panes, daylight)
    for site, own in rooms:
        lights += _ceiling(site, own)
        lights += _lamps(site, own)
    lights += _spots(spec, scope, bodies)
    lights += _environment(spec, scope)
    axes = {
        "daylight_on": float(bool(on)),
        "sun_elevation_deg": elevation,
        "sun_azimuth_deg": azimuth,
        "cloudiness": daylight.cloudiness,
        "lamp_flux_lm": float(sum(light.flux_lm for light in lights if isinstance(light, SurfaceLight))),
    }
    return tuple(lights), axes | moment


def _sun_place(wanted: DaylightSpec, scope: Scope) -> tuple[float, float, dict[str, float]]:
    """The sun's elevation and its azimuth from the room's north, and the place and time that gave them, if any."""

    def drawn(block: Block, *name: str) -> dict[str, float]:
        return {k: float(draw(getattr(block, k), scope.rng("lights", "daylight", *name, k))) for k in keys}

    if wanted.at is None:
        keys: tuple[str, ...] = ("sun_elevation_deg", "sun_azimuth_deg")
        angles = drawn(wanted)
        return angles["sun_elevation_deg"], angles["sun_azimuth_deg"], {}
    keys = tuple(type(wanted.at).model_fields)
    at = drawn(wanted.at, "at")
    elevation, azimuth = sun_position_deg(at["latitude_deg"], at["day"], at["hour"])
    return max(elevation, NIGHT_DEG), (azimuth - at["north_wall_faces_deg"]) % 360.0, at


def _windows(site: Site, daylight: Daylight, on: bool, scope: Scope) -> list[WindowLight]:
    found: list[WindowLight] = []
    shell = site.shell
    for o in shell.windows:
        wall = site.room.world_from_room @ world_from_wall(shell.room, o.wall)
        outward = wall.rotate([0.0, 1.0, 0.0])
        center = Pose((o.x_m, shell.wall_thickness_m + PANE_OUTSIDE_M, o.z_m + o.height_m / 2))
        # The pane's +z looks into the room, the wall's -y; its +y stays up.
        into_room = Pose(quaternion=axis_angle((1.0, 0.0, 0.0), math.pi / 2))
        found.append(
            WindowLight(
                kind="window",
                name=site.world_name(o.name),
                world_from_pane=wall @ center @ into_room,
                width_m=o.width_m + 2 * PANE_RIM_M,
                height_m=o.height_m + 2 * PANE_RIM_M,
                sky_luminance=daylight.sky_luminance(_azimuth_deg(outward)) if on else 0.0,
                sky_color=sky_color(daylight.sun_elevation_deg, daylight.cloudiness),
                ground_luminance=daylight.ground_luminance if on else 0.0,
                ground_color=daylight.ground_color,
                # One view for all windows of a home; each shows its own side of it.
                backdrop_seed=scope.integer("lights", "daylight", "backdrop"),
            )
        )
    return found


def _azimuth_deg(outward: FloatArray) -> float:
    """Where a wall faces, degrees clockwise from north; walls face along the world's axes."""
    return round(math.degrees(math.atan2(outward[0], outward[1]))) % 360.0


def _sun(panes: Sequence[WindowLight], daylight: Daylight) -> list[Light]:
    """The sun, if it shines and stands before a window."""
    to_sun = np.array(sun_direction(daylight.sun_elevation_deg, daylight.sun_azimuth_deg))
    if daylight.sun_lx <= 0.0:
        return []
    inward = [pane.world_from_pane.rotate([0.0, 0.0, 1.0]) for pane in panes]
    if not any(float(to_sun @ normal) < -1e-6 for normal in inward):
        return []
    x, y, z = (float(-v) for v in to_sun)
    return [
        SunLight(
            kind="sun",
            name="sun",
            direction=(x, y, z),
            illuminance_lx=daylight.sun_lx,
            color=sun_color(daylight.sun_elevation_deg),
        )
    ]


def _ceiling(site: Site, bodies: Sequence[Body]) -> list[Light]:
    wanted, scope = site.spec.lights.ceiling, site.scope
    found: list[Light] = []
    for body in bodies:
        if body.role != "structure" or not body.asset.sockets:
            continue
        on, flux, kelvin = (
            draw(getattr(wanted, key), scope.rng("lights", "ceiling", key))
            for key in ("on", "flux_lm", "temperature_k")
        )
        total = sum(socket.flux_lm for socket in body.asset.sockets)
        found += [
            SurfaceLight(
                kind="surface",
                name=f"{body.name}_{socket.name}",
                instance_id=body.instance_id,
                socket=socket.name,
                flux_lm=float(flux) * socket.flux_lm / total if on and total > 0.0 else 0.0,
                color=_black_body(kelvin),
                group=CEILING if site.is_first else f"{CEILING}/{site.room.name}",
            )
            for socket in body.asset.sockets
        ]
    return found


def _lamps(site: Site, bodies: Sequence[Body]) -> list[Light]:
    """Every socket of an object. Screens keep the white that they are made for; lamps take the spec's."""
    spec, scope = site.spec, site.scope
    on, dim, kelvin = (
        draw(getattr(spec.lights.lamps, key), scope.rng("lights", "lamps", key))
        for key in ("on", "dim", "temperature_k")
    )
    screen_on, screen_dim = (
        draw(getattr(spec.lights.screens, key), scope.rng("lights", "screens", key)) for key in ("on", "dim")
    )
    found: list[Light] = []
    for body in bodies:
        if body.role != "object":
            continue
        for socket in body.asset.sockets:
            is_screen = socket.name.startswith("screen")
            shines = body.on if body.on is not None else screen_on if is_screen else on
            share = float(screen_dim if is_screen else dim) if shines else 0.0
            found.append(
                SurfaceLight(
                    kind="surface",
                    name=f"{body.name}_{socket.name}",
                    instance_id=body.instance_id,
                    socket=socket.name,
                    # A thing that is scaled is another size of the same lamp: its flux stays.
                    flux_lm=socket.flux_lm * share,
                    color=_black_body(socket.temperature_k if is_screen else kelvin),
                    group=f"{SCREENS if is_screen else LAMPS}/{body.name}",
                )
            )
    return found


def _black_body(kelvin: float) -> tuple[float, float, float]:
    return color_of_temperature(max(float(kelvin), LOWEST_TEMPERATURE_K))


def _spots(spec: SceneSpec, scope: Scope, bodies: Sequence[Body]) -> list[Light]:
    found: list[Light] = []
    for spot in spec.lights.spots:
        value: Mapping[str, float] = {
            key: draw(getattr(spot, key), scope.rng("lights", "spots", spot.name, key))
            for key in ("on", "intensity_cd", "cone_deg", "temperature_k")
        }
        eye = _point(spot.position_m, scope, "lights", "spots", spot.name, "position_m")
        if spot.look_at_m is not None:
            aim = _point(spot.look_at_m, scope, "lights", "spots", spot.name, "look_at_m")
        else:
            aim = middle_of(target_body(bodies, str(spot.target)))
        if eye == aim:
            raise PlacementError(f"spot_at_its_aim:{spot.name}", f"the spot '{spot.name}' is where it points at")
        found.append(
            SpotLight(
                kind="spot",
                name=spot.name,
                world_from_spot=look_at(eye, aim),
                intensity_cd=float(value["intensity_cd"]) if value["on"] else 0.0,
                color=_black_body(value["temperature_k"]),
                cone_deg=float(value["cone_deg"]),
                group=f"{SPOTS}/{spot.name}",
            )
        )
    return found


def _environment(spec: SceneSpec, scope: Scope) -> list[Light]:
    wanted = spec.lights.environment
    if wanted is None:
        return []
    on, luminance, color, turn = (
        draw(getattr(wanted, key), scope.rng("lights", "environment", key))
        for key in ("on", "luminance", "color", "yaw_deg")
    )
    path = None if wanted.path is None else str(draw(wanted.path, scope.rng("lights", "environment", "path")))
    return [
        EnvironmentLight(
            kind="environment",
            name="environment",
            luminance=float(luminance) if on else 0.0,
            color=of_luminance_1(color),
            path=path,
            yaw_deg=float(turn),
            digest=environment(path)[1].digest if path is not None and is_environment_name(path) else None,
        )
    ]


def _point(point: Sequence[object], scope: Scope, *name: str | int) -> Vector3:
    x, y, z = (float(draw(value, scope.rng(*name, k))) for k, value in enumerate(point))
    return (x, y, z)
