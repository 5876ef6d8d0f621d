from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simgen.cli import main
from simgen.dataset import read
from simgen.study.axes import AXES
from simgen.study.evaluation.conditions import CONDITIONS
from simgen.study.pairs import CHANGES
from simgen.study.shifts import SHIFTS

CORNER = Path(__file__).parent.parent / "scenes" / "corner.yaml"


def run(*words: str | Path | int) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_what_there_is_to_study_is_listed() -> None:
    for words, key, names in (
        (("sweep", "--list-axes"), "axis", AXES),
        (("diff", "--list-shifts"), "shift", SHIFTS),
        (("pairs", "--list-changes"), "change", CHANGES),
        (("evaluate", "--list-conditions"), "condition", CONDITIONS),
    ):
        rows = json.loads(run(*words, "--json").stdout)
        assert [row[key] for row in rows] == list(names)
        assert all(len(row["doc"]) > (3 if key == "condition" else 20) for row in rows)
        shown = run(*words)
        # Names are whole also in a terminal of 80 columns.
        assert shown.exit_code == 0 and all(name in shown.stdout for name in names)


def test_no_word_of_a_table_is_lost_in_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    listed = run("sweep", "--list-axes").stdout
    assert "…" not in listed and all(name in listed for name in AXES)
    shown = [line for line in run("diff", CORNER, "--shift", "low_light").stdout.splitlines() if "│" in line]
    paths = "".join(line.split("│")[1].strip() for line in shown)
    changed = json.loads(run("diff", CORNER, "--shift", "low_light", "--json").stdout)
    assert paths == "".join(row["path"] for row in changed)


def test_diff_prints_what_a_shift_changes() -> None:
    result = run("diff", CORNER, "--shift", "night", "--set", "render.width=32", "--json")
    assert result.exit_code == 0, result.output
    changes = {row["path"]: (row["before"], row["after"]) for row in json.loads(result.stdout)}
    assert changes["render.width"] == (48, 32)
    assert changes["lights.daylight.on"] == (True, False)
    assert changes["environment"] == ("drawn", "night")
    assert json.loads(run("diff", CORNER, "--json").stdout) == []


def test_check_prints_how_draws_fall_among_splits() -> None:
    splits = "{train: 1, val: 0, test: 0, held_out: [{name: wide, room: {depth_m: [0, 9]}}]}"
    result = run("check", CORNER, "-n", 1, "--set", f"splits={splits}", "--json")
    assert result.exit_code == 0, result.output
    rows = {row["name"]: row["draws"] for row in json.loads(result.stdout)["splits"]}
    assert rows == {"wide": 1, "train": 0}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("sweep", CORNER, "--axis", "lightning"), "there is no axis 'lightning'. Did you mean 'lighting'?"),
        (("sweep", CORNER), "a sweep needs an axis"),
        (("sweep", CORNER, "--axis", "pitch", "--values", "1,2", "--values", "3"), "1 axes and 2 lists of values"),
        (
            ("sweep", CORNER, "--axis", "pitch", "--values", "20,120"),
            "axis 'pitch': 120 is out of bounds. Use -89 to 89",
        ),
        (("sweep", CORNER, "--axis", "texture", "--values", "oakk"), "axis 'texture': there is no material 'oakk'"),
        (("pairs", CORNER, "--change", "finish=matt,mirror"), "axis 'finish': there is no finish 'mirror'"),
        (("render", CORNER, "--shift", "low_ligth"), "Did you mean 'low_light'?"),
        (("render", CORNER, "--split", "train"), "there is no split 'train'"),
        (("pairs", CORNER, "--change", "opend"), "Did you mean 'opened'?"),
        (("splits", "nowhere"), "no dataset.json here"),
    ],
)
def test_a_mistake_gets_one_clear_error_and_writes_nothing(
    words: tuple[str | Path, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ") and message in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["check", "sweep"])
@pytest.mark.parametrize(
    ("axes", "place", "message"),
    [
        ("[{axis: lightning}]", "axes[0].axis: ", "there is no axis 'lightning'. Did you mean 'lighting'?"),
        ("[{axis: pitch}, {axis: lighting, values: 0:1}]", "axes[1].values: ", "expected A:B:N"),
        ("[{axis: pitch, values: [10, 95]}]", "axes[0].values: ", "95 is out of bounds. Use -89 to 89 deg."),
    ],
)
def test_an_axis_of_a_spec_that_makes_no_sense_is_told_with_its_place(
    command: str, axes: str, place: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.yaml").write_text(CORNER.read_text() + f"axes: {axes}\n")
    result = run(command, "spec.yaml")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: spec.yaml:") and place + message in result.stderr


@pytest.mark.slow
def test_a_split_is_rendered_proved_and_read(tmp_path: Path) -> None:
    spec = tmp_path / "spec.yaml"
    text = CORNER.read_text() + "splits: {train: 1, val: 1, held_out: [{name: wide, room: {depth_m: [3.2, 9]}}]}\n"
    spec.write_text(text)
    for split in ("train", "wide"):
        result = run("render", spec, "-n", 2, "--split", split, "-o", tmp_path / split, "--json")
        assert result.exit_code == 0, result.output
        assert {record.split for record in read(tmp_path / split)} == {split}
    result = run("splits", tmp_path / "train", tmp_path / "wide", "--json")
    assert result.exit_code == 0, result.output
    rows = {row["name"]: row["samples"] for row in json.loads(result.stdout)["splits"]}
    assert rows == {"wide": 2, "train": 2, "val": 0, "test": 0}


@pytest.mark.slow
def test_sweep_and_pairs_write_sheets_and_masks(tmp_path: Path) -> None:
    words = ("sweep", CORNER, "--axis", "roll", "--values", "0,30", "--raw", "-o", tmp_path / "roll", "--json")
    result = run(*words)
    assert result.exit_code == 0, result.output
    assert len(read(tmp_path / "roll")) == 2 and (tmp_path / "roll" / "sheet.png").is_file()
    assert len(list((tmp_path / "roll" / "samples").glob("*.light.exr"))) == 2
    assert json.loads(run(*words).stdout)["samples"] == []
    result = run("pairs", CORNER, "--change", "removed", "--target", "apple", "-o", tmp_path / "removed", "--json")
    assert result.exit_code == 0, result.output
    (pair,) = json.loads((tmp_path / "removed" / "pairs.json").read_text())
    assert pair["changed"] == ["bodies[apple]"] and pair["other_surface_px"] > 0
    assert (tmp_path / "removed" / pair["mask"]).is_file()
