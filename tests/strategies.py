"""Hypothesis strategies for simgen's values, shared by all tests."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from simgen.geometry import Intrinsics, Pose


def numbers(low: float = -10.0, high: float = 10.0) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False, allow_infinity=False, allow_subnormal=False)


vectors = st.tuples(numbers(), numbers(), numbers())

directions = vectors.filter(lambda v: np.linalg.norm(v) > 1e-3)

quaternions = st.tuples(numbers(-1, 1), numbers(-1, 1), numbers(-1, 1), numbers(-1, 1)).filter(
    lambda q: np.linalg.norm(q) > 1e-3
)

poses = st.builds(Pose, vectors, quaternions)


@st.composite
def intrinsics(draw: st.DrawFn) -> Intrinsics:
    width, height = draw(st.integers(8, 64)), draw(st.integers(8, 64))
    fx, fy = draw(numbers(5, 200)), draw(numbers(5, 200))
    return Intrinsics(width, height, fx, fy, draw(numbers(0, width)), draw(numbers(0, height)))
