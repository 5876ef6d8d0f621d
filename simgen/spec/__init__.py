"""Scene specs: the distribution of scenes that a user writes in YAML."""

from simgen.spec.blocks import WALLS, Block
from simgen.spec.lights import CeilingLight, Daylight, Environment, Lamps, Lights, PlaceAndTime, Screens, Spot
from simgen.spec.load import load_spec, parse_plain, parse_spec, shipped_scenes
from simgen.spec.models import MAX_BODIES, Object, SceneSpec
from simgen.spec.picture import (
    QUALITIES,
    Camera,
    FixedPose,
    InView,
    Orbit,
    Render,
    Requirements,
    RoomView,
    Sensor,
)
from simgen.spec.placements import (
    PLACEMENTS,
    Against,
    Around,
    At,
    Beside,
    Corner,
    DropOn,
    FromCeiling,
    InFrontOf,
    On,
    OnWall,
    Placement,
    Under,
)
from simgen.spec.room import Clutter, Door, Room, Window
from simgen.spec.schema import schema
from simgen.spec.states import Fill, State

__all__ = [
    "MAX_BODIES",
    "PLACEMENTS",
    "QUALITIES",
    "WALLS",
    "Against",
    "Around",
    "At",
    "Beside",
    "Block",
    "Camera",
    "CeilingLight",
    "Clutter",
    "Corner",
    "Daylight",
    "Door",
    "DropOn",
    "Environment",
    "Fill",
    "FixedPose",
    "FromCeiling",
    "InFrontOf",
    "InView",
    "Lamps",
    "Lights",
    "Object",
    "On",
    "OnWall",
    "Orbit",
    "PlaceAndTime",
    "Placement",
    "Render",
    "Requirements",
    "Room",
    "RoomView",
    "SceneSpec",
    "Screens",
    "Sensor",
    "Spot",
    "State",
    "Under",
    "Window",
    "load_spec",
    "parse_plain",
    "parse_spec",
    "schema",
    "shipped_scenes",
]
