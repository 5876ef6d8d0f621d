"""From a spec to a scenario: room, furniture and small things, cameras, lights, all drawn from named streams."""

from simgen.sampler.check import check_spec
from simgen.sampler.draw import draw_scenario, next_attempt, still_kept
from simgen.sampler.sources import categories_of

__all__ = ["categories_of", "check_spec", "draw_scenario", "next_attempt", "still_kept"]
