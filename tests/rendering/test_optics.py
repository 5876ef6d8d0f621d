from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgen.rendering.jpeg import compressed
from simgen.rendering.optics import hazed, line_kernel, smeared, veiled


@given(st.floats(0.1, 40), st.floats(0, 360))
def test_a_moving_camera_keeps_the_light_and_centres_the_trace(length: float, direction: float) -> None:
    kernel = line_kernel(length, direction)
    middle = kernel.shape[0] // 2
    rows, columns = np.indices(kernel.shape) - middle
    assert kernel.sum() == pytest.approx(1) and kernel.min() >= 0
    assert (kernel * rows).sum() == pytest.approx(0, abs=1e-9) and (kernel * columns).sum() == pytest.approx(
        0, abs=1e-9
    )
    # A line of even weight has the variance length² / 12; sharing a point among pixels adds at most a quarter an axis.
    spread = (kernel * (rows**2 + columns**2)).sum()
    assert length**2 / 12 - 0.05 <= spread <= length**2 / 12 + 0.55


def test_a_point_that_moves_along_the_rows_becomes_a_row() -> None:
    picture = np.zeros((9, 21, 3))
    picture[4, 10] = 1.0
    trace = smeared(picture, 6.0, 0.0)
    assert not np.delete(trace, 4, axis=0).any()
    np.testing.assert_allclose(trace[4, 8:13], 1 / 6, atol=0.01)
    assert smeared(picture, 0.0, 0.0) is picture


def test_a_lens_only_spreads_light_which_grows_weaker_with_the_distance() -> None:
    even = np.full((37, 53, 3), 2.5)
    np.testing.assert_allclose(veiled(even, 0.05), even)
    bright = np.zeros((240, 240, 3))
    bright[112:128, 112:128] = 100.0
    seen = veiled(bright, 0.04)
    assert seen.sum() == pytest.approx(bright.sum(), rel=1e-3)
    # Its middle keeps what is not scattered, and a little of the halo.
    assert 96.0 <= seen[120, 120, 0] < 99.0
    ring = seen[120, 130:230, 0]
    assert (np.diff(ring) <= 1e-12).all() and ring[0] > 100 * ring[60] > 0
    np.testing.assert_allclose(veiled(3 * bright, 0.04), 3 * seen)
    assert veiled(bright, 0.0) is bright


@given(st.floats(0, 5))
def test_haze_dims_by_the_law_of_koschmieder_and_adds_the_light_of_the_room(haze: float) -> None:
    distance = np.array([[0.5, 1.0, 2.0, np.inf]])
    radiance = np.array([1.0, 2.0, 4.0, 9.0], np.float32)[None, :, None] * np.ones(3, np.float32)
    seen = hazed(radiance, distance, haze)
    airlight = 3.0
    through = np.exp(-haze * np.array([0.5, 1.0, 2.0, 2.0]))[None, :, None]
    np.testing.assert_allclose(seen, radiance * through + airlight * (1 - through), rtol=1e-5)


def test_a_lower_quality_is_a_smaller_file_farther_from_the_picture() -> None:
    rows, columns = np.indices((48, 64))
    picture = np.stack([rows * 5 % 256, columns * 3 % 256, (rows * columns) % 256], axis=-1).astype(np.uint8)
    sizes, errors = [], []
    for quality in (95, 60, 20, 3):
        back, size = compressed(picture, quality)
        assert back.shape == picture.shape and back.dtype == np.uint8
        sizes.append(size)
        errors.append(float(np.square(back.astype(float) - picture).mean()))
    assert sizes == sorted(sizes, reverse=True) and errors == sorted(errors)
