"""The page says what the records say, and stands alone."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from simgen.cli import main
from simgen.dataset import Dataset, Record
from simgen.view import gallery_page


def told(page: str) -> list[dict[str, Any]]:
    """What the page holds of each sample, as a browser reads it."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    entries: list[dict[str, Any]] = json.loads(found[1])
    return entries


def pixels(url: str) -> np.ndarray:
    content = base64.b64decode(url.partition(",")[2])
    return np.asarray(cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED))[..., ::-1]


def test_the_page_says_what_the_records_say(dataset: Dataset) -> None:
    entries = told(gallery_page(dataset.records, "two"))
    assert [entry["key"] for entry in entries] == [record.key for record in dataset]
    for entry, record in zip(entries, dataset, strict=True):
        ids = pixels(entry["ids"]).astype(int)
        assert np.array_equal(ids[..., 0] + 256 * ids[..., 1], record.instance_id)
        assert np.abs(pixels(entry["rgb"]).astype(int) - record.rgb).mean() < 6
        seen = {label.instance_id: label for label in record.labels.instances if label.visible_px > 0}
        assert {thing["id"]: (thing["name"], thing["category"]) for thing in entry["things"]} == {
            k: (label.name, label.category) for k, label in seen.items()
        }
        listed = {(r[0], r[1], r[2], r[3]) for r in entry["relations"]}
        assert listed == {
            (r.predicate, r.subject, r.object, r.holds)
            for r in record.labels.relations
            if r.holds != "false" and {r.subject, r.object} <= set(seen)
        }


def test_boxes_in_space_hold_the_boxes_in_the_picture(dataset: Dataset) -> None:
    boxed = 0
    for entry in told(gallery_page(dataset.records, "two")):
        for thing in entry["things"]:
            if thing["edges"]:
                ends = np.array(thing["edges"]).reshape(-1, 2)
                x0, y0, x1, y1 = thing["box"]
                assert len(thing["edges"]) == 12
                assert (ends.min(axis=0) <= (x0 + 1, y0 + 1)).all() and (ends.max(axis=0) >= (x1 - 1, y1 - 1)).all()
                boxed += 1
    assert boxed > 5


def test_nearer_is_brighter(dataset: Dataset) -> None:
    (entry, *_), record = told(gallery_page(dataset.records, "two")), dataset[0]
    depth, shown = record.depth_m, pixels(entry["depth"])[..., 0].astype(float)
    there = np.isfinite(depth)
    assert np.corrcoef(1 / depth[there], shown[there])[0, 1] > 0.98
    assert entry["range"] == [pytest.approx(depth[there].min(), abs=1e-3), pytest.approx(depth[there].max(), abs=1e-3)]


def test_the_page_stands_alone_and_no_name_gets_out_of_its_place(dataset: Dataset) -> None:
    record = Record(dataset[0].meta_path)
    record.meta["instances"][0].update(name="</script><script>alert(1)</script>", visible_px=1, box=[0, 0, 1, 1])
    page = gallery_page([record], "<i>mugs & bowls</i>")
    assert page.count("</script>") == 2 and "<i>" not in page and "&lt;i&gt;mugs &amp; bowls" in page
    assert any("alert(1)" in thing["name"] for thing in told(page)[0]["things"])
    assert not re.search(r"https?://|@import|\ssrc=|<link", page)


def run(*words: str | Path | int) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_the_command_writes_one_file_and_nothing_over_another(dataset: Dataset, tmp_path: Path) -> None:
    page = tmp_path / "pages" / "gallery.html"
    done = run("gallery", dataset.folder, "-o", page, "--limit", 1, "--json")
    assert json.loads(done.stdout) == {"page": str(page), "samples": 1, "left_out": 1}
    assert [path.name for path in page.parent.iterdir()] == ["gallery.html"]
    page.write_text("mine")
    refused = run("gallery", dataset.folder, "-o", page)
    assert refused.exit_code == 1 and "there already" in refused.output and page.read_text() == "mine"
    assert run("gallery", dataset.folder, "-o", page, "--overwrite").exit_code == 0
    assert len(told(page.read_text())) == 2
    for words, message in (
        ((tmp_path, "-o", tmp_path / "a.html"), "no dataset.json here"),
        ((dataset.folder, "-o", tmp_path), "Name a file"),
        ((dataset.folder, "-o", tmp_path / "a.html", "--split", "train"), "no sample is of split 'train'"),
    ):
        result = run("gallery", *words)
        assert result.exit_code == 1 and message in result.output
    assert not (tmp_path / "a.html").exists()
