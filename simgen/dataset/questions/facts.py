"""What is true, false or ambiguous of one picture, in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import ndimage

from simgen.dataset.questions.nouns import category_words, noun
from simgen.dataset.reader import Record
from simgen.frame import Holds, InstanceLabel, Labels

# A thing is seen for sure from this share of the picture's pixels and of its own on, and from so many pixels on; with
# fewer it may be overlooked.
SEEN_PICTURE, SEEN_SELF, SEEN_PX = 4e-4, 0.25, 16
# The camera looks into what stands upright from this far above it on.
LOOKS_IN_DEG = 45.0
# A colour or material is the thing's from this share on, and surely not up to that one, what is unsure counted in.
MAIN_SHARE, MINOR_SHARE = 0.75, 0.15
# Nearer and larger by at least these factors.
NEARER, LARGER_VOLUME, LARGER_LENGTH = 0.85, 1.5, 1.15
UNSURE = "unsure"
COLORS = ("black", "gray", "white", "red", "orange", "brown", "yellow", "green", "blue", "purple", "pink")
MATERIALS = ("wood", "metal", "ceramic", "plastic", "glass", "fabric", "leather", "stone", "paper")
SIDES = ("front", "left", "back", "right")
# Two words for each state, the second for its opposite.
STATE_WORDS = {
    "open": ("open", "closed"),
    "on": ("on", "off"),
    "upright": ("upright", "tipped over"),
    "filled": ("filled", "empty"),
    "folded": ("folded", "unfolded"),
}
# A camera that stands farther off the front of a screen does not see whether it is on.
SHOWS_FRONT_DEG = 75.0
SHELVES = frozenset({"shelf", "rack", "storage_rack"})
KINDS = ("category", "color", "material", "state", "side")

Relation = Callable[[str, int, int], Holds]


@dataclass(frozen=True, eq=False)
class Facts:
    """Three-valued facts of a picture.

    seen: by instance id, "true" for what is plainly in the picture, "ambiguous" for what is hardly seen; others are
    not there. words: kind → id → word → value, "false" where a word is not listed. related: of a predicate, a subject
    and an object; besides the labels' predicates, `nearer` (to the camera) and `larger`.
    """

    seen: Mapping[int, Holds]
    words: Mapping[str, Mapping[int, Mapping[str, Holds]]]
    related: Relation

    def word(self, kind: str, word: str, thing: int) -> Holds:
        """Whether a word of a kind fits a thing."""
        return self.words.get(kind, {}).get(thing, {}).get(word, "false")

    def name(self, thing: int) -> str | None:
        """The noun of its own category, whatever else it may be called."""
        words = self.words["category"].get(thing, {})
        return next((word for word, held in words.items() if held == "true"), None)

    def value(self, kind: str, thing: int) -> str | None:
        """The one word of a kind that fits a thing; None where that is not sure."""
        fitting = [(word, held) for word, held in self.words.get(kind, {}).get(thing, {}).items() if held != "false"]
        return fitting[0][0] if len(fitting) == 1 and fitting[0][1] == "true" else None


def countable_categories(record: Record) -> set[str]:
    """Of all things that are seen; not of what was poured into them."""
    poured = {x["instance_id"] for x in record.meta["instances"]} - {
        b["instance_id"] for b in record.meta["scenario"]["bodies"]
    }
    return {
        x.category
        for x in record.labels.instances
        if x.role == "object" and x.visible_px and x.instance_id not in poured
    }


def facts_of(record: Record, categories: Iterable[str] = ()) -> Facts:
    """The facts of a sample; `categories` are all that may be asked for, those in the picture besides."""
    labels = record.labels
    pixels = record.meta["width"] * record.meta["height"]
    fixed = {b["instance_id"]: b["fixed"] for b in record.meta["scenario"]["bodies"]}
    # What was poured is no thing of the scenario.
    things = [x for x in labels.instances if x.role == "object" and x.visible_px > 0 and x.instance_id in fixed]
    seen: dict[int, Holds] = {
        x.instance_id: "true"
        if x.visible_px >= max(SEEN_PICTURE * pixels, SEEN_PX) and x.visible_fraction >= SEEN_SELF
        else "ambiguous"
        for x in things
    }
    parts, contents = _seen_parts(record), _seen_contents(record)
    known = {noun(x.category) for x in things} | {noun(name) for name in categories}
    words: dict[str, dict[int, dict[str, Holds]]] = {
        "category": {x.instance_id: category_words(noun(x.category), known) for x in things},
        "color": {x.instance_id: share_words(x.colors, COLORS) for x in things},
        "material": {x.instance_id: share_words(x.materials, MATERIALS) for x in things},
        "state": {
            x.instance_id: _state_words(
                x, bool(fixed[x.instance_id]), parts.get(x.instance_id, {}), x.instance_id in contents
            )
            for x in things
        },
        "side": {x.instance_id: _side_words(x) for x in things},
    }
    by_id = {x.instance_id: x for x in things}
    ids = list(by_id)
    nearest_m = dict(zip(ids, np.atleast_1d(ndimage.minimum(record.distance_m, record.instance_id, ids)), strict=True))
    measured: dict[str, Callable[[InstanceLabel, InstanceLabel], Holds]] = {
        "nearer": lambda a, b: _nearer(a, b, nearest_m),
        "larger": _larger,
    }

    bearers = _bearers(labels)

    def related(predicate: str, a: int, b: int) -> Holds:
        if predicate in measured:
            return measured[predicate](by_id[a], by_id[b])
        held = labels.holds(predicate, a, b)
        # What lies in a bowl on a table is not said to be on the bowl, and is or is not said to be on the table; nor is
        # what bears a thing surely not under it. Of shelves, people say on where others hold things in.
        is_in = labels.holds("inside", a, b) != "false"
        if is_in and predicate == ("inside" if by_id[b].category in SHELVES else "on_top"):
            return "ambiguous"
        if predicate == "on_top" and held == "false" and b in bearers(a):
            return "ambiguous"
        if predicate == "under" and held == "false" and labels.holds("below", a, b) != "false":
            return "ambiguous"
        return held

    return Facts(seen, words, related)


def _seen_parts(record: Record) -> dict[int, dict[str, bool]]:
    """By instance id and name of a part, without its handles: whether a pixel shows it."""
    shown = set(np.unique(record.part_id).tolist())
    seen: dict[int, dict[str, bool]] = {}
    for number, part in enumerate(record.meta["parts"], start=1):
        own, name = seen.setdefault(part["instance_id"], {}), part["name"].split(".")[0]
        own[name] = own.get(name, False) or number in shown
    return seen


def _seen_contents(record: Record) -> set[int]:
    """The instance ids of vessels whose liquid or grains are plainly seen."""
    labels = record.labels
    bodies = {body["instance_id"] for body in record.meta["scenario"]["bodies"]}
    poured = {x.instance_id for x in labels.instances if x.instance_id not in bodies and x.visible_px >= SEEN_PX}
    return {r.object for r in labels.relations if r.predicate == "inside" and r.subject in poured}


def _shows_inside(label: InstanceLabel) -> bool:
    """Whether one sees what is in it, and that nothing is: it is of glass, or seen from well above."""
    if label.materials.get("glass", 0.0) >= MAIN_SHARE:
        return True
    x, y, z = label.camera_from_body.inverse.position - np.array(label.box_center_m)
    return math.degrees(math.atan2(z - label.size_m[2] / 2, math.hypot(x, y))) >= LOOKS_IN_DEG


def _bearers(labels: Labels) -> Callable[[int], set[int]]:
    """By thing: all that it may stand on or lie in, also by others between."""
    below: dict[int, list[int]] = {}
    for r in labels.relations:
        if r.predicate in ("on_top", "inside") and r.holds != "false":
            below.setdefault(r.subject, []).append(r.object)

    @cache
    def bearers(thing: int) -> set[int]:
        found: set[int] = set()
        waiting = list(below.get(thing, []))
        while waiting:
            bearer = waiting.pop()
            if bearer not in found:
                found.add(bearer)
                waiting += below.get(bearer, [])
        return found

    return bearers


def share_words(shares: Mapping[str, float], vocabulary: Iterable[str]) -> dict[str, Holds]:
    """Which words fit what has these shares; none is known of what has none."""
    unsure = shares.get(UNSURE, 0.0) if shares else 1.0
    found: dict[str, Holds] = {}
    for word in vocabulary:
        share = shares.get(word, 0.0)
        if share >= MAIN_SHARE:
            found[word] = "true"
        elif share + unsure > MINOR_SHARE:
            found[word] = "ambiguous"
    # Beside a main colour, a dash of another does not make the main one doubtful.
    if "true" in found.values():
        found = {word: held for word, held in found.items() if held == "true" or shares.get(word, 0.0) > MINOR_SHARE}
    return found


def _state_words(
    label: InstanceLabel, fixed: bool, parts: Mapping[str, bool], is_content_seen: bool
) -> dict[str, Holds]:
    """By `parts`: whether what moves with each of its joints is seen."""
    found: dict[str, Holds] = {}
    for state, (word, opposite) in STATE_WORDS.items():
        if state not in label.states or (state == "upright" and (fixed or not _stands(label))):
            continue
        held: Holds | None = _opened(label, parts) if state == "open" else label.states[state]["holds"]
        if state == "filled" and not (is_content_seen or _shows_inside(label)):
            held = "ambiguous"
        if state == "on" and label.viewpoint is not None and abs(label.viewpoint.azimuth_deg) > SHOWS_FRONT_DEG:
            held = "ambiguous"
        if held is None:
            continue
        found[word] = held
        found[opposite] = "ambiguous" if held == "ambiguous" else "true" if held == "false" else "false"
    return found


def _opened(label: InstanceLabel, parts: Mapping[str, bool]) -> Holds | None:
    """Whether a door, drawer or lid is seen to be open; None where it has none."""
    joints = label.states["open"].get("joints", {})
    held: list[Holds] = [
        "ambiguous" if value["holds"] == "true" and not parts.get(name, True) else value["holds"]
        for name, value in joints.items()
    ]
    if not held:
        return None
    return "true" if "true" in held else "ambiguous" if "ambiguous" in held else "false"


def _stands(label: InstanceLabel) -> bool:
    """Whether people would say that it stands upright or is tipped over: hard things that are taller than wide."""
    width, depth, height = label.size_m
    stuff = max(label.materials, key=lambda word: label.materials[word], default=UNSURE)
    return height >= (width + depth) / 2 and stuff not in (UNSURE, "fabric", "paper")


def _side_words(label: InstanceLabel) -> dict[str, Holds]:
    if label.viewpoint is None:
        return {}
    if label.viewpoint.side is None:
        return dict.fromkeys(SIDES, "ambiguous")
    return {label.viewpoint.side: "true"}


def _nearer(a: InstanceLabel, b: InstanceLabel, nearest_m: Mapping[int, float]) -> Holds:
    """By their middles; unsure where the nearest that is seen of them says otherwise: of a cup and its table."""
    first, second = (float(np.linalg.norm(x.camera_from_body.apply(x.box_center_m))) for x in (a, b))
    start, other_start = nearest_m[a.instance_id], nearest_m[b.instance_id]
    if first <= NEARER * second and start <= other_start:
        return "true"
    return "false" if second <= NEARER * first and other_start <= start else "ambiguous"


def _larger(a: InstanceLabel, b: InstanceLabel) -> Holds:
    volume = float(np.prod(a.size_m) / max(float(np.prod(b.size_m)), 1e-12))
    length = max(a.size_m) / max(*b.size_m, 1e-9)
    if volume >= LARGER_VOLUME and length >= LARGER_LENGTH:
        return "true"
    return "false" if volume <= 1 / LARGER_VOLUME and length <= 1 / LARGER_LENGTH else "ambiguous"
