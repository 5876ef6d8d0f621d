"""A user's catalogue: what was imported comes back to the last bit, or says what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

from simgen.catalog import Catalog, Library
from simgen.catalog.checking import findings
from simgen.catalog.importers import Measures, Wishes
from simgen.catalog.importing import import_asset
from simgen.catalog.library import library_folders
from simgen.catalog.materials import bake
from simgen.catalog.meshing.transforms import hull_of
from simgen.errors import CatalogError
from simgen.world import Asset
from tests.catalog.l_shape import write_glb, write_obj, write_stl


@pytest.fixture(autouse=True)
def _one_hull(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMGEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("SIMGEN_CATALOG", str(tmp_path / "catalogs"))
    monkeypatch.setattr("simgen.catalog.importers.assembly.convex_pieces", lambda points, *_: (hull_of(points),))


def bring(folder: Path, name: str = "my/l", category: str = "ornament", **more: object) -> Asset:
    asset, _ = import_asset(write_glb(folder), category=category, full_name=name, **more)  # type: ignore[arg-type]
    return asset


def test_what_was_imported_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    asset = bring(tmp_path, tags=("b", "a"), friction=0.4)
    library = Library(library_folders()["my"])
    again = library.read("l")
    assert again.digest == asset.digest and again.id == "my/l" and again.friction == 0.4
    row = library.rows["l"]
    assert (row.category, row.tags, row.license, row.creator) == ("ornament", ("a", "b"), "CC-BY-4.0", "Somebody")
    np.testing.assert_allclose(row.size_m, (0.4, 0.2, 0.3), atol=1e-4)
    assert not list(library.folder.rglob("*.partial"))
    text = (library.folder / "catalog.yaml").read_text()
    assert yaml.safe_load(text)["l"]["digest"] == asset.digest
    # Reading and writing the index changes nothing.
    library._write_index(library.rows)
    assert (library.folder / "catalog.yaml").read_text() == text


def test_the_same_file_gives_the_same_digest_in_another_place_and_process(tmp_path: Path) -> None:
    first = bring(tmp_path)
    moved = tmp_path / "elsewhere" / "my"
    moved.parent.mkdir()
    library_folders()["my"].rename(moved)
    script = (
        "import sys; from pathlib import Path; from simgen.catalog import Library\n"
        "print(Library(Path(sys.argv[1])).read('l').digest)"
    )
    run = subprocess.run([sys.executable, "-c", script, str(moved)], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == first.digest


def test_pictures_are_found_where_the_catalogue_lies_and_a_changed_one_is_told(tmp_path: Path) -> None:
    bring(tmp_path)
    library = Library(library_folders()["my"])
    (material,) = library.read("l").materials.values()
    assert material.picture is not None
    assert bake(material.picture).albedo.shape == (64, 64, 3)
    (path,) = (library.folder / "assets" / "l" / "textures").iterdir()
    path.write_bytes(path.read_bytes()[:-4] + b"xxxx")
    catalog = Catalog(libraries={"my": library})
    (finding,) = findings(catalog, library, "l")
    # What was read before is kept in memory; the check reads the files.
    assert finding.severity == "fault" and "the texture is not the imported one" in finding.what


def test_a_name_is_taken_once_unless_it_may_be_overwritten(tmp_path: Path) -> None:
    first = bring(tmp_path)
    with pytest.raises(CatalogError, match=r"'my/l' is there already\. Choose another --id, or add --overwrite\."):
        bring(tmp_path)
    larger = bring(tmp_path, overwrite=True, wishes=Wishes(Measures(height_m=0.6)))
    assert larger.digest != first.digest
    assert Library(library_folders()["my"]).read("l").digest == larger.digest


@pytest.mark.parametrize(
    ("name", "into", "message"),
    [
        ("my/Hedge Hog", None, "'Hedge Hog' cannot be the name of an asset"),
        ("mine/l", "other", "the id says the catalogue 'mine', the folder is called 'other'"),
        ("../x/l", None, "'../x' cannot be the name of a catalogue"),
    ],
)
def test_names_are_checked(name: str, into: str | None, message: str, tmp_path: Path) -> None:
    with pytest.raises(CatalogError) as caught:
        bring(tmp_path, name, into=None if into is None else tmp_path / into)
    assert message in str(caught.value) and caught.value.remedy


def test_an_asset_that_changed_since_a_record_is_no_longer_that_asset(tmp_path: Path) -> None:
    bring(tmp_path)
    ref = Catalog().draw_id("my/l", 0, ("x",))
    assert Catalog().load(ref).id == "my/l"
    bring(tmp_path, overwrite=True, wishes=Wishes(Measures(height_m=0.6)))
    with pytest.raises(CatalogError, match="the asset 'my/l' has changed: it was") as caught:
        Catalog().load(ref)
    assert "Restore the catalogue" in caught.value.remedy


def test_missing_files_and_faulty_rows_say_where(tmp_path: Path) -> None:
    bring(tmp_path)
    folder = library_folders()["my"]
    (folder / "assets" / "l" / "meshes.npz").unlink()
    with pytest.raises(CatalogError, match=r"assets/l: the asset 'my/l' cannot be read: FileNotFoundError"):
        Library(folder).read("l")
    index = folder / "catalog.yaml"
    index.write_text(index.read_text().replace("triangles:", "trangles:"))
    with pytest.raises(CatalogError, match=r"catalog\.yaml:5:.*unknown field 'trangles'\. Did you mean 'triangles'\?"):
        _ = Library(folder).rows


def test_another_finish_is_laid_on_in_metres(tmp_path: Path) -> None:
    bring(tmp_path)
    catalog = Catalog()
    (slot,) = catalog.library("my").slots("l")
    asset = catalog.load(catalog.draw_id("my/l", 3, ("x",), materials={slot: "oak"}))
    assert asset.materials[slot].pattern is not None and asset.materials[slot].picture is None
    mesh = asset.parts[0].surfaces[0].mesh
    edges = mesh.faces[:, [0, 1]]
    lengths = np.linalg.norm(np.diff(mesh.vertices[edges], axis=1), axis=-1)
    spans = np.linalg.norm(np.diff(mesh.uvs[edges], axis=1), axis=-1)
    np.testing.assert_allclose(spans, lengths, atol=1e-6)
    with pytest.raises(CatalogError, match="has no material slot 'hull'"):
        catalog.draw_id("my/l", 3, ("x",), materials={"hull": "oak"})


# --- Drawing ---------------------------------------------------------------------------------------


def test_one_asset_more_changes_only_the_draws_that_it_wins(tmp_path: Path) -> None:
    for k in range(3):
        bring(tmp_path, f"my/l{k}", "mug")
    names = [("objects", f"thing_{n}") for n in range(200)]

    def drawn() -> list[str]:
        catalog = Catalog()
        return [f"{r.catalog}/{r.family}" for r in (catalog.draw_from(["my"], "mug", 1, n) for n in names)]

    before = drawn()
    bring(tmp_path, "my/l3", "mug")
    after = drawn()
    assert {b for b, a in zip(before, after, strict=True) if b == a} == {"my/l0", "my/l1", "my/l2"}
    assert all(a in (b, "my/l3") for b, a in zip(before, after, strict=True))
    assert 30 <= after.count("my/l3") <= 75
    catalog = Catalog()
    mixed = [catalog.draw_from(["generated", "my"], "mug", 1, n).catalog for n in names]
    assert 70 <= mixed.count("my") <= 130
    # What is generated is what it would be without the catalogue.
    refs = [catalog.draw_from(["generated", "my"], "mug", 1, n) for n in names[:9]]
    assert all(r == catalog.draw("mug", 1, n) for r, n in zip(refs, names, strict=False) if r.catalog == "simgen")


def test_tags_and_misspelt_names(tmp_path: Path) -> None:
    bring(tmp_path, "my/l", "mug", tags=("fragile",))
    catalog = Catalog()
    assert catalog.draw_tag(["my"], "fragile", 0, ("x",)).family == "l"
    for call, message in (
        (lambda: catalog.draw_tag(["my"], "fragil", 0, ("x",)), "has the tag 'fragil'. Did you mean 'fragile'?"),
        (lambda: catalog.draw_tag(["generated"], "fragile", 0, ("x",)), "catalog: [generated, my]"),
        (lambda: catalog.draw_id("my/k", 0, ("x",)), "there is no 'k' in the catalogue 'my'"),
        (lambda: catalog.draw_id("mi/l", 0, ("x",)), "there is no catalogue 'mi'. Choose one of: generated, my."),
        (lambda: catalog.draw_id("l", 0, ("x",)), "'l' names no catalogue. "),
        (lambda: catalog.draw_from(["my"], "mgu", 0, ("x",)), "there is no category 'mgu' in my. Did you mean 'mug'?"),
    ):
        with pytest.raises(CatalogError) as caught:
            call()
        assert message in str(caught.value)


# --- Checks ----------------------------------------------------------------------------------------


def kinds(name: str) -> dict[str, str]:
    library = Library(library_folders()["my"])
    return {f.kind: f.severity for f in findings(Catalog(libraries={"my": library}), library, name)}


def test_the_check_finds_what_is_wrong(tmp_path: Path) -> None:
    bring(tmp_path, "my/good", "ornament")
    assert kinds("good") == {}
    bring(tmp_path, "my/huge_mug", "mug", wishes=Wishes(Measures(height_m=1.5)))
    assert kinds("huge_mug") == {"scale": "fault"}
    bring(tmp_path, "my/speck", "ornament", wishes=Wishes(Measures(height_m=0.001)))
    assert kinds("speck") == {"scale": "fault"}
    obj = write_obj(tmp_path)
    (tmp_path / "chart.png").unlink()
    import_asset(obj, category="ornament", full_name="my/bare")
    assert kinds("bare") == {"missing_texture": "fault", "guessed": "warning", "licence": "warning"}
    lines = obj.read_text().splitlines()
    obj.write_text("\n".join(lines[:-2]))
    import_asset(obj, category="ornament", full_name="my/open", license="CC0-1.0")
    assert kinds("open")["holes"] == "warning"
    stl = write_stl(tmp_path)
    import_asset(stl, category="ornament", full_name="my/plain", license="CC0-1.0")
    record = Library(library_folders()["my"]).folder / "assets" / "plain" / "asset.json"
    assert json.loads(record.read_text())["imported"]["file"] == "l.stl"
