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
from simgen.spec.room import Blind, Clutter, Door, Room, Window
from simgen.spec.schema import schema
from simgen.spec.splits import facts_of, share_of, split_of, splits_that_fit
from simgen.spec.states import Fill, State
from simgen.spec.study import HeldOut, Splits, SweptAxis

__all__ = [
    "MAX_BODIES",
    "PLACEMENTS",
    "QUALITIES",
    "WALLS",
    "Against",
    "Around",
    "At",
    "Beside",
    "Blind",
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
    "HeldOut",
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
    "Splits",
    "Spot",
    "State",
    "SweptAxis",
    "Under",
    "Window",
    "facts_of",
    "load_spec",
    "parse_plain",
    "parse_spec",
    "schema",
    "share_of",
    "shipped_scenes",
    "split_of",
    "splits_that_fit",
]
