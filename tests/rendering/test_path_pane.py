from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from simgen.rendering.mitsuba_renderer import MitsubaRenderer
from simgen.seeds import stream

WIDTH, HEIGHT = 1.6, 1.2


@pytest.mark.parametrize("normal", [(0.0, 0.0, -1.0), (0.0, 1.0, 0.0), (0.6, 0.0, -0.8), (0.0, 0.0, 1.0)])
@pytest.mark.parametrize("position", [(0.3, -0.2, 0.5), (1.5, 0.4, 0.2), (0.0, 0.0, 3.0), (4.0, -6.0, 8.0)])
def test_points_of_a_pane_have_their_density(
    mitsuba: MitsubaRenderer, position: tuple[float, float, float], normal: tuple[float, float, float]
) -> None:
    import mitsuba as mi

    from simgen.rendering.path_pane import pane_density, sample_pane

    mi.set_variant(mitsuba.choice.variant)
    pane = SimpleNamespace(
        center=mi.Point3f(0, 0, 0),
        axis_x=mi.Vector3f(1, 0, 0),
        axis_y=mi.Vector3f(0, 1, 0),
        axis_z=mi.Vector3f(0, 0, 1),
        width=mi.Float(WIDTH),
        height=mi.Float(HEIGHT),
        area=mi.Float(WIDTH * HEIGHT),
        sky=mi.Float(3000.0),
        ground=mi.Float(400.0),
    )
    rng = stream(0, "pane")
    u, v = (mi.Float(rng.random(1 << 18).astype(np.float32)) for _ in range(2))
    place, facing = mi.Point3f(*position), mi.Vector3f(*normal)
    points, densities = sample_pane(pane, place, facing, u, v)
    again = np.array(pane_density(pane, place, facing, points))
    drawn, density = np.array(points).T, np.broadcast_to(np.array(densities), len(u))
    # Light found by chance is weighed by the same density, which is worked out the other way round.
    np.testing.assert_allclose(again, density, rtol=0.02)

    side = (np.arange(800) + 0.5) / 800 - 0.5
    x, y = np.meshgrid(side * WIDTH, side * HEIGHT)
    offset = np.stack([x, y, np.zeros_like(x)], axis=-1) - position
    distance = np.linalg.norm(offset, axis=-1)
    solid_angle = position[2] / distance**3 * (WIDTH * HEIGHT / x.size)
    total = solid_angle.sum()
    # Any function has the same mean over the draws, each by its density, as over the pane.
    for function in (lambda p, q: p, lambda p, q: q, lambda p, q: p * q, lambda p, q: p * p - q * q):
        expected = float((function(x, y) * solid_angle).sum())
        found = float((function(drawn[:, 0], drawn[:, 1]) / density).mean())
        assert found == pytest.approx(expected, abs=0.004 * total)
    assert float((1 / density).mean()) == pytest.approx(total, rel=0.004)
