"""Where a picture needs more paths: adaptive sampling.

A denoiser leaves little error on even walls, however noisy, and most of it in few pixels: at edges before something
bright, in sharp reflections, at the rims of sunlight. Two halves of the paths, denoised each for itself, differ most
there (Rousselle, Knaus and Zwicker 2012 compare half buffers so).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from simgen.color import LUMINANCE
from simgen.rendering.denoise import glance
from simgen.rendering.layers import Layers, typical_luminance

# Pixels: over so many a difference is spread, since one alone may be small by chance.
_SPREAD_PX = 2.0
# Light so many times the typical one is near white on any display, where differences do not show.
_WHITE = 4.0
# The mean squared difference of halves that needs no more paths. Twice the paths halve less than half of it, since a
# denoiser has the less left to do, so paths go by the square. `scripts/bench quality` tells what comes of it.
_CALM = 0.9e-4


def doubt(one: Layers, other: Layers) -> npt.NDArray[np.float32]:
    """(H, W): the squared difference of two halves of a picture's paths, denoised and as displays show them (0 to 1).

    0 where nothing is lit. Light twice as strong gives the same. BackendError where the denoiser is missing.
    """
    pictures = [glance(half.total, half.albedo, half.normal) for half in (one, other)]
    typical = typical_luminance((pictures[0] + pictures[1]) @ LUMINANCE) / 2
    if not typical > 0:
        return np.zeros(pictures[0].shape[:2], np.float32)
    shown = [np.sqrt(p / np.float32(typical) / (p / np.float32(typical) + np.float32(_WHITE))) for p in pictures]
    difference: npt.NDArray[np.float32] = np.square(shown[0] - shown[1]).mean(axis=2)
    return difference


def worst(doubt: npt.NDArray[np.float32], share: float) -> npt.NDArray[np.uint32]:
    """(k,) pixels, row by row, in rising order: that `share` of the picture where doubt is greatest.

    Fewer where there is none.
    """
    spread = ndimage.gaussian_filter(doubt, _SPREAD_PX, mode="nearest").ravel()
    found = np.argsort(-spread, kind="stable")[: round(share * spread.size)]
    return np.sort(found[spread[found] > 0]).astype(np.uint32)


def wanted_samples(doubt: npt.NDArray[np.float32], samples: int, patience: float) -> int:
    """How many paths a pixel should have in all, where it has `samples`: up to `patience` times as many."""
    times = (float(doubt.mean(dtype=np.float64)) / _CALM) ** 2
    return round(samples * min(max(times, 1.0), patience))


def refined(base: Layers, more: Layers, pixels: npt.NDArray[np.uint32]) -> Layers:
    """`base` with further paths in some `pixels`, whose means `more` holds as (1, k)."""
    weight = np.float32(more.samples / (base.samples + more.samples))

    def joined(first: npt.NDArray[np.float32], second: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        result = first.reshape(-1, 3).copy()
        result[pixels] += (second.reshape(-1, 3) - result[pixels]) * weight
        return result.reshape(first.shape)

    return replace(
        base,
        radiance={name: joined(part, more.radiance[name]) for name, part in base.radiance.items()},
        albedo=joined(base.albedo, more.albedo),
        normal=joined(base.normal, more.normal),
        refined_pixels=len(pixels),
    )


def mean(one: Layers, other: Layers) -> Layers:
    """Pictures of as many pixels, with all the paths of both."""
    every = np.arange(one.albedo[..., 0].size, dtype=np.uint32)
    return replace(refined(one, other, every), samples=one.samples + other.samples, refined_pixels=0)
