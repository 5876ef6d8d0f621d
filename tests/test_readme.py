"""The README's commands and Python run as printed, in order, in one folder."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from simgen.catalog import Catalog
from simgen.cli import main
from tests.catalog.l_shape import write_glb

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MAKE_PICTURES = ("render", "preview", "sweep", "pairs")
# Of several values the last one counts.
SMALLER = ("--set", "render.width=96", "--set", "render.height=72")
SETUP = ("sh scripts/start", "sh scripts/test")


def blocks() -> list[tuple[str, str]]:
    return [(language, text) for language, text in BLOCK.findall((ROOT / "README.md").read_text())]


def commands() -> list[str]:
    lines = [line for language, text in blocks() if language == "sh" for line in text.splitlines()]
    return [line for line in lines if line.strip() and not line.startswith("#")]


def test_the_readme_sets_up_by_two_commands_that_exist() -> None:
    assert [c for c in commands() if c.startswith("sh ")] == list(SETUP)
    for command in SETUP:
        assert (ROOT / command.split()[1]).is_file()
    ci = (ROOT / "scripts" / "ci").read_text()
    assert all(command in ci for command in SETUP)


def test_every_picture_in_the_readme_is_there_and_small() -> None:
    pictures = re.findall(r'(?:!\[[^\]]*\]\(|src=")([^")]+)', (ROOT / "README.md").read_text())
    assert len(pictures) >= 4
    assert all((ROOT / picture).stat().st_size < 400_000 for picture in pictures)


@pytest.mark.slow
def test_what_the_readme_says_to_type_works_as_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run in one process, which imports and compiles once; pictures are made smaller than printed."""
    (tmp_path / "scenes").symlink_to(ROOT / "scenes")
    (tmp_path / "scripts").symlink_to(ROOT / "scripts")
    write_glb(tmp_path).rename(tmp_path / "hedgehog.glb")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("SIMGEN_CATALOG", str(tmp_path / "catalogs"))
    ran = 0
    for language, text in blocks():
        if language == "python":
            if "torch" in text and importlib.util.find_spec("torch") is None:
                continue
            done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{text}\n{done.stderr}"
            ran += 1
        elif language == "sh":
            for line in text.splitlines():
                words = shlex.split(line, comments=True)
                if words[:1] != ["simgen"]:
                    continue
                smaller = SMALLER if words[1] in MAKE_PICTURES else ()
                result = CliRunner().invoke(main, [*_globbed(words[1:], tmp_path), *smaller])
                assert result.exit_code == 0, f"{line}\n{result.output}\n{result.exception!r}"
                ran += 1
    assert ran >= 7


def _globbed(words: list[str], folder: Path) -> list[str]:
    return [str(p) for w in words for p in (sorted(folder.glob(w)) if "*" in w else [w])]


@pytest.mark.slow
def test_the_readme_counts_the_catalogue_truly() -> None:
    listed = CliRunner().invoke(main, ["assets", "list", "--json"])
    rows = [row for row in json.loads(listed.output) if row["source"] == "generated"]
    counts = [len(rows), *(sum(bool(row[key]) for row in rows) for key in ("joints", "cavities", "coco_name"))]
    said = re.search(
        r"(\d+) categories of generated things.*?(\d+) with joints, (\d+) with cavities, (\d+) that COCO names; (\d+)",
        (ROOT / "README.md").read_text(),
        re.DOTALL,
    )
    assert said and [int(number) for number in said.groups()] == [*counts, len(Catalog().presets)]
