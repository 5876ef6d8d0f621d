"""The names of all random streams of one draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.seeds import integer_seed, stream


@dataclass(frozen=True)
class Scope:
    """One attempt at one draw from a spec, or at a further room of it: every stream's name begins with these."""

    spec_name: str
    seed: int
    index: int
    attempt: int
    room: str | None = None

    def name(self, *words: str | int) -> tuple[str | int, ...]:
        """The full name of what this draw calls `words`."""
        within = () if self.room is None else ("rooms", self.room)
        return (self.spec_name, self.index, self.attempt, *within, *words)

    def rng(self, *words: str | int) -> np.random.Generator:
        """The generator of that name."""
        return stream(self.seed, *self.name(*words))

    def integer(self, *words: str | int) -> int:
        """A 32-bit seed of that name."""
        return integer_seed(self.seed, *self.name(*words))
