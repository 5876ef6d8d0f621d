"""Laws of cloth: it keeps its size, lies on what is below it, and passes neither through that nor through itself."""

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
from simgen.physics.cloth import OWN_DISTANCE, settle_sheet
from simgen.physics.draping import drape
from simgen.seeds import stream
from simgen.world import Asset, AssetRef, Body, Cloth, Contact, Scene, SettleReport
from tests.labels.state_oracles import cloth_by_rays
from tests.physics.make import asset, box, place, scenario

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
