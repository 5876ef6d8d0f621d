"""Splits of a spec looked at: how its draws fall among them, and the proof on records that none is in two."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from simgen.dataset import Dataset
from simgen.errors import SpecError
from simgen.spec import SceneSpec, Splits, facts_of, parse_plain, split_of, splits_that_fit
from simgen.world import canonical_json


@dataclass(frozen=True)
class SplitRow:
    """One split: what defines it, and what is in it. `also` counts draws that a later split would hold out as well."""

    name: str
    rule: str
    draws: int = 0
    samples: int = 0
    also: int = 0
    assets: int = 0
    assets_in_train: int = 0


@dataclass(frozen=True)
class Proof:
    """What was found in a dataset: a row a split, and every fault in words. No fault means that splits are disjoint."""

    rows: tuple[SplitRow, ...]
    faults: tuple[str, ...] = ()


@dataclass
class _Content:
    draws: set[str] = field(default_factory=set)
    samples: int = 0
    also: int = 0
    assets: set[str] = field(default_factory=set)


def rules_of(splits: Splits) -> dict[str, str]:
    """By split, in words, which draws it has. Each draw has one split, since the first rule that fits decides."""
    rules = {}
    for held_out in splits.held_out:
        said = held_out.model_dump(mode="json", exclude={"name"}, exclude_none=True)
        parts = [f"{block}: {_words(values)}" for block, values in said.items()]
        rules[held_out.name] = "; ".join(parts)
    total = splits.train + splits.val + splits.test
    for name in ("train", "val", "test"):
        share = getattr(splits, name) / total
        if share > 0:
            rules[name] = f"{share:.0%} of the other draws, by index"
    return rules


def table_of_draws(splits: Splits, scenarios: Iterable[Mapping[str, Any]]) -> tuple[SplitRow, ...]:
    """How draws (the plain JSON of their scenarios) fall among the splits."""
    content = {name: _Content() for name in rules_of(splits)}
    for scenario in scenarios:
        _add(content, split_of(splits, scenario), splits, scenario)
    return _rows(splits, content)


def prove(datasets: Iterable[Dataset]) -> Proof:
    """Proves on records that splits are disjoint; several datasets of one spec count as one.

    Faults: a record without a split, one whose facts belong to another split than it says, and one scene in two splits.
    SpecError where a dataset's spec has no splits, or two datasets have different ones.
    """
    splits: Splits | None = None
    content: dict[str, _Content] = {}
    scenes: dict[str, str] = {}
    faults: list[str] = []
    for dataset in datasets:
        own = _splits_of(dataset)
        if splits is None:
            splits = own
            content = {name: _Content() for name in rules_of(splits)}
        elif own != splits:
            raise SpecError(
                "its splits are not those of the dataset before it",
                where=str(dataset.folder),
                remedy="Name datasets of one spec, or prove them one by one.",
            )
        for record in dataset:
            scenario = record.meta["scenario"]
            says = record.meta.get("study", {}).get("split")
            if says not in content:
                faults.append(f"{record.key}: its record names no split of the spec, but {says!r}")
                continue
            is_of = split_of(splits, scenario)
            if is_of != says:
                faults.append(f"{record.key}: its record says '{says}', but its facts are of '{is_of}'")
            scene = hashlib.blake2b(canonical_json(scenario), digest_size=16).hexdigest()
            if scenes.setdefault(scene, says) != says:
                faults.append(f"{record.key}: the same scene is in '{scenes[scene]}' and in '{says}'")
            _add(content, says, splits, scenario)
    if splits is None:
        raise SpecError("no dataset to prove", remedy="Name a folder that `simgen render SPEC -o FOLDER` made.")
    return Proof(_rows(splits, content), tuple(faults))


def _splits_of(dataset: Dataset) -> Splits:
    spec: SceneSpec = parse_plain(dataset.header["spec"], str(dataset.folder))
    if spec.splits is None:
        raise SpecError(
            "the spec of this dataset has no splits",
            where=str(dataset.folder),
            remedy="Add splits: to the spec, e.g. splits: {train: 8, test: 2}, and render it anew.",
        )
    return spec.splits


def _add(content: dict[str, _Content], split: str, splits: Splits, scenario: Mapping[str, Any]) -> None:
    found = content[split]
    fitting = splits_that_fit(splits, facts_of(scenario))
    found.draws.add(f"{scenario['seed']}/{scenario['index']}/{scenario['attempt']}")
    found.samples += 1
    found.also += len(fitting) > 1
    found.assets |= {body["asset"]["id"] for body in scenario["bodies"] if body["role"] == "object"}


def _rows(splits: Splits, content: Mapping[str, _Content]) -> tuple[SplitRow, ...]:
    train = content["train"].assets if "train" in content else set()
    return tuple(
        SplitRow(
            name,
            rule,
            draws=len(content[name].draws),
            samples=content[name].samples,
            also=content[name].also,
            assets=len(content[name].assets),
            assets_in_train=len(content[name].assets & train),
        )
        for name, rule in rules_of(splits).items()
    )


def _words(values: Mapping[str, Any]) -> str:
    parts = []
    for key, value in values.items():
        is_range = len(value) == 2 and all(isinstance(v, float) for v in value)
        parts.append(f"{key} {value[0]:g} to {value[1]:g}" if is_range else f"{key} {' or '.join(map(str, value))}")
    return ", ".join(parts)
