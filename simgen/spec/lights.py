"""What lights the scene: daylight, the ceiling lamp, lamps that stand about, spots and what is all around."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from typing_extensions import Self

from simgen.params import ColorParam, Count, Fault, Flag, NameParam, Number, integer, number, refuse, support
from simgen.spec.blocks import Block, Degrees, Identifier, Point, Text, is_one_place, sentence

Temperature = Annotated[Number, number(1000, 20000)]


class PlaceAndTime(Block):
    """What says where the sun is."""

    latitude_deg: Annotated[Number, number(-90, 90)]
    """Latitude of the place, degrees north."""
    day: Annotated[Count, integer(1, 366)] = 79
    """Day of the year: 1 is 1 January, 79 the spring equinox, 172 midsummer of the north, 355 midwinter."""
    hour: Annotated[Number, number(0, 24)] = 12.0
    """True solar time, hours: at 12 the sun stands highest."""
    north_wall_faces_deg: Degrees = 0.0
    """Where the room's north wall really faces, degrees clockwise from true north."""


class Daylight(Block):
    """Sun and sky, which come in through the windows."""

    on: Flag = True
    """Off is a night without moon."""
    sun_elevation_deg: Annotated[Number, number(-18, 90)] = 35.0
    """Height of the sun above the horizon, degrees; below 0 is twilight."""
    sun_azimuth_deg: Degrees = 180.0
    """Where the sun stands, degrees clockwise from north: 90 is east, 180 south."""
    at: PlaceAndTime | None = None
    """A place and a time, which then say where the sun is, in place of the two angles."""
    cloudiness: Annotated[Number, number(0, 1)] = 0.3
    """0 is a clear sky, 1 is overcast: no direct sun."""

    @model_validator(mode="after")
    def _one_sun(self) -> Self:
        for key in ("sun_elevation_deg", "sun_azimuth_deg"):
            if self.at is not None and getattr(self, key) != type(self).model_fields[key].default:
                raise refuse(Fault((key,), f"'at' and '{key}' both say where the sun is", "Keep one of them."))
        return self


class CeilingLight(Block):
    """The lamp of the room's own, if `room.ceiling_light` is true."""

    on: Flag = True
    """Whether it shines."""
    flux_lm: Annotated[Number, number(0, 1e5)] = 1800.0
    """Light that leaves it in all, lumens; a 100 W bulb gave 1300."""
    temperature_k: Temperature = 3000.0
    """Colour temperature, kelvins: 2700 is warm, 4000 neutral, 6500 daylight."""


class Lamps(Block):
    """All lamps that are objects, or parts of objects, each with the flux of its own design."""

    on: Flag = True
    """Whether they shine."""
    dim: Annotated[Number, number(0, 1)] = 1.0
    """Share of the full flux."""
    temperature_k: Temperature = 2700.0
    """Colour temperature, kelvins."""


class Screens(Block):
    """Screens of television sets, monitors, laptops and phones, and their white."""

    on: Flag = False
    """Whether they shine."""
    dim: Annotated[Number, number(0, 1)] = 0.7
    """How bright they are set, as a share of the full brightness."""


class Spot(Block):
    """A cone of light from a point."""

    name: Identifier
    """What records call it."""
    on: Flag = True
    """Whether it shines."""
    position_m: Point
    """[x, y, z] of the light, metres."""
    look_at_m: Point | None = None
    """[x, y, z] that it points at, metres; either this or target."""
    target: Text | None = None
    """The object that it points at, by name; either this or look_at_m."""
    intensity_cd: Annotated[Number, number(0, 1e6)] = 500.0
    """Luminous intensity on the axis, candelas."""
    cone_deg: Annotated[Number, number(1, 170)] = 40.0
    """Full angle of the cone, degrees."""
    temperature_k: Temperature = 3000.0
    """Colour temperature, kelvins."""

    @model_validator(mode="after")
    def _one_aim(self) -> Self:
        if (self.look_at_m is None) == (self.target is None):
            raise refuse(Fault((), "a spot needs one aim", "Write look_at_m: [x, y, z] or target: NAME, not both."))
        if self.look_at_m is not None and is_one_place(self.position_m, self.look_at_m):
            raise refuse(Fault(("look_at_m",), "the spot would point at its own place", "Point it at another one."))
        return self


class Environment(Block):
    """Light from all around, as outdoors or in a studio without walls."""

    on: Flag = True
    """Whether it shines."""
    luminance: Annotated[Number, number(0, 1e6)] = 1000.0
    """Mean luminance, cd/m²; an overcast sky has about 2000."""
    color: ColorParam = (1.0, 1.0, 1.0)
    """Its colour; the luminance stays."""
    path: Annotated[NameParam, sentence(1000, fixed=False)] | None = None
    """An equirectangular HDR picture to take it from: a file (.exr or .hdr), or one of a catalogue, as hdri/studio."""
    yaw_deg: Degrees = 0.0
    """Turns the picture about the vertical, degrees counter-clockwise seen from above."""

    @model_validator(mode="after")
    def _has_a_color(self) -> Self:
        if any(max(color) <= 0 for color in support(self.color).values or ()):
            raise refuse(Fault(("color",), "black light has no luminance", "Write on: false, or luminance: 0."))
        return self


class RoomLights(Block):
    """What shines in one room; the sun and the sky are those of the home."""

    ceiling: CeilingLight = CeilingLight()
    """The lamp on the ceiling."""
    lamps: Lamps = Lamps()
    """Lamps that are objects."""
    screens: Screens = Screens()
    """Screens of television sets and monitors."""


class Lights(RoomLights):
    """All lights."""

    daylight: Daylight = Daylight()
    """Sun and sky."""
    spots: Annotated[tuple[Spot, ...], Field(max_length=50)] = ()
    """Cones of light."""
    environment: Environment | None = None
    """Light from all around; null is none."""
