from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simgen.world import Light, Scenario, SpotLight, SunLight, SurfaceLight, WindowLight
from tests.sampler.house import DAYLIT, ROOM, first_draw, spec_of

PENDANT = {"name": "pendant", "category": "pendant", "place": {"ceiling": True, "position_m": [1, 0.5]}}


def _lit(room: dict[str, Any] | None = None, objects: list[dict[str, Any]] | None = None, **lights: Any) -> Scenario:
    return first_draw(spec_of(objects or [], room=room or DAYLIT, lights=lights))


def _only(scenario: Scenario, kind: type[Light]) -> Any:
    (light,) = [light for light in scenario.lights if isinstance(light, kind)]
    return light


@pytest.mark.parametrize(
    ("wall", "outward"), [("north", (0, 1, 0)), ("east", (1, 0, 0)), ("south", (0, -1, 0)), ("west", (-1, 0, 0))]
)
def test_a_pane_glows_into_the_room_from_just_outside_its_hole(wall: str, outward: tuple[int, int, int]) -> None:
    room = {**ROOM, "windows": [{"wall": wall, "along": 0.6, "width_m": 1.2, "height_m": 1.1, "sill_m": 0.8}]}
    scenario = _lit(room)
    pane = _only(scenario, WindowLight)
    np.testing.assert_allclose(pane.world_from_pane.rotate([0, 0, 1]), -np.array(outward), atol=1e-12)
    np.testing.assert_allclose(pane.world_from_pane.rotate([0, 1, 0]), [0, 0, 1], atol=1e-12)
    center = np.array(pane.world_from_pane.position)
    half = np.array([ROOM["width_m"], ROOM["depth_m"], 0]) / 2
    thickness = 0.2
    assert center @ outward == pytest.approx(np.abs(half @ outward) + thickness, abs=0.01)
    assert center[2] == pytest.approx(0.8 + 0.55)
    along = center[0] if wall in ("north", "south") else center[1]
    length = ROOM["width_m"] if wall in ("north", "south") else ROOM["depth_m"]
    assert along == pytest.approx(0.1 * length, abs=1e-3)
    assert pane.width_m >= 1.2 and pane.height_m >= 1.1
    # The hole in the wall is where the pane is.
    behind = center - 0.1 * np.array(outward)
    assert not any(
        ((h.min(0) < behind) & (behind < h.max(0))).all() for h in scenario.body(f"wall_{wall}").world_hulls()
    )


@pytest.mark.parametrize(("azimuth", "shines"), [(270, True), (200, True), (90, False), (0, False)])
def test_the_sun_comes_in_only_where_a_window_faces_it(azimuth: float, shines: bool) -> None:
    daylight = {"sun_azimuth_deg": azimuth, "sun_elevation_deg": 25, "cloudiness": 0.1}
    suns = [light for light in _lit(daylight=daylight).lights if isinstance(light, SunLight)]
    assert bool(suns) == shines
    for sun in suns:
        assert sun.direction[2] == pytest.approx(-np.sin(np.radians(25)))
        assert sun.direction[0] == pytest.approx(-np.sin(np.radians(azimuth)) * np.cos(np.radians(25)))


@pytest.mark.parametrize("daylight", [{"cloudiness": 1.0}, {"sun_elevation_deg": -2.0}, {"on": False}])
def test_no_sun_under_cloud_below_the_horizon_or_by_night(daylight: dict[str, Any]) -> None:
    lights = _lit(daylight={"sun_azimuth_deg": 270, **daylight}).lights
    assert not any(isinstance(light, SunLight) for light in lights)


def test_by_night_panes_are_dark() -> None:
    pane = _only(_lit(daylight={"on": False}), WindowLight)
    assert pane.sky_luminance == pane.ground_luminance == 0.0


def test_the_ceiling_and_the_lamps_have_their_own_flux_and_switch() -> None:
    scenario = _lit(
        objects=[PENDANT],
        ceiling={"flux_lm": 1234, "temperature_k": 4000},
        lamps={"dim": 0.5, "temperature_k": 2700},
    )
    ceiling, lamp = (light for light in scenario.lights if isinstance(light, SurfaceLight))
    assert (ceiling.group, ceiling.flux_lm) == ("ceiling", pytest.approx(1234))
    assert (lamp.group, lamp.flux_lm) == ("lamps/pendant", pytest.approx(450))
    assert scenario.body(lamp.instance_id).name == "pendant"
    assert lamp.color[0] / lamp.color[2] > ceiling.color[0] / ceiling.color[2]
    dark = _lit(objects=[PENDANT], ceiling={"on": False}, lamps={"on": False})
    assert [light.flux_lm for light in dark.lights if isinstance(light, SurfaceLight)] == [0.0, 0.0]


def test_a_spot_points_at_its_target() -> None:
    spot = {"name": "key", "position_m": [-1, -1, 2.4], "target": "table", "intensity_cd": 800}
    table = {"name": "table", "category": "table", "place": {"at": [0.5, 0.5]}}
    scenario = _lit(objects=[table], spots=[spot])
    light = _only(scenario, SpotLight)
    assert light.intensity_cd == 800
    points = np.concatenate(scenario.body("table").world_hulls())
    middle = (points.min(0) + points.max(0)) / 2
    aim = middle - np.array([-1, -1, 2.4])
    np.testing.assert_allclose(light.world_from_spot.rotate([0, 0, 1]), aim / np.linalg.norm(aim), atol=0.01)


def test_one_light_changes_no_draw_of_another() -> None:
    drawn = {"sun_elevation_deg": {"uniform": [5, 50]}, "cloudiness": {"uniform": [0, 1]}}
    lamps = {"dim": {"uniform": [0.2, 1]}}
    one = _lit(objects=[PENDANT], daylight=drawn, lamps=lamps)
    other = _lit(objects=[PENDANT], daylight={**drawn, "cloudiness": 0.2}, lamps=lamps)
    assert one.axes["sun_elevation_deg"] == other.axes["sun_elevation_deg"]
    assert one.axes["lamp_flux_lm"] == other.axes["lamp_flux_lm"]
    assert one.axes["cloudiness"] != other.axes["cloudiness"]


def test_a_blind_hangs_in_its_window_as_far_open_as_drawn_and_changes_nothing_else() -> None:
    (window,) = DAYLIT["windows"]
    blind = {"style": "roller", "open": {"uniform": [0.2, 0.8]}}
    bare, shaded = (_lit({**DAYLIT, "windows": [{**window, **more}]}) for more in ({}, {"blind": blind}))
    body = shaded.body("blind_1")
    assert body.role == "structure"
    assert body.world_from_body == shaded.body("window_1").world_from_body
    parameters = body.asset.ref.parameters
    assert 0.2 <= parameters["open"] <= 0.8
    assert (parameters["width_m"], parameters["height_m"]) == (1.4, 1.2)
    assert shaded.lights == bare.lights
    assert [b for b in shaded.bodies if b.name != "blind_1"] == list(bare.bodies)
