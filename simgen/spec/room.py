"""The room: a box with windows and doors; its floor's centre is the world's origin, +x is east, +y north."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simgen.params import Choice, Flag, Name, Number, Uniform, name, number
from simgen.spec.blocks import Block, Text, WallName


class Blind(Block):
    """A blind in a window's reveal."""

    style: Annotated[Name, name("roller", "venetian")] = Choice(values=("roller", "venetian"))
    """A cloth on a roll, or level slats."""
    open: Annotated[Number, number(0, 1)] = 0.5
    """How far it is drawn up: 0 all the way down, 1 all the way up."""
    slats_deg: Annotated[Number, number(-80, 80)] = 20.0
    """How far a venetian blind's slats are turned from level, degrees, their inner edges down; 80 shuts it."""


class Window(Block):
    """A glazed opening in a wall."""

    wall: WallName
    """The wall that it is in."""
    along: Annotated[Number, number(0, 1)] = 0.5
    """Where its centre is along the wall: 0 is the west or south end of the wall, 1 the east or north end."""
    width_m: Annotated[Number, number(0.2, 10)] = 1.4
    """Width of the opening, metres."""
    height_m: Annotated[Number, number(0.2, 5)] = 1.3
    """Height of the opening, metres."""
    sill_m: Annotated[Number, number(0, 5)] = 0.9
    """Height of its lower edge above the floor, metres."""
    blind: Blind | None = None
    """A blind before it; null is none."""


class Door(Block):
    """A hinged door in a wall, or a doorway without a leaf."""

    wall: WallName
    """The wall that it is in."""
    along: Annotated[Number, number(0, 1)] = 0.5
    """Where its centre is along the wall: 0 is the west or south end of the wall, 1 the east or north end."""
    width_m: Annotated[Number, number(0.5, 3)] = 0.9
    """Width of the opening, metres."""
    height_m: Annotated[Number, number(1.5, 4)] = 2.05
    """Height of the opening, metres."""
    open: Annotated[Number, number(0, 1)] = 0.0
    """How far it is open: 0 closed, 1 as far as it goes."""
    swing: Annotated[Name, name("in", "out")] = "in"
    """Whether the leaf swings into this room or out of it."""
    leaf: Flag = True
    """Whether a leaf hangs in it; false is a doorway that is always open."""
    to: Text | None = None
    """The room of `rooms` that it leads into; null is a short stretch of hall."""


class Clutter(Block):
    """What has gathered on tables, worktops and open shelves, beside the objects of the spec."""

    density: Annotated[Number, number(0, 1)] = 0.0
    """How much: 0 is nothing, 1 as much as people live with who never tidy. A greater density only adds things."""


class Room(Block):
    """A box room and what its shell is made of."""

    kind: Text = "room"
    """What the room is for, e.g. living_room; goes into the record."""
    width_m: Annotated[Number, number(1.5, 20)] = Uniform(low=3.5, high=5.0)
    """Inner size along x, west to east, metres."""
    depth_m: Annotated[Number, number(1.5, 20)] = Uniform(low=3.5, high=5.0)
    """Inner size along y, south to north, metres."""
    height_m: Annotated[Number, number(2, 6)] = Uniform(low=2.4, high=2.7)
    """Inner height, metres."""
    floor: Name = Choice(values=("oak_planks", "ash_herringbone", "carpet_grey"))
    """Material of the floor, by preset."""
    walls: Name = Choice(values=("white_paint", "warm_white_paint", "sage_paint"))
    """Material of the walls, by preset."""
    ceiling: Name = "white_paint"
    """Material of the ceiling, by preset."""
    skirting: Flag = True
    """Whether a skirting board runs round the floor."""
    windows: Annotated[tuple[Window, ...], Field(max_length=20)] = ()
    """The windows; daylight comes in through these."""
    doors: Annotated[tuple[Door, ...], Field(max_length=20)] = ()
    """The doors."""
    ceiling_light: Flag = True
    """Whether a lamp hangs from the middle of the ceiling; `lights.ceiling` says how it shines."""
    ceiling_light_style: Annotated[Name, name("dome", "disk", "globe", "panels")] | None = None
    """What lamp that is; `panels` are four, as in offices. null is a dome, disk or globe."""
    clutter: Clutter = Clutter()
    """What has gathered in it."""
