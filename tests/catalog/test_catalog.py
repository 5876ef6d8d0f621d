"""Every category builds sound assets, and the tables say clearly what is wrong with them."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simgen.catalog import Catalog
from simgen.catalog.generators import family_names, load_family
from simgen.catalog.manifest import Category, MaterialPreset, parse_table, read_tables
from simgen.catalog.mass import SHEET_THICKNESS_M, area_m2, is_closed, part_mass_kg, signed_volume_m3
from simgen.catalog.meshing.boxes import rounded_box
from simgen.errors import CatalogError
from simgen.params import support
from simgen.shipped import shipped
from simgen.world import Asset, AssetRef, Mesh, Part, Surface

CATALOG = Catalog()
CATEGORIES = sorted(CATALOG.categories)
STRUCTURE = set(parse_table((shipped("assets") / "categories" / "structure.yaml").read_text(), Category, "structure"))
OBJECTS = [name for name in CATEGORIES if name not in STRUCTURE]


def load(category: str, seed: int = 0) -> Asset:
    return CATALOG.load(CATALOG.draw(category, seed, ("test", category)))


# --- Tables ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CATEGORIES)
def test_a_category_gives_each_parameter_of_its_family_and_real_materials(name: str) -> None:
    row = CATALOG.category(name)
    assert set(row.parameters) == set(load_family(row.family).parameter_names)
    for slot, param in row.materials.items():
        for preset in support(param).values or ():
            assert preset in CATALOG.presets, f"{name}.{slot}: {preset}"
    assert 0.05 <= row.friction <= 1.5


def test_every_family_is_used_by_a_category() -> None:
    assert sorted({row.family for row in CATALOG.categories.values()}) == list(family_names())


HEAD = "mug:\n  family: mug\n  parameters: {height_m: {uniform: [0.1, 0.2]}}\n  belongs: {on: [table]}\n"


def test_the_word_on_is_a_key_like_any_other() -> None:
    assert parse_table(HEAD, Category, "t.yaml")["mug"].belongs.on == ("table",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "  frictoin: 1\n", "t.yaml:5:13 mug.frictoin: unknown field 'frictoin'. Did you mean 'friction'?"),
        (
            HEAD + "  friction: 7\n",
            "t.yaml:5:13 mug.friction: input should be less than or equal to 2, got 7. Correct the value.",
        ),
        (HEAD.replace("on:", "onn:"), "t.yaml:4:18 mug.belongs.onn: unknown field 'onn'. Did you mean 'on'?"),
        (
            HEAD + "  family: cup\n",
            "t.yaml:5:3: the key 'family' stands here twice (first in line 2). Remove one of them.",
        ),
        ("- mug\n", "t.yaml:1:1: expected a table of rows. Write `name:` and its fields below."),
        ("mug: {}\n", "t.yaml:1:6 mug: the field 'family' is missing. Add it."),
        (
            HEAD.replace("uniform", "unifrom"),
            "t.yaml:3:36 mug.parameters.height_m.unifrom: 'unifrom' is no distribution. Did you mean 'uniform'?",
        ),
        (
            HEAD + "  mass_kg: heavy\n",
            "t.yaml:5:12 mug.mass_kg: expected a number, got 'heavy'. Write a number, e.g. 0.5.",
        ),
        ("mug: {a\n", "t.yaml:2:1: not YAML: did not find expected ',' or '}'. Correct the syntax there."),
    ],
)
def test_a_bad_row_says_where_it_is_and_what_to_write(text: str, message: str) -> None:
    with pytest.raises(CatalogError) as caught:
        parse_table(text, Category, "t.yaml")
    assert str(caught.value) == message


def test_a_misspelt_field_inside_a_material_is_named_with_the_nearest() -> None:
    text = "oak:\n  family: wood\n  density_kg_m3: 690\n  base_color: [1, 1, 1]\n  vary: {lightnes: 0.1}\n"
    with pytest.raises(CatalogError) as caught:
        parse_table(text, MaterialPreset, "t.yaml")
    assert str(caught.value) == "t.yaml:5:20 oak.vary.lightnes: unknown field 'lightnes'. Did you mean 'lightness'?"


def test_one_name_in_two_files_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD)
    (tmp_path / "b.yaml").write_text(HEAD)
    with pytest.raises(CatalogError) as caught:
        read_tables(tmp_path, Category)
    assert (
        str(caught.value) == f"{tmp_path}/b.yaml: 'mug' is already defined in a.yaml. Give one of the two another name."
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("family: mugg", "category 'thing': there is no family 'mugg'. Did you mean 'mug'?"),
        (
            "family: rug\n  parameters: {shap: round}",
            "category 'thing': the family 'rug' has no parameter 'shap'. Did you mean 'shape'?",
        ),
        (
            "family: rug\n  parameters: {shape: round}",
            "category 'thing': the parameter 'width_m' of the family 'rug' is missing. "
            "Add its distribution to the category's parameters.",
        ),
    ],
)
def test_a_row_that_does_not_fit_its_family_is_named(tmp_path: Path, row: str, message: str) -> None:
    (tmp_path / "categories").mkdir()
    (tmp_path / "categories" / "a.yaml").write_text(f"thing:\n  {row}\n")
    with pytest.raises(CatalogError) as caught:
        Catalog(tmp_path).draw("thing", 0, ("x",))
    assert str(caught.value) == message


# --- Drawing ---------------------------------------------------------------------------------------


def test_overriding_one_parameter_changes_no_other_draw() -> None:
    name = ("scene", 3, "mug_1")
    plain = CATALOG.draw("mug", 7, name)
    wide = CATALOG.draw("mug", 7, name, parameters={"diameter_m": 0.1}, materials={"base": "terracotta"})
    assert wide.parameters["diameter_m"] == 0.1
    assert {k: v for k, v in wide.parameters.items() if k != "diameter_m"} == {
        k: v for k, v in plain.parameters.items() if k != "diameter_m"
    }
    assert {k: v for k, v in wide.materials.items() if k != "base"} == {
        k: v for k, v in plain.materials.items() if k != "base"
    }
    assert (wide.seed, wide.family, wide.category) == (plain.seed, plain.family, plain.category)


def test_another_name_or_seed_is_another_draw() -> None:
    refs = [CATALOG.draw("mug", seed, ("a", name)) for seed in (0, 1) for name in ("x", "y", 1)]
    assert len({repr(ref) for ref in refs}) == 6
    assert refs[0] == CATALOG.draw("mug", 0, ("a", "x"))


@pytest.mark.parametrize(
    ("category", "arguments", "message"),
    [
        ("mugg", {}, "there is no category 'mugg'. Did you mean 'mug'?"),
        # What COCO calls a sofa, and LVIS a rack or a shelf.
        ("couch", {}, "there is no category 'couch'. Did you mean 'sofa'?"),
        ("bookcase", {}, "there is no category 'bookcase'. Did you mean 'rack' or 'shelf'?"),
        ("mug", {"parameters": {"heigth_m": 1}}, "'mug' has no parameter 'heigth_m'. Did you mean 'height_m'?"),
        ("mug", {"materials": {"bdy": "oak"}}, "'mug' has no material slot 'bdy'. Did you mean 'body'?"),
        ("mug", {"materials": {"body": "oakk"}}, "there is no material 'oakk'. Did you mean 'oak'?"),
    ],
)
def test_an_unknown_name_says_the_nearest(category: str, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(CatalogError) as caught:
        CATALOG.draw(category, 0, ("x",), **arguments)
    assert str(caught.value) == message


def test_a_reference_to_another_catalogue_or_a_value_that_cannot_be_built_is_an_error() -> None:
    ref = CATALOG.draw("rug", 0, ("x",))
    with pytest.raises(CatalogError, match="there is no catalogue 'elsewhere'"):
        CATALOG.load(replace(ref, catalog="elsewhere"))
    with pytest.raises(CatalogError, match=r"the family 'rug' cannot be built from .*star.*[^.]\. Change"):
        CATALOG.load(replace(ref, parameters={**ref.parameters, "shape": "star"}))
    with pytest.raises(CatalogError, match="no material for the slot 'pile'"):
        CATALOG.load(replace(ref, materials={}))


def test_slots_with_one_preset_show_one_material() -> None:
    ref = CATALOG.draw("table", 0, ("x",))
    same = CATALOG.load(replace(ref, materials=dict.fromkeys(ref.materials, "oak")))
    assert len({material.base_color for material in same.materials.values()}) == 1


# --- Assets ----------------------------------------------------------------------------------------


def check(asset: Asset, *, centred: bool) -> None:
    """The laws of every asset."""
    low, high = np.array(asset.bounds.low), np.array(asset.bounds.high)
    assert np.isfinite(low).all() and np.isfinite(high).all()
    assert 1e-4 < asset.mass_kg < 2e4
    names = [part.name for part in asset.parts]
    assert len(set(names)) == len(names)
    joints = {joint.name for joint in asset.joints}
    for part in asset.parts:
        assert part.joint is None or part.joint in joints
        assert part.mass_kg >= 0
        for surface in part.surfaces:
            assert surface.material in asset.materials
            check_mesh(surface.mesh)
        for hull in part.hulls:
            check_hull(hull, low, high)
    assert asset.parts[0].joint is None
    for joint in asset.joints:
        assert joint.lower <= 0 <= joint.upper and joint.lower < joint.upper
        assert abs(np.linalg.norm(joint.axis) - 1) < 1e-9
        assert joint.parent is None or joint.parent in joints
    for cavity in asset.cavities:
        assert is_closed([cavity.mesh])
        assert signed_volume_m3(cavity.mesh) > 0
        assert cavity.volume_m3 == pytest.approx(signed_volume_m3(cavity.mesh), rel=0.02)
    for top in asset.supports:
        outline = np.array(top.outline)
        edges = np.roll(outline, -1, axis=0) - outline
        turns = edges[:, 0] * np.roll(edges, -1, axis=0)[:, 1] - edges[:, 1] * np.roll(edges, -1, axis=0)[:, 0]
        assert (turns > -1e-9).all(), f"the outline of '{top.name}' is not convex and counter-clockwise"
        assert low[2] - 1e-3 <= top.height_m <= high[2] + 1e-3
        assert top.clearance_m > 0
    for socket in asset.sockets:
        part = asset.parts[names.index(socket.part)]
        assert socket.slot in {surface.material for surface in part.surfaces}
        assert socket.flux_lm > 0
    if centred:
        assert abs(low[2]) < 1e-4
        # The footprint is what touches the floor or the wall below: a mug's foot, not its handle.
        vertices = np.concatenate([s.mesh.vertices for p in asset.parts for s in p.surfaces])
        foot = vertices[vertices[:, 2] < 0.004]
        around = (foot[:, :2].min(axis=0) + foot[:, :2].max(axis=0)) / 2
        whole = (low[:2] + high[:2]) / 2
        assert min(np.abs(around).max(), np.abs(whole).max()) < 1e-3, f"centres: {around}, {whole}"


def check_mesh(mesh: Mesh) -> None:
    assert mesh.vertices.dtype == np.float32 and mesh.normals.dtype == np.float32 and mesh.uvs.dtype == np.float32
    assert mesh.faces.dtype == np.int32
    assert mesh.vertices.shape == mesh.normals.shape and mesh.uvs.shape == (len(mesh.vertices), 2)
    assert np.isfinite(mesh.vertices).all() and np.isfinite(mesh.uvs).all()
    assert mesh.faces.min() >= 0 and mesh.faces.max() < len(mesh.vertices)
    assert np.abs(np.linalg.norm(mesh.normals, axis=1) - 1).max() < 1e-3
    corners = mesh.vertices.astype(np.float64)[mesh.faces]
    facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(facing, axis=1) / 2
    assert area.min() > 1e-14
    against = (facing * mesh.normals[mesh.faces].mean(axis=1)).sum(axis=1) <= 0
    # A few triangles of a crease may turn from its smoothed normals, never a face that one could see.
    assert area[against].sum() < 0.01 * area.sum()


def check_hull(hull: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
    from scipy.spatial import ConvexHull

    assert hull.shape[1] == 3 and hull.dtype == np.float64
    assert 4 <= len(hull) <= 32
    assert np.isfinite(hull).all()
    assert ConvexHull(hull, qhull_options="QJ").volume > 1e-10
    assert (hull.min(axis=0) > low - 0.002).all() and (hull.max(axis=0) < high + 0.002).all()


def check_real_size(asset: Asset) -> None:
    """Within a fifth of what a source outside simgen says that such a thing measures."""
    real = CATALOG.category(asset.category).real
    if real is not None:
        sides = dict(zip(("width_m", "depth_m", "height_m"), asset.bounds.size, strict=True))
        sides["longest_m"] = max(sides.values())
        for key, stated in real.model_dump(exclude={"source"}, exclude_none=True).items():
            least, most = stated if isinstance(stated, tuple) else (stated, stated)
            assert 0.8 * least <= sides[key] <= 1.2 * most, (key, sides[key], real)


@pytest.mark.parametrize("name", OBJECTS)
def test_an_object_is_sound(name: str) -> None:
    asset = load(name)
    check(asset, centred=True)
    check_real_size(asset)
    assert asset.category == name
    assert set(asset.materials) == set(CATALOG.category(name).materials)


@pytest.mark.parametrize("name", sorted(STRUCTURE))
def test_a_piece_of_the_room_is_sound(name: str) -> None:
    check(load(name), centred=False)
    check_real_size(load(name))


@pytest.mark.slow
@pytest.mark.parametrize("name", CATEGORIES)
def test_many_draws_of_a_category_are_sound(name: str) -> None:
    for seed in range(1, 9):
        check(load(name, seed), centred=name not in STRUCTURE)
        check_real_size(load(name, seed))


@pytest.mark.parametrize("name", ["mug", "book", "potted_plant", "cushion"])
def test_another_catalogue_builds_the_same_asset(name: str) -> None:
    ref = CATALOG.draw(name, 5, ("again",))
    assert Catalog().load(ref).digest == CATALOG.load(ref).digest
    assert CATALOG.load(ref) is CATALOG.load(ref)


PROBE = """
import sys
from simgen.catalog import Catalog
catalog = Catalog()
for name in sys.argv[1:]:
    print(catalog.load(catalog.draw(name, 5, ("again",))).digest)
"""


def test_a_fresh_process_builds_the_same_assets() -> None:
    names = ["mug", "apple", "chair", "small_plant"]
    run = subprocess.run([sys.executable, "-c", PROBE, *names], capture_output=True, text=True, check=True)
    assert run.stdout.split() == [CATALOG.load(CATALOG.draw(name, 5, ("again",))).digest for name in names]


# --- Mass ------------------------------------------------------------------------------------------


def test_a_closed_box_weighs_volume_times_density() -> None:
    box = rounded_box((0.2, 0.3, 0.4), 0.0, 2, (0.5, 0.5, 0.5))
    assert is_closed([box])
    assert signed_volume_m3(box) == pytest.approx(0.024, rel=1e-5)
    assert part_mass_kg(Part("box", (Surface(box, "a"),)), {"a": 500.0}) == pytest.approx(12.0, rel=1e-5)


def test_surfaces_that_close_together_weigh_as_one_body() -> None:
    box = rounded_box((0.2, 0.2, 0.2), 0.0, 2)
    half = len(box.faces) // 2
    pieces = [replace(box, faces=faces) for faces in (box.faces[:half], box.faces[half:])]
    assert not is_closed([pieces[0]])
    part = Part("box", (Surface(pieces[0], "a"), Surface(pieces[1], "b")))
    areas = [area_m2(piece) for piece in pieces]
    density = (400.0 * areas[0] + 800.0 * areas[1]) / sum(areas)
    assert part_mass_kg(part, {"a": 400.0, "b": 800.0}) == pytest.approx(0.008 * density, rel=1e-5)
    assert part_mass_kg(Part("sheet", (Surface(pieces[0], "a"),)), {"a": 400.0}) == pytest.approx(
        areas[0] * SHEET_THICKNESS_M * 400.0, rel=1e-5
    )


def test_a_category_may_fix_the_mass(tmp_path: Path) -> None:
    (tmp_path / "categories").mkdir()
    (tmp_path / "materials").symlink_to(shipped("assets") / "materials")
    ref = CATALOG.draw("rug", 0, ("x",))
    text = f"rug:\n  family: rug\n  mass_kg: 3.5\n  materials: {json.dumps(ref.materials)}\n"
    text += f"  parameters: {json.dumps(ref.parameters)}\n"
    (tmp_path / "categories" / "a.yaml").write_text(text)
    catalog = Catalog(tmp_path)
    assert catalog.load(catalog.draw("rug", 0, ("x",))).mass_kg == pytest.approx(3.5)


def test_a_reference_alone_rebuilds_the_asset() -> None:
    ref = CATALOG.draw("bowl", 2, ("x",))
    again = AssetRef(
        **{k: getattr(ref, k) for k in ("catalog", "family", "seed", "parameters", "category", "materials")}
    )
    assert Catalog().load(again).digest == CATALOG.load(ref).digest
