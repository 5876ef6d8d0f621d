"""Laws of the small things' categories: sizes, watertight solids, open hollows, hulls that can be stood on."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
import trimesh
from scipy.spatial import ConvexHull

from simgen.catalog.catalog import Catalog
from simgen.catalog.manifest import Category, parse_table, read_tables
from simgen.errors import CatalogError
from simgen.geometry import FloatArray
from simgen.seeds import stream
from simgen.shipped import shipped
from simgen.world import Asset, Mesh

# The shortest and longest extents, in metres, that a thing of this kind has in a home: (smallest, largest).
EXTENTS: dict[str, tuple[float, float]] = {
    "book_row": (0.12, 0.75),
    "mug": (0.07, 0.14),
    "espresso_cup": (0.05, 0.1),
    "bowl": (0.05, 0.2),
    "fruit_bowl": (0.07, 0.33),
    "wooden_bowl": (0.06, 0.33),
    "plate": (0.015, 0.29),
    "saucer": (0.01, 0.18),
    "drinking_glass": (0.06, 0.155),
    "wine_glass": (0.065, 0.24),
    "bottle": (0.07, 0.33),
    "beer_bottle": (0.055, 0.27),
    "milk_bottle": (0.08, 0.26),
    "sauce_bottle": (0.05, 0.24),
    "jar": (0.07, 0.19),
    "vase": (0.1, 0.33),
    "teapot": (0.1, 0.32),
    "pitcher": (0.1, 0.27),
    "saucepan": (0.09, 0.42),
    "frying_pan": (0.06, 0.54),
    "tray": (0.03, 0.48),
    "cutting_board": (0.014, 0.45),
    "spoon": (0.01, 0.21),
    "fork": (0.01, 0.215),
    "knife": (0.005, 0.24),
    "apple": (0.06, 0.1),
    "orange": (0.06, 0.09),
    "lemon": (0.05, 0.1),
    "pear": (0.06, 0.16),
    "tomato": (0.045, 0.09),
    "banana": (0.03, 0.24),
    "bread": (0.075, 0.33),
    "bread_roll": (0.045, 0.12),
    "food_can": (0.07, 0.12),
    "drink_can": (0.065, 0.17),
    "book": (0.013, 0.265),
    "notebook": (0.007, 0.22),
    "box": (0.07, 0.43),
    "open_box": (0.13, 0.75),
    "pen_cup": (0.065, 0.12),
    "candle": (0.05, 0.22),
    "candlestick": (0.08, 0.38),
    "basket": (0.11, 0.4),
    "crate": (0.17, 0.47),
    "laptop": (0.014, 0.37),
    "keyboard": (0.009, 0.45),
    "mouse": (0.028, 0.12),
    "phone": (0.007, 0.17),
    "remote_control": (0.013, 0.21),
    "pen": (0.008, 0.16),
    "pencil": (0.006, 0.18),
    "toy_block": (0.017, 0.095),
    "toy_brick": (0.01, 0.07),
    "ball": (0.075, 0.23),
    "tennis_ball": (0.065, 0.07),
    "teddy_bear": (0.14, 0.47),
    "clock": (0.028, 0.37),
    "alarm_clock": (0.035, 0.16),
}
# These have a hollow that stays open for physics; the others' are closed by a lid or a cap.
OPEN = (
    "mug", "espresso_cup", "bowl", "fruit_bowl", "wooden_bowl", "drinking_glass", "wine_glass", "vase", "pen_cup",
    "pitcher", "saucepan", "frying_pan", "open_box", "basket", "crate",
)  # fmt: skip
MASSES_KG = {
    "mug": (0.1, 0.5), "plate": (0.25, 1.4), "drinking_glass": (0.1, 0.6), "wine_glass": (0.08, 0.35),
    "bottle": (0.3, 1.0), "apple": (0.08, 0.35), "banana": (0.06, 0.8), "book": (0.08, 2.5), "box": (0.1, 8.0),
    "spoon": (0.01, 0.12), "laptop": (0.9, 2.5), "phone": (0.1, 0.25), "vase": (0.3, 4.0), "pencil": (0.002, 0.02),
}  # fmt: skip
# One seed of each kind is enough for every run; the slow run takes more.
each_seed = pytest.mark.parametrize("seed", [0, *(pytest.param(s, marks=pytest.mark.slow) for s in range(1, 5))])


@cache
def tables() -> Catalog:
    return Catalog()


@cache
def asset(category: str, seed: int) -> Asset:
    catalog = tables()
    return catalog.load(catalog.draw(category, seed, ("small", category)))


def meshes(thing: Asset) -> list[Mesh]:
    return [surface.mesh for part in thing.parts for surface in part.surfaces]


def welded(mesh: Mesh | list[Mesh]) -> trimesh.Trimesh:
    pieces = [mesh] if isinstance(mesh, Mesh) else mesh
    solid = trimesh.util.concatenate([trimesh.Trimesh(m.vertices, m.faces, process=False) for m in pieces])
    solid.merge_vertices(merge_norm=True, merge_tex=True)
    return solid


def contains(hull: FloatArray, points: FloatArray) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    planes = ConvexHull(hull).equations
    return np.asarray((points @ planes[:, :3].T + planes[:, 3] < -1e-9).all(axis=1))


def test_every_category_of_these_tables_is_tested_here() -> None:
    folder = shipped("assets") / "categories"
    names = {name for table in ("small", "tableware", "food") for name in parse(folder / f"{table}.yaml")}
    assert names == set(EXTENTS)
    assert len(names) >= 25


def parse(path: Path) -> dict[str, Category]:
    return parse_table(path.read_text(encoding="utf-8"), Category, str(path))


@each_seed
@pytest.mark.parametrize("category", EXTENTS)
def test_sizes_stay_in_the_range_of_real_things(category: str, seed: int) -> None:
    smallest, largest = EXTENTS[category]
    size = asset(category, seed).bounds.size
    assert smallest <= min(size), (seed, size)
    assert max(size) <= largest, (seed, size)


@each_seed
@pytest.mark.parametrize("category", EXTENTS)
def test_a_thing_stands_on_its_lowest_point_at_the_origin(category: str, seed: int) -> None:
    thing = asset(category, seed)
    assert thing.bounds.low[2] == pytest.approx(0.0, abs=2e-6)
    # Handles and spouts may reach out, but the origin stays in the footprint.
    assert thing.bounds.low[0] < 0 < thing.bounds.high[0]
    assert thing.bounds.low[1] < 0 < thing.bounds.high[1]


@each_seed
@pytest.mark.parametrize("category", EXTENTS)
def test_collision_bottoms_are_where_the_visible_thing_rests(category: str, seed: int) -> None:
    hulls = asset(category, seed).parts[0].hulls
    assert hulls
    assert all(4 <= len(h) <= 32 for h in hulls)
    assert abs(min(h[:, 2].min() for h in hulls)) < 5e-4


@each_seed
@pytest.mark.parametrize("category", EXTENTS)
def test_collision_shapes_do_not_reach_beyond_the_visible_bounds(category: str, seed: int) -> None:
    thing = asset(category, seed)
    points = np.concatenate([h for part in thing.parts for h in part.hulls])
    assert (points > np.asarray(thing.bounds.low) - 0.002).all()
    assert (points < np.asarray(thing.bounds.high) + 0.002).all()
    # And they are no dwarfs: the visible box is filled but for stalks and wicks.
    reach = points.max(axis=0) - points.min(axis=0)
    assert (reach > np.asarray(thing.bounds.size) - 0.035).all()


@each_seed
@pytest.mark.parametrize("category", EXTENTS)
def test_parts_are_made_of_closed_solids(category: str, seed: int) -> None:
    for part in asset(category, seed).parts:
        solid = welded([s.mesh for s in part.surfaces])
        assert solid.is_watertight
        assert solid.is_winding_consistent
        assert all(piece.volume > 0 for piece in solid.split(only_watertight=True))


@each_seed
@pytest.mark.parametrize("category", EXTENTS)
def test_normals_agree_with_the_winding(category: str, seed: int) -> None:
    for mesh in meshes(asset(category, seed)):
        assert np.isfinite(mesh.vertices).all()
        assert np.isfinite(mesh.uvs).all()
        v = mesh.vertices.astype(np.float64)[mesh.faces]
        face = np.cross(v[:, 1] - v[:, 0], v[:, 2] - v[:, 0])
        area = np.linalg.norm(face, axis=1)
        cosine = np.einsum("ij,ikj->ik", face / area[:, None], mesh.normals[mesh.faces])
        # Slivers where a tube closes have no direction of their own to speak of.
        assert cosine[area > 1e-8].min() > -0.05
        assert float(np.average(cosine.mean(axis=1), weights=area)) > 0.9


@each_seed
@pytest.mark.parametrize("category", EXTENTS)
def test_texture_coordinates_are_metres(category: str, seed: int) -> None:
    space, texture = [], []
    for mesh in meshes(asset(category, seed)):
        a, b = mesh.faces, mesh.faces[:, [1, 2, 0]]
        space.append(np.linalg.norm(mesh.vertices[a] - mesh.vertices[b], axis=2).ravel())
        texture.append(np.linalg.norm(mesh.uvs[a] - mesh.uvs[b], axis=2).ravel())
    ratio = np.concatenate(texture) / np.concatenate(space)
    assert 0.75 < float(np.median(ratio)) < 1.25


@each_seed
@pytest.mark.parametrize("category", EXTENTS)
def test_a_small_thing_has_few_triangles(category: str, seed: int) -> None:
    assert sum(len(m.faces) for m in meshes(asset(category, seed))) <= 16000


@each_seed
@pytest.mark.parametrize("category", OPEN)
def test_hulls_leave_the_hollow_open(category: str, seed: int) -> None:
    thing = asset(category, seed)
    hulls = [h for part in thing.parts for h in part.hulls]
    for cavity in thing.cavities:
        solid = welded(cavity.mesh)
        rng = stream(seed, "points")
        points = rng.uniform(solid.bounds[0], solid.bounds[1], (1500, 3))
        points = points[solid.contains(points)]
        blocked = np.zeros(len(points), dtype=bool)
        for hull in hulls:
            blocked |= contains(hull, points)
        assert blocked.mean() < 0.1
        low, high = solid.bounds
        middle = np.array([[(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, 0.5 * low[2] + 0.5 * high[2]]])
        assert not any(contains(hull, middle).any() for hull in hulls)


@each_seed
@pytest.mark.parametrize("category", [*OPEN, "bottle", "jar"])
def test_a_cavity_holds_what_it_says(category: str, seed: int) -> None:
    for cavity in asset(category, seed).cavities:
        solid = welded(cavity.mesh)
        assert solid.is_watertight
        # Monte Carlo is the independent estimate: hits by ray casting, not the divergence theorem.
        rng = stream(seed, "volume")
        box = solid.bounds[1] - solid.bounds[0]
        hits = solid.contains(rng.uniform(solid.bounds[0], solid.bounds[1], (6000, 3))).mean()
        assert cavity.volume_m3 == pytest.approx(hits * box.prod(), rel=0.05)
        assert cavity.volume_m3 == pytest.approx(solid.volume, rel=1e-3)


@pytest.mark.parametrize("category", OPEN)
def test_a_cavity_lies_within_the_thing_that_has_it(category: str) -> None:
    thing = asset(category, 0)
    for cavity in thing.cavities:
        assert (cavity.mesh.vertices.min(axis=0) > np.asarray(thing.bounds.low)).all()
        assert (cavity.mesh.vertices.max(axis=0) < np.asarray(thing.bounds.high) + 1e-6).all()


@each_seed
@pytest.mark.parametrize("category", MASSES_KG)
def test_masses_are_those_of_real_things(category: str, seed: int) -> None:
    low, high = MASSES_KG[category]
    assert low <= asset(category, seed).mass_kg <= high


@pytest.mark.slow
@pytest.mark.parametrize("category", EXTENTS)
def test_seeds_make_different_things_and_one_seed_makes_one(category: str) -> None:
    assert asset(category, 0).digest != asset(category, 1).digest
    catalog = Catalog()
    again = catalog.load(catalog.draw(category, 0, ("small", category)))
    assert again.digest == asset(category, 0).digest


@each_seed
@pytest.mark.parametrize("category", ["plate", "saucer", "tray", "cutting_board", "book", "box"])
def test_supports_are_level_surfaces_of_the_thing(category: str, seed: int) -> None:
    thing = asset(category, seed)
    points = np.concatenate([m.vertices for m in meshes(thing)])
    normals = np.concatenate([m.normals for m in meshes(thing)])
    for support in thing.supports:
        outline = np.asarray(support.outline)
        assert (np.abs(outline) < np.asarray(thing.bounds.high)[:2]).all()
        level = np.abs(points[:, 2] - support.height_m) < 2e-4
        assert (normals[level, 2] > 0.99).any()


def test_a_laptops_lid_opens_upwards_about_its_back_edge() -> None:
    thing = asset("laptop", 0)
    joint = thing.joint("lid")
    lid = np.concatenate([s.mesh.vertices for p in thing.parts if p.joint == "lid" for s in p.surfaces])
    opened = thing.asset_from_moved("lid", {"lid": np.pi / 2}).apply(lid)
    assert opened[:, 2].max() > 0.9 * thing.bounds.size[1]
    assert np.abs(opened[:, 1] - joint.origin[1]).max() < 0.02
    closed = asset("laptop", 0).bounds
    assert closed.size[2] < 0.025


def test_a_lids_screen_looks_at_the_keys_when_closed() -> None:
    thing = asset("laptop", 0)
    screen = next(s.mesh for p in thing.parts if p.joint == "lid" for s in p.surfaces if s.material == "screen")
    lowest = screen.vertices[:, 2] < screen.vertices[:, 2].min() + 1e-5
    assert (screen.normals[lowest][:, 2] < -0.99).any()


def test_a_spilt_name_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(CatalogError) as caught:
        tables().load(tables().draw("mug", 0, ("x",), {"style": "tapred"}))
    assert "there is no style 'tapred'. Did you mean 'tapered'?" in str(caught.value)


def test_all_tables_can_be_read_together() -> None:
    assert set(EXTENTS) <= set(read_tables(shipped("assets") / "categories", Category))
