"""Models by name: a shipped card, a file with a card beside it, or any function of a picture."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simgen.errors import CatalogError
from simgen.study.evaluation.models.card import card_beside, shipped_card
from simgen.study.evaluation.models.fetching import add, missing, models_folder
from simgen.study.evaluation.models.network import Network
from simgen.study.evaluation.predictions import Task
from simgen.study.evaluation.vocabulary import Vocabulary

FILES = {".onnx", ".tflite"}


@dataclass(frozen=True, eq=False)
class Function:
    """Somebody's function of a picture; attributes `task` and `vocabulary` of it are taken over."""

    call: Callable[..., Any]
    task: Task

    def vocabulary(self, categories: Sequence[str]) -> Vocabulary:
        """The function's own `vocabulary` (category → classes), else simgen's categories."""
        own = getattr(self.call, "vocabulary", None)
        if own is None:
            return Vocabulary.identity(categories)
        return Vocabulary({name: frozenset(classes) for name, classes in own.items()})

    def __call__(self, *given: Any) -> Any:
        """What the function gives."""
        return self.call(*given)


Model = Network | Function


def load_model(name: str, task: Task | None = None) -> Model:
    """The model called `name`: of `simgen models list`, a file (.onnx, .tflite) or ``module:function``.

    CatalogError where there is none. `task` is what a function does that does not say so itself.
    """
    path = Path(name)
    if path.suffix in FILES:
        if not path.is_file():
            raise CatalogError("there is no such model file.", where=name, remedy="Check the path.")
        return Network.open(card_beside(path), path.parent)
    if ":" in name:
        call = _function(name)
        own: Task = task or getattr(call, "task", None) or "detect"
        return Function(call, own)
    card = shipped_card(name)
    if missing(name, card):
        raise CatalogError(f"the model '{name}' is not here yet.", remedy=f"Fetch it: simgen models add {name}.")
    return Network.open(card, models_folder() / name)


def _function(name: str) -> Callable[..., Any]:
    module_name, _, attribute = name.partition(":")
    # As `python -m` does: modules of the folder that one stands in are found.
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        found = getattr(importlib.import_module(module_name), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise CatalogError(f"cannot import the model: {error}.", where=name, remedy="Write module:function.") from error
    if not callable(found):
        raise CatalogError(f"it is a {type(found).__name__}, not a function.", where=name, remedy="Name a function.")
    return found  # type: ignore[no-any-return]


__all__ = ["Function", "Model", "Network", "add", "load_model", "missing", "models_folder"]
