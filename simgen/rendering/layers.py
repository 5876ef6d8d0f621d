"""What path tracing gives before denoising: radiance by light group, and guides; what is the same for all tracers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.float32]

# From this many scatterings on, dim paths end by chance (Russian roulette).
ROULETTE_FROM = 3


@dataclass(frozen=True)
class Layers:
    """The noisy picture of one camera.

    radiance: by light group, cd/m² per channel, each (H, W, 3) float32; light adds up, so a weighted sum of the
    groups is the picture under lights of other strength and colour. albedo: (H, W, 3) float32 in 0..1 and normal: (H,
    W, 3) float32, world frame, means over the samples, are the denoiser's guides. clamp: the limit that was put on
    indirect light, cd/m², inf for none. samples: paths of each pixel. refined_pixels: how
    many got more than that.
    """

    radiance: Mapping[str, Picture]
    albedo: Picture
    normal: Picture
    clamp: float
    samples: int
    refined_pixels: int = 0

    @property
    def total(self) -> Picture:
        """(H, W, 3) float32, all groups."""
        total: Picture = np.sum(list(self.radiance.values()), axis=0, dtype=np.float32)
        return total


def typical_luminance(luminance: npt.ArrayLike) -> float:
    """The mean of the middle of (n,) or (H, W) luminances, which neither fireflies nor lamps in view can move far.

    Light twice as strong gives exactly twice the value.
    """
    values = np.sort(np.asarray(luminance, dtype=np.float64).ravel())
    middle = values[len(values) // 4 : max(len(values) * 3 // 4, len(values) // 4 + 1)]
    return float(middle.mean())
