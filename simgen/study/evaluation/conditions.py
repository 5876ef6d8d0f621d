"""What a prediction may depend on: variables of pictures and of things, and how they are cut into bins.

A variable is found by name: an axis of a sweep (its requested value; `NAME.measured` for the measured one), one of
CONDITIONS, a factor that the sampler drew (`scenario.axes`), or a path into meta.json (`exposure.iso`) or into a
thing's label (`states.open.fraction`).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from simgen.errors import DatasetError, did_you_mean
from simgen.geometry import Pose
from simgen.study.evaluation.pictures import Picture
from simgen.world import JsonObject

Value = float | str
# At most so many different numbers get a bin each, if they repeat as those of a sweep do; others are cut at quantiles.
MOST_VALUES = 21
BINS = 5


@dataclass(frozen=True)
class Condition:
    """One variable. `read` gives a picture's value (`thing` None) or a thing's; None where there is none."""

    name: str
    about: Literal["picture", "thing"]
    title: str
    read: Callable[[Picture, JsonObject], Value | None]
    unit: str = ""


@dataclass(frozen=True)
class Bin:
    """Values from `low` to below `high` (to `high` itself where `closed`), or the one word `label`."""

    label: str
    low: float | None = None
    high: float | None = None
    closed: bool = False

    def holds(self, value: Value) -> bool:
        """Whether the value is in it."""
        if self.low is None or self.high is None:
            return str(value) == self.label
        number = float(value)
        return self.low <= number < self.high or (self.closed and number == self.high)


def _camera(picture: Picture) -> Pose:
    pose = picture.meta["camera"]["world_from_camera"]
    return Pose(tuple(pose["position"]), tuple(pose["quaternion"]))


def _pitch_deg(picture: Picture, _: JsonObject) -> float:
    return math.degrees(math.asin(float(np.clip(_camera(picture).rotation[2, 2], -1.0, 1.0))))


def _roll_deg(picture: Picture, _: JsonObject) -> float | None:
    turn = _camera(picture).rotation
    # Clockwise seen from behind the camera, as `simgen.geometry.look_at` has it; straight up or down there is no level.
    if math.hypot(turn[2, 0], turn[2, 1]) < 1e-6:
        return None
    return math.degrees(math.atan2(-turn[2, 0], -turn[2, 1]))


def _fov_deg(picture: Picture, _: JsonObject) -> float:
    lens = picture.meta["camera"]["intrinsics"]
    return math.degrees(2 * math.atan(lens["height"] / (2 * lens["fy"])))


def _lux(picture: Picture, _: JsonObject) -> float | None:
    found = (picture.meta.get("light") or {}).get("illuminance_lx")
    return None if found is None else float(found)


def _luminance(picture: Picture, _: JsonObject) -> float:
    levels = picture.arrays.rgb.astype(float) / 255
    linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    return float((linear @ [0.2126, 0.7152, 0.0722]).mean())


def _box_share(picture: Picture, thing: JsonObject) -> float:
    x0, y0, x1, y1 = thing["box"]
    width, height = picture.size
    return float((x1 - x0) * (y1 - y0) / (width * height))


def _from_camera(thing: JsonObject) -> Pose:
    pose = thing["camera_from_body"]
    return Pose(tuple(pose["position"]), tuple(pose["quaternion"]))


def _distance_m(_: Picture, thing: JsonObject) -> float:
    return float(np.linalg.norm(_from_camera(thing).apply(np.array([thing["box_center_m"]]))))


def _turn_deg(_: Picture, thing: JsonObject) -> float:
    # Where the camera stands around the thing; 0 is before its front, which looks along -y.
    eye = _from_camera(thing).inverse.position
    return abs(math.degrees(math.atan2(eye[0], -eye[1])))


def _elevation_deg(_: Picture, thing: JsonObject) -> float:
    eye = np.array(_from_camera(thing).inverse.position) - np.array(thing["box_center_m"])
    return math.degrees(math.atan2(eye[2], math.hypot(eye[0], eye[1])))


CONDITIONS: Mapping[str, Condition] = {
    row.name: row
    for row in (
        Condition("camera_pitch", "picture", "camera pitch, up is positive", _pitch_deg, "°"),
        Condition("camera_roll", "picture", "camera roll", _roll_deg, "°"),
        Condition("camera_height", "picture", "camera height", lambda p, _: _camera(p).position[2], "m"),
        Condition("vertical_fov", "picture", "vertical field of view", _fov_deg, "°"),
        Condition("exposure", "picture", "exposure", lambda p, _: p.meta["exposure"].get("ev100"), "EV100"),
        Condition("lux", "picture", "illuminance of what the camera looks at", _lux, "lx"),
        Condition("luminance", "picture", "mean luminance of the picture, 1 is white", _luminance),
        Condition("instances", "picture", "visible things", lambda p, _: float(len(p.things))),
        Condition("room", "picture", "kind of room", lambda p, _: p.meta["scenario"]["room"]["kind"]),
        Condition("camera", "picture", "camera", lambda p, _: p.meta["camera"]["name"]),
        Condition("spec", "picture", "spec", lambda p, _: p.meta["scenario"]["spec_name"]),
        Condition("category", "thing", "category", lambda _, t: t["category"]),
        Condition("visible_fraction", "thing", "visible fraction", lambda _, t: t["visible_fraction"]),
        Condition("truncation", "thing", "share outside the picture", lambda _, t: t["truncation"]),
        Condition("box_area", "thing", "share of the picture that the box takes", _box_share),
        Condition("visible_px", "thing", "visible pixels", lambda _, t: float(t["visible_px"]), "px"),
        Condition("distance", "thing", "distance from the camera", _distance_m, "m"),
        Condition("view_turn", "thing", "view from the front (0) to the back (180)", _turn_deg, "°"),
        Condition("view_elevation", "thing", "height of the view over the thing", _elevation_deg, "°"),
        Condition(
            "open", "thing", "open fraction", lambda _, t: t["states"]["open"]["fraction"] if _opens(t) else None
        ),
        Condition(
            "tilt", "thing", "tilt from upright", lambda _, t: t["states"].get("upright", {}).get("tilt_deg"), "°"
        ),
    )
}


def _opens(thing: JsonObject) -> bool:
    return "open" in thing["states"]


def find_condition(name: str, pictures: Sequence[Picture]) -> Condition:
    """The variable called `name`; DatasetError with the nearest name where no picture and no thing has it."""
    swept = _swept(name, pictures)
    if swept is not None:
        return swept
    if name in CONDITIONS:
        return CONDITIONS[name]
    axes = {axis for picture in pictures for axis in picture.meta["scenario"].get("axes", {})}
    if name in axes:
        return Condition(name, "picture", name.replace("_", " "), lambda p, _: p.meta["scenario"]["axes"].get(name))
    path = name.split(".")
    if any(_value(picture.meta, path) is not None for picture in pictures):
        return Condition(name, "picture", name, lambda picture, _: _value(picture.meta, path))
    if any(_value(thing, path) is not None for picture in pictures for thing in picture.things):
        return Condition(name, "thing", name, lambda _, thing: _value(thing, path))
    raise DatasetError(
        f"no sample has a variable '{name}'.",
        remedy=did_you_mean(name, [*CONDITIONS, *axes, *swept_axes(pictures)])
        + " Or name a path into meta.json, e.g. exposure.iso.",
    )


def swept_axes(pictures: Sequence[Picture]) -> tuple[str, ...]:
    """The axes that the clips of the dataset vary."""
    return tuple(dict.fromkeys(axis for picture in pictures for axis in picture.meta.get("study", {}).get("axes", {})))


def _swept(name: str, pictures: Sequence[Picture]) -> Condition | None:
    axis, _, which = name.partition(".")
    if axis not in swept_axes(pictures) or which not in ("", "measured", "requested"):
        return None
    path = ["study", "axes", axis, which or "requested"]
    unit_name = "measured_unit" if which == "measured" else "unit"
    units = {
        p.meta["study"]["axes"][axis][unit_name] for p in pictures if axis in p.meta.get("study", {}).get("axes", {})
    }
    title = axis.replace("_", " ") + (", measured" if which == "measured" else "")
    return Condition(name, "picture", title, lambda picture, _: _value(picture.meta, path), "".join(sorted(units)))


def _value(record: Any, path: Sequence[str]) -> Value | None:
    for part in path:
        if not isinstance(record, dict) or part not in record:
            return None
        record = record[part]
    if isinstance(record, bool):
        return str(record).lower()
    if isinstance(record, int | float):
        return float(record)
    return record if isinstance(record, str) else None


def bins(values: Sequence[Value], edges: Sequence[float] | None = None) -> tuple[Bin, ...]:
    """Bins for the values: between `edges`; else one a word, or a number where few repeat; else at quantiles."""
    words = sorted({value for value in values if isinstance(value, str)})
    numbers = sorted({float(value) for value in values if not isinstance(value, str)})
    if edges is not None:
        if words or len(edges) < 2 or any(b <= a for a, b in itertools.pairwise(edges)):
            raise DatasetError(
                f"cannot cut {'words' if words else 'numbers'} at {list(edges)}.",
                where="bins",
                remedy="Give two or more rising numbers, for a variable that is a number.",
            )
        return _between([float(e) for e in edges])
    if words:
        return tuple(Bin(word) for word in words)
    # What differs by rounding alone is one number, such as the pitch of a camera that was turned to it.
    groups = [list(own) for _, own in itertools.groupby(numbers, key=lambda number: f"{number:.6g}")]
    if len(groups) <= MOST_VALUES and len(values) >= 2 * len(groups):
        return tuple(Bin(f"{own[0]:.4g}", own[0], own[-1], closed=True) for own in groups)
    cuts = np.unique(np.quantile([float(v) for v in values], np.linspace(0, 1, BINS + 1)))
    return _between([float(cut) for cut in (cuts if len(cuts) > 1 else np.repeat(cuts, 2))])


def _between(edges: Sequence[float]) -> tuple[Bin, ...]:
    last = len(edges) - 2
    return tuple(
        Bin(f"{low:.3g}..{high:.3g}", low, high, closed=n == last)
        for n, (low, high) in enumerate(itertools.pairwise(edges))
    )
