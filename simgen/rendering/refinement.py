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


def doubtful(one: Layers, other: Layers, share: float) -> npt.NDArray[np.uint32]:
    """(k,) pixels, row by row, in rising order: that `share` of the picture where halves of its paths differ most.

    Fewer where they differ nowhere. Light twice as strong gives the same pixels. BackendError where the denoiser is
    missing.
    """
    pictures = [glance(half.total, half.albedo, half.normal) for half in (one, other)]
    typical = typical_luminance((pictures[0] + pictures[1]) @ LUMINANCE) / 2
    if not typical > 0:
        return np.zeros(0, np.uint32)
    shown = [np.sqrt(p / np.float32(typical) / (p / np.float32(typical) + np.float32(_WHITE))) for p in pictures]
    difference = np.square(shown[0] - shown[1]).mean(axis=2)
    doubt = ndimage.gaussian_filter(difference, _SPREAD_PX, mode="nearest").ravel()
    worst = np.argsort(-doubt, kind="stable")[: round(share * doubt.size)]
    return np.sort(worst[doubt[worst] > 0]).astype(np.uint32)


def refined(base: Layers, samples: int, more: Layers, extra: int, pixels: npt.NDArray[np.uint32]) -> Layers:
    """`base`, of `samples` paths a pixel, with `extra` more in some `pixels`, whose means `more` holds as (1, k)."""

    def joined(first: npt.NDArray[np.float32], second: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        result = first.reshape(-1, 3).copy()
        weight = np.float32(extra / (samples + extra))
        result[pixels] += (second.reshape(-1, 3) - result[pixels]) * weight
        return result.reshape(first.shape)

    return Layers(
        {name: joined(part, more.radiance[name]) for name, part in base.radiance.items()},
        joined(base.albedo, more.albedo),
        joined(base.normal, more.normal),
        base.clamp,
        len(pixels),
    )


def mean(one: Layers, samples: int, other: Layers, more: int) -> Layers:
    """Pictures of `samples` and of `more` paths a pixel as one."""
    every = np.arange(one.albedo[..., 0].size, dtype=np.uint32)
    return replace(refined(one, samples, other, more, every), refined_pixels=0)
