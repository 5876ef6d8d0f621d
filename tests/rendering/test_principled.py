from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simgen.rendering.mitsuba_renderer import MitsubaRenderer
from simgen.seeds import stream

MATERIALS: list[dict[str, float]] = [
    {"roughness": 0.5, "specular": 0.5},
    {"roughness": 0.2, "metallic": 1.0, "specular": 0.5},
    {"roughness": 0.3, "metallic": 0.4, "specular": 0.8, "clearcoat": 1.0, "clearcoat_gloss": 0.7, "sheen": 0.6},
    {"roughness": 0.9, "specular": 0.1, "sheen": 1.0},
]
COLOR = (0.6, 0.3, 0.1)


@pytest.fixture(autouse=True)
def variant(mitsuba: MitsubaRenderer) -> None:
    """Another test may have left the scalar variant on."""
    import mitsuba as mi

    mi.set_variant(mitsuba.choice.variant)


def directions(rng: np.random.Generator, count: int) -> Any:
    """Even over the upper half of the sphere."""
    import mitsuba as mi

    z, turn = rng.random(count), rng.random(count) * 2 * np.pi
    ring = np.sqrt(1 - z * z)
    return mi.Vector3f(np.stack([ring * np.cos(turn), ring * np.sin(turn), z]).astype(np.float32))


def scattering(parameters: dict[str, float]) -> Any:
    import mitsuba as mi

    from simgen.rendering.path_bsdf import Scattering

    names = ("roughness", "metallic", "specular", "clearcoat", "clearcoat_gloss", "sheen")
    return Scattering(mi.Vector3f(*COLOR), *(mi.Float(parameters.get(name, 0.0)) for name in names))


@pytest.mark.parametrize("parameters", MATERIALS)
def test_the_principled_model_is_mitsubas(parameters: dict[str, float]) -> None:
    import drjit as dr
    import mitsuba as mi

    from simgen.rendering.path_bsdf import evaluate

    defaults = {"metallic": 0.0, "clearcoat": 0.0, "clearcoat_gloss": 0.0, "sheen": 0.0}
    plugin = mi.load_dict(
        {"type": "principled", "base_color": {"type": "rgb", "value": list(COLOR)}, **defaults, **parameters}
    )
    rng = stream(0, "principled")
    wi, wo = directions(rng, 4000), directions(rng, 4000)
    si = dr.zeros(mi.SurfaceInteraction3f, 4000)
    si.wi = wi
    si.sh_frame = mi.Frame3f(mi.Normal3f(0, 0, 1))
    expected = np.array(plugin.eval(mi.BSDFContext(), si, wo))
    found, _ = evaluate(scattering(parameters), wi, wo)
    np.testing.assert_allclose(np.array(found), expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("parameters", MATERIALS)
def test_directions_are_drawn_with_the_density_that_is_told(parameters: dict[str, float]) -> None:
    import drjit as dr
    import mitsuba as mi

    from simgen.rendering.path_bsdf import evaluate, sample

    count = 1 << 18
    rng = stream(0, "densities")
    s, wi = scattering(parameters), dr.normalize(mi.Vector3f(0.5, 0.1, 0.86))
    even = directions(rng, count)
    value, density = evaluate(s, wi, even)
    drawn = sample(s, wi, *(mi.Float(rng.random(count).astype(np.float32)) for _ in range(3)))
    value_drawn, density_drawn = evaluate(s, wi, drawn)
    # The density integrates to the share of drawn directions that stay above the surface, region by region …
    for side in (0.0, 0.4, 0.8):
        part = np.array(even.z) > side
        expected = float((np.array(drawn.z) > side).mean())
        assert float(np.array(density)[part].sum()) * 2 * np.pi / count == pytest.approx(expected, abs=0.03)
    # … and values over densities have the mean of the integral.
    ratio = np.array(dr.select(density_drawn > 0, value_drawn.y / density_drawn, 0))
    assert float(ratio.mean()) == pytest.approx(float(np.array(value.y).mean()) * 2 * np.pi, rel=0.03)
