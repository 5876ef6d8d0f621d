"""Which split a draw is of: a function of its facts, so that no draw can be of two.

The facts are read from a scenario's plain JSON, so what is decided before rendering can be proved on the records of a
dataset by the same function.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simgen.geometry import Pose
from simgen.seeds import stream
from simgen.spec.blocks import Block
from simgen.spec.study import HeldOut, Splits

Facts = dict[str, list[dict[str, Any]]]


def split_of(splits: Splits, scenario: Mapping[str, Any]) -> str:
    """The split of a draw, from its scenario's plain JSON: the first that holds it out, else one by share."""
    facts = facts_of(scenario)
    for held_out in splits.held_out:
        if fits(held_out, facts):
            return held_out.name
    return share_of(splits, int(scenario["seed"]), str(scenario["spec_name"]), int(scenario["index"]))


def share_of(splits: Splits, seed: int, spec_name: str, index: int) -> str:
    """Train, val or test, for a draw that nothing holds out; by its index alone, so no other draw matters."""
    shares = {"train": splits.train, "val": splits.val, "test": splits.test}
    at = float(stream(seed, spec_name, "splits", index).random()) * sum(shares.values())
    for name, share in shares.items():
        at -= share
        if share > 0 and at < 0:
            return name
    # Rounding may leave nothing below 0.
    return max(shares, key=lambda name: shares[name])


def splits_that_fit(splits: Splits, facts: Facts) -> tuple[str, ...]:
    """All held-out splits whose conditions a draw meets; it is of the first of them."""
    return tuple(held_out.name for held_out in splits.held_out if fits(held_out, facts))


def fits(held_out: HeldOut, facts: Facts) -> bool:
    """Whether everything that the split says holds of the draw: of one and the same thing, and of one camera."""
    for key in ("thing", "room", "light", "camera"):
        wanted: Block | None = getattr(held_out, key)
        if wanted is not None and not any(_meets(wanted, one) for one in facts[key]):
            return False
    return True


def facts_of(scenario: Mapping[str, Any]) -> Facts:
    """What splits may speak of, by block: each thing, the room, the light, each camera."""
    bodies: Sequence[Mapping[str, Any]] = scenario["bodies"]
    things = [body for body in bodies if body["role"] == "object"]
    category = {body["name"]: body["asset"]["category"] for body in bodies}
    first, further = scenario["room"], scenario.get("further_rooms", ())
    axes = scenario["axes"]
    return {
        "thing": [_thing(body, category) for body in things],
        "room": [_room(first, [b for b in bodies if "/" not in b["name"]])]
        + [_room(room, [b for b in bodies if b["name"].startswith(f"{room['name']}/")]) for room in further],
        "light": [{key: float(value) for key, value in axes.items()}],
        "camera": [_camera(camera) for camera in scenario["cameras"]],
    }


def _room(room: Mapping[str, Any], bodies: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The facts of a room with its bodies."""
    return {
        "kind": {room["kind"]},
        "floor": _worn(bodies, "floor"),
        "walls": _worn(bodies, "wall"),
        "objects": float(sum(body["role"] == "object" for body in bodies)),
        **{key: float(room[key]) for key in ("width_m", "depth_m", "height_m")},
    }


def _thing(body: Mapping[str, Any], category: Mapping[str, str]) -> dict[str, Any]:
    asset, support = body["asset"], body["support"]
    carriers = {support, object_of(support), category.get(support)} if support else set()
    replaced = {material["name"] for material in body["materials"].values()}
    return {
        "object": {body["name"], object_of(body["name"])},
        "category": {asset["category"]},
        "asset": {asset["id"]},
        "material": {*asset["materials"].values(), *replaced},
        "on": carriers,
        "scale": float(body["scale"]),
    }


def _camera(camera: Mapping[str, Any]) -> dict[str, Any]:
    pose, view = camera["world_from_camera"], camera["intrinsics"]
    world_from_camera = Pose(tuple(pose["position"]), tuple(pose["quaternion"]))
    ahead = world_from_camera.rotation[:, 2]
    return {
        "name": {camera["name"]},
        "height_m": float(pose["position"][2]),
        "pitch_deg": math.degrees(math.asin(float(np.clip(-ahead[2], -1, 1)))),
        "vertical_fov_deg": math.degrees(2 * math.atan(view["height"] / 2 / view["fy"])),
    }


def object_of(body: str) -> str:
    """What the spec calls the object of a body: its name without the number."""
    return re.sub(r"_[1-9]\d*$", "", body)


def _worn(bodies: Sequence[Mapping[str, Any]], category: str) -> set[str]:
    shell = [body for body in bodies if body["role"] == "structure" and body["asset"]["category"] == category]
    replaced = {material["name"] for body in shell for material in body["materials"].values()}
    return {name for body in shell for name in body["asset"]["materials"].values()} | replaced


def _meets(wanted: Block, found: Mapping[str, Any]) -> bool:
    """Whether every word of a block holds of one thing's facts: one of the names, or within the range."""
    for key in type(wanted).model_fields:
        said = getattr(wanted, key)
        if said is None:
            continue
        value = found.get(key)
        if value is None:
            return False
        if isinstance(value, set):
            if not value & set(said):
                return False
        elif not said[0] <= value <= said[1]:
            return False
    return True
