"""From one mesh of one's own to labelled pictures of it, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simgen.catalog.meshing.transforms import hull_of
from simgen.cli import main
from simgen.dataset import read
from simgen.pipeline import Pipeline
from simgen.spec import parse_spec
from simgen.study.axes import AXES
from tests.catalog.l_shape import write_glb, write_obj

SPEC = """
name: thing
room: {width_m: 3.0, depth_m: 3.0, height_m: 2.4, skirting: false, ceiling_light: false}
catalog: [generated, my]
objects:
  - {name: thing, id: my/l, place: {at: [0, 0]}, yaw_deg: {uniform: [0, 360]}}
  - {name: other, tag: odd, place: {at: [0.6, 0.6]}}
  - {name: third, category: oddity, catalog: [my], place: {at: [-0.6, 0.6]}}
lights: {environment: {luminance: 300}}
cameras:
  - {name: main, pose: {position_m: [0.2, -1.1, 0.8], look_at_m: [0, 0, 0.1]}}
requirements: {max_attempts: 4}
render: {width: 48, height: 36, quality: draft, samples_per_pixel: 1, denoise: false}
"""


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(autouse=True)
def _own_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMGEN_CATALOG", str(tmp_path / "catalogs"))
    monkeypatch.setattr("simgen.catalog.importers.assembly.convex_pieces", lambda points, *_: (hull_of(points),))


def bring(folder: Path, *words: str) -> Result:
    return run("assets", "import", write_glb(folder), "--category", "oddity", "--id", "my/l", "--tag", "odd", *words)


@pytest.mark.slow
def test_a_mesh_becomes_an_asset_that_is_listed_shown_and_sound(tmp_path: Path) -> None:
    result = bring(tmp_path, "--height-m", "0.3", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["id"] == "my/l" and told["size_m"] == [0.4, 0.2, 0.3] and told["supports"] == 2
    (row,) = json.loads(run("assets", "list", "--source", "my", "--json").stdout)
    keys = {"category", "source", "joints", "cavities", "coco_name", "size_m", "licence"}
    assert keys <= set(row) and row["ids"] == ["my/l"] and row["licence"] == "CC-BY-4.0"
    shown = json.loads(run("assets", "show", "my/l", "--json").stdout)
    assert shown["mass_kg"] == told["mass_kg"] and shown["tags"] == ["odd"]
    assert json.loads(run("assets", "show", "generated/mug", "--json").stdout)["cavities"]
    assert run("assets", "check").exit_code == 0
    sheet = run("assets", "preview", "my/l", "--pixels", "64", "-o", tmp_path / "sheet.png")
    assert sheet.exit_code == 0 and (tmp_path / "sheet.png").is_file()


def test_every_material_is_listed_by_its_family() -> None:
    rows = json.loads(run("assets", "list", "--materials", "--json").stdout)
    named = {row["material"] for row in rows}
    assert {*AXES["texture"].names} <= named
    table = " ".join(run("assets", "list", "--materials").stdout.replace("│", " ").split())
    assert all(name in table for name in named) and "oak_planks" in named


def test_a_sample_of_imported_things_replays_and_says_whom_to_credit(tmp_path: Path) -> None:
    bring(tmp_path, "--source", "https://example.org/l")
    spec = tmp_path / "thing.yaml"
    spec.write_text(SPEC)
    out = tmp_path / "out"
    result = run("render", spec, "-o", out, "--json")
    assert result.exit_code == 0, result.output
    (record,) = read(out)
    labels = {label.name: label for label in record.labels.instances}
    assert all(labels[name].category == "oddity" for name in ("thing", "other", "third"))
    # Categories of one's own come after all of simgen's, so these keep their numbers.
    table = read(out).categories
    assert table["oddity"] == len(table) and sorted(table, key=table.__getitem__)[:-1] == sorted(
        set(table) - {"oddity"}
    )
    assert (record.semantic_id == table["oddity"]).sum() > 20
    again = run("rerender", record.meta_path)
    assert again.exit_code == 0, again.output
    (entry,) = [e for e in json.loads(run("assets", "credits", out, "--json").stdout) if e["categories"] == ["oddity"]]
    assert entry == {
        "licence": "CC-BY-4.0",
        "creator": "Somebody",
        "source": "https://example.org/l",
        "categories": ["oddity"],
        "samples": 1,
    }
    assert "https://example.org/l by Somebody, CC-BY-4.0: oddity (1 samples)" in run("assets", "credits", out).stdout
    # What the record names is that very asset, and no other under its name.
    bring(tmp_path, "--height-m", "0.5", "--overwrite")
    changed = run("rerender", record.meta_path)
    assert changed.exit_code == 1 and "the asset 'my/l' has changed" in changed.stderr


def test_one_thing_more_in_the_catalogue_moves_no_other_object(tmp_path: Path) -> None:
    bring(tmp_path)
    plain = SPEC.replace(
        "category: oddity, catalog: [my]", "category: {choice: [oddity, mug]}, catalog: [generated, my]"
    )

    def drawn() -> dict[str, str]:
        scene, _ = Pipeline(parse_spec(plain)).settled_scene(2)
        return {b.name: f"{b.asset.digest} {b.world_from_body}" for b in scene.bodies}

    before = drawn()
    mug = run("assets", "import", write_obj(tmp_path), "--category", "mug", "--id", "my/m", "--height-m", "0.1")
    assert mug.exit_code == 0
    after = drawn()
    assert {n for n in before if before[n] != after.get(n)} <= {"third"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id: my/l", "id: my/k", "objects[0].id: there is no 'k' in the catalogue 'my'."),
        ("id: my/l", "id: mi/l", "objects[0].id: there is no catalogue 'mi'. Choose one of: generated, my."),
        ("id: my/l", "id: generated/mgu", "objects[0].id: there is no category 'mgu'. Did you mean 'mug'?"),
        ("tag: odd", "tag: ood", "objects[1].tag: nothing in generated or my has the tag 'ood'. Did you mean 'odd'?"),
        (
            "[generated, my]",
            "[generated, mine]",
            "catalog: there is no catalogue 'mine'. Choose one of: generated, my.",
        ),
        ("catalog: [my]", "catalog: [generated]", "The catalogue 'my' has it: write catalog: [generated, my]."),
        (
            "category: oddity,",
            "category: oddity, parameters: {height_m: 1},",
            "'oddity' is imported, and has no parameters",
        ),
        ("id: my/l", "id: my/l, joints: {all: 1}", "'my/l' has no joint. Leave joints out."),
    ],
)
def test_a_spec_that_names_what_is_not_there_says_so_before_anything_is_drawn(
    old: str, new: str, message: str, tmp_path: Path
) -> None:
    bring(tmp_path)
    spec = tmp_path / "thing.yaml"
    spec.write_text(SPEC.replace(old, new, 1))
    result = run("check", spec, "-n", "1")
    assert result.exit_code == 1 and message in result.stderr, result.stderr


def test_faults_end_the_check_with_an_error(tmp_path: Path) -> None:
    bring(tmp_path, "--height-m", "40")
    result = run("assets", "check", "my/l")
    assert result.exit_code == 1 and "fault: my/l: it is 53.3 m long" in result.stdout
    assert run("assets", "check", "my/k").exit_code == 1


def test_every_subcommand_helps() -> None:
    from simgen.cli.assets import COMMANDS

    for name in COMMANDS:
        result = run("assets", name, "--help")
        assert result.exit_code == 0 and result.output.startswith(f"Usage: main assets {name}")
