"""Counterfactual pairs: one scene twice, with exactly one fact changed, and the pixels that changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simgen.dataset import Record
from simgen.dataset.images import encode_png
from simgen.dataset.writer import write_file
from simgen.errors import SimgenError, did_you_mean
from simgen.study.axes import AXES, axis_called
from simgen.study.clips import Factor
from simgen.world import JsonObject

# What a pixel of a mask says: nothing changed, the same surface looks otherwise, another surface is seen.
SAME, LOOKS_OTHERWISE, OTHER_SURFACE = 0, 1, 2
# The same surface looks otherwise from this many levels of 255 on: more than noise that was denoised twice.
LEVELS = 10
PAIRS_FOLDER = "pairs"


@dataclass(frozen=True)
class Change:
    """One fact and its two values: an axis before and after."""

    axis: str
    before: float | str
    after: float | str

    @property
    def factor(self) -> Factor:
        """As a sweep of two values."""
        return Factor(AXES[self.axis], (self.before, self.after))


CHANGES: dict[str, Change] = {
    "opened": Change("articulation", 0.0, 1.0),
    "removed": Change("presence", "there", "removed"),
    "moved": Change("place", "drawn", "floor"),
    "turned_over": Change("tilt", 0.0, 180.0),
    "retextured": Change("texture", "drawn", "marble"),
    "refinished": Change("finish", "drawn", "metal"),
    "lamps_off": Change("electric_light", 1.0, 0.0),
    "dark_outside": Change("daylight", 1.0, 0.0),
    "hidden": Change("visibility", 1.0, 0.4),
}


def change_called(text: str) -> Change:
    """The change of that name, or of any axis as ``AXIS=BEFORE,AFTER``; SimgenError where it is neither."""
    where = f"--change {text}"
    name, equals, values = text.partition("=")
    if not equals:
        if text not in CHANGES:
            raise SimgenError(
                f"there is no change '{text}'",
                where=where,
                remedy=f"{did_you_mean(text, CHANGES)} Or write AXIS=BEFORE,AFTER, e.g. pitch=20,50.",
            )
        return CHANGES[text]
    axis = axis_called(name)
    two = axis.values(values)
    if len(two) != 2 or two[0] == two[1]:
        raise SimgenError(
            f"expected two different values, got {values!r}", where=where, remedy=f"Write e.g. {name}=BEFORE,AFTER."
        )
    return Change(name, *two)


def changed_pixels(before: Record, after: Record) -> npt.NDArray[np.uint8]:
    """(H, W) uint8: SAME, LOOKS_OTHERWISE (its light, shadow or material) or OTHER_SURFACE, of two samples of one size.

    Another surface is another body or part, or one at another depth by more than 1 mm and 1 part in 500.
    """
    result = np.zeros(before.instance_id.shape, dtype=np.uint8)
    difference = np.abs(before.rgb.astype(np.int16) - after.rgb.astype(np.int16)).max(axis=-1)
    result[difference >= LEVELS] = LOOKS_OTHERWISE
    one, other = before.depth_m.astype(np.float64), after.depth_m.astype(np.float64)
    with np.errstate(invalid="ignore"):
        moved = np.abs(one - other) > 0.001 + 0.002 * np.minimum(one, other)
    moved &= np.isfinite(one) | np.isfinite(other)
    # Part ids count on from body to body, so a body more or less shifts them: the name tells which part it is.
    another = before.instance_id != after.instance_id
    another |= _part_names(before) != _part_names(after)
    result[moved | another] = OTHER_SURFACE
    return result


def _part_names(record: Record) -> npt.NDArray[np.str_]:
    """(H, W) the name of the part that is seen, empty where nothing is."""
    names = ["", *(part["name"] for part in record.meta["parts"])]
    return np.array(names)[record.part_id]


def write_pairs(folder: Path, change: Change, pairs: Iterable[tuple[Record, Record]]) -> list[JsonObject]:
    """Write the mask of each pair into `folder`/pairs; give what is to be said of each, in plain JSON."""
    rows: list[JsonObject] = []
    (folder / PAIRS_FOLDER).mkdir(parents=True, exist_ok=True)
    for before, after in pairs:
        study = after.meta["study"]
        mask = changed_pixels(before, after)
        name = f"{study['clip']}.changed.png"
        write_file(folder / PAIRS_FOLDER / name, encode_png(mask))
        rows.append(
            {
                "before": before.key,
                "after": after.key,
                "fact": {"axis": change.axis, "before": change.before, "after": change.after},
                "target": study["target"],
                "changed": study["changed"],
                "consequences": study["consequences"],
                "mask": f"{PAIRS_FOLDER}/{name}",
                "other_surface_px": int((mask == OTHER_SURFACE).sum()),
                "looks_otherwise_px": int((mask == LOOKS_OTHERWISE).sum()),
            }
        )
    return rows
