"""What each relation and state means: the one table of definitions, its numbers those that the labels are made with.

A label holds where all of its terms do. A term holds from `true_at` on, fails from `false_at` on, on its other side,
and is ambiguous between. A label's margin is 0 on the decision boundary, in its `unit`, and that of its least term.
"""

from __future__ import annotations

from dataclasses import dataclass

from simgen.labels import bearing, cloth_form, enclosing, spacing, viewing
from simgen.labels.states import (
    CLOSED_FRACTION,
    CRUMPLED_COVERS,
    CRUMPLED_LEVEL,
    EMPTY_FRACTION,
    FILLED_FRACTION,
    FLAT_COVERS,
    FOLDED_COVERS,
    FOLDED_LEVEL,
    HANGS_DROP,
    LIES_DROP,
    LIT_FRACTION,
    OPEN_FRACTION,
    TIPPED_DEG,
    UPRIGHT_DEG,
)
from simgen.world import TOUCHING_M


@dataclass(frozen=True)
class Term:
    """A quantity of a label (in m, deg or, where `unit` is "", a share or ratio) and where it decides.

    `measured` is its name in a record's `measured` of a relation, or among the values of a state, where it has one.
    """

    quantity: str
    true_at: float
    false_at: float
    unit: str = ""
    measured: str | None = None

    def __str__(self) -> str:
        less, more = ("≥", "≤") if self.true_at > self.false_at else ("≤", "≥")
        yes, no = f"{self.quantity} {less} {self._told(self.true_at)}", f"{more} {self._told(self.false_at)}"
        return yes if self.true_at == self.false_at else f"{yes} (not: {no})"

    def _told(self, value: float) -> str:
        if self.unit == "m" and abs(value) < 0.1:
            return f"{1000 * value:.3g} mm"
        return f"{value:.3g} {self.unit}".rstrip()


@dataclass(frozen=True)
class Definition:
    """One label: what it means, its terms, the unit of its margin, and of which pairs or things it is told.

    Of pairs, the first is the subject, the second the object. What is not told is false, by more than its band.
    """

    name: str
    means: str
    terms: tuple[Term, ...]
    unit: str
    told: str


def _band(middle: float, half: float) -> tuple[float, float]:
    """True above, false below."""
    return middle + half, middle - half


_TOUCHING = Term("distance", *_band(TOUCHING_M, -bearing.TOUCHING_BAND_M), "m", "distance_m")
_FOOTPRINT = _band(enclosing.HALF, enclosing.FOOTPRINT_BAND)
_BY_SIZE = "once for each pair in the picture: near up to two mean sizes apart, far from there on; with both distances"
_OVERLAP = (Term("overlap, of the smaller extent", viewing.OVERLAP, viewing.OVERLAP),)
_SIDE = (
    "once for each pair in the picture, subject before object in the scene; false where the converse holds, and "
    "ambiguous where neither does"
)
_LIES = Term("drop, in its shorter sides", LIES_DROP, HANGS_DROP, "", "drop")
_LEVEL = f"area that leans by at most {cloth_form.LEVEL_DEG:.0f} deg"
_CLOTH = "cloth"


def _side(name: str, means: str) -> Definition:
    return Definition(name, f"{means}: for a viewer at the camera, in the ground plane", _OVERLAP, "m", _SIDE)


RELATIONS = (
    Definition(
        "touching",
        "the least distance of their collision hulls is next to nothing",
        (_TOUCHING,),
        "m",
        "once for each pair up to 20 mm apart, the later one in the scene first",
    ),
    Definition(
        "on_top",
        "touches it from above and is borne by it: of all upward force on it, friction too, at least half comes from "
        "there; what a fixed body stands on shares it evenly",
        (
            _TOUCHING,
            Term("upward part of the contact's normal", bearing.LEVEL, bearing.STEEP),
            Term("share of the lift", bearing.BEARS, bearing.LEANS, "", "share"),
        ),
        "fraction",
        "pairs up to 20 mm apart",
    ),
    Definition(
        "supports",
        "is below it in a chain of on_top, whose roots are structure and what is attached to it",
        (),
        "fraction",
        "pairs for which it is true; the margin is the least of the chain",
    ),
    Definition(
        "attached",
        "is fixed, borne by nothing from below, and next to structure: hung at a wall or a ceiling",
        (Term("distance", *_band(bearing.FASTENED_M, -bearing.TOUCHING_BAND_M), "m", "distance_m"),),
        "m",
        "fixed bodies and structure up to 20 mm apart",
    ),
    Definition(
        "inside",
        "lies in its cavities by at least half of the volume",
        (Term("share of the volume", *_band(enclosing.HALF, enclosing.VOLUME_BAND), "", "share"),),
        "fraction",
        "pairs with common volume; of a liquid or grains, its vessel, and nothing else is told of these",
    ),
    Definition(
        "under",
        "has it over at least half of its own footprint, and is not inside",
        (Term("share of the footprint", *_FOOTPRINT, "", "share"),),
        "fraction",
        "pairs that overlap seen from above",
    ),
    Definition(
        "above",
        "is over at least half of the footprint of either of the two",
        (Term("share of the footprint", *_FOOTPRINT, "", "share"),),
        "fraction",
        "pairs that overlap seen from above, with the height of its middle over the lower one's top",
    ),
    Definition(
        "below",
        "the converse of above",
        (Term("share of the footprint", *_FOOTPRINT, "", "share"),),
        "fraction",
        "as above",
    ),
    Definition(
        "next_to",
        "stands beside it: near for their widths, level, nothing between, and none is on_top of, inside, under or "
        "above the other",
        (
            Term("distance, in mean widths", *_band(spacing.BESIDE_WIDTHS, -spacing.BESIDE_BAND)),
            Term("heights in common, of the lower one's", *_band(spacing.COMMON_HEIGHT, spacing.COMMON_BAND)),
        ),
        "fraction",
        "once for each pair in the picture up to 0.6 widths apart; ambiguous where just one of two lines between them "
        "is free, from nearest point to nearest point and from middle to middle",
    ),
    Definition(
        "near",
        "apart by at most the mean of their sizes, each the greater of width and height",
        (Term("distance, in mean sizes", *_band(spacing.NEAR_SIZES, -spacing.NEAR_BAND)),),
        "m",
        _BY_SIZE,
    ),
    Definition(
        "far",
        "apart by at least three times the mean of their sizes",
        (Term("distance, in mean sizes", *_band(spacing.FAR_SIZES, spacing.FAR_BAND)),),
        "m",
        _BY_SIZE,
    ),
    Definition(
        "facing",
        "has a front, is not tipped, and its front points at the middle of the other, seen from above",
        (Term("angle", viewing.FACING_DEG, viewing.AVERTED_DEG, "deg", "angle_deg"),),
        "deg",
        "pairs in the picture, up to 90 deg",
    ),
    _side("left_of", "further left"),
    _side("right_of", "further right"),
    _side("in_front_of", "nearer"),
    _side("behind", "further away"),
    Definition(
        "occludes",
        "is seen where the other would be without it",
        (Term("share of the amodal mask", viewing.OCCLUDES, viewing.FREE, "", "share"),),
        "fraction",
        "pairs with such a pixel; the subject may be structure",
    ),
)

STATES = (
    Definition(
        "upright",
        "its up axis is the world's",
        (Term("tilt", UPRIGHT_DEG, TIPPED_DEG, "deg", "tilt_deg"),),
        "deg",
        "everything",
    ),
    Definition(
        "tipped",
        "the opposite of upright",
        (Term("tilt", TIPPED_DEG, UPRIGHT_DEG, "deg", "tilt_deg"),),
        "deg",
        "everything",
    ),
    Definition(
        "open",
        "a door, drawer or lid is away from where it is shut; of several, the one that is most so",
        (Term("share of the range", OPEN_FRACTION, CLOSED_FRACTION, "", "fraction"),),
        "fraction",
        "what has such joints, with each of them",
    ),
    Definition(
        "on",
        "shines",
        (Term("share of the full flux", LIT_FRACTION, 0.0, "", "fraction"),),
        "fraction",
        "what can shine",
    ),
    Definition(
        "filled",
        "its hollow is at least half full; false means empty",
        (Term("share of the hollow", FILLED_FRACTION, EMPTY_FRACTION, "", "fraction"),),
        "fraction",
        "what was to be filled, with the mass of what is in it",
    ),
    Definition(
        "folded",
        "covers little ground for its area, lies level, and hangs from nothing",
        (
            Term("seen from above, of its area", FOLDED_COVERS, FLAT_COVERS, "", "covered"),
            Term(_LEVEL, FOLDED_LEVEL, CRUMPLED_LEVEL, "", "level"),
            _LIES,
        ),
        "fraction",
        _CLOTH,
    ),
    Definition(
        "crumpled",
        "covers little ground for its area, lies uneven, and hangs from nothing",
        (
            Term("seen from above, of its area", CRUMPLED_COVERS, FLAT_COVERS, "", "covered"),
            Term(_LEVEL, CRUMPLED_LEVEL, FOLDED_LEVEL, "", "level"),
            _LIES,
        ),
        "fraction",
        _CLOTH,
    ),
    Definition(
        "draped",
        "hangs over an edge",
        (Term("drop, in its shorter sides", HANGS_DROP, LIES_DROP, "", "drop"),),
        "fraction",
        _CLOTH,
    ),
)
