"""How far things can be let down, against pencil and paper."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simgen.geometry.let_down import lowest_rise
from tests.physics.make import ball_points, box_points, vessel_hulls

RADIUS = 0.04


@settings(max_examples=20, deadline=None)
@given(aside=st.floats(0, 0.95), way=st.floats(0, 2 * math.pi))
def test_a_ball_on_a_ball_lies_where_their_centres_are_two_radii_apart(aside: float, way: float) -> None:
    shift = 2 * RADIUS * aside * np.array([math.cos(way), math.sin(way), 0])
    ball = ball_points(RADIUS, 400)
    rise = lowest_rise([ball + shift], [ball])
    assert rise == pytest.approx(2 * RADIUS * math.sqrt(1 - aside**2), abs=0.12 * RADIUS)


def test_a_box_on_a_box_touches_it_and_beside_it_falls_for_ever() -> None:
    box = box_points((0.1, 0.1, 0.06), (0, 0, 0.03))
    aside = np.array([1.0, 0, 0])
    assert lowest_rise([box + 0.09 * aside], [box]) == pytest.approx(0.06)
    assert lowest_rise([box], [box - [0, 0, 1.0]]) == pytest.approx(-0.94)
    assert lowest_rise([box + 0.101 * aside], [box]) == -math.inf


def test_a_bowl_goes_into_a_bowl_as_deep_as_its_walls_let_it() -> None:
    bowl = vessel_hulls(0.06, 0.07, 0.006, 16, 1.6)
    rise = lowest_rise(bowl, bowl)
    # Its foot's edge, 0.06 from the axis, meets a wall that rises 0.064 m over 0.036 m from (0.054, 0.006).
    assert rise == pytest.approx(0.006 + 0.006 * 0.064 / 0.036, abs=0.001)
    assert lowest_rise(bowl, [box_points((0.3, 0.3, 0.02), (0, 0, -0.01))]) == pytest.approx(0.0, abs=1e-9)
