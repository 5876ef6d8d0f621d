"""Scene graphs: graphs/{key}.json for each picture, and triplets.tsv for all.

A graph has `nodes` (every object and the room's structure, with boxes, states, colours, materials), `parts` with what
they are attached to (each other through joints: their body), `edges` (every listed relation, three-valued, with margin
and what was measured) and `roots` (what nothing else supports). triplets.tsv holds the certain edges between what is
seen, a line each: image, subject, predicate, object, margin, unit.
"""

from __future__ import annotations

import json
from pathlib import Path

from simgen.dataset.reader import Dataset, Record
from simgen.dataset.writer import write_file
from simgen.world import JsonObject

HEADER = ("image", "subject", "predicate", "object", "margin", "unit")
_NODE_FIELDS = (
    "instance_id",
    "name",
    "category",
    "role",
    "box",
    "amodal_box",
    "visible_px",
    "visible_fraction",
    "truncation",
    "camera_from_body",
    "world_from_body",
    "size_m",
    "box_center_m",
    "states",
    "colors",
    "materials",
    "viewpoint",
)


def export(dataset: Dataset, folder: Path) -> dict[str, int]:
    """Write the dataset into `folder`; triplets.tsv comes last, so its presence means complete."""
    graphs = folder / "graphs"
    graphs.mkdir(parents=True, exist_ok=True)
    rows: list[tuple[str, ...]] = []
    edges = 0
    for record in dataset:
        graph = graph_of(record)
        edges += len(graph["edges"])
        write_file(graphs / f"{record.key}.json", json.dumps(graph, sort_keys=True).encode() + b"\n")
        rows += triplets(record)
    table = "".join("\t".join(row) + "\n" for row in (HEADER, *rows))
    write_file(folder / "triplets.tsv", table.encode())
    return {"graphs": len(dataset), "edges": edges, "triplets": len(rows)}


def graph_of(record: Record) -> JsonObject:
    """One picture's graph as plain JSON."""
    labels = record.labels
    borne = {r.object for r in labels.relations if r.predicate == "supports" and r.holds == "true"}
    return {
        "image": record.key,
        "nodes": [{name: label.get(name) for name in _NODE_FIELDS} for label in record.meta["instances"]],
        "parts": [{"name": part["name"], "attached": part["instance_id"]} for part in record.meta["parts"]],
        "edges": record.meta["relations"],
        "roots": sorted(x.instance_id for x in labels.instances if x.instance_id not in borne),
    }


def triplets(record: Record) -> list[tuple[str, ...]]:
    """The rows of triplets.tsv for one picture."""
    labels = record.labels
    seen = {x.instance_id: x.name for x in labels.instances if x.visible_px}
    return [
        (record.key, seen[r.subject], r.predicate, seen[r.object], f"{r.margin:.6g}", r.unit)
        for r in labels.relations
        if r.holds == "true" and r.subject in seen and r.object in seen
    ]
