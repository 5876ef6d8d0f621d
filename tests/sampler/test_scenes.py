from __future__ import annotations

import pytest

from simgen.catalog import Catalog
from simgen.errors import PlacementError
from simgen.sampler import check_spec, draw_scenario
from simgen.spec import load_spec, shipped_scenes

CATALOG = Catalog()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(shipped_scenes()))
def test_shipped_scenes_name_only_what_there_is_and_find_a_place_within_three_attempts(name: str) -> None:
    """`simgen audit` tells the attempts of as many draws as one likes."""
    spec = load_spec(name)
    check_spec(spec, CATALOG)
    for attempt in range(3):
        try:
            draw_scenario(spec, CATALOG, 1, 0, attempt)
        except PlacementError as error:
            reason = error.reason
        else:
            return
    pytest.fail(reason)
