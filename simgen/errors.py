"""Every error that a user can cause, each saying where, what (with the value) and what to try."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping


class SimgenError(Exception):
    """Something that the caller can put right.

    `where` is a place (``file:line:column path``, a key, a path), `what` names the fault with its value,
    `remedy` is a full sentence that says what to try.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        place = f"{where}: " if where else ""
        stop = "" if what.endswith((".", "?", "!", "\n")) else "."
        super().__init__(f"{place}{what}{stop + ' ' + remedy if remedy else ''}")


class SpecError(SimgenError):
    """A scene spec that cannot be read or does not make sense."""


class CatalogError(SimgenError):
    """An asset, category, material or pattern that does not exist or cannot be built."""


class BackendError(SimgenError):
    """A library, driver or device that a backend needs and this machine lacks."""


class DatasetError(SimgenError):
    """A dataset folder or record that cannot be read, written or exported."""


class InfeasibleError(SimgenError):
    """No attempt gave a scene that meets the spec's requirements.

    `tally` counts the reasons over all attempts.
    """

    def __init__(self, what: str, *, tally: Mapping[str, int], where: str = "", remedy: str = "") -> None:
        self.tally = dict(tally)
        super().__init__(what, where=where, remedy=remedy)


class PlacementError(SimgenError):
    """One draw for which no place could be found; `reason` is a short name that a tally counts.

    `never_fits`: these very things cannot be placed so anywhere, and other places for them need not be tried.
    """

    def __init__(self, reason: str, what: str, *, never_fits: bool = False) -> None:
        self.reason = reason
        self.never_fits = never_fits
        super().__init__(what)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A remedy sentence: the nearest known name, or the whole list where nothing is near."""
    names = sorted(set(known))
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'?"
    if not names:
        return "There are none to choose from."
    return f"Choose one of: {', '.join(names)}."
