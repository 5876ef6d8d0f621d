"""The balance of a dataset: how many draws of each kind of each contrast there are, and what was measured in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from simgen.dataset import Dataset
from simgen.errors import SpecError
from simgen.labels.wishes import Outcome, Truth, outcome
from simgen.spec import KINDS, Asked, Contrast, SceneSpec, asked_of, parse_plain


@dataclass(frozen=True)
class BalanceRow:
    """One kind of one contrast.

    `draws` were asked for it, `came_out` show it by their labels; margins are those of the predicate in these, None
    where it is too far from holding to be listed.
    """

    contrast: str
    kind: str
    draws: int
    came_out: int
    least_margin: float | None
    greatest_margin: float | None


@dataclass(frozen=True)
class Balance:
    """A row a kind, and every draw that does not show what it was asked to, in words."""

    rows: tuple[BalanceRow, ...]
    faults: tuple[str, ...] = ()


@dataclass
class Tally:
    """Outcomes of draws, counted by contrast and kind; None is a draw that no attempt met."""

    contrasts: tuple[Contrast, ...]
    found: dict[tuple[str, str], list[Outcome | None]] = field(default_factory=dict)

    def add(self, index: int, truth: Truth | None) -> Outcome | None:
        """Count draw `index`; None for one that came to nothing. Returns what came out."""
        asked = asked_of(self.contrasts, index)
        if asked is None:
            return None
        result = None if truth is None else outcome(truth, asked)
        self.found.setdefault((asked.contrast.title, asked.kind), []).append(result)
        return result

    def rows(self) -> tuple[BalanceRow, ...]:
        """In the order of the spec, kinds without a share left out."""
        result = []
        for contrast in self.contrasts:
            for kind in (kind for kind in KINDS if getattr(contrast.shares, kind)):
                found = self.found.get((contrast.title, kind), [])
                good = [o for o in found if o is not None and o.came_out]
                margins = [o.margin for o in good if o.margin is not None]
                least, greatest = (min(margins), max(margins)) if margins else (None, None)
                result.append(BalanceRow(contrast.title, kind, len(found), len(good), least, greatest))
        return tuple(result)


def balance_of(datasets: Iterable[Dataset]) -> Balance:
    """How balanced datasets of one spec are, by what the labels in their records say, and not by what was asked.

    Faults: a record whose labels do not show what it was asked to, or that says otherwise than its index. Counted is
    each draw's first camera. SpecError where a spec asks for no balance, or two datasets have different ones.
    """
    tally: Tally | None = None
    faults: list[str] = []
    for dataset in datasets:
        spec: SceneSpec = parse_plain(dataset.header["spec"], str(dataset.folder))
        if not spec.balance:
            raise SpecError(
                "the spec of this dataset asks for no balance",
                where=str(dataset.folder),
                remedy="Add balance: to the spec, e.g. "
                "balance: [{predicate: on_top, subject: mug, object: book}], and render it anew.",
            )
        tally = tally or Tally(spec.balance)
        if tally.contrasts != spec.balance:
            raise SpecError(
                "its balance is not that of the dataset before it",
                where=str(dataset.folder),
                remedy="Name datasets of one spec, or look at them one by one.",
            )
        for record in dataset:
            scenario = record.meta["scenario"]
            if record.meta["camera"]["name"] != scenario["cameras"][0]["name"]:
                continue
            index = int(scenario["index"])
            asked = asked_of(spec.balance, index)
            says = record.meta.get("study", {}).get("balance")
            if asked is None or says != asked.to_json():
                faults.append(f"{record.key}: its record says {says}, its index {_words(asked)}")
                continue
            result = tally.add(index, Truth.of_labels(record.labels))
            if result is not None and not result.came_out:
                faults.append(f"{record.key}: {result.what}")
    if tally is None:
        raise SpecError("no dataset to look at", remedy="Name a folder that `simgen render SPEC -o FOLDER` made.")
    return Balance(tally.rows(), tuple(faults))


def _words(asked: Asked | None) -> str:
    return "nothing" if asked is None else str(asked.to_json())
