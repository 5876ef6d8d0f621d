"""Exported questions: right by the record itself, unambiguous, balanced, and about one thing."""

from __future__ import annotations

import csv
import itertools
import json
import math
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from simgen.catalog import Catalog
from simgen.dataset import Dataset, open_dataset, read, write_sample
from simgen.dataset.formats import export
from simgen.dataset.questions import Facts, answer, facts_of
from simgen.dataset.questions.captions import caption
from simgen.dataset.questions.nouns import ALIKE, category_words, noun, plural, with_article
from simgen.frame import Holds, Labels, Relation, Viewpoint
from simgen.geometry import Pose, axis_angle
from simgen.seeds import stream
from tests import handmade

Lines = list[dict[str, Any]]


@pytest.fixture(scope="module")
def folder(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("vqa") / "out"
    counts = export(dataset, "vqa", out)
    assert counts["images"] == counts["captions"] == 2
    assert counts["questions"] == len(lines(out, "questions")) > 20
    return out


def lines(folder: Path, name: str) -> Lines:
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]


def test_every_program_yields_its_answer_from_the_record_and_every_claim_is_true(
    dataset: Dataset, folder: Path
) -> None:
    facts = {f"{record.key}.png": facts_of(record) for record in dataset}
    for line in lines(folder, "questions"):
        assert answer(line["program"], facts[line["image"]]) == line["answer"]
        assert line["question"].endswith("?")
        assert (folder / "images" / line["image"]).is_file()
    for line in lines(folder, "captions"):
        assert line["caption"]
        assert line["claims"]
        for claim in line["claims"]:
            assert answer(claim["program"], facts[line["image"]]) == claim["answer"]


def test_answers_are_what_the_labels_say_and_nothing_ambiguous_is_asked(dataset: Dataset, folder: Path) -> None:
    records = {f"{record.key}.png": record for record in dataset}
    checked: Counter[str] = Counter()
    for line in lines(folder, "questions"):
        labels: Labels = records[line["image"]].labels
        seen = [x for x in labels.instances if x.role == "object" and x.visible_px]
        operation, things = line["program"][0], [labels.instance(x["instance_id"]) for x in line["things"]]
        checked[line["form"]] += 1
        if line["form"] in ("exist", "count"):
            asked = line["program"][1][2]
            number = sum(noun(x.category) == asked for x in seen)
            assert line["answer"] == (number if operation == "count" else "yes" if number else "no")
        elif operation == "holds" and line["form"] not in ("nearer", "larger"):
            held = labels.holds(line["program"][1], things[0].instance_id, things[1].instance_id)
            assert held == {"yes": "true", "no": "false"}[line["answer"]]
        elif line["form"] == "nearer":
            near, far = (sum(c * c for c in x.camera_from_body.apply(x.box_center_m)) for x in things[:2])
            assert (near < far) == (line["answer"] == "yes")
        elif line["form"] == "side":
            assert things[0].viewpoint is not None and things[0].viewpoint.side == line["answer"]
            assert " own sides " in line["question"]
        elif line["form"] == "color":
            assert max(things[0].colors, key=lambda c: things[0].colors[c]) == line["answer"]
    assert {"exist", "count", "nearer"} <= set(checked)


def test_what_is_asked_about_is_in_the_picture_and_the_phrase_fits_nothing_else(dataset: Dataset, folder: Path) -> None:
    records = {f"{record.key}.png": record for record in dataset}
    for line in lines(folder, "questions"):
        labels = records[line["image"]].labels
        for thing in line["things"]:
            label = labels.instance(thing["instance_id"])
            assert label.visible_px > 0
            assert thing["box"] == list(label.box or ())
            alike = [x for x in labels.instances if x.category == label.category and x.visible_px]
            if len(alike) > 1:
                # Its bare name would not do.
                assert f"the {noun(label.category)}?" not in line["question"].replace(" is", "?").replace(" made", "?")


@pytest.mark.parametrize(
    ("one", "other"),
    [("photo frame", "picture"), ("kitchen island", "counter"), ("crib", "bed"), ("napkin", "dish towel")],
)
def test_who_sees_one_of_these_may_call_it_the_other(one: str, other: str) -> None:
    assert category_words(one, (one, other)) == {one: "true", other: "ambiguous"}
    assert category_words(other, (one, other)) == {other: "true", one: "ambiguous"}


def test_names_that_may_be_taken_for_each_other_are_those_of_categories() -> None:
    known = {noun(name) for name in Catalog().categories}
    assert {name for row in ALIKE for name in row} <= known


def test_no_answer_can_be_guessed(folder: Path) -> None:
    forms: dict[str, Counter[Any]] = {}
    for line in lines(folder, "questions"):
        forms.setdefault(line["form"], Counter())[line["answer"]] += 1
    for answers in forms.values():
        assert len(answers) > 1
        if set(answers) == {"yes", "no"}:
            assert answers["yes"] == answers["no"]
        else:
            (_, most), (_, next_most) = answers.most_common(2)
            assert most <= max(1, 1.5 * next_most)


def test_the_same_question_of_the_same_picture_has_one_answer(folder: Path) -> None:
    asked = Counter((line["image"], line["question"]) for line in lines(folder, "questions"))
    assert set(asked.values()) == {1}


def test_no_phrase_speaks_of_what_it_is_compared_with(folder: Path) -> None:
    for line in lines(folder, "questions"):
        if line["program"][0] == "holds":
            a, b = (json.dumps(part) for part in line["program"][2:])
            assert a not in b
            assert b not in a


def test_what_people_may_call_by_either_name_has_neither_for_sure() -> None:
    known = ("table", "coffee table", "mug", "espresso cup", "notebook", "book", "wine rack")
    assert category_words("coffee table", known) == {"table": "ambiguous", "coffee table": "true"}
    assert category_words("table", known) == {"table": "true"}
    assert category_words("mug", known) == {"mug": "true", "espresso cup": "ambiguous"}
    assert category_words("notebook", known) == {"notebook": "true", "book": "ambiguous"}
    assert category_words("wine rack", known) == {"wine rack": "true"}


def test_what_people_say_of_things_on_and_in_each_other_is_not_denied(dataset: Dataset) -> None:
    checked: Counter[str] = Counter()
    for record in dataset:
        labels, related = record.labels, facts_of(record).related
        seen = [x.instance_id for x in labels.instances if x.role == "object" and x.visible_px]
        for a, b in itertools.permutations(seen, 2):
            if labels.holds("inside", a, b) == "true":
                # An apple is in the bowl that bears it.
                checked["inside"] += 1
                assert related("on_top", a, b) == "ambiguous"
            elif labels.holds("on_top", a, b) == "true":
                checked["on_top"] += 1
                assert related("on_top", a, b) == "true"
                assert related("under", b, a) != "false"
            elif labels.holds("supports", b, a) == "true":
                # A cup on a book on a table.
                checked["supports"] += 1
                assert related("on_top", a, b) == "ambiguous"
    assert set(checked) == {"inside", "on_top", "supports"}


@pytest.mark.parametrize(
    ("joint", "moved", "is_seen", "called"),
    [
        ("lid", True, True, "true"),
        ("lid", False, True, "false"),
        ("freezer_door_2", True, True, "true"),
        # An open drawer that something hides.
        ("drawer_1", True, False, "ambiguous"),
    ],
)
def test_what_opens_is_called_open_or_closed_where_that_is_seen(
    tmp_path: Path, joint: str, moved: bool, is_seen: bool, called: str
) -> None:
    sample = handmade.sample()
    told = {"fraction": 0.5, "holds": "true", "margin": 0.47} if moved else {"fraction": 0.0, "holds": "false"}
    floor, mug = sample.labels.instances
    labels = replace(sample.labels, instances=(floor, replace(mug, states={"open": {**told, "joints": {joint: told}}})))
    folder = open_dataset(tmp_path, handmade.HEADER)
    write_sample(replace(sample, labels=labels), folder, handmade.CATEGORIES)
    record = read(tmp_path)[0]
    # Pixels show its second part, the first of the mug.
    shown = f"{joint}.handle" if is_seen else "body"
    record.meta["parts"][1:] = [{"instance_id": 2, "name": name} for name in (shown, joint)]
    words = facts_of(record).words["state"][2]
    assert words.get("open") == called
    assert "closed" in words


def test_what_is_nearer_is_so_by_its_middle_and_by_what_is_seen_of_it(dataset: Dataset) -> None:
    answers: Counter[str] = Counter()
    for record in dataset:
        facts, ids, distance = facts_of(record), record.instance_id, record.distance_m
        for a, b in itertools.permutations(facts.seen, 2):
            held = facts.related("nearer", a, b)
            answers[held] += 1
            if held == "true":
                assert distance[ids == a].min() <= distance[ids == b].min()
                first, second = (record.labels.instance(k) for k in (a, b))
                near, far = (sum(c * c for c in x.camera_from_body.apply(x.box_center_m)) for x in (first, second))
                assert near < far
                assert facts.related("nearer", b, a) == "false"
    assert answers["true"] == answers["false"] > 0


@pytest.mark.parametrize(
    ("rooms", "told"),
    [
        (("hallway", "kitchen"), "A home with a sofa and a mug."),
        (("living_room", "living_room"), "A living room with a sofa and a mug."),
    ],
)
def test_a_caption_names_the_room_that_things_are_in(rooms: tuple[str, str], told: str) -> None:
    words: dict[str, dict[int, dict[str, Holds]]] = {"category": {1: {"sofa": "true"}, 2: {"mug": "true"}}}
    facts = Facts({1: "true", 2: "true"}, words, lambda predicate, a, b: "false")
    sentences = caption(facts, {1: 90, 2: 40}, stream(0, "caption"), dict(zip((1, 2), rooms, strict=True)))
    assert [sentence.text for sentence in sentences] == [told]


@pytest.mark.parametrize(
    ("pose", "stuff", "called"),
    [
        # From below, from straight above, and through glass.
        (Pose((0, 0, 1)), "ceramic", "ambiguous"),
        (Pose((0, 0, 1), axis_angle((1, 0, 0), math.pi)), "ceramic", "true"),
        (Pose((0, 0, 1)), "glass", "true"),
    ],
)
def test_what_is_in_a_vessel_is_asked_where_it_can_be_seen(tmp_path: Path, pose: Pose, stuff: str, called: str) -> None:
    sample = handmade.sample()
    floor, mug = sample.labels.instances
    told = {"fraction": 0.6, "of": "tea", "mass_kg": 0.1, "holds": "true", "margin": 0.34}
    mug = replace(mug, states={"filled": told}, materials={stuff: 1.0}, camera_from_body=pose)
    folder = open_dataset(tmp_path, handmade.HEADER)
    write_sample(replace(sample, labels=replace(sample.labels, instances=(floor, mug))), folder, handmade.CATEGORIES)
    assert facts_of(read(tmp_path)[0]).words["state"][2].get("filled") == called


@pytest.mark.parametrize(("pixels", "seen"), [(16, "true"), (9, "ambiguous")])
def test_what_shows_in_a_few_pixels_is_not_surely_seen(tmp_path: Path, pixels: int, seen: str) -> None:
    sample = handmade.sample()
    floor, mug = sample.labels.instances
    labels = replace(sample.labels, instances=(floor, replace(mug, visible_px=pixels, amodal_px=pixels)))
    folder = open_dataset(tmp_path, handmade.HEADER)
    write_sample(replace(sample, labels=labels), folder, handmade.CATEGORIES)
    assert facts_of(read(tmp_path)[0]).seen == {2: seen}


@pytest.mark.parametrize(("azimuth_deg", "called"), [(30.0, "true"), (-160.0, "ambiguous"), (None, "true")])
def test_a_screen_that_is_seen_from_behind_is_not_asked_to_be_on(
    tmp_path: Path, azimuth_deg: float | None, called: str
) -> None:
    sample = handmade.sample()
    floor, mug = sample.labels.instances
    seen = None if azimuth_deg is None else Viewpoint(azimuth_deg, 10.0, None)
    told = {"fraction": 1.0, "flux_lm": 90.0, "holds": "true", "margin": 0.99}
    labels = replace(sample.labels, instances=(floor, replace(mug, states={"on": told}, viewpoint=seen)))
    folder = open_dataset(tmp_path, handmade.HEADER)
    write_sample(replace(sample, labels=labels), folder, handmade.CATEGORIES)
    assert facts_of(read(tmp_path)[0]).words["state"][2]["on"] == called


@pytest.mark.parametrize(
    ("holder", "on", "within"), [("shelf", "true", "ambiguous"), ("sideboard", "ambiguous", "true")]
)
def test_things_are_on_shelves_and_in_cupboards(tmp_path: Path, holder: str, on: str, within: str) -> None:
    sample = handmade.sample()
    below, mug = sample.labels.instances
    below = replace(below, role="object", category=holder)
    held = tuple(Relation(predicate, 2, 1, "true", 0.4, "fraction") for predicate in ("on_top", "inside"))
    folder = open_dataset(tmp_path, handmade.HEADER)
    categories = {**handmade.CATEGORIES, holder: 4}
    write_sample(
        replace(sample, labels=replace(sample.labels, instances=(below, mug), relations=held)), folder, categories
    )
    related = facts_of(read(tmp_path)[0]).related
    assert (related("on_top", 2, 1), related("inside", 2, 1)) == (on, within)


def test_an_export_is_the_same_bytes_again(dataset: Dataset, folder: Path, tmp_path: Path) -> None:
    export(dataset, "vqa", tmp_path / "again")
    for name in ("questions.jsonl", "captions.jsonl"):
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()


def test_scene_graphs_and_triplets_say_what_the_labels_say(dataset: Dataset, tmp_path: Path) -> None:
    counts = export(dataset, "scene_graph", tmp_path / "graph")
    with (tmp_path / "graph" / "triplets.tsv").open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert len(rows) == counts["triplets"]
    for record in dataset:
        graph = json.loads((tmp_path / "graph" / "graphs" / f"{record.key}.json").read_text())
        names = {node["instance_id"]: node["name"] for node in graph["nodes"]}
        assert [names[x.instance_id] for x in record.labels.instances] == list(names.values())
        assert {part["attached"] for part in graph["parts"]} == set(names)
        told = {(r["subject"], r["predicate"], r["object"]) for r in rows if r["image"] == record.key}
        seen = {node["name"] for node in graph["nodes"] if node["visible_px"]}
        assert told == {
            (names[e["subject"]], e["predicate"], names[e["object"]])
            for e in graph["edges"]
            if e["holds"] == "true" and {names[e["subject"]], names[e["object"]]} <= seen
        }
        # From the roots, what supports leads to everything that stands.
        structure = {node["instance_id"] for node in graph["nodes"] if node["role"] == "structure"}
        assert structure <= set(graph["roots"])
        borne = {e["object"] for e in graph["edges"] if e["predicate"] == "supports"}
        assert borne.isdisjoint(graph["roots"])
        assert borne | set(graph["roots"]) == set(names)


@pytest.mark.parametrize(
    ("one", "many", "article"),
    [
        ("mug", "mugs", "a mug"),
        ("apple", "apples", "an apple"),
        ("toy box", "toy boxes", "a toy box"),
        ("shelf", "shelves", "a shelf"),
        ("bench", "benches", "a bench"),
        ("spice jar", "spice jars", "a spice jar"),
        ("scissors", "scissors", "scissors"),
        ("wine glass", "wine glasses", "a wine glass"),
        ("tray", "trays", "a tray"),
        ("lolly", "lollies", "a lolly"),
        ("tomato", "tomatoes", "a tomato"),
        ("chest of drawers", "chests of drawers", "a chest of drawers"),
        ("bowl of fries", "bowls of fries", "a bowl of fries"),
        ("french fries", "french fries", "french fries"),
        ("folded clothes", "folded clothes", "folded clothes"),
        ("bread", "bread", "bread"),
        ("bread roll", "bread rolls", "a bread roll"),
        ("umbrella", "umbrellas", "an umbrella"),
        ("urinal", "urinals", "a urinal"),
    ],
)
def test_nouns_have_plurals_and_articles(one: str, many: str, article: str) -> None:
    assert (plural(one), with_article(one)) == (many, article)
