"""Packs of other people's models: a small library of Sweet Home 3D's kind, written by hand, and the real one by apt."""

from __future__ import annotations

import base64
import io
import shutil
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from simgen.catalog import Catalog, Library
from simgen.catalog.environments import environment
from simgen.catalog.importers import Wishes
from simgen.catalog.packs import unpacked
from simgen.catalog.recipes import add, fetch, recipe, recipes
from simgen.errors import CatalogError
from simgen.geometry import Bounds
from simgen.rendering.environment import environment_map
from simgen.world import EnvironmentLight

PROPERTIES = """id=Test#Library
license=Creative Commons Attribution 3.0 license
id#1=Test#cupboard
name#1=Cupboard
tags#1=Storage, Old oak
category#1=Living room
model#1=/test/cupboard/cupboard.obj
width#1=80
depth#1=40
height#1=200
movable#1=true
creator#1=Some\\u00e9body
id#2=Test#lamp
name#2=Lamp
tags#2=
category#2=Lights
model#2=/test/lamp/lamp.obj
width#2=20
depth#2=20
height#2=50
creator#2=Another
lightSourceX#2=10
lightSourceY#2=10
lightSourceZ#2=40
lightSourceDiameter#2=6
id#3=Test#tree
name#3=Tree
category#3=Exterior
model#3=/test/none.obj
width#3=1
depth#3=1
height#3=1
id#4=Test#ghost
name#4=Ghost
category#4=Miscellaneous
model#4=/test/ghost/ghost.obj
width#4=10
depth#4=10
height#4=10
"""


def block(group: str, low: tuple[float, ...], high: tuple[float, ...], first: int) -> str:
    """An OBJ group of one box, whose vertices are numbered from `first`."""
    corners = [(x, y, z) for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])]
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    lines = [f"g {group}", *(f"v {x} {y} {z}" for x, y, z in corners)]
    return "\n".join([*lines, *("f " + " ".join(str(first + i) for i in quad) for quad in quads)]) + "\n"


@pytest.fixture
def library_file(tmp_path: Path) -> Path:
    """Units are of no meaning in there: the catalogue's sizes are."""
    cupboard = block("case", (0, 0, 0), (8, 20, 3.5), 1)
    cupboard += block("sweethome3d_hinge_1_pin", (0, 0, 3.5), (0.1, 20, 3.6), 9)
    cupboard += block("sweethome3d_opening_on_hinge_1_leaf", (0, 0, 3.6), (4, 20, 4), 17)
    cupboard += block("sweethome3d_window_pane_on_hinge_1", (1, 5, 3.7), (3, 15, 3.9), 25)
    lamp = block("foot", (0, 0, 0), (1, 0.1, 1), 1) + block("shade", (0, 2, 0), (1, 2.5, 1), 9)
    with zipfile.ZipFile(tmp_path / "test.sh3f", "w") as archive:
        archive.writestr("PluginFurnitureCatalog.properties", PROPERTIES.encode("latin-1"))
        archive.writestr("test/cupboard/cupboard.obj", cupboard)
        archive.writestr("test/lamp/lamp.obj", lamp)
    return tmp_path / "test.sh3f"


def test_a_library_is_imported_with_sizes_joints_light_licence_and_creator(library_file: Path, tmp_path: Path) -> None:
    library = Library(tmp_path / "sweethome3d")
    added = add("sweethome3d", library, given=library_file, wishes=Wishes(convex="whole"))
    assert (added.imported, added.mapped, added.total) == (["test_cupboard", "test_lamp"], 2, 3)
    assert list(added.failed) == ["test_ghost"] and "ghost.obj" in added.failed["test_ghost"]
    cupboard = library.read("test_cupboard")
    np.testing.assert_allclose(cupboard.bounds.size, (0.8, 0.4, 2.0), atol=1e-5)
    assert (cupboard.category, cupboard.license, cupboard.creator) == ("cabinet", "CC-BY-3.0", "Someébody")
    assert library.rows["test_cupboard"].tags == ("living_room", "old_oak", "storage")
    (hinge,) = cupboard.joints
    (leaf,) = (p for p in cupboard.parts if p.joint == hinge.name)
    assert {cupboard.materials[s.material].kind for s in leaf.surfaces} == {"principled", "glass"}
    points = np.concatenate([s.mesh.vertices for s in leaf.surfaces])
    # Open, the door stands out to the front, -y; the pin stays.
    assert Bounds.of(hinge.motion(np.pi / 2).apply(points)).low[1] < Bounds.of(points).low[1] - 0.3
    lamp = library.read("test_lamp")
    (socket,) = lamp.sockets
    (bulb,) = (p for p in lamp.parts if p.name == socket.part)
    np.testing.assert_allclose(Bounds.of(bulb.surfaces[0].mesh.vertices).center, (0, 0, 0.4), atol=2e-3)
    again = add("sweethome3d", library, given=library_file)
    assert again.imported == [] and again.present == ["test_cupboard", "test_lamp"]


def test_another_file_than_the_recipes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.deb").write_bytes(b"not it")
    with pytest.raises(CatalogError, match=r"other\.deb: its checksum is .*, the recipe's 3ccb90c6") as caught:
        add("sweethome3d", Library(tmp_path / "x"), given=tmp_path / "other.deb")
    assert "from a source that you trust" in caught.value.remedy
    with pytest.raises(CatalogError, match=r"there is no recipe 'sweethome'\. Did you mean 'sweethome3d'"):
        recipe("sweethome")


def test_names_go_to_the_category_of_the_first_pattern_that_fits() -> None:
    for name, wanted in {
        "Coffee table": "coffee_table",
        "Table fan": "fan",
        "Bedside table": "nightstand",
        "TV remote control": "remote_control",
        "Armchair ottoman": "ottoman",
        "Chair with cushion": "chair",
        "Apple iBook 2001": "laptop",
        "Toaster": "toaster",
        "Stove": "cooktop",
        "Large stove": "cooker",
        "Bath mat": "bath_mat",
        "Deer": None,
        "Tablet": "tablet",
        "Table tennis bat": "table_tennis_bat",
        "Headphones": "headphones",
        "Xylophone": "xylophone",
        "Indoor bike": "sports",
        "Basketball": "ball",
        "Island": "kitchen_island",
        "Island bath": "bathtub",
        "Letter tray": "letter_tray",
        "Knife stand": "knife_block",
        "Upper shelves cabinet": "wall_unit",
    }.items():
        assert recipe("sweethome3d").category(name) == wanted, name


def test_a_model_of_another_size_than_its_name_promises_is_not_given_to_those_who_ask_for_it() -> None:
    wanted = recipe("sweethome3d")
    for category, longest_m, sized in (
        ("bowl", 0.2, "bowl"),
        ("bowl", 0.45, "serving_bowl"),
        ("bowl", 0.05, "small_bowl"),
        ("sofa", 4.2, "large_sofa"),
        ("picture", 0.2, "photo_frame"),
        ("stool", 0.98, "bar_stool"),
        ("deer", 9.0, "deer"),
    ):
        assert wanted.sized(category, longest_m) == sized


def test_what_simgen_makes_itself_is_of_an_ordinary_size() -> None:
    catalog = Catalog()
    for category, span in recipe("sweethome3d").longest_m.items():
        assert {category, span.small or category, span.large or category} <= set(catalog.categories)
        made = catalog.load(catalog.draw(category, 0, ("ordinary",)))
        assert span.least <= max(made.bounds.size) <= span.most, (category, made.bounds.size)


def pack(folder: Path, files: Mapping[str, bytes]) -> Path:
    """A package of npm's kind with these files."""
    path = folder / "pack.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def fill(folder: Path, level: float) -> bytes:
    """A tiny HDR picture, as a module holds it."""
    assert cv2.imwrite(str(folder / "x.hdr"), np.full((2, 4, 3), level, np.float32))
    return b"export default 'data:application/hdr;base64," + base64.b64encode((folder / "x.hdr").read_bytes()) + b"'"


def test_pictures_of_a_pack_light_scenes_by_name_and_a_changed_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"package/hdri/den.exr.js": fill(tmp_path, 2.0), "package/hdri/lab.exr.js": b"export default 'no'"}
    file = pack(tmp_path, files)
    monkeypatch.setenv("SIMGEN_CATALOG", str(tmp_path))
    monkeypatch.setattr("simgen.catalog.recipes.verify", lambda *_: None)
    added = add("hdri", Library(tmp_path / "hdri"), given=file)
    assert added.imported == ["den"] and "not an HDR picture" in added.failed["lab"]
    assert add("hdri", Library(tmp_path / "hdri"), given=file).present == ["den"]
    path, row = environment("hdri/den")
    assert (row.license, path.suffix) == ("CC0-1.0", ".hdr") and "@pmndrs/assets" in row.source
    light = EnvironmentLight("environment", "environment", 30.0, path="hdri/den", digest=row.digest)
    np.testing.assert_allclose(environment_map(light), 30.0, rtol=0.02)
    with pytest.raises(CatalogError, match="has changed since this was drawn"):
        environment_map(replace(light, digest="0" * 32))
    with pytest.raises(CatalogError, match=r"no environment picture 'hdri/dem'. Did you mean 'hdri/den'"):
        environment("hdri/dem")
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(CatalogError, match="is not the one that was added"):
        environment("hdri/den")


def test_a_pack_may_not_write_outside_its_folder(tmp_path: Path) -> None:
    file = pack(tmp_path, {"../../evil": b"x"})
    with pytest.raises(CatalogError, match="unsafe path"):
        unpacked(file, tmp_path / "in")
    assert not (tmp_path.parent / "evil").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(recipes()))
def test_a_real_pack_comes_by_its_package_client_and_is_imported(name: str, tmp_path: Path) -> None:
    wanted = recipe(name)
    try:
        file = fetch(wanted, tmp_path)
    except CatalogError as error:
        pytest.skip(f"offline, or without the package or its client: {error}")
    if file.suffix == ".deb" and shutil.which("dpkg-deb") is None:
        pytest.skip("no dpkg-deb here")
    library = Library(tmp_path / name)
    limit = 40 if wanted.holds == "libraries" else 18
    added = add(name, library, given=file, limit=limit, wishes=Wishes(convex="whole", texture_pixels=256))
    assert added.total == limit and len(added.imported) >= 0.95 * limit, added.failed
    assert added.mapped >= 0.85 * added.total
    for own in added.imported if wanted.holds != "pictures" else ():
        asset = library.read(own)
        assert asset.license and asset.creator and wanted.package in asset.source
        assert asset.mass_kg > 0 and all(len(h) >= 4 for p in asset.parts for h in p.hulls)
