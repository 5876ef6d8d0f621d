"""Books lying flat: a cover with a rounded spine and grooved joints, and the block of pages in it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._prints import FILM_M, lettering
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import merge, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh, Part, SupportSurface, Surface

TITLES = ("plain", "band", "panel", "jacket", "spine")
# A picture's material is laid out over so many metres.
PRINT_TILE_M = 1.0


@dataclass(frozen=True)
class Parameters:
    """`width_m` from spine to edge (x), `length_m` along the spine (y), `thickness_m` of the whole (z).

    `bound`: a hard cover of 2.5 mm boards that stand over the pages; else a paperback of 0.4 mm. `title`:
    plain (words only), on a band or on a panel; jacket: a picture over most of the front, as on novels; spine: on
    the spine alone, for a book whose front nobody sees.
    """

    width_m: float
    length_m: float
    thickness_m: float
    bound: bool
    title: str


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The book with its spine at -x.

    Slots: `cover`, `pages`, `lettering` on the cover, `title` (a pasted plate) and `ink` on it, `print` (a picture).
    """
    p = parameters
    check_style(p.title, TITLES, "title")
    board = 0.0025 if p.bound else 0.0004
    if p.thickness_m < 3 * board:
        raise ValueError(f"thickness_m is at least three boards of {board} m, got {p.thickness_m}")
    bulge = min(0.35 * p.thickness_m, 0.006) if p.bound else 0.0003
    surfaces = [Surface(_along_y(_case(p, board, bulge), p.length_m, min(0.0003, 0.2 * board)), "cover")]
    surfaces.append(Surface(_pages(p, board, bulge), "pages"))
    for slot, meshes in _title(p, bulge, rng).items():
        if meshes:
            surfaces.append(Surface(merge(meshes), slot))
    size = (p.width_m, p.length_m, p.thickness_m)
    hull = box_hull(size, (0, 0, p.thickness_m / 2), 0.001)
    x, y = p.width_m / 2 - 0.012, p.length_m / 2 - 0.012
    top = SupportSurface("top", ((-x, -y), (x, -y), (x, y), (-x, y)), p.thickness_m)
    return Model((Part("body", tuple(surfaces), (hull,)),), supports=(top,))


def _along_y(outline: FloatArray, length: float, bevel: float) -> Mesh:
    """An outline in (x, z) made into a bar along y, centred; the weave or grain runs along y."""
    bar = extrude(outline, length, bevel, 2, grain="up", crease_deg=50)
    # Extruded along z: turn z to -y, and with it the outline's second axis to z.
    return translate(rotate(bar, (1, 0, 0), math.pi / 2), (0.0, length / 2, 0.0))


def _case(p: Parameters, board: float, bulge: float) -> FloatArray:
    """(k, 2) the cover's section: lower board, spine, upper board, as one C; z from 0 to the thickness."""
    t, back, edge = p.thickness_m, -p.width_m / 2, p.width_m / 2
    turn = np.linspace(-1.0, 1.0, 11)
    middle = t / 2
    spine_out = np.stack([back + bulge * (1 - np.sqrt(1 - (0.86 * turn) ** 2)) / 0.49, middle - turn * middle], axis=1)
    thin = min(board, 0.0016)
    inner = middle - board
    spine_in = np.stack(
        [back + bulge * (1 - np.sqrt(1 - (0.8 * turn) ** 2)) / 0.49 + thin, middle + turn * inner], axis=1
    )
    above, below = [], []
    if p.bound:
        # The joint: a groove beside the spine where the board hinges.
        g, deep, joint = back + bulge + 0.004, 0.0011, 0.003
        above = [(g + joint, t), (g + joint / 2, t - deep), (g - joint / 2, t - deep), (g - joint, t)]
        below = [(x, t - z) for x, z in reversed(above)]
    corners = [(edge, t), *above, *spine_out.tolist(), *below, (edge, 0.0), (edge, board)]
    corners += [*spine_in.tolist(), (edge, t - board)]
    radii = [min(0.0006, 0.3 * board)] * len(corners)
    # The spine's curves are round already; only the corners inside are rounded, and the boards' edges.
    first, inside = 1 + len(above), 1 + len(above) + len(spine_out) + len(below) + 2
    for k in (*range(first, first + len(spine_out)), *range(inside + 1, inside + len(spine_in) - 1)):
        radii[k] = 0.0
    return fillet(corners, radii, 2, closed=True)


def _pages(p: Parameters, board: float, bulge: float) -> Mesh:
    """The block: rounded at the back, hollow at the front where the book is bound; page edges show lines along u."""
    square = 0.003 if p.bound else 0.0003
    low, high = board - 0.0001, p.thickness_m - board + 0.0001
    turn = np.linspace(-1.0, 1.0, 9)
    middle, half = (low + high) / 2, (high - low) / 2
    back = -p.width_m / 2 + min(board, 0.0016) + bulge * 0.25 + 0.0002
    front = p.width_m / 2 - square - (0.6 * bulge * (1 - turn**2) if p.bound else 0.0 * turn)
    # The back's hollow follows the spine, so that no light falls between them.
    rear = back + 0.75 * bulge * turn**2
    outline = np.concatenate(
        [np.stack([front, middle + half * turn], axis=1), np.stack([rear[::-1], middle + half * turn[::-1]], axis=1)]
    )
    length = p.length_m - 2 * square
    return _along_y(outline, length, 0.0001)


def _title(p: Parameters, bulge: float, rng: np.random.Generator) -> dict[str, list[Mesh]]:
    """By slot: what is pasted or printed on the front, a tenth of a millimetre high, and the words on the spine."""
    made: dict[str, list[Mesh]] = {"title": [], "print": [], "ink": [], "lettering": []}
    if p.title == "jacket":
        _jacket(made, p, bulge, rng)
    elif p.title != "spine":
        _front(made, p, bulge, rng)
    if p.thickness_m > 0.012:
        # Along the spine, reading downwards: drawn level, then turned to face -x.
        back = -p.width_m / 2 + (0.00002 if p.bound else 0.00025)
        spine = lettering(rng, 0.55 * p.length_m, 0.45 * p.thickness_m, 1, center=(0.0, 0.0, 0.0))
        standing = rotate(rotate(spine, (0, 0, 1), -math.pi / 2), (0, 1, 0), -math.pi / 2)
        made["lettering"].append(translate(standing, (back, 0.0, 0.45 * p.thickness_m)))
    return made


def _front(made: dict[str, list[Mesh]], p: Parameters, bulge: float, rng: np.random.Generator) -> None:
    """Words on the cloth, or on a plate, and perhaps the publisher's below."""
    t, half = p.thickness_m, p.length_m / 2
    front = p.width_m - 0.02 - bulge
    w, h = front * rng.uniform(0.5, 0.75), p.length_m * rng.uniform(0.16, 0.32)
    y, x = half * rng.uniform(0.1, 0.45), 0.005 + bulge / 2
    level, slot = t, "lettering"
    if p.title != "plain":
        if p.title == "band":
            w, x = front, p.width_m / 2 - front / 2 - 0.0008
            h, y = p.length_m * rng.uniform(0.1, 0.2), half * rng.uniform(-0.5, 0.5)
        made["title"].append(rounded_box((w, h, FILM_M), 0.0, 2, (x, y, t + FILM_M / 2)))
        level, slot = t + FILM_M, "ink"
    made[slot].append(lettering(rng, 0.8 * w, 0.75 * h, int(rng.integers(2, 4)), center=(x, y, level)))
    if p.title == "plain" or rng.random() < 0.5:
        made["lettering"].append(lettering(rng, 0.3 * front, 0.05 * p.length_m, 1, center=(x, -0.72 * half, t)))


def _jacket(made: dict[str, list[Mesh]], p: Parameters, bulge: float, rng: np.random.Generator) -> None:
    """A picture that runs off three edges of the front, under or over it the title, large, and the author's name."""
    t = p.thickness_m
    left, right = -p.width_m / 2 + (bulge + 0.008 if p.bound else 0.0012), p.width_m / 2 - 0.0008
    wide, middle = right - left, (left + right) / 2
    tall = p.length_m * float(rng.uniform(0.58, 0.7))
    edge = p.length_m / 2 - 0.0008
    below = bool(rng.random() < 0.7)
    y = (tall / 2 - edge) if below else (edge - tall / 2)
    sheet = rounded_box((wide, tall, FILM_M), 0.0, 2, (middle, y, t + FILM_M / 2))
    at = (sheet.vertices[:, :2] - np.array([middle, y])) / np.array([wide, tall]) * 0.995 + 0.5
    made["print"].append(Mesh(sheet.vertices, sheet.faces, sheet.normals, (at * PRINT_TILE_M).astype(np.float32)))
    room = p.length_m - tall
    over = edge - room / 2 if below else room / 2 - edge
    words = lettering(rng, 0.88 * wide, 0.86 * room, int(rng.integers(2, 4)), center=(middle, over, t))
    made["lettering"].append(words)
