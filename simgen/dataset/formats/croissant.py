"""Tables with metadata for catalogues of datasets: Croissant 1.0 (MLCommons) and a card as Hugging Face shows it.

images/KEY.png, depth/KEY.png (16 bit, millimetres, 0 where nothing), instances/KEY.png (16 bit ids, 0 where nothing);
images.csv, objects.csv, states.csv and relations.csv, whose rows name pictures by KEY and things by id; README.md, the
card, whose head names the tables for `datasets.load_dataset(folder, "objects")`; croissant.json, which describes all of
it. Ambiguous states and relations are in the tables, as such.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from simgen.dataset.credits import credits_of
from simgen.dataset.formats.pictures import copied, depth_image
from simgen.dataset.images import encode_png
from simgen.dataset.reader import Dataset, Record
from simgen.dataset.writer import write_file
from simgen.world import JsonObject

Row = tuple[str | int | float | bool | None, ...]
# The words that Croissant files use, and what they stand for.
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "samplingRate": "cr:samplingRate",
    "dct": "http://purl.org/dc/terms/",
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_PICTURES = {
    "images": "The pictures, sRGB.",
    "depth": "Distance along the optical axis to what each pixel's centre shows, 16 bit, millimetres, 0 where nothing.",
    "instances": "Which thing each pixel's centre shows, 16 bit, ids of objects.csv, 0 where nothing.",
}


@dataclass(frozen=True)
class Table:
    """A table of the export: what it holds, and its columns, each with a Croissant type and what it means."""

    doc: str
    columns: Mapping[str, tuple[str, str]]


_BOX = {
    f"box_{edge}": ("Float", f"{edge} of the box of what is seen of it, pixels, half open")
    for edge in ("x0", "y0", "x1", "y1")
}
_OF = {"image": ("Text", "the picture"), "id": ("Integer", "the thing")}
_VERDICT = {
    "holds": ("Text", "true, false, or ambiguous"),
    "margin": ("Float", "how far from the limit, 0 on it"),
}
TABLES = {
    "images": Table(
        "A row for each picture.",
        {
            "image": ("Text", "name of the picture, and of its files without .png"),
            "width": ("Integer", "pixels"),
            "height": ("Integer", "pixels"),
            "scene": ("Integer", "number of the draw: pictures of one scene have it in common"),
            "camera": ("Text", "name of the camera"),
            "room": ("Text", "kind of room"),
            "split": ("Text", "split of the spec, empty where it has none"),
            "environment": ("Text", "which conditions it is of"),
            **{f"f{axis}": ("Float", "focal length, pixels") for axis in "xy"},
            **{f"c{axis}": ("Float", "principal point, pixels") for axis in "xy"},
        },
    ),
    "objects": Table(
        "A row for each thing in each scene, seen or not, the room's own parts included.",
        {
            **_OF,
            "name": ("Text", "its name in the scene"),
            "category": ("Text", "what it is"),
            "role": ("Text", "object or structure"),
            **_BOX,
            "visible_px": ("Integer", "pixels whose centres show it"),
            "visible_fraction": (
                "Float",
                "share of it that is not hidden, of what is inside the picture; objects only",
            ),
            "truncation": ("Float", "share of it outside the picture"),
            **{
                f"center_{axis}_m": ("Float", f"{axis} of its box's centre, camera frame (x right, y down)")
                for axis in "xyz"
            },
            **{f"size_{axis}_m": ("Float", f"size of its box along its own {axis}") for axis in "xyz"},
        },
    ),
    "states": Table("A row for each state of each thing.", {**_OF, "state": ("Text", "which state"), **_VERDICT}),
    "relations": Table(
        "A row for each relation between two things.",
        {
            "image": ("Text", "the picture"),
            "subject": ("Integer", "id of the thing of which it is told"),
            "predicate": ("Text", "which relation"),
            "object": ("Integer", "id of the other thing"),
            **_VERDICT,
            "unit": ("Text", "of the margin"),
        },
    ),
}


def export(dataset: Dataset, folder: Path) -> dict[str, int]:
    """Write the dataset into `folder`; croissant.json comes last, so its presence means complete."""
    for name in _PICTURES:
        (folder / name).mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    copied(dataset, folder / "images")
    for record in dataset:
        file = f"{record.key}.png"
        write_file(folder / "depth" / file, encode_png(depth_image(record.depth_m, unit_mm=1.0)))
        write_file(folder / "instances" / file, encode_png(record.instance_id))
        rows["images"].append(_image(record))
        rows["objects"] += _objects(record)
        rows["states"] += _states(record)
        rows["relations"] += [
            (record.key, r.subject, r.predicate, r.object, r.holds, r.margin, r.unit) for r in record.labels.relations
        ]
    digests = {name: _write_table(folder / f"{name}.csv", TABLES[name], rows[name]) for name in TABLES}
    counts = {name: len(own) for name, own in rows.items()}
    owed = credits_of(dataset)
    write_file(folder / "README.md", card(dataset, counts, owed).encode())
    write_file(folder / "croissant.json", json.dumps(metadata(dataset, digests, owed), indent=1).encode() + b"\n")
    return counts


def _image(record: Record) -> Row:
    meta, k = record.meta, record.camera.intrinsics
    place = (meta["provenance"]["index"], record.camera.name, meta["scenario"]["room"]["kind"])
    return (record.key, k.width, k.height, *place, record.split, record.environment, k.fx, k.fy, k.cx, k.cy)


def _objects(record: Record) -> Iterator[Row]:
    for x in record.labels.instances:
        box = (None, None, None, None) if x.box is None else tuple(x.box)
        center = x.camera_from_body.apply(np.array(x.box_center_m)).tolist()
        named = (record.key, x.instance_id, x.name, x.category, x.role)
        yield (*named, *box, x.visible_px, x.visible_fraction, x.truncation, *center, *x.size_m)


def _states(record: Record) -> Iterator[Row]:
    for x in record.labels.instances:
        for state, value in x.states.items():
            yield record.key, x.instance_id, state, value["holds"], value["margin"]


def _write_table(path: Path, table: Table, rows: list[Row]) -> str:
    """Write a CSV file (RFC 4180, empty where nothing is known); give its SHA-256."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(rows)
    content = text.getvalue().encode()
    write_file(path, content)
    return hashlib.sha256(content).hexdigest()


def _licences(owed: Sequence[JsonObject]) -> list[str]:
    return sorted({str(entry["licence"]) for entry in owed})


def _description(dataset: Dataset) -> str:
    kinds = sorted({record.meta["scenario"]["room"]["kind"] for record in dataset})
    return (
        f"Pictures ({len(dataset)}) of settled, path-traced rooms ({', '.join(kinds)}), drawn from the scene spec "
        f"'{dataset.header['spec_name']}' with simgen, and what is true of each: masks, depth, boxes, states, "
        "relations."
    )


def card(dataset: Dataset, counts: Mapping[str, int], owed: Sequence[JsonObject]) -> str:
    """README.md: a head that Hugging Face reads, what is in the folder, and what is owed to whom."""
    header, licences = dataset.header, _licences(owed)
    head = {
        "pretty_name": header["spec_name"],
        "license": licences[0].lower() if len(licences) == 1 else "other",
        "tags": ["simgen", "synthetic", "indoor", "croissant"],
        "task_categories": ["object-detection", "image-segmentation", "depth-estimation"],
        "configs": [{"config_name": name, "data_files": f"{name}.csv"} for name in TABLES],
    }
    lines = ["---", yaml.safe_dump(head, sort_keys=False).strip(), "---", "", f"# {header['spec_name']}", ""]
    lines += [_description(dataset), ""]
    lines += ["| | | |", "| --- | --- | --- |"]
    lines += [f"| `{name}/` | {counts['images']} | {doc} |" for name, doc in _PICTURES.items()]
    lines += [f"| `{name}.csv` | {counts[name]} | {table.doc} |" for name, table in TABLES.items()]
    lines += ["", f"Made from the spec with digest `{header['spec_digest']}` and seed {header['seed']}.", ""]
    lines += ["## Licences", "", "| licence | creator | source | of |", "| --- | --- | --- | --- |"]
    for entry in owed:
        things = ", ".join(entry["categories"])
        lines.append(f"| {entry['licence']} | {entry['creator']} | {entry['source']} | {things} |")
    return "\n".join(lines) + "\n"


def metadata(dataset: Dataset, digests: Mapping[str, str], owed: Sequence[JsonObject]) -> JsonObject:
    """croissant.json, as plain JSON. `digests`: SHA-256 of each table."""
    name = str(dataset.header["spec_name"])
    files: list[JsonObject] = [
        {
            "@type": "cr:FileObject",
            "@id": f"{table}.csv",
            "contentUrl": f"{table}.csv",
            "encodingFormat": "text/csv",
            "sha256": digest,
        }
        for table, digest in digests.items()
    ]
    for folder, doc in _PICTURES.items():
        files.append(
            {
                "@type": "cr:FileSet",
                "@id": f"{folder}_png",
                "description": doc,
                "encodingFormat": "image/png",
                "includes": f"{folder}/*.png",
            }
        )
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": name,
        "description": _description(dataset),
        "version": "1.0.0",
        "license": _licences(owed),
        "keywords": ["synthetic", "indoor", "simgen"],
        "distribution": files,
        "recordSet": [*_record_sets(), *_picture_sets()],
    }


def _record_sets() -> Iterator[JsonObject]:
    for name, table in TABLES.items():
        fields: list[JsonObject] = []
        for column, (kind, doc) in table.columns.items():
            entry: dict[str, Any] = {
                "@type": "cr:Field",
                "@id": f"{name}/{column}",
                "description": doc,
                "dataType": f"sc:{kind}",
                "source": {"fileObject": {"@id": f"{name}.csv"}, "extract": {"column": column}},
            }
            if column == "image" and name != "images":
                entry["references"] = {"field": {"@id": "images/image"}}
            fields.append(entry)
        key = {"key": {"@id": "images/image"}} if name == "images" else {}
        yield {"@type": "cr:RecordSet", "@id": name, "description": table.doc, **key, "field": fields}


def _picture_sets() -> Iterator[JsonObject]:
    for folder, doc in _PICTURES.items():
        extracts = {"file": ("sc:Text", "filename"), "content": ("sc:ImageObject", "content")}
        yield {
            "@type": "cr:RecordSet",
            "@id": f"{folder}_files",
            "description": doc,
            "field": [
                {
                    "@type": "cr:Field",
                    "@id": f"{folder}_files/{field}",
                    "dataType": kind,
                    "source": {"fileSet": {"@id": f"{folder}_png"}, "extract": {"fileProperty": what}},
                }
                for field, (kind, what) in extracts.items()
            ],
        }
