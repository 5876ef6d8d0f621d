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


# A lens scatters into halos of these standard deviations, as shares of the picture's height, with these weights: the
# sum falls off about as the inverse square of the angle, as the glare of cameras does (Talvala et al. 2007).
GLARE_SIGMAS, GLARE_WEIGHTS = (0.006, 0.025, 0.1), (0.4, 0.3, 0.3)


def veiled(radiance: FloatArray, share: float) -> FloatArray:
    """(H, W, 3) linear light of which the lens scatters `share` into halos; what leaves the picture is lost to it.

    A picture that is the same all over stays so: as much comes in from beyond the border, taken to be as that is.
    """
    if not share > 0:
        return radiance
    height, width = radiance.shape[:2]
    halo = np.zeros_like(radiance)
    for sigma, weight in zip(GLARE_SIGMAS, GLARE_WEIGHTS, strict=True):
        pixels = sigma * height
        # Wide halos are as smooth on a coarser grid.
        step = max(1, int(pixels / 3))
        rows, columns = -(-height // step), -(-width // step)
        whole = np.pad(radiance, ((0, rows * step - height), (0, columns * step - width), (0, 0)), mode="edge")
        coarse = whole.reshape(rows, step, columns, step, 3).mean(axis=(1, 3))
        wide = ndimage.gaussian_filter(coarse, (pixels / step, pixels / step, 0), mode="nearest")
        wide = ndimage.zoom(wide, (step, step, 1), order=1, mode="nearest", grid_mode=True)
        halo += weight * wide[:height, :width]
    result: FloatArray = (1 - share) * radiance + share * halo
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
