"""Boxes of an SSD with six feature maps on 300 x 300 pixels (Liu et al., SSD: Single Shot MultiBox Detector, 2016).

Scales and coding are those of TensorFlow's SSD MobileNet configuration, which MediaPipe's detectors keep.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from simgen.study.evaluation.matching import FloatArray

MAPS = (19, 10, 5, 3, 2, 1)
SMALLEST, LARGEST = 0.2, 0.95
ASPECTS = (1.0, 2.0, 0.5, 3.0, 0.3333)
# By what centres and sizes were multiplied before they were learnt.
CENTER_SCALE, SIZE_SCALE = 10.0, 5.0


@cache
def anchors() -> FloatArray:
    """(1917, 4): x and y of centres, width and height, as shares of the picture; cell by cell, row by row."""
    scales = np.linspace(SMALLEST, LARGEST, len(MAPS))
    rows = []
    for number, cells in enumerate(MAPS):
        following = scales[number + 1] if number + 1 < len(MAPS) else 1.0
        # The finest map has three shapes only, of which the square is small.
        shapes = (
            [(0.1, 1.0), (scales[0], 2.0), (scales[0], 0.5)]
            if number == 0
            else [*((scales[number], aspect) for aspect in ASPECTS), (float(np.sqrt(scales[number] * following)), 1.0)]
        )
        sizes = np.array([(scale * np.sqrt(aspect), scale / np.sqrt(aspect)) for scale, aspect in shapes])
        y, x = np.meshgrid(*[(np.arange(cells) + 0.5) / cells] * 2, indexing="ij")
        centers = np.repeat(np.stack([x, y], axis=-1).reshape(-1, 2), len(sizes), axis=0)
        rows.append(np.concatenate([centers, np.tile(sizes, (cells * cells, 1))], axis=1))
    return np.concatenate(rows)


def ssd_boxes(encoded: FloatArray) -> FloatArray:
    """(n, 4) x0 y0 x1 y1 as shares, of (n, 4) coded y, x, height, width relative to the anchors."""
    base = anchors()
    center = base[:, :2] + encoded[:, [1, 0]] / CENTER_SCALE * base[:, 2:]
    half = np.exp(np.clip(encoded[:, [3, 2]] / SIZE_SCALE, -20, 20)) * base[:, 2:] / 2
    return np.concatenate([center - half, center + half], axis=1)
