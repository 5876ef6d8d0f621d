"""Papers and trays of a desk: newspapers, standing calendars, rulers and letter trays."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box
from simgen.catalog.meshing.cloth import padded
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, move, rotate, spread_uv, translate
from simgen.catalog.model import Model
from simgen.geometry import Pose, axis_angle


@dataclass(frozen=True)
class Parameters:
    """`kind` is one of KINDS; `width_m` (x), `depth_m` (y) and `height_m` over all."""

    kind: str
    width_m: float
    depth_m: float
    height_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The thing as it lies or stands, its front at -y; slots `body`, `print` and `second`, as far as it has them."""
    thing = Assembly(rng)
    _MAKERS[parameters.kind](thing, parameters)
    return thing.model(has_front=True)


def _newspaper(paper: Assembly, p: Parameters) -> None:
    """Folded twice: sheets that fan a little at the open edges, a headline, a picture and columns of lines."""
    layers = 6
    each = p.height_m / layers
    ripples = Ripples.draw(paper.rng, 0.12, 0.4)
    for k in range(layers):
        slip = paper.rng.normal(0.0, 0.0016, 2)
        x, along = np.meshgrid(
            np.linspace(-p.width_m / 2, p.width_m / 2 - 0.0015 * (layers - k), 15),
            np.linspace(-p.depth_m / 2 + 0.001 * (layers - k), p.depth_m / 2, 19),
        )
        z = (k + 0.5) * each + 0.25 * each * ripples(np.stack([x, along, 0 * x], axis=-1)) * (k / layers)
        sheet = padded(np.stack([x + slip[0], along + slip[1], z], axis=-1), 0.96 * each, 0.5 * each)
        paper.add("body", "body", sheet)
    size = (p.width_m - 0.004, p.depth_m - 0.004, p.height_m)
    paper.add("body", "body", [], [box_hull(size, (0, 0, p.height_m / 2), 0.001)])
    top = p.height_m + 0.35 * each
    left, right, high = -p.width_m / 2 + 0.018, p.width_m / 2 - 0.018, p.depth_m / 2
    ink = []

    def bar(x0: float, x1: float, y: float, thick: float) -> None:
        ink.append(rounded_box((x1 - x0, thick, 0.0003), 0.0, 2, ((x0 + x1) / 2, y, top)))

    bar(left, right, high - 0.010, 0.0008)
    for share, y, thick in ((0.82, 0.026, 0.014), (1.0, 0.040, 0.0012)):
        bar(-share * right, share * right, high - y, thick)
    bar(left, left + 0.72 * (right - left), high - 0.053, 0.007)
    bar(left, left + 0.5 * (right - left), high - 0.064, 0.007)
    gap, count = 0.006, 4
    column = (right - left - (count - 1) * gap) / count
    for c in range(count):
        x0 = left + c * (column + gap)
        y = high - (0.076 if c < 2 else 0.046)
        # The picture takes two columns.
        y -= 0.085 if c < 2 else 0.0
        while y > -high + 0.016:
            last = paper.rng.random() < 0.15
            bar(x0, x0 + column * (paper.rng.uniform(0.4, 0.9) if last else 1.0), y, 0.0011)
            y -= 0.0058 if last else 0.0034
    paper.add("body", "print", merge(ink))
    picture = rounded_box((2 * column + gap, 0.076, 0.0003), 0.0, 2, (left + column + gap / 2, high - 0.112, top))
    paper.add("body", "second", spread_uv(picture, (1, 0, 0), (0, 1, 0)), whole=True)


def _calendar(stand: Assembly, p: Parameters) -> None:
    """A tent of board with a spiral along its ridge; the month's table and a picture on the leaf in front."""
    lean = math.atan2(0.5 * p.depth_m, p.height_m)
    long = p.height_m / math.cos(lean)
    for side in (-1.0, 1.0):
        pose = Pose((0.0, side * p.depth_m / 2, 0.0), axis_angle((1, 0, 0), side * lean))
        board = move(rounded_box((p.width_m, 0.0018, long - 0.006), 0.0006, 2, (0, 0, (long - 0.006) / 2)), pose)
        stand.add("body", "second" if side > 0 else "body", board, [hull_of(board, 8)])
        if side < 0:
            stand.add(
                "body",
                "body",
                move(
                    rounded_box(
                        (p.width_m - 0.006, 0.0008, long - 0.012), 0.0, 2, (0, -0.0014, (long - 0.012) / 2 + 0.001)
                    ),
                    pose,
                ),
            )
            picture = rounded_box((p.width_m - 0.02, 0.0003, 0.40 * long), 0.0, 2, (0, -0.0020, 0.70 * long))
            stand.add("body", "picture", move(spread_uv(picture, (1, 0, 0), (0, 0, 1)), pose), whole=True)
            marks = [rounded_box((0.3 * p.width_m, 0.0003, 0.008), 0.0, 2, (-0.3 * p.width_m, -0.0020, 0.445 * long))]
            for row in range(5):
                for day in range(7):
                    if 3 <= row * 7 + day < 33:
                        at = ((day - 3) * 0.13 * p.width_m, -0.0020, (0.37 - 0.072 * row) * long)
                        marks.append(rounded_box((0.0055, 0.0003, 0.006), 0.0, 2, at))
            stand.add("body", "print", move(merge(marks), pose))
    foot = rounded_box((p.width_m, p.depth_m - 0.004, 0.0016), 0.0004, 2, (0, 0, 0.0008))
    stand.add("body", "second", foot, [box_hull((p.width_m, p.depth_m, 0.003), (0, 0, 0.0015))])
    turn = np.linspace(0, 2 * math.pi, 16, endpoint=False)
    rings = []
    count = round(p.width_m / 0.0095)
    for k in range(count):
        x = (k - (count - 1) / 2) * 0.0095
        ring = np.column_stack([np.full(16, x), 0.0062 * np.cos(turn), p.height_m - 0.0062 + 0.0062 * np.sin(turn)])
        rings.append(tube(ring, 0.0005, segments=5, closed=True, up=(1, 0, 0)))
    stand.add("body", "metal", merge(rings))


def _ruler(stick: Assembly, p: Parameters) -> None:
    """A flat stick with one bevelled edge and a scale of millimetres along it."""
    half_y, high = p.depth_m / 2, p.height_m
    section = [(-half_y, 0), (half_y, 0), (half_y, high), (-half_y + 0.008, high), (-half_y, 0.35 * high)]
    bar = extrude(fillet(section, [0.0003] * 5, 2, closed=True), p.width_m, 0.0006, 2, crease_deg=20)
    # The outline's axes are y and z; the prism runs along x.
    body = translate(rotate(rotate(bar, (1, 0, 0), math.pi / 2), (0, 0, 1), math.pi / 2), (-p.width_m / 2, 0, 0))
    stick.add("body", "body", body, [box_hull((p.width_m, p.depth_m, high), (0, 0, high / 2))])
    marks = []
    count = int((p.width_m - 0.008) / 0.001)
    for k in range(count + 1):
        if count > 220 and k % 2:
            continue
        long = 0.0085 if k % 10 == 0 else 0.006 if k % 5 == 0 else 0.004
        x = -p.width_m / 2 + 0.004 + k * 0.001
        marks.append(rounded_box((0.0003, long - 0.002, 0.0002), 0.0, 2, (x, half_y - long / 2 - 0.0004, high)))
        if k % 10 == 0:
            marks.append(rounded_box((0.0022, 0.003, 0.0002), 0.0, 2, (x, half_y - 0.0125, high)))
    stick.add("body", "print", merge(marks))


def _letter_tray(tray: Assembly, p: Parameters) -> None:
    """Two or three trays of sheet, open in front, on posts, with some letters in them."""
    levels = max(1, round((p.height_m - 0.03) / 0.07) + 1)
    wall, rim = 0.003, 0.038
    pitch = (p.height_m - rim) / max(1, levels - 1) if levels > 1 else 0.0
    x, y = p.width_m / 2, p.depth_m / 2
    for level in range(levels):
        z = level * pitch
        tray.span("body", "body", (-x, -y, z), (x, y, z + wall), radius=0.0012)
        for side in (-1.0, 1.0):
            tray.board("body", "body", (wall, p.depth_m, rim), (side * (x - wall / 2), 0, z + rim / 2), radius=0.0012)
        tray.span("body", "body", (-x, y - wall, z), (x, y, z + rim), radius=0.0012)
        lip = rounded_box((0.3 * p.width_m, wall, 0.012), 0.0012, 2, (0, -y + wall / 2, z + 0.008))
        tray.add("body", "body", lip)
        sheets = int(tray.rng.integers(0, 4)) if level < levels - 1 else int(tray.rng.integers(1, 4))
        for k in range(sheets):
            turn, slip = float(tray.rng.normal(0, 0.01)), tray.rng.normal(0, 0.003, 2)
            stack = rotate(rounded_box((0.208, 0.294, 0.0022), 0.0004, 2), (0, 0, 1), turn)
            at = (float(slip[0]), float(slip[1]) - 0.004, z + wall + 0.0012 + k * 0.0023)
            tray.add("body", "print", translate(stack, at), [hull_of(translate(stack, at), 8)])
        free = pitch - rim if level < levels - 1 else math.inf
        if not sheets and (free > 0.03):
            tray.support_box(f"tray_{level + 1}", (-x, -y), (x, y), z + wall, free, margin=0.01)
        if level:
            for side_x in (-1.0, 1.0):
                for side_y in (-1.0, 1.0):
                    post = (side_x * (x - 0.006), side_y * (y - 0.03), z - (pitch - rim) / 2)
                    tray.board("body", "second", (0.008, 0.014, pitch - rim + 0.006), post, radius=0.002)


_MAKERS: dict[str, Callable[[Assembly, Parameters], None]] = {
    "newspaper": _newspaper,
    "calendar": _calendar,
    "ruler": _ruler,
    "letter_tray": _letter_tray,
}
KINDS = tuple(_MAKERS)
