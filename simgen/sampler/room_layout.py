"""The room: its size, and its shell as bodies with role "structure".

Always made in one order, so that instance ids never shift: floor, ceiling, the four walls, each window, each door with
the hall behind it, skirting, ceiling light, switches and sockets, blinds.

Two rooms of a home share a wall: the room whose door it is has it with frame and leaf, the other only a thin coat on
it with the same hole.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simgen.catalog import Catalog
from simgen.catalog.generators.room_wall import WALL_TURNS_DEG
from simgen.geometry import FloatArray, Pose, yaw
from simgen.geometry.footprints import rectangle, turned
from simgen.params import draw
from simgen.sampler.occupancy import Occupancy, Prism, Volume, volume_of
from simgen.sampler.openings import (
    Entrance,
    Opening,
    draw_openings,
    millimetres,
    reader,
    wall_length_m,
    world_from_wall,
)
from simgen.sampler.scope import Scope
from simgen.spec import SceneSpec
from simgen.world import Body, Room

# How far furniture that reaches above the sill stays away from a window.
WINDOW_FREE_M = 0.3
# A hinged sash is about this wide at most; wider windows have more of them.
SASH_M = 0.85
# Between the middle of a switch or socket and a door's frame.
PLATE_ASIDE_M = 0.12
# A further room's coat on the wall that it is entered through. Its other walls end within that wall.
COAT_M = 0.01


@dataclass(frozen=True)
class Shell:
    """The room with its walls, in its own frame, and what they leave free. `entrance` is the index of a door."""

    room: Room
    bodies: tuple[Body, ...]
    windows: tuple[Opening, ...]
    doors: tuple[Opening, ...]
    wall_thickness_m: float
    skirting_m: float
    occupancy: Occupancy
    entrance: int | None = None

    def room_from_door(self, index: int) -> Pose:
        """The frame of a door: its foot's middle at the wall's inner face, -y into the room."""
        door = self.doors[index]
        return world_from_wall(self.room, door.wall) @ Pose((door.x_m, 0.0, 0.0))

    def entrance_behind(self, index: int, own_index: int) -> Entrance:
        """A door of this room as the room behind it knows it, of whose doors it is that of `own_index`."""
        door = self.doors[index]
        body = self.body(door.name)
        assert body is not None
        return Entrance(own_index, door.width_m, door.height_m, float(body.asset.bounds.size[0]), -_handle(door, body))

    def body(self, name: str) -> Body | None:
        """The structure body called `name`."""
        return next((b for b in self.bodies if b.name == name), None)


def _handle(door: Opening, body: Body) -> float:
    """+1 where a door's handle is to the right, seen from inside the room whose door it is, else -1."""
    return 1.0 if (body.asset.ref.parameters["hinge"] == "left") == door.swings_in else -1.0


def draw_shell(spec: SceneSpec, catalog: Catalog, scope: Scope, entrance: Entrance | None = None) -> Shell:
    """The room of one draw, entered by `entrance`; PlacementError where a window or door does not fit its wall."""
    wanted = spec.room
    width, depth, height = (
        millimetres(draw(getattr(wanted, key), scope.rng("room", key))) for key in ("width_m", "depth_m", "height_m")
    )
    room = Room(wanted.kind, width, depth, height)
    windows, doors = draw_openings(wanted, room, scope, entrance)
    return _Builder(spec, catalog, scope, room, windows, doors, entrance).shell()


@dataclass(frozen=True)
class _Builder:
    """Makes the bodies of one shell."""

    spec: SceneSpec
    catalog: Catalog
    scope: Scope
    room: Room
    windows: tuple[Opening, ...]
    doors: tuple[Opening, ...]
    entrance: Entrance | None

    def shell(self) -> Shell:
        """All bodies in their order, and the volumes that furniture must mind."""
        thickness = self._default("wall", "thickness_m")
        bodies = [self._floor(thickness), self._ceiling(thickness)]
        way_in = None if self.entrance is None else self.doors[self.entrance.index]
        coated = None if way_in is None else way_in.wall
        bodies += [self._wall(wall, COAT_M if wall == coated else thickness) for wall in WALL_TURNS_DEG]
        bodies += [self._window(w, thickness) for w in self.windows]
        door_bodies = [body for d in self.doors if d is not way_in for body in self._door(d, thickness)]
        bodies += door_bodies
        skirting = self._skirting(door_bodies)
        bodies += skirting
        bodies += self._ceiling_light()
        bodies += self._plates(door_bodies)
        bodies += self._blinds()
        numbered = tuple(replace(body, instance_id=k + 1) for k, body in enumerate(bodies))
        board = float(skirting[0].asset.ref.parameters["thickness_m"]) if skirting else 0.0
        occupancy = Occupancy().with_volumes(
            [volume_of(b) for b in numbered if b.asset.category not in ("floor", "ceiling", "wall", "hallway")]
        )
        occupancy = occupancy.with_volumes([self._free_before(o) for o in (*self.windows, *self.doors)])
        index = None if self.entrance is None else self.entrance.index
        return Shell(self.room, numbered, self.windows, self.doors, thickness, board, occupancy, index)

    def _default(self, category: str, key: str) -> float:
        return float(draw(self.catalog.category(category).parameters[key], self.scope.rng("room", category, key)))

    def _body(
        self,
        name: str,
        category: str,
        pose: Pose,
        parameters: Mapping[str, Any],
        materials: Mapping[str, Any] | None = None,
        *,
        alike: str | None = None,
        joints: Mapping[str, float] | None = None,
    ) -> Body:
        """A structure body. Those `alike` share all draws, so that four walls have one paint."""
        stream_name = self.scope.name("room", alike or name)
        ref = self.catalog.draw(category, self.scope.seed, stream_name, parameters, materials or {})
        asset = self.catalog.load(ref)
        positions = {j.name: j.lower + (joints or {}).get(j.name, 0.0) * (j.upper - j.lower) for j in asset.joints}
        return Body(0, name, asset, pose, positions, fixed=True, role="structure")

    def _floor(self, thickness: float) -> Body:
        size = {"width_m": self.room.width_m, "depth_m": self.room.depth_m, "overhang_m": thickness}
        return self._body("floor", "floor", Pose(), size, {"surface": self.spec.room.floor})

    def _ceiling(self, thickness: float) -> Body:
        size = {"width_m": self.room.width_m, "depth_m": self.room.depth_m, "overhang_m": thickness}
        pose = Pose((0.0, 0.0, self.room.height_m))
        return self._body("ceiling", "ceiling", pose, size, {"surface": self.spec.room.ceiling})

    def _wall(self, wall: str, thickness: float) -> Body:
        holes = [o.text for o in (*self.windows, *self.doors) if o.wall == wall]
        parameters = {
            "length_m": wall_length_m(self.room, wall),
            "height_m": self.room.height_m,
            "thickness_m": thickness,
            "openings": "; ".join(holes) or "none",
        }
        pose = world_from_wall(self.room, wall)
        return self._body(f"wall_{wall}", "wall", pose, parameters, {"surface": self.spec.room.walls}, alike="walls")

    def _window(self, o: Opening, thickness: float) -> Body:
        parameters = {
            "width_m": o.width_m,
            "height_m": o.height_m,
            "wall_thickness_m": thickness,
            "lights": max(1, math.ceil(o.width_m / SASH_M)),
        }
        return self._body(o.name, "window", self._at_opening(o), parameters, alike="windows")

    def _blinds(self) -> list[Body]:
        made = []
        for k, (window, o) in enumerate(zip(self.spec.room.windows, self.windows, strict=True)):
            if window.blind is None:
                continue
            value = reader(window.blind, self.scope, "room", "windows", k, "blind")
            shape = {key: value(key) for key in type(window.blind).model_fields}
            size = {"width_m": o.width_m, "height_m": o.height_m}
            pose = self._at_opening(o)
            made.append(self._body(f"blind_{k + 1}", "blind", pose, {**shape, **size}, alike="blinds"))
        return made

    def _door(self, o: Opening, thickness: float) -> list[Body]:
        through = thickness if o.to is None else thickness + COAT_M
        shape = {
            "width_m": o.width_m,
            "height_m": o.height_m,
            "wall_thickness_m": through,
            "leaf": o.leaf,
            "both_sides": o.to is not None or not o.swings_in,
        }
        pose = self._at_opening(o)
        # Whose leaf swings out stands in the wall's other face, back to front.
        swung = pose if o.swings_in else pose @ Pose((0.0, through, 0.0), yaw(math.pi))
        door = self._body(o.name, "door", swung, shape, joints={"leaf": o.open})
        if o.to is not None:
            return [door]
        hall = {
            "width_m": o.width_m + 1.2,
            "height_m": max(o.height_m + 0.1, 2.4),
            "wall_thickness_m": thickness,
        }
        number = o.name.removeprefix("door_")
        return [door, self._body(f"hallway_{number}", "hallway", pose, hall, {"floor": self.spec.room.floor})]

    def _at_opening(self, o: Opening) -> Pose:
        return world_from_wall(self.room, o.wall) @ Pose((o.x_m, 0.0, o.z_m))

    def _skirting(self, doors: Sequence[Body]) -> list[Body]:
        if not draw(self.spec.room.skirting, self.scope.rng("room", "skirting")):
            return []
        outer = {b.name: float(b.asset.bounds.size[0]) for b in doors if b.asset.category == "door"}
        if self.entrance is not None:
            outer[self.doors[self.entrance.index].name] = self.entrance.framed_m
        gaps = [f"{o.wall} {o.x_m:.10g} {outer[o.name]:.6f}" for o in self.doors]
        size = {"width_m": self.room.width_m, "depth_m": self.room.depth_m, "gaps": "; ".join(gaps) or "none"}
        return [self._body("skirting", "skirting", Pose(), size)]

    def _ceiling_light(self) -> list[Body]:
        if not draw(self.spec.room.ceiling_light, self.scope.rng("room", "ceiling_light")):
            return []
        style = self.spec.room.ceiling_light_style
        shape: dict[str, Any] = {"spread_x_m": self.room.width_m / 2, "spread_y_m": self.room.depth_m / 2}
        if style is not None:
            shape["style"] = draw(style, self.scope.rng("room", "ceiling_light_style"))
        light = self._body("ceiling_light", "ceiling_light", Pose(), shape)
        # A low ceiling takes a lamp that is flat under it, so that nobody's head is in the way.
        if self.room.height_m - light.asset.bounds.high[2] < 2.05:
            light = self._body("ceiling_light", "ceiling_light", Pose(), {**shape, "style": "dome"})
        return [replace(light, world_from_body=Pose((0.0, 0.0, self.room.height_m - light.asset.bounds.high[2])))]

    def _plates(self, doors: Sequence[Body]) -> list[Body]:
        """A switch on the handle's side of each door where the wall has room for it, and two sockets."""
        plates: list[Body] = []
        bodies = {body.name: body for body in doors}
        for k, o in enumerate(self.doors):
            if self.entrance is not None and k == self.entrance.index:
                side, width = self.entrance.handle, self.entrance.framed_m
            else:
                side, width = _handle(o, bodies[o.name]), float(bodies[o.name].asset.bounds.size[0])
            for way in (side, -side):
                x = o.x_m + way * (width / 2 + PLATE_ASIDE_M)
                if self._bare(o.wall, x, 1.0):
                    name = f"light_switch_{o.name.removeprefix('door_')}"
                    plates.append(self._on_wall(name, "light_switch", o.wall, x, 1.02))
                    break
        # Curtains hang beside windows, down to the floor.
        walls = [w for w in WALL_TURNS_DEG if not any(o.wall == w for o in self.windows)]
        for k in (1, 2) if walls else ():
            rng = self.scope.rng("room", "sockets", k)
            for _ in range(8):
                wall = walls[int(rng.integers(len(walls)))]
                x = float(rng.uniform(-0.42, 0.42)) * wall_length_m(self.room, wall)
                clear = all(b.world_from_body != self._wall_pose(wall, x, 0.25) for b in plates)
                if clear and self._bare(wall, x, 0.25):
                    plates.append(self._on_wall(f"wall_socket_{k}", "wall_socket", wall, x, 0.25))
                    break
        return plates

    def _bare(self, wall: str, x: float, z: float) -> bool:
        """Whether a plate fits at (x, z) of a wall: away from its ends and from frames."""
        if abs(x) > wall_length_m(self.room, wall) / 2 - 0.12:
            return False
        return all(
            abs(x - o.x_m) > o.width_m / 2 + PLATE_ASIDE_M or z > o.z_m + o.height_m + 0.2 or z + 0.1 < o.z_m - 0.1
            for o in (*self.windows, *self.doors)
            if o.wall == wall
        )

    def _wall_pose(self, wall: str, x: float, z: float) -> Pose:
        return world_from_wall(self.room, wall) @ Pose((millimetres(x), 0.0, z))

    def _on_wall(self, name: str, category: str, wall: str, x: float, z: float) -> Body:
        alike = "sockets" if category == "wall_socket" else "switches"
        return self._body(name, category, self._wall_pose(wall, x, z), {}, alike=alike)

    def _free_before(self, o: Opening) -> Volume:
        """What nothing may stand or hang in: the door's swing, and light and air before a window."""
        pose = self._at_opening(o)
        side = 0.0 if o.kind == "window" else 0.1
        deep = WINDOW_FREE_M if o.kind == "window" else o.width_m
        strip = rectangle(-o.width_m / 2 - side, -deep, o.width_m / 2 + side, 0.01)
        x, y, _ = pose.position
        outline: FloatArray = turned(strip, math.radians(WALL_TURNS_DEG[o.wall])) + np.array([x, y])
        prism = Prism(outline, o.z_m, o.z_m + o.height_m)
        return Volume(f"before_{o.name}", prism, (prism,), is_zone=True)
