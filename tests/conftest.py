"""How property tests draw (the same in every run, none fails by the clock), and which test begins first."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("simgen", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("simgen")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest test begins first, so that the other workers do the rest meanwhile."""
    items.sort(key=lambda item: "what_the_readme_says" not in item.name)
