"""How property tests draw (the same in every run, none fails by the clock), and which test begins first."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from simgen.rendering.backend import LLVM_PATH_VARIABLE, find_llvm

settings.register_profile(
    "simgen", deadline=None, derandomize=True, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("simgen")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest test begins first, so that the other workers do the rest meanwhile."""
    items.sort(key=lambda item: "what_the_readme_says" not in item.name)


def pytest_configure() -> None:
    """Some tests import Dr.Jit on their own, which then looks for its LLVM once: it is named before, in any order."""
    found, _ = find_llvm(os.environ)
    if found is not None:
        os.environ.setdefault(LLVM_PATH_VARIABLE, found.path)
