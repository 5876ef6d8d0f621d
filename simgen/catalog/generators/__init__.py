"""Procedural families: one module, one family.

A family is a module `simgen.catalog.generators.<family>` with

- `Parameters`: a frozen dataclass of plain numbers, strings and bools, units in the names. `__post_init__` may
  raise ValueError for values that do not go together.
- `build(parameters: Parameters, rng: np.random.Generator) -> Model`: pure; all remaining chance comes from `rng`.

Nothing is registered: a family is found by its module's name, and a category (a row of
`assets/categories/*.yaml`) names the family, the distribution of every parameter and the materials of
every slot. Module names that begin with an underscore are shared pieces, not families.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np

from simgen.catalog.model import Model
from simgen.errors import CatalogError, did_you_mean


@cache
def family_names() -> tuple[str, ...]:
    """All families, sorted."""
    return tuple(sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_")))


@dataclass(frozen=True)
class Family:
    """A generator module, looked up once."""

    name: str
    module: ModuleType

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """Fields of `Parameters`, in order."""
        return tuple(f.name for f in fields(self.module.Parameters))

    def build(self, parameters: dict[str, Any], rng: np.random.Generator) -> Model:
        """The model of these parameter values; CatalogError where they do not fit the family."""
        known = self.parameter_names
        for name in parameters:
            if name not in known:
                raise CatalogError(
                    f"the family '{self.name}' has no parameter '{name}'.", remedy=did_you_mean(name, known)
                )
        try:
            model = self.module.build(self.module.Parameters(**parameters), rng)
        except (TypeError, ValueError) as error:
            raise CatalogError(
                f"the family '{self.name}' cannot be built from {parameters!r}: {str(error).rstrip('.')}.",
                remedy="Change the parameters that the message names.",
            ) from error
        if not isinstance(model, Model):
            raise CatalogError(
                f"the family '{self.name}' built a {type(model).__name__}.", remedy="Let build() return a Model."
            )
        return model


def load_family(name: str, where: str = "") -> Family:
    """The family called `name`; CatalogError with the nearest name where there is none."""
    known = family_names()
    if name not in known:
        raise CatalogError(f"there is no family '{name}'.", where=where, remedy=did_you_mean(name, known))
    module = importlib.import_module(f"{__name__}.{name}")
    if not is_dataclass(getattr(module, "Parameters", None)) or not callable(getattr(module, "build", None)):
        raise CatalogError(
            f"the family '{name}' lacks Parameters or build().",
            where=where or module.__name__,
            remedy="A family module has a frozen dataclass Parameters and a function build(parameters, rng).",
        )
    return Family(name, module)
