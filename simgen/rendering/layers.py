"""What path tracing gives before denoising: radiance by light group, and guides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Layers:
    """The noisy picture of one camera.

    radiance: by light group, cd/m² per channel, each (H, W, 3) float32; light adds up, so a weighted sum of the
    groups is the picture under lights of other strength and colour. albedo: (H, W, 3) float32 in 0..1 and normal: (H,
    W, 3) float32, world frame, means over the samples, are the denoiser's guides. clamp: the limit that was put on
    indirect light, cd/m², inf for none.
    """

    radiance: Mapping[str, Picture]
    albedo: Picture
    normal: Picture
    clamp: float

    @property
    def total(self) -> Picture:
        """(H, W, 3) float32, all groups."""
        total: Picture = np.sum(list(self.radiance.values()), axis=0, dtype=np.float32)
        return total
