"""Which draws a run must make."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import islice

from simgen.errors import SimgenError


@dataclass(frozen=True)
class Shard:
    """Part `number` (1..`count`) of a job split `count` ways by index modulo `count`."""

    number: int = 1
    count: int = 1

    @staticmethod
    def parse(text: str) -> Shard:
        """``I/N``, as a job array passes it; SimgenError where it is none."""
        match = re.fullmatch(r"\s*(\d+)\s*/\s*(\d+)\s*", text)
        if not match:
            raise SimgenError(f"expected I/N, got '{text}'.", where="--shard", remedy="Write e.g. --shard 3/100.")
        number, count = int(match[1]), int(match[2])
        if not 1 <= number <= count:
            raise SimgenError(
                f"shard {number} of {count} does not exist.",
                where="--shard",
                remedy=f"I counts from 1 to N: 1/{max(count, 1)} … {max(count, 1)}/{max(count, 1)}.",
            )
        return Shard(number, count)

    def holds(self, index: int) -> bool:
        """Whether draw `index` is this shard's."""
        return index % self.count == self.number - 1


def plan_indices(
    count: int,
    keys_of: Callable[[int], Sequence[str]],
    done: Collection[str],
    shard: Shard | None = None,
    wanted: Callable[[int], bool] = lambda _: True,
) -> tuple[int, ...]:
    """Of the first `count` draws that are wanted, those in the shard of which some sample is not done, in order."""
    shard = shard or Shard()
    first = islice(filter(wanted, itertools.count()), count)
    return tuple(index for index in first if shard.holds(index) and any(key not in done for key in keys_of(index)))
