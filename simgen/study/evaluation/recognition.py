"""Do models that were trained on photographs know our things? Each by itself, in an ordinary room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from simgen.catalog import Catalog
from simgen.errors import InfeasibleError
from simgen.pipeline import Pipeline
from simgen.spec import SceneSpec, parse_plain
from simgen.study.evaluation.detecting import Detections
from simgen.study.evaluation.matching import overlaps
from simgen.study.evaluation.predictions import crop
from simgen.study.evaluation.vocabulary import Vocabulary

# A detection counts that is at least this sure and overlaps the thing at least so much.
SURE, OVERLAP = 0.25, 0.5
AMONG = 5
VERTICAL_FOV_DEG = 40.0
# Of the thing's diagonal: how far away the camera stands.
DISTANCE = 1.7
# What one sees open: the share of its joints' range.
ORDINARILY_OPEN = {"laptop": 0.75}

PixelBox = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class View:
    """One picture of one thing: (H, W, 3) uint8, and its visible box."""

    rgb: npt.NDArray[np.uint8]
    box: PixelBox


@dataclass(frozen=True)
class Verdict:
    """Whether each model knew a view; None where it has no class for it. `first`, `seen`: what they said."""

    top1: bool | None
    top5: bool | None
    detected: bool | None
    first: str
    seen: str


def where_it_stands(catalog: Catalog, category: str) -> Literal["floor", "table", "wall"] | None:
    """Where a room shows the category ordinarily; None for what hangs from a ceiling or is part of a room."""
    row = catalog.categories.get(category)
    places = row.belongs.on if row else ("table",)
    if not places or places == ("ceiling",):
        return None
    return "floor" if "floor" in places else "wall" if "wall" in places else "table"


def room_of(
    full_name: str, size_m: Sequence[float], stands: str, width: int, height: int, opened: float = 0.0
) -> SceneSpec:
    """A spec of a plain room with the thing in it, seen from its front, about as one would photograph it.

    `opened`: how far its joints are, 0 to 1.
    """
    diagonal = float(np.linalg.norm(size_m))
    distance = max(0.35, DISTANCE * diagonal)
    side = max(4.2, 1.6 * distance + 2.0 * diagonal)
    table = {"name": "table", "category": "table", "place": {"at": [0.0, 0.3]}}
    places: Mapping[str, Any] = {
        "floor": {"at": [0.0, side / 2 - size_m[1] / 2 - 0.25]},
        "table": {"on": "table", "region": "center"},
        "wall": {"on_wall": "north", "height_m": 1.5},
    }
    thing = {"name": "thing", "id": full_name, "place": places[stands]}
    if opened:
        thing["joints"] = {"all": opened}
    return parse_plain(
        {
            "name": "recognition",
            "room": {
                "kind": "any_room",
                "width_m": side,
                "depth_m": side,
                "height_m": max(2.5, size_m[2] + 0.4),
                "floor": {"choice": ["oak_planks", "ash_herringbone"]},
                "walls": {"choice": ["warm_white_paint", "sage_paint"]},
                "windows": [{"wall": "west", "along": 0.4, "width_m": 1.6, "height_m": 1.3}],
            },
            "objects": [*([table] if stands == "table" else []), thing],
            "lights": {
                "daylight": {"sun_elevation_deg": {"uniform": [20, 45]}, "sun_azimuth_deg": {"uniform": [200, 340]}},
                "ceiling": {"on": True, "flux_lm": 1800},
            },
            "cameras": [
                {
                    "name": "main",
                    "orbit": {
                        "target": "thing",
                        "distance_m": distance,
                        "azimuth_deg": {"uniform": [-40, 40]},
                        "elevation_deg": {"uniform": [12, 35]},
                    },
                    "vertical_fov_deg": VERTICAL_FOV_DEG,
                }
            ],
            "render": {"width": width, "height": height},
            "catalog": sorted({"generated", full_name.partition("/")[0]}),
        },
        full_name,
    )


def views(catalog: Catalog, full_name: str, category: str, count: int, *, width: int = 320) -> Iterator[View]:
    """`count` pictures of the thing (of generated ones, of so many draws); fewer where a room cannot be made."""
    stands = where_it_stands(catalog, category)
    if stands is None:
        return
    asset = catalog.load(catalog.draw_id(full_name, 0, ("recognition",)))
    opened = ORDINARILY_OPEN.get(category, 0.0) if asset.joints else 0.0
    spec = room_of(full_name, asset.bounds.size, stands, width, width * 3 // 4, opened)
    pipeline = Pipeline(spec, catalog=catalog)
    for index in range(count):
        try:
            sample = pipeline.samples(index)[0]
        except InfeasibleError:
            continue
        label = sample.labels.instance("thing")
        if label.box is not None:
            yield View(sample.rgb, label.box)


def judge(
    view: View,
    category: str,
    classifier: Callable[[Any], Mapping[str, float]],
    classes: Vocabulary,
    detector: Callable[[Any], Detections],
    labels: Vocabulary,
) -> Verdict:
    """What a classifier says of the crop about the thing, and a detector of the whole picture."""
    scores = classifier(crop(view.rgb, view.box))
    answers = sorted(scores, key=lambda name: -scores[name])[:AMONG]
    knows = classes.of_category(category) is not None
    found = detector(view.rgb)
    over = overlaps(found.boxes, np.array([view.box]))[:, 0] if len(found.classes) else np.zeros(0)
    here = [n for n in range(len(over)) if over[n] >= OVERLAP and found.scores[n] >= SURE]
    label = labels.of_category(category)
    return Verdict(
        top1=classes.right(category, answers[0]) if knows else None,
        top5=any(classes.right(category, name) for name in answers) if knows else None,
        detected=any(labels.of_class(found.classes[n]) == label for n in here) if label else None,
        first=answers[0].split(",")[0],
        seen=", ".join(dict.fromkeys(found.classes[n] for n in here)),
    )


def share(answers: Sequence[bool | None]) -> float | None:
    """Of the answers that there are; None where there are none."""
    known = [answer for answer in answers if answer is not None]
    return sum(known) / len(known) if known else None
