"""Light: photometric, in groups that add."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from simgen.color import Color
from simgen.geometry import Pose, Vector3


@dataclass(frozen=True)
class SurfaceLight:
    """A body's surface that glows evenly: `flux_lm` leaves the socket `socket` of body `instance_id`.

    `color` has luminance 1. `flux_lm` 0 is a lamp that is off; of a screen that shows something (`Material.shows`) it
    is that of a white picture.
    """

    kind: Literal["surface"]
    name: str
    instance_id: int
    socket: str
    flux_lm: float
    color: Color
    group: str = "lamps"


@dataclass(frozen=True)
class WindowLight:
    """Daylight of sky and ground through a window pane, and what is seen outside.

    The pane is the rectangle of `width_m` x `height_m` at `world_from_pane`, whose +z looks into the room
    and +y up. `sky_luminance`, `ground_luminance`: mean cd/m² (one value each) times a colour of luminance 1.
    `backdrop_seed` picks the view that is painted outside.
    """

    kind: Literal["window"]
    name: str
    world_from_pane: Pose
    width_m: float
    height_m: float
    sky_luminance: float
    sky_color: Color
    ground_luminance: float
    ground_color: Color
    backdrop_seed: int
    group: str = "sky"


@dataclass(frozen=True)
class SunLight:
    """Parallel light. `direction` is the way the light travels (unit, world); lux on a facing surface."""

    kind: Literal["sun"]
    name: str
    direction: Vector3
    illuminance_lx: float
    color: Color
    group: str = "sun"


@dataclass(frozen=True)
class SpotLight:
    """A cone of light from `world_from_spot`, along its +z; `intensity_cd` on the axis."""

    kind: Literal["spot"]
    name: str
    world_from_spot: Pose
    intensity_cd: float
    color: Color
    cone_deg: float = 40.0
    group: str = "spots"


@dataclass(frozen=True)
class EnvironmentLight:
    """Light from all around: an even `luminance` (cd/m²) of `color`, or an equirectangular HDR image.

    With `path`, the image is scaled so that its mean luminance is `luminance`, and turned by `yaw_deg`. A path without
    .exr or .hdr names a picture of the user's catalogues, whose content has `digest`.
    """

    kind: Literal["environment"]
    name: str
    luminance: float
    color: Color = (1.0, 1.0, 1.0)
    path: str | None = None
    yaw_deg: float = 0.0
    digest: str | None = None
    group: str = "environment"


Light = Annotated[SurfaceLight | WindowLight | SunLight | SpotLight | EnvironmentLight, Field(discriminator="kind")]
