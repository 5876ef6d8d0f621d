#!/usr/bin/env python3
"""The README's picture of relations and states: for each a scene where it holds, a hard negative, and their margins."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import yaml

from simgen.frame import Sample
from simgen.pipeline import Pipeline
from simgen.spec import load_spec

SIDE = 210
STRIP = 34
ROOM: dict[str, Any] = {
    "width_m": 6.0,
    "depth_m": 8.0,
    "height_m": 2.5,
    "floor": "oak_planks",
    "walls": "warm_white_paint",
    "windows": [
        {"wall": "west", "along": 0.5, "width_m": 1.8, "height_m": 1.4, "sill_m": 0.8},
        {"wall": "south", "along": 0.4, "width_m": 1.8, "height_m": 1.4, "sill_m": 0.8},
    ],
}
TABLE = {"name": "table", "category": "coffee_table", "place": {"at": [0, 0]}}
BEANS: dict[str, Any] = {"of": "beans"}
BOOK = {"name": "book", "category": "book", "place": {"on": "table", "region": "center"}, "yaw_deg": 20}


def thing(name: str, category: str, yaw_deg: float = 0, **place: Any) -> dict[str, Any]:
    """An object of a spec."""
    return {"name": name, "category": category, "place": place, "yaw_deg": yaw_deg}


@dataclass(frozen=True)
class Case:
    """A predicate of `of` and `to`, or a state of `of`, in two scenes: where it holds, and where it nearly does."""

    word: str
    of: str
    to: str | None
    holds: list[dict[str, Any]]
    nearly: list[dict[str, Any]]
    target: str
    distance_m: float
    lamps_off: bool = False
    fov_deg: float = 40.0


CASES = (
    Case(
        "on_top",
        "mug",
        "book",
        [TABLE, BOOK, thing("mug", "mug", on="book")],
        [TABLE, BOOK, thing("mug", "mug", on="table", region="center")],
        "book",
        0.75,
    ),
    Case(
        "inside",
        "apple",
        "bowl",
        [TABLE, thing("bowl", "bowl", on="table", region="center"), thing("apple", "apple", drop_on="bowl")],
        [
            TABLE,
            thing("bowl", "bowl", on="table", region="center"),
            thing("apple", "apple", on="table", region="center"),
        ],
        "bowl",
        0.75,
    ),
    Case(
        "under",
        "box",
        "table",
        [thing("table", "table", at=[0, 0]), thing("box", "storage_box", under="table")],
        [thing("table", "table", at=[0, 0]), thing("box", "storage_box", at=[0.0, -0.75])],
        "table",
        2.3,
    ),
    Case(
        "next_to",
        "lamp",
        "armchair",
        [thing("armchair", "armchair", at=[0.3, 0.4]), thing("lamp", "floor_lamp", at=[-0.4, 0.6])],
        [thing("armchair", "armchair", at=[0.3, 0.4]), thing("lamp", "floor_lamp", at=[-0.57, 0.6])],
        "armchair",
        3.3,
    ),
    Case(
        "facing",
        "armchair",
        "plant",
        [thing("armchair", "armchair", 90, at=[-0.8, 0.3]), thing("plant", "potted_plant", at=[0.7, 0.3])],
        [thing("armchair", "armchair", 15, at=[-0.8, 0.3]), thing("plant", "potted_plant", at=[0.7, 0.3])],
        "plant",
        4.4,
        fov_deg=52,
    ),
    Case(
        "occludes",
        "stool",
        "plant",
        [thing("plant", "potted_plant", at=[0.2, 0.6]), thing("stool", "stool", at=[0.05, 0.0])],
        [thing("plant", "potted_plant", at=[0.2, 0.6]), thing("stool", "stool", at=[-0.27, 0.1])],
        "plant",
        2.5,
    ),
    Case(
        "open",
        "chest",
        None,
        [{**thing("chest", "chest_of_drawers", against="north", along=0.5), "joints": {"all": 0.5}}],
        [{**thing("chest", "chest_of_drawers", against="north", along=0.5), "joints": {"all": 0.009}}],
        "chest",
        1.7,
    ),
    Case(
        "on",
        "lamp",
        None,
        [TABLE, thing("lamp", "table_lamp", on="table", region="center")],
        [TABLE, thing("lamp", "table_lamp", on="table", region="center")],
        "lamp",
        1.0,
        lamps_off=True,
    ),
    Case(
        "filled",
        "bowl",
        None,
        [TABLE, {**thing("bowl", "bowl", on="table", region="center"), "state": {"fill": BEANS | {"fraction": 0.8}}}],
        [TABLE, {**thing("bowl", "bowl", on="table", region="center"), "state": {"fill": BEANS | {"fraction": 0.015}}}],
        "bowl",
        0.7,
    ),
    Case(
        "folded",
        "towel",
        None,
        [TABLE, {**thing("towel", "towel", 15, on="table", region="center"), "state": {"fold": "folded"}}],
        [TABLE, {**thing("towel", "towel", 15, on="table", region="center"), "state": {"fold": "crumpled"}}],
        "towel",
        1.1,
    ),
)


def sample_of(case: Case, objects: list[dict[str, Any]], off: bool, folder: Path) -> Sample:
    """The picture of one of a case's scenes."""
    spec = {
        "name": case.word,
        "room": ROOM,
        "objects": objects,
        "lights": {"daylight": {"sun_elevation_deg": 35, "cloudiness": 0.6}, "lamps": {"on": not off}},
        "cameras": [
            {
                "name": "main",
                "orbit": {
                    "target": case.target,
                    "distance_m": case.distance_m,
                    "elevation_deg": 24,
                    "azimuth_deg": 20,
                },
                "vertical_fov_deg": case.fov_deg,
            }
        ],
        "render": {"width": SIDE, "height": SIDE, "quality": "draft"},
    }
    path = folder / f"{case.word}.yaml"
    path.write_text(yaml.safe_dump(spec))
    return Pipeline(load_spec(path), seed=1).samples(0)[0]


def told(case: Case, sample: Sample) -> str:
    """The value and the margin."""
    labels = sample.labels
    subject = labels.instance(case.of)
    if case.to is None:
        state = subject.states[case.word]
        return f"{state['holds']}, {state['margin']:+.3f}"
    other = labels.instance(case.to).instance_id
    relation = labels.relation(case.word, subject.instance_id, other)
    if relation is None:
        return "false, not listed"
    unit = {"m": " m", "deg": " deg", "fraction": ""}[relation.unit]
    return f"{relation.holds}, {relation.margin:+.2f}{unit}"


def tile(sample: Sample, title: str, text: str) -> np.ndarray:
    """A picture over two lines of text, BGR."""
    strip = np.full((STRIP, SIDE, 3), 255, dtype=np.uint8)
    for row, line in enumerate((title, text)):
        cv2.putText(strip, line, (4, 13 + 15 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (30, 30, 30), 1, cv2.LINE_AA)
    return np.concatenate([sample.rgb[:, :, ::-1], strip])


def main() -> None:
    """Write the picture to the path given, or to the README's."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "assets/pictures/relations.jpg")
    pairs = []
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            column = []
            for objects, off in ((case.holds, False), (case.nearly, case.lamps_off)):
                sample = sample_of(case, objects, off, Path(folder))
                names = ", ".join(k for k in (case.of, case.to) if k)
                text = told(case, sample)
                print(f"{case.word}({names}): {text}", flush=True)
                column.append(tile(sample, f"{case.word}({names})", text))
            pairs.append(np.concatenate(column))
    half = len(pairs) // 2
    picture = np.concatenate([np.concatenate(pairs[:half], axis=1), np.concatenate(pairs[half:], axis=1)])
    cv2.imwrite(str(out), picture, [cv2.IMWRITE_JPEG_QUALITY, 82])


if __name__ == "__main__":
    main()
