"""What happens to light between the scene and the sensor's counting: haze in the air, a camera that moves."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from simgen.geometry import FloatArray


def hazed(
    radiance: npt.NDArray[np.floating], distance_m: npt.NDArray[np.floating], haze_per_m: float
) -> npt.NDArray[np.float32]:
    """(H, W, 3) radiance seen through air with the extinction coefficient `haze_per_m`.

    Koschmieder's law (1924): what is at a distance d is dimmed by t = exp(-β d), and the air before it adds 1 - t of
    the airlight, here the picture's median radiance: droplets that absorb nothing scatter the light of the room, which
    a sunlit patch or a lamp in view does not tell.
    `distance_m` is (H, W), along the ray; what is seen through a window (inf) is as hazy as the farthest surface, since
    the haze is in the room.
    """
    distance = np.asarray(distance_m, dtype=np.float64)
    finite = distance[np.isfinite(distance)]
    farthest = float(finite.max()) if finite.size else 0.0
    transmittance = np.exp(-haze_per_m * np.minimum(distance, farthest))[..., None]
    airlight = np.median(np.asarray(radiance, dtype=np.float64).reshape(-1, 3), axis=0)
    result: npt.NDArray[np.float32] = (radiance * transmittance + airlight * (1 - transmittance)).astype(np.float32)
    return result


def smeared(radiance: FloatArray, length_px: float, direction_deg: float) -> FloatArray:
    """(H, W, 3) linear light of a picture that moved by `length_px` across the sensor at an even speed.

    `direction_deg` 0 is along the rows, 90 down the columns. Each pixel gets the mean over a line centred on it; what
    lies beyond the border is taken to be as the border is.
    """
    if not length_px > 0:
        return radiance
    kernel = line_kernel(length_px, direction_deg)
    return np.stack([ndimage.convolve(radiance[..., c], kernel, mode="nearest") for c in range(3)], axis=-1)


def line_kernel(length_px: float, direction_deg: float) -> FloatArray:
    """(k, k) weights that sum to 1: a line through the middle, its points shared out among the nearest pixels."""
    reach = math.ceil(length_px / 2) + 1
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1))
    points = (np.arange(8 * reach) + 0.5) / (8 * reach) - 0.5
    x = reach + length_px * points * math.cos(math.radians(direction_deg))
    y = reach + length_px * points * math.sin(math.radians(direction_deg))
    x0, y0 = np.floor(x).astype(int), np.floor(y).astype(int)
    for dx in (0, 1):
        for dy in (0, 1):
            weight = np.abs(1 - dx - (x - x0)) * np.abs(1 - dy - (y - y0))
            np.add.at(kernel, (y0 + dy, x0 + dx), weight)
    result: FloatArray = kernel / kernel.sum()
    return result
