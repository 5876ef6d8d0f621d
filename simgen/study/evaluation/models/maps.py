"""What networks tell of every pixel, brought to the picture that they saw: classes, and depth."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simgen.errors import CatalogError
from simgen.study.evaluation.dense import Segments
from simgen.study.evaluation.matching import FloatArray
from simgen.study.evaluation.models.card import Card, Output

Array = npt.NDArray[Any]


def segments(output: Array, card: Card, classes: tuple[str, ...], size: tuple[int, int], scale: FloatArray) -> Segments:
    """The class of each pixel of a picture of `size` (height, width), of which the network saw `scale` times as much
    in x and y. CatalogError where it tells another number of classes apart.
    """
    if card.output.kind == "numbers":
        grid = _plane(output, card)
        rows, columns = (np.rint(at).astype(int) for at in _places(grid.shape, card, size, scale))
        numbers = grid[rows[:, None], columns[None, :]].astype(int) - card.output.first_class
        return Segments(classes, np.where((numbers >= 0) & (numbers < len(classes)), numbers, -1))
    scores = output[0] if output.ndim == 4 else output
    scores = scores.transpose(2, 0, 1) if card.input.layout == "nhwc" else scores
    if scores.ndim != 3 or len(scores) != len(classes):
        raise CatalogError(
            f"it gives scores of shape {output.shape}, its card {len(classes)} classes.",
            where=card.weights,
            remedy="List all of its classes in their order, and check the layout.",
        )
    best = np.full(size, -1)
    highest = np.full(size, -np.inf)
    # Class by class: all scores at the size of a large picture may not fit into memory.
    for number, own in enumerate(scores):
        seen = _between(own.astype(float), card, size, scale)
        best, highest = np.where(seen > highest, number, best), np.maximum(seen, highest)
    return Segments(classes, best)


def depth_m(output: Array, card: Card, size: tuple[int, int], scale: FloatArray) -> FloatArray:
    """(H, W) planar z in metres of the pixels of a picture, see `segments`."""
    values = card.output.times * _between(_plane(output, card).astype(float), card, size, scale) + card.output.plus
    return np.asarray(1 / np.maximum(values, 1e-6) if card.output.kind == "inverse_depth" else values)


def _plane(output: Array, card: Card) -> Array:
    """(h, w) of an output with further axes of one."""
    plane = output.reshape([n for n in output.shape if n > 1]) if output.ndim > 2 else output
    if plane.ndim != 2:
        raise CatalogError(
            f"it gives shape {output.shape}, not a value a pixel.",
            where=card.weights,
            remedy=f"Check output.kind: {', '.join(Output.model_fields['kind'].annotation.__args__)}.",  # type: ignore[union-attr]
        )
    return plane


def _places(grid: tuple[int, ...], card: Card, size: tuple[int, int], scale: FloatArray) -> list[FloatArray]:
    """Rows and columns of the grid, as fractions, at the middles of the picture's pixels."""
    whole = (card.input.height, card.input.width)
    return [
        np.clip((np.arange(pixels) + 0.5) * times * cells / covered - 0.5, 0, cells - 1)
        for pixels, times, cells, covered in zip(size, scale[::-1], grid, whole, strict=True)
    ]


def _between(grid: FloatArray, card: Card, size: tuple[int, int], scale: FloatArray) -> FloatArray:
    """The grid's values at the picture's pixels, linear between the four nearest."""
    for axis, at in enumerate(_places(grid.shape, card, size, scale)):
        low = np.floor(at).astype(int)
        high = np.minimum(low + 1, grid.shape[axis] - 1)
        part = (at - low).reshape((-1, 1) if axis == 0 else (1, -1))
        grid = np.take(grid, low, axis=axis) * (1 - part) + np.take(grid, high, axis=axis) * part
    return grid
