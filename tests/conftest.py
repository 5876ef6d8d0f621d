"""How property tests draw (the same in every run, none fails by the clock), their order, their cores, and a dataset."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from simgen.dataset import Dataset, read
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
    _share_the_cores()


def _share_the_cores() -> None:
    """Each of several workers keeps to cores of its own: two renderers whose threads take turns on the same cores wait
    for each other, and take a quarter longer.
    """
    worker, workers = os.environ.get("PYTEST_XDIST_WORKER", ""), int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if not worker or not hasattr(os, "sched_setaffinity"):
        return
    usable = sorted(os.sched_getaffinity(0))
    mine = usable[int(worker.removeprefix("gw")) % workers :: workers]
    if mine:
        os.sched_setaffinity(0, mine)


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Two drawn, settled and labelled scenes."""
    from tests.dataset.drawn import drawn_dataset

    return read(drawn_dataset(tmp_path_factory.mktemp("drawn") / "data", 2))
