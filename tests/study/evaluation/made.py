"""Pictures made of typed labels, with no files, and random ones with random predictions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from simgen.dataset.record import camera_to_json
from simgen.geometry import Intrinsics, look_at
from simgen.study.evaluation.detecting import Detections
from simgen.study.evaluation.pictures import Picture
from simgen.world import Camera

LABELS = ("apple", "bowl", "mug")


def thing(instance_id: int, category: str, box: Sequence[float], **more: Any) -> dict[str, Any]:
    x0, y0, x1, y1 = (float(x) for x in box)
    return {
        "instance_id": instance_id,
        "name": f"{category}_{instance_id}",
        "category": category,
        "role": "object",
        "box": [x0, y0, x1, y1],
        "visible_px": int((x1 - x0) * (y1 - y0)),
        "visible_fraction": 1.0,
        "truncation": 0.0,
        "states": {},
        "camera_from_body": {"position": [0.0, 0.0, 2.0], "quaternion": [1.0, 0.0, 0.0, 0.0]},
        "box_center_m": [0.0, 0.0, 0.0],
        **more,
    }


def picture(number: int, things: Sequence[dict[str, Any]], index: int | None = None, **more: Any) -> Picture:
    camera = Camera("main", look_at((0, -2, 1), (0, 0, 1)), Intrinsics.from_vertical_fov(100, 80, 45.0))
    meta = {
        "key": f"made-{number:03d}",
        "width": 100,
        "height": 80,
        "camera": camera_to_json(camera),
        "exposure": {"ev100": 8.0},
        "instances": list(things),
        "relations": [],
        "provenance": {"seed": 0, "index": number if index is None else index},
        "scenario": {"spec_name": "made", "axes": {}, "room": {"kind": "test"}},
        **more,
    }
    return Picture(number, meta)


def boxes(rng: np.random.Generator, count: int) -> np.ndarray:
    low = rng.integers(0, 60, (count, 2)).astype(float)
    return np.concatenate([low, low + rng.integers(8, 40, (count, 2))], axis=1)


def world(rng: np.random.Generator, count: int = 12) -> tuple[list[Picture], dict[str, Detections]]:
    """Pictures with up to six things, and predictions: shaken copies of some of them, and inventions."""
    pictures, seen = [], {}
    for number in range(1, count + 1):
        own = boxes(rng, int(rng.integers(0, 7)))
        names = rng.choice(LABELS, len(own))
        shown = picture(
            number,
            [
                thing(i, str(name), box, visible_fraction=float(rng.uniform()))
                for i, (name, box) in enumerate(zip(names, own, strict=True), 1)
            ],
            index=number // 2,
        )
        kept = rng.uniform(size=len(own)) < 0.8
        shaken = own[kept] + rng.normal(0, 2.5, (int(kept.sum()), 4))
        invented = boxes(rng, int(rng.integers(0, 4)))
        found = np.concatenate([shaken, shaken + 1.0, invented])
        found[:, 2:] = np.maximum(found[:, 2:], found[:, :2] + 1)
        classes = (*names[kept], *names[kept], *rng.choice(LABELS, len(invented)))
        pictures.append(shown)
        seen[shown.key] = Detections(found, rng.permutation(1000)[: len(found)] / 1000, tuple(map(str, classes)))
    return pictures, seen


def nothing(_: np.ndarray) -> Detections:
    """A detector that never sees anything."""
    return Detections(np.zeros((0, 4)), np.zeros(0), ())
