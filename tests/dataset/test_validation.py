"""Each way to spoil a good dataset is found by the check that is for it, also where digests are made to fit."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from simgen.cli import main
from simgen.dataset import Dataset, Record, read
from simgen.dataset.images import encode_png
from simgen.dataset.schema import encode_npy
from simgen.dataset.validation import CHECKS, validate
from simgen.dataset.writer import digest_of

Meta = dict[str, Any]


@pytest.fixture
def copied(dataset: Dataset, tmp_path: Path) -> Dataset:
    shutil.copytree(dataset.folder, tmp_path / "data")
    return read(tmp_path / "data")


def write(record: Record, suffix: str, data: bytes) -> None:
    """Put other bytes in a file, and their digest in the record."""
    record.meta_path.with_name(f"{record.key}.{suffix}").write_bytes(data)
    edit(record, lambda meta: meta["files"].update({suffix: digest_of(data)}))


def edit(record: Record, change: Callable[[Meta], object]) -> None:
    meta = json.loads(record.meta_path.read_text())
    change(meta)
    record.meta_path.write_text(json.dumps(meta))


def thing(meta: Meta) -> Meta:
    """The label of an object that is seen well."""
    return max((i for i in meta["instances"] if i["role"] == "object"), key=lambda i: i["visible_px"])  # type: ignore[no-any-return]


def state(meta: Meta, name: str) -> Meta:
    return next(i["states"][name] for i in meta["instances"] if name in i["states"])  # type: ignore[no-any-return]


def relation(meta: Meta, predicate: str) -> Meta:
    return next(r for r in meta["relations"] if r["predicate"] == predicate and r["holds"] == "true")  # type: ignore[no-any-return]


def swapped(meta: Meta, predicate: str) -> None:
    found = relation(meta, predicate)
    meta["relations"].append({**found, "subject": found["object"], "object": found["subject"]})


def painted(record: Record) -> None:
    ids = record.instance_id.copy()
    ids[:2, :2] = 999
    write(record, "instance.png", encode_png(ids))


def recolored(record: Record) -> None:
    write(record, "semantic.png", encode_png(record.semantic_id + np.uint16(1)))


def nearer(record: Record) -> None:
    write(record, "depth.npy", encode_npy(record.depth_m * np.float32(0.8)))


def turned(record: Record) -> None:
    write(record, "normal.npy", encode_npy(-record.normal))


def longer(record: Record) -> None:
    write(record, "normal.npy", encode_npy(record.normal * np.float16(1.5)))


def cropped(record: Record) -> None:
    write(record, "depth.npy", encode_npy(record.depth_m[1:]))


def shifted(record: Record) -> None:
    edit(record, lambda m: thing(m).update(box=[v + 1 for v in thing(m)["box"]]))


def moved(record: Record) -> None:
    def change(meta: Meta) -> None:
        thing(meta)["world_from_body"]["position"][2] += 0.5

    edit(record, change)


SPOILT: list[tuple[str, Callable[[Record], object]]] = [
    ("files", lambda r: r.rgb_path.write_bytes(r.rgb_path.read_bytes() + b"0")),
    ("files", lambda r: r.rgb_path.unlink()),
    ("files", lambda r: r.meta_path.with_name("stray-000000-main.rgb.png").write_bytes(b"")),
    ("files", lambda r: r.meta_path.write_text(r.meta_path.read_text()[:-9])),
    ("files", cropped),
    ("ids", painted),
    ("ids", recolored),
    ("boxes", shifted),
    ("ids", lambda r: edit(r, lambda m: thing(m).update(category_id=thing(m)["category_id"] + 1))),
    ("ids", lambda r: edit(r, lambda m: m["instances"].append(thing(m)))),
    ("boxes", lambda r: edit(r, lambda m: thing(m).update(amodal_box=[v + 9 for v in thing(m)["amodal_box"]]))),
    ("boxes", lambda r: edit(r, lambda m: thing(m).update(truncation=thing(m)["truncation"] + 0.1))),
    ("boxes", lambda r: edit(r, lambda m: thing(m).update(visible_px=thing(m)["visible_px"] + 1))),
    ("boxes", lambda r: edit(r, lambda m: thing(m).update(visible_fraction=thing(m)["visible_fraction"] / 2))),
    ("depth", nearer),
    ("depth", moved),
    ("normals", turned),
    ("normals", longer),
    ("relations", lambda r: edit(r, lambda m: relation(m, "on_top").update(holds="false"))),
    ("relations", lambda r: edit(r, lambda m: relation(m, "near").update(object=999))),
    ("relations", lambda r: edit(r, lambda m: swapped(m, "on_top"))),
    ("relations", lambda r: edit(r, lambda m: relation(m, "supports").update(holds="false", margin=-0.1))),
    ("relations", lambda r: edit(r, lambda m: relation(m, "occludes")["measured"].update(share=0.99))),
    ("states", lambda r: edit(r, lambda m: state(m, "upright").update(tilt_deg=7.0))),
    ("states", lambda r: edit(r, lambda m: state(m, "upright").update(margin=-state(m, "upright")["margin"]))),
    ("states", lambda r: edit(r, lambda m: state(m, "filled").update(fraction=1.2))),
    ("scene", lambda r: edit(r, lambda m: m["settled"]["report"].update(at_rest=False))),
    ("scene", moved),
    ("scene", lambda r: edit(r, lambda m: thing(m)["camera_from_body"].update(position=[0.0, 0.0, 1.0]))),
    ("scene", lambda r: edit(r, lambda m: m["camera"]["K"][0].__setitem__(0, 77.0))),
]


def test_a_dataset_as_it_is_made_is_without_fault(dataset: Dataset) -> None:
    found = validate(dataset)
    assert found.samples == 2 and found.findings == ()
    assert set(found.by_check) == set(CHECKS) == {check for check, _ in SPOILT}


@pytest.mark.parametrize(("check", "spoil"), SPOILT)
def test_what_is_spoilt_is_found(copied: Dataset, check: str, spoil: Callable[[Record], object]) -> None:
    spoil(copied[1])
    found = validate(read(copied.folder))
    assert found.by_check[check] > 0
    assert {f.key for f in found.findings if not f.key.startswith("stray")} <= {copied[1].key}


def test_the_command_tells_what_is_wrong_and_ends_with_1(copied: Dataset) -> None:
    good = CliRunner().invoke(main, ["validate", str(copied.folder)])
    assert good.exit_code == 0, good.output
    shifted(copied[0])
    bad = CliRunner().invoke(main, ["validate", str(copied.folder), "--json"])
    assert bad.exit_code == 1
    told = json.loads(bad.stdout)[str(copied.folder)]
    assert told["checks"]["boxes"] == 1 and told["samples"] == 2
    assert told["findings"][0]["key"] == copied[0].key
    plain = CliRunner().invoke(main, ["validate", str(copied.folder)])
    assert plain.exit_code == 1 and copied[0].key in plain.output


def test_what_is_no_dataset_is_refused(tmp_path: Path) -> None:
    found = CliRunner().invoke(main, ["validate", str(tmp_path)])
    assert found.exit_code == 1 and "no dataset.json here" in found.output
