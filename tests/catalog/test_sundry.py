"""Laws of sports gear, shoes, children's beds, toys, flasks, lockers and papers: what makes them what they are."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import trimesh

from simgen.catalog.generators import load_family
from simgen.catalog.mass import signed_volume_m3
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.physics.cloth import Piece
from simgen.seeds import stream
from simgen.world import Mesh


def built(family: str, **parameters: Any) -> Model:
    return load_family(family).build(parameters, stream(5, "sundry", family))


def slot(model: Model, name: str) -> Mesh:
    meshes = [s.mesh for part in model.parts for s in part.surfaces if s.material == name]
    vertices = np.concatenate([m.vertices for m in meshes])
    starts = np.cumsum([0, *[len(m.vertices) for m in meshes[:-1]]])
    faces = np.concatenate([m.faces + start for m, start in zip(meshes, starts, strict=True)])
    return Mesh(vertices, faces.astype(np.int32), np.concatenate([m.normals for m in meshes]), vertices[:, :2])


def pieces(mesh: Mesh) -> list[trimesh.Trimesh]:
    whole = trimesh.Trimesh(mesh.vertices, mesh.faces, process=True)
    return list(whole.split(only_watertight=False))


def points(model: Model) -> FloatArray:
    found = [s.mesh.vertices for part in model.parts for s in part.surfaces]
    return np.concatenate(found).astype(np.float64)


def test_a_racket_has_16_by_19_strings_within_its_hoop() -> None:
    racket = built("sports_gear", kind="tennis_racket", length_m=0.69, width_m=0.26)
    strings = pieces(slot(racket, "mark"))
    along = [s for s in strings if np.ptp(s.vertices[:, 0]) > np.ptp(s.vertices[:, 1])]
    assert (len(along), len(strings) - len(along)) == (16, 19)
    middle = 0.69 / 2 - 0.245 * 0.69
    reach = np.hypot(
        (slot(racket, "mark").vertices[:, 0] - middle) / (0.245 * 0.69), slot(racket, "mark").vertices[:, 1] / 0.13
    )
    assert reach.max() < 1.0


def test_a_disc_lies_on_its_rim_and_is_hollow_below() -> None:
    at = points(built("sports_gear", kind="flying_disc", length_m=0.27, width_m=0.25))
    far = np.hypot(at[:, 0], at[:, 1]) / 0.135
    assert far[at[:, 2] < 0.001].min() > 0.9
    assert at[far < 0.5, 2].min() > 0.02


def test_a_skateboard_stands_on_four_wheels_and_is_up_at_both_ends() -> None:
    board = built("sports_gear", kind="skateboard", length_m=0.8, width_m=0.2)
    wheels = pieces(slot(board, "wheel"))
    assert len(wheels) == 4 and all(wheel.bounds[0][2] < 1e-4 for wheel in wheels)
    deck = slot(board, "body").vertices
    ends = [deck[deck[:, 0] * side > 0.37, 2].min() for side in (-1, 1)]
    assert min(ends) > deck[np.abs(deck[:, 0]) < 0.2, 2].min() + 0.03


@pytest.mark.parametrize(("style", "holes"), [("sneaker", 6), ("derby", 5), ("boot", 8)])
def test_shoes_are_a_pair_with_an_eyelet_for_each_hole(style: str, holes: int) -> None:
    shoes = built("shoes", style=style, length_m=0.28, spread_m=0.14)
    by_name = {part.name: part for part in shoes.parts}
    assert set(by_name) == {"left", "right"}
    areas = [
        {s.material: trimesh.Trimesh(s.mesh.vertices, s.mesh.faces, process=False).area for s in part.surfaces}
        for part in shoes.parts
    ]
    assert areas[0] == pytest.approx(areas[1], rel=1e-4)
    assert len(pieces(slot(shoes, "metal"))) == 2 * 2 * holes
    assert np.ptp(slot(shoes, "sole").vertices[:, 1]) == pytest.approx(0.28, abs=0.05)


@pytest.mark.parametrize("count", [1, 3])
def test_an_engine_and_each_wagon_have_four_wheels(count: int) -> None:
    train = built("wooden_toy", kind="train", length_m=0.4, count=count)
    at = points(train)
    assert np.ptp(at[:, 0]) == pytest.approx(0.4, abs=0.03)
    round_low = [
        p for s in ("first", "second", "third", "fourth") for p in _pieces_of(train, s) if p.bounds[0][2] < 1e-3
    ]
    assert len(round_low) == 4 * (count + 1)


def _pieces_of(model: Model, name: str) -> list[trimesh.Trimesh]:
    there = any(s.material == name for part in model.parts for s in part.surfaces)
    return pieces(slot(model, name)) if there else []


def test_bars_of_a_xylophone_fall_in_length() -> None:
    bars = [
        p
        for s in ("first", "second", "third", "fourth")
        for p in _pieces_of(built("wooden_toy", kind="xylophone", length_m=0.36, count=8), s)
    ]
    bars = sorted((b for b in bars if np.ptp(b.vertices[:, 1]) > 0.06), key=lambda b: float(b.centroid[0]))
    lengths = [float(np.ptp(b.vertices[:, 1])) for b in bars]
    assert len(bars) == 8 and lengths == sorted(lengths, reverse=True) and lengths[0] > 1.5 * lengths[-1]


def test_a_bunk_beds_guard_and_a_cribs_bars_are_those_of_the_standards() -> None:
    bunk = built("nursery_bed", kind="bunk", width_m=0.9, length_m=2.0, height_m=1.65, bars_m=0.26)
    mattress = sorted(pieces(slot(bunk, "mattress")), key=lambda m: float(m.bounds[1][2]))[-1]
    # EN 747-1: at least 160 mm over the mattress.
    assert 1.65 - 0.40 + 0.39 - mattress.bounds[1][2] > 0.16
    assert len(bunk.supports) == 2
    crib = built("nursery_bed", kind="crib", width_m=0.6, length_m=1.2, height_m=0.9, bars_m=0.072)
    bars = [
        m for m in pieces(slot(crib, "frame")) if np.ptp(m.vertices[:, 0]) < 0.02 and np.ptp(m.vertices[:, 2]) > 0.4
    ]
    along = np.sort([float(m.centroid[1]) for m in bars if m.centroid[0] > 0])
    # EN 716-1: 45 to 65 mm between bars.
    free = np.diff(along) - 0.015
    assert len(along) > 10 and free.min() > 0.045 and free.max() < 0.065


@pytest.mark.parametrize("columns", [1, 3])
def test_a_lockers_doors_swing_clear_of_its_case(columns: int) -> None:
    locker = built("locker", columns=columns, column_m=0.35, depth_m=0.5, height_m=1.8)
    assert [j.name for j in locker.joints] == [f"door_{k + 1}" for k in range(columns)]
    assert len(locker.cavities) == 2 * columns
    case = [Piece.of(h, 0) for part in locker.parts if part.joint is None for h in part.hulls]
    by_name = {j.name: j for j in locker.joints}
    for part in (part for part in locker.parts if part.joint):
        for share in (0.0, 0.4, 1.0):
            turn = by_name[str(part.joint)].upper * share
            moved = by_name[str(part.joint)].motion(turn)
            corners = np.concatenate([moved.apply(hull) for hull in part.hulls])
            assert min(float(piece.depth(corners)[0].min()) for piece in case) > -0.001, (part.joint, share)


@pytest.mark.parametrize("fill", [0.3, 0.8])
def test_milk_stands_as_high_in_a_babys_bottle_as_it_is_full(fill: float) -> None:
    bottle = built("flask", kind="baby", height_m=0.18, width_m=0.06, depth_m=0.06, fill=fill)
    (hollow,) = bottle.cavities
    milk = slot(bottle, "drink")
    assert milk.vertices[:, 2].max() < hollow.mesh.vertices[:, 2].max()
    share = signed_volume_m3(milk) / hollow.volume_m3
    assert share == pytest.approx(fill * 0.9, abs=0.12)


def test_letters_lie_in_trays_and_empty_trays_carry() -> None:
    tray = built("desk_paper", kind="letter_tray", width_m=0.26, depth_m=0.34, height_m=0.2)
    at = points(tray)
    assert np.ptp(at[:, 2]) == pytest.approx(0.2, abs=0.01)
    sheets = pieces(slot(tray, "print"))
    for support in tray.supports:
        assert not any(0 < sheet.bounds[0][2] - support.height_m < 0.02 for sheet in sheets)
        assert support.clearance_m > 0.03 or math.isinf(support.clearance_m)


def test_a_screens_leaves_stand_to_each_other_as_asked() -> None:
    screen = built("folding_screen", style="plain", panels=3, panel_m=0.45, height_m=1.7, fold_deg=110.0)
    # A zigzag of three leaves is as wide as three times the cosine of half of what is missing to 180 degrees.
    wide = 3 * 0.45 * math.cos(math.radians(35))
    assert np.ptp(points(screen)[:, 0]) == pytest.approx(wide, abs=0.03)
    assert len(pieces(slot(screen, "panel"))) == 3
