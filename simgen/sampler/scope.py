"""The names of all random streams of one draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.seeds import integer_seed, stream


@dataclass(frozen=True)
class Scope:
    """One attempt at one draw from a spec, or at a further room of it: every stream's name begins with these.

    `turn` counts how often a further room was tried anew within the attempt.
    """

    spec_name: str
    seed: int
    index: int
    attempt: int
    room: str | None = None
    turn: int = 0

    def name(self, *words: str | int) -> tuple[str | int, ...]:
        """The full name of what this draw calls `words`."""
        within: tuple[str | int, ...] = () if self.room is None else ("rooms", self.room)
        again: tuple[str | int, ...] = () if self.turn == 0 else ("turn", self.turn)
        return (self.spec_name, self.index, self.attempt, *within, *again, *words)

    def rng(self, *words: str | int) -> np.random.Generator:
        """The generator of that name."""
        return stream(self.seed, *self.name(*words))

    def integer(self, *words: str | int) -> int:
        """A 32-bit seed of that name."""
        return integer_seed(self.seed, *self.name(*words))
