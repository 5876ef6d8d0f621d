from __future__ import annotations

from collections import Counter

import pytest

from simgen.catalog import Catalog
from simgen.errors import PlacementError
from simgen.sampler import check_spec, draw_scenario
from simgen.spec import load_spec, shipped_scenes

CATALOG = Catalog()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(shipped_scenes()))
def test_shipped_scenes_name_only_what_there_is_and_mostly_find_a_place_at_once(name: str) -> None:
    spec = load_spec(name)
    check_spec(spec, CATALOG)
    tally: Counter[str] = Counter()
    for index in range(4):
        try:
            draw_scenario(spec, CATALOG, 1, index, 0)
        except PlacementError as error:
            tally[error.reason] += 1
    assert sum(tally.values()) <= 2, tally
