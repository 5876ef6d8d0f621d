"""How scenes are looked at: cameras, the sensor, the effort of rendering, and which scenes are kept."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from pydantic import ConfigDict, Field, model_validator
from typing_extensions import Self

from simgen.params import Count, Fault, Name, Number, Uniform, integer, name, number, refuse
from simgen.spec.blocks import Block, Degrees, Identifier, Point, Switch, Text, is_one_place
from simgen.world import RenderSettings

Tilt = Annotated[Number, number(-90, 90)]
Roll = Annotated[Number, number(-180, 180)]


class Orbit(Block):
    """A viewpoint on a sphere around an object, looking at its middle."""

    target: Text
    """The object to look at, by name."""
    distance_m: Annotated[Number, number(0.05, 50)]
    """From the camera to the object's middle, metres."""
    azimuth_deg: Degrees = 0.0
    """Where the camera stands around the object, degrees clockwise seen from above, from where azimuth_from says."""
    azimuth_from: Annotated[str, name("front", "north", fixed=True)] = "front"
    """What azimuth 0 is: before the object's front, or to the north of it."""
    elevation_deg: Annotated[Number, number(-89, 90)] = 20.0
    """Height of the camera above the object's middle, degrees; 90 looks straight down."""
    roll_deg: Roll = 0.0
    """Turn about the view axis, degrees; above 0 the camera turns clockwise."""


class RoomView(Block):
    """A person's viewpoint: standing or sitting in the room, looking across it."""

    of: Text | None = None
    """The room of a home that it stands in, by its name in `rooms`; null is the first room."""
    stand: Annotated[Name, name("corner", "wall", "anywhere")] = "corner"
    """Where the camera stands: in a corner, near the middle of a wall, or anywhere that is free."""
    into: Text | None = None
    """The neighbouring room that it looks into; it then stands before the door between them, whatever `stand` says."""
    eye_height_m: Annotated[Number, number(0.1, 5)] = Uniform(low=1.3, high=1.7)
    """Height of the camera above the floor, metres."""
    target: Text | None = None
    """The object to look at, by name; null is the middle of the room, or of the door that it looks through."""
    yaw_deg: Degrees = 0.0
    """Turn to the left (above 0) from looking straight at the target, degrees."""
    pitch_deg: Tilt = 0.0
    """Tilt upwards (above 0) from what pitch_from says, degrees."""
    pitch_from: Annotated[str, name("target", "horizon", fixed=True)] = "target"
    """What pitch 0 is: looking straight at the target, or level, which keeps upright edges parallel."""
    roll_deg: Roll = 0.0
    """Turn about the view axis, degrees; above 0 the camera turns clockwise."""


class FixedPose(Block):
    """A viewpoint by coordinates."""

    position_m: Point
    """[x, y, z] of the camera, metres."""
    look_at_m: Point
    """[x, y, z] that is in the middle of the picture, metres."""
    roll_deg: Roll = 0.0
    """Turn about the view axis, degrees; above 0 the camera turns clockwise."""

    @model_validator(mode="after")
    def _looks_somewhere(self) -> Self:
        if is_one_place(self.position_m, self.look_at_m):
            raise refuse(Fault(("look_at_m",), "the camera would look at its own place", "Look at another point."))
        return self


def _given(key: str) -> dict[str, Any]:
    """The JSON schema of a mapping where `key` is there and not null."""
    return {"required": [key], "properties": {key: {"type": "object"}}}


class Camera(Block):
    """One camera; each gives a picture of every scene. Its viewpoint is one of orbit, room and pose."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [_given(key) for key in ("orbit", "room", "pose")]})

    name: Identifier
    """What records and file names call it."""
    orbit: Orbit | None = None
    """Look at an object from around it."""
    room: RoomView | None = None
    """Look across the room as a person does."""
    pose: FixedPose | None = None
    """Look from a point to a point."""
    vertical_fov_deg: Annotated[Number, number(5, 150)] = 50.0
    """Vertical field of view, degrees; 27 is a 50 mm lens on the 24 mm high sensor, 53 a 24 mm lens."""
    distortion_k1: Annotated[Number, number(-0.4, 1)] = 0.0
    """How the lens bends straight lines: below 0 outwards (barrel), above 0 inwards (pincushion)."""
    aperture_f: Annotated[Number, number(0.7, 64)] | None = None
    """f-number of a thin lens before a 24 mm high sensor; null is a pinhole: all is sharp."""
    focus_distance_m: Annotated[Number, number(0.05, 100)] | None = None
    """Distance of what is sharp, metres; null is what the camera looks at."""

    @model_validator(mode="after")
    def _one_viewpoint(self) -> Self:
        found = [key for key in ("orbit", "room", "pose") if getattr(self, key) is not None]
        if len(found) != 1:
            got = f"got {' and '.join(found)}" if found else "got none"
            raise refuse(Fault((), f"a camera needs one viewpoint, {got}", "Write one of orbit, room and pose."))
        return self

    @property
    def target(self) -> str | None:
        """The object that the camera looks at, None where it looks at no object."""
        viewpoint = self.orbit or self.room
        return viewpoint.target if viewpoint else None


class Sensor(Block):
    """From light to pixels."""

    exposure_ev: Annotated[Number, number(-10, 25)] | None = None
    """Exposure value at ISO 100: about 6 in a lit room at night, 9 by day; null meters each picture."""
    compensation_ev: Annotated[Number, number(-10, 10)] = 0.0
    """Brightens (above 0) or darkens the picture, in stops."""
    white_temperature_k: Annotated[Number, number(1667, 20000)] | None = None
    """Colour temperature of the light that comes out white, kelvins; null balances each picture."""
    tone_curve: Annotated[str, name("filmic", "linear", fixed=True)] = "filmic"
    """How brightness becomes pixel values: with a shoulder, or straight and clipped."""
    iso: Annotated[Number, number(0, 409600)] = 0.0
    """Sensitivity, which sets the noise; 0 is no noise."""
    glare: Annotated[Number, number(0, 0.5)] = 0.0
    """Share of the light that the lens scatters around bright things; 0.02 to 0.05 in good cameras."""
    motion_blur_px: Annotated[Number, number(0, 200)] = 0.0
    """How far the picture moves across the sensor while the shutter is open, pixels."""
    motion_blur_deg: Degrees = 0.0
    """Which way it moves, degrees: 0 along the rows, 90 down the columns."""
    jpeg_quality: Annotated[Count, integer(1, 100)] | None = None
    """Quality of JPEG compression; null is none."""


class Effort(NamedTuple):
    """What a quality means."""

    samples_per_pixel: int
    max_bounces: int
    denoise: bool
    light_cache: bool
    patience: float


QUALITIES = {
    "draft": Effort(4, 8, True, True, 1.0),
    "standard": Effort(24, 16, True, True, 5.0),
    "final": Effort(128, 48, True, False, 1.0),
}


class Render(Block):
    """Size of the pictures and the effort that goes into each."""

    width: Annotated[int, integer(16, 8192, fixed=True)] = 640
    """Width, pixels."""
    height: Annotated[int, integer(16, 8192, fixed=True)] = 480
    """Height, pixels."""
    quality: Annotated[str, name(*QUALITIES, fixed=True)] = "standard"
    """Effort: draft (4 samples per pixel), standard (24 to 120, see patience) or final (128)."""
    samples_per_pixel: Annotated[int, integer(1, 65536, fixed=True)] | None = None
    """Paths per pixel; null is what the quality says."""
    refined_share: Annotated[float, number(0, 1, fixed=True)] = 0.1
    """Share of a denoised picture that gets four times as many paths: where two halves of them differ most."""
    patience: Annotated[float, number(1, 16, fixed=True)] | None = None
    """Up to how many times as many paths a denoised picture gets, where two halves of them differ much
    (glassware, small windows); null is what the quality says: 5 for standard, else 1."""
    max_bounces: Annotated[int, integer(1, 128, fixed=True)] | None = None
    """Longest path; null is what the quality says."""
    denoise: Switch | None = None
    """Whether the picture is denoised; null is what the quality says. The record tells."""
    light_cache: Switch | None = None
    """Whether a path ends at its second rough surface with what is known there of bounced light, which leaves half the
    noise at half the cost, or is followed to its end; null is what the quality says: all but final."""

    def settings(self, seed: int = 0) -> RenderSettings:
        """What the renderer takes; `seed` is that of its noise."""
        effort = QUALITIES[self.quality]
        return RenderSettings(
            samples_per_pixel=self.samples_per_pixel or effort.samples_per_pixel,
            max_bounces=self.max_bounces or effort.max_bounces,
            denoise=effort.denoise if self.denoise is None else self.denoise,
            refined_share=self.refined_share,
            patience=self.patience or effort.patience,
            light_cache=effort.light_cache if self.light_cache is None else self.light_cache,
            seed=seed,
        )


class InView(Block):
    """An object that must be in the picture, and not wholly behind other things."""

    target: Text
    """The object, by name; with a count, at least one of its bodies."""
    min_fraction: Annotated[float, number(0, 1, fixed=True)] = 0.5
    """Least share of its box that is inside the picture."""
    camera: Text | None = None
    """The camera that must see it, by name; null is every camera."""


class RelationWish(Block):
    """A relation that must hold in the settled scene, or must not."""

    subject: Text
    """The object of which it is said, by name; with a count, of each of its bodies."""
    predicate: Text
    """The relation, as labels call it: on_top, inside, under, touching, left_of, …"""
    object: Text
    """The other object, by name; with a count, at least one of its bodies."""
    holds: Switch = True
    """Whether it must hold; false is that it must hold for none of the pairs. What labels call ambiguous is neither."""


class Requirements(Block):
    """Which drawn scenes are kept. A scene that fails is drawn again, before it is rendered."""

    max_attempts: Annotated[int, integer(1, 1000, fixed=True)] = 20
    """Draws of one scene before giving up."""
    max_penetration_m: Annotated[float, number(0, 0.1, fixed=True)] = 0.002
    """Deepest overlap of two bodies at rest, metres."""
    max_speed_m_s: Annotated[float, number(0, 10, fixed=True)] = 0.02
    """Highest speed of a body at the end of settling, m/s; what comes to no rest at all is never kept."""
    max_drift_m: Annotated[float, number(0, 100, fixed=True)] | None = 0.5
    """Farthest that settling may carry a body sideways from where it was put, metres; null is any distance."""
    camera_clearance_m: Annotated[float, number(0, 10, fixed=True)] = 0.2
    """Least distance of a camera to any surface, metres."""
    in_view: Annotated[tuple[InView, ...], Field(max_length=100)] = ()
    """Objects that must be in the picture."""
    relations: Annotated[tuple[RelationWish, ...], Field(max_length=100)] = ()
    """Relations that must hold, or must not, as the first camera sees them."""
