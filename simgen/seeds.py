"""Named random streams: the only place that makes random generators.

A stream is found by its name, not by its turn, so drawing in another order, or drawing more,
changes no other draw.
"""

from __future__ import annotations

import hashlib

import numpy as np


def stream(seed: int, *name: str | int) -> np.random.Generator:
    """The generator called `name` under `seed` (any non-negative integer; 0 is a seed like any other).

    The name's parts are hashed with their types and lengths, so ``("a", "b")`` and ``("ab",)`` differ,
    and so do ``1`` and ``"1"``.
    """
    if isinstance(seed, bool) or seed < 0:
        raise ValueError(f"a seed is a non-negative integer, got {seed!r}")
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *_words(name)])))


def integer_seed(seed: int, *name: str | int) -> int:
    """A 32-bit seed called `name`, for libraries that take an integer instead of a generator."""
    return int(np.random.SeedSequence([seed, *_words(name)]).generate_state(1, np.uint32)[0])


def _words(name: tuple[str | int, ...]) -> list[int]:
    digest = hashlib.blake2b(digest_size=16)
    for part in name:
        text = f"{type(part).__name__}:{part}".encode()
        digest.update(len(text).to_bytes(4, "little"))
        digest.update(text)
    return [int(word) for word in np.frombuffer(digest.digest(), dtype="<u4")]
