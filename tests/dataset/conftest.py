from __future__ import annotations

import pytest

from simgen.dataset import Dataset, read
from tests.dataset.drawn import drawn_dataset


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Two drawn, settled and labelled scenes."""
    return read(drawn_dataset(tmp_path_factory.mktemp("drawn") / "data", 2))
