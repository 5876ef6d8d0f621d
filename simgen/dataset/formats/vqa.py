"""Questions and captions as JSON lines: images/, questions.jsonl, captions.jsonl.

A line of questions.jsonl: `id`, `image` (a file name), `family`, `form`, `question`, `program` (see
`simgen.dataset.questions.programs`), `answer` (a word or a number), and `things`: instance id, name and box of what the
question singles out. A line of captions.jsonl: `image`, `caption`, and `claims`: programs and answers, each of which
makes a part of it true. The answers of each form are balanced over the whole export, and what is ambiguous in the
labels is neither asked nor told.
"""

from __future__ import annotations

import json
from pathlib import Path

from simgen.dataset.formats.pictures import copy_picture
from simgen.dataset.questions.balance import balanced
from simgen.dataset.questions.captions import caption
from simgen.dataset.questions.facts import countable_categories, facts_of
from simgen.dataset.questions.families import Question, questions
from simgen.dataset.questions.nouns import noun
from simgen.dataset.reader import Dataset, Record
from simgen.dataset.writer import write_file
from simgen.seeds import stream
from simgen.world import JsonObject


def export(dataset: Dataset, folder: Path) -> dict[str, int]:
    """Write the dataset into `folder`; questions.jsonl comes last, so its presence means complete."""
    images = folder / "images"
    images.mkdir(parents=True, exist_ok=True)
    seed = int(dataset.header["seed"])
    categories = sorted(set().union(*(countable_categories(record) for record in dataset)))
    found: list[tuple[Record, Question]] = []
    captions: list[JsonObject] = []
    for record in dataset:
        copy_picture(record, images / f"{record.key}.png")
        facts = facts_of(record, categories)
        rng = stream(seed, "questions", record.key)
        found += [(record, q) for q in questions(facts, [noun(name) for name in categories], rng)]
        sizes = {x.instance_id: x.visible_px for x in record.labels.instances if x.role == "object" and x.visible_px}
        sentences = caption(facts, sizes, stream(seed, "caption", record.key), _places(record))
        captions.append(
            {
                "image": f"{record.key}.png",
                "caption": " ".join(sentence.text for sentence in sentences),
                "claims": [{"program": p, "answer": a} for sentence in sentences for p, a in sentence.claims],
            }
        )
    kept = balanced(found, stream(seed, "balance"))
    lines = [_line(number, record, question) for number, (record, question) in enumerate(kept, start=1)]
    _write_lines(folder / "captions.jsonl", captions)
    _write_lines(folder / "questions.jsonl", lines)
    return {"images": len(dataset), "questions": len(lines), "captions": len(captions)}


def _places(record: Record) -> dict[int, str]:
    """By instance id, the kind of room that it is in."""
    scenario = record.meta["scenario"]
    kinds = {room["name"]: room["kind"] for room in (scenario["room"], *scenario["further_rooms"])}
    return {x.instance_id: kinds.get(x.room, scenario["room"]["kind"]) for x in record.labels.instances}


def _line(number: int, record: Record, question: Question) -> JsonObject:
    by_id = {x.instance_id: x for x in record.labels.instances}
    return {
        "id": number,
        "image": f"{record.key}.png",
        "family": question.family,
        "form": question.form,
        "question": question.text,
        "program": question.program,
        "answer": question.answer,
        "things": [{"instance_id": k, "name": by_id[k].name, "box": by_id[k].box} for k in question.things],
    }


def _write_lines(path: Path, rows: list[JsonObject]) -> None:
    write_file(path, "".join(json.dumps(row, sort_keys=True) + "\n" for row in rows).encode())
