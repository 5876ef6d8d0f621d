"""Laws of cloth: it keeps its size, lies on what is below it, passes neither through that nor itself, and carries."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from scipy.spatial import ConvexHull, cKDTree

from simgen.catalog.generators.cloth import Parameters, build
from simgen.geometry import FloatArray
from simgen.labels.states import states
from simgen.physics.audit import movements_m, step_on
from simgen.physics.cloth import OWN_DISTANCE, settle_sheet
from simgen.physics.draping import cloths_below, drape
from simgen.physics.settling import BulletEngine
from simgen.physics.support import GRAVITY_M_S2
from simgen.seeds import stream
from simgen.world import Asset, AssetRef, Body, Cloth, Contact, Scenario, Scene, SettleReport
from tests.labels.state_oracles import cloth_by_rays
from tests.physics.make import asset, ball, box, mug, place, scenario

FOLDS = ("flat", "folded", "crumpled", "draped")
TABLE_M = (1.2, 0.8, 0.5)


def sheet() -> Asset:
    """A dish towel."""
    model = build(Parameters(0.4, 0.6, 0.007), stream(0, "sheet"))
    made = asset("towel", {"cloth": (list(model.parts[0].hulls), 0.1)})
    part = replace(made.parts[0], surfaces=(replace(model.parts[0].surfaces[0], material="body"),))
    return replace(made, ref=AssetRef("handmade", "cloth", 0), parts=(part,))


@functools.cache
def laid(fold: str) -> Scene:
    """The cloth on a table, without an engine: the table does not move."""
    at = (0.0, TABLE_M[1] / 2 - 0.05, 0.505) if fold == "draped" else (0.0, 0.0, 0.505)
    cloth = replace(place("cloth", sheet(), at, fixed=True, support="table"), cloth=Cloth(fold, 3))  # type: ignore[arg-type]
    drawn = scenario(place("table", box(TABLE_M), (0, 0, 0), fixed=True), cloth)
    stands = Contact(6, 1, (0.0, 0.0, 0.0), (0.0, 0.0, 1.0), 0.0, 9.81)
    return drape(Scene(drawn, drawn.bodies, (stands,), SettleReport("none", 0, 0, 0, 0, (), True)))


def seen(body: Body) -> tuple[FloatArray, npt.NDArray[np.int32]]:
    mesh = body.asset.parts[0].surfaces[0].mesh
    return body.world_vertices(mesh), mesh.faces


@pytest.mark.parametrize("fold", FOLDS)
def test_it_lies_on_the_table_and_in_neither_table_nor_floor(fold: str) -> None:
    scene = laid(fold)
    points, _ = seen(scene.body("cloth"))
    table = ConvexHull(scene.body("table").world_hulls()[0]).equations
    depth = (points @ table[:, :3].T + table[:, 3]).max(axis=1)
    # A rounded corner of cloth may cut an edge of the table by less than a tenth of its thickness.
    assert depth.min() > -0.001 and points[:, 2].min() > 0.0
    assert depth.min() < 0.002
    assert scene.report.unsupported == () and scene.report.max_speed_m_s < 0.1
    found = {(c.a, c.b): c for c in scene.contacts}
    table_id, cloth_id = scene.body("table").instance_id, scene.body("cloth").instance_id
    contact = found[cloth_id, table_id]
    assert contact.distance_m < 1e-3 and contact.normal[2] > 0.9


@pytest.mark.parametrize("fold", FOLDS)
def test_it_keeps_its_area(fold: str) -> None:
    points, faces = seen(laid(fold).body("cloth"))
    corners = points[faces]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1).sum() / 4
    assert area == pytest.approx(0.24, rel=0.08)


def test_a_sheet_never_comes_nearer_to_itself_than_it_may() -> None:
    rows = np.stack(np.meshgrid(np.arange(16) * 0.02, np.arange(24) * 0.02), axis=-1)
    start = np.concatenate([rows, np.full((24, 16, 1), 0.3)], axis=-1)
    # Two walls, nearer to each other than the sheet is wide, push it into folds.
    floor = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-0.1, 0.0)])
    wedge = [floor, floor * [1, 1, 5] @ np.diag([0.2, 1, 1]) - [0.25, 0, 0], floor * [0.2, 1, 5] + [0.45, 0, 0]]
    settled = settle_sheet(start, 0.02, 0.004, [wedge], seconds=0.6, most_s=0.8)
    flat = settled.points.reshape(-1, 3)
    pairs = cKDTree(flat).query_pairs(0.02 * OWN_DISTANCE * 0.8, output_type="ndarray")
    rows_of, columns_of = pairs // 16, pairs % 16
    apart = (np.abs(np.diff(rows_of)) > 1) | (np.abs(np.diff(columns_of)) > 1)
    assert not apart.any()
    edges = np.linalg.norm(np.diff(settled.points, axis=0), axis=-1)
    assert edges.mean() == pytest.approx(0.02, rel=0.03)


def test_the_same_cloth_falls_the_same_way() -> None:
    scene = laid("draped")
    again = drape(replace(scene, bodies=scene.scenario.bodies))
    assert again.body("cloth").asset.digest == scene.body("cloth").asset.digest
    assert scene.movable == scene.scenario.bodies


def test_labels_tell_how_it_lies_as_rays_do() -> None:
    told = {fold: states(laid(fold).body("cloth")) for fold in FOLDS}
    for fold in FOLDS:
        form = told[fold]["folded"]
        covered, level, drop = cloth_by_rays(laid(fold).body("cloth"), area_m2=0.24)
        assert form["covered"] == pytest.approx(covered, abs=0.06)
        assert form["level"] == pytest.approx(level, abs=0.08)
        assert form["drop"] == pytest.approx(drop / 0.4, abs=0.05)
        for state in ("folded", "crumpled", "draped"):
            assert told[fold][state]["holds"] == ("true" if state == fold else "false"), (fold, state, form)
            assert (told[fold][state]["margin"] > 0) == (state == fold)


# --- What stands on cloth --------------------------------------------------------------------------


def put_on(fold: str) -> Scenario:
    """A table, a tray that is free to move, a cloth on it, and a mug above that; what carries comes last."""
    cloth = place("cloth", sheet(), (0.0, 0.0, 0.53), fixed=True, support="tray")
    return scenario(
        place("mug", mug(), (0.0, 0.0, 0.6), support="cloth"),
        place("table", box(TABLE_M), (0, 0, 0), fixed=True),
        replace(cloth, cloth=Cloth(fold, 3)),  # type: ignore[arg-type]
        place("tray", box((0.5, 0.7, 0.02), mass_kg=0.8), (0, 0, 0.5), support="table"),
    )


@functools.cache
def stood(fold: str) -> Scene:
    return BulletEngine().settle(put_on(fold))


@pytest.mark.parametrize("fold", ["flat", "folded"])
def test_what_is_put_on_cloth_stands_on_it(fold: str) -> None:
    scene = stood(fold)
    assert scene.report.at_rest and scene.report.unsupported == () and scene.report.max_penetration_m < 0.002
    names = {body.instance_id: body.name for body in scene.bodies}
    found = {frozenset((names[c.a], names[c.b])): c for c in scene.contacts}
    assert abs(found[frozenset(("mug", "cloth"))].lift_n) == pytest.approx(0.3 * GRAVITY_M_S2, rel=0.05)
    assert frozenset(("mug", "tray")) not in found or abs(found[frozenset(("mug", "tray"))].lift_n) < 1e-6
    assert found[frozenset(("cloth", "tray"))].distance_m < 1e-3
    # It neither floats over the cloth that is seen nor stands in it, but for what a wave bends over a piece.
    points, _ = seen(scene.body("cloth"))
    foot = np.concatenate(scene.body("mug").world_hulls())
    foot = foot[foot[:, 2] < foot[:, 2].min() + 0.003]
    nearest, _ = cKDTree(points[:, :2]).query(foot[:, :2])
    assert nearest.max() < 0.01
    above = [z - points[np.hypot(*(points[:, :2] - (x, y)).T) < 0.008, 2].max() for x, y, z in foot]
    assert min(above) > -0.003 and min(above) < 0.003
    # The tray has not minded the cloth, though both are at one place for the engine.
    assert np.linalg.norm(np.subtract(scene.body("tray").world_from_body.position, (0, 0, 0.5))) < 1e-3


def test_what_stands_on_cloth_is_told_as_it_was_asked_for_and_comes_to_the_same_again() -> None:
    scene = stood("folded")
    again = BulletEngine().settle(scene.scenario)
    for one, other in zip(scene.bodies, again.bodies, strict=True):
        assert (one.world_from_body, one.asset.digest) == (other.world_from_body, other.asset.digest)
    assert again.contacts == scene.contacts and again.report == scene.report
    assert [body.name for body in scene.bodies if body.cloth is not None] == ["cloth"]
    assert scene.movable[-2:] == scene.scenario.bodies[-2:-1] + scene.bodies[-1:]


@pytest.mark.parametrize("fold", ["flat", "folded"])
def test_it_stands_on_for_five_seconds(fold: str) -> None:
    scene = stood(fold)
    moved = movements_m(scene, step_on(BulletEngine(), scene))
    assert set(moved) == {"mug", "tray"} and max(moved.values()) < 0.002


def test_cloths_below_count_along_what_was_put_on_what() -> None:
    bodies = put_on("flat").bodies
    upper = replace(bodies[-2], name="napkin", instance_id=90, support="mug")
    egg = replace(place("egg", ball(), (0, 0, 1), support="napkin"), instance_id=91)
    found = cloths_below((*bodies, upper, egg))
    names = {body.instance_id: body.name for body in (*bodies, upper, egg)}
    counts = {names[key]: count for key, count in found.items() if count}
    assert counts == {"mug": 1, "napkin": 1, "egg": 2}
