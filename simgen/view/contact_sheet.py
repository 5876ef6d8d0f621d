"""Many pictures on one."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simgen.dataset.images import resize, write_text


def contact_sheet(
    pictures: Sequence[npt.NDArray[np.uint8]],
    titles: Sequence[str] = (),
    *,
    columns: int | None = None,
    tile_width: int = 320,
    gap: int = 4,
) -> npt.NDArray[np.uint8]:
    """(H, W, 3) uint8 of the (h, w, 3) pictures in rows, each `tile_width` wide with its title at the bottom.

    `columns` defaults to a nearly square sheet. ValueError for no pictures.
    """
    if not pictures:
        raise ValueError("no pictures to show")
    columns = columns or math.ceil(math.sqrt(len(pictures)))
    tiles = [resize(p, tile_width, round(p.shape[0] * tile_width / p.shape[1])) for p in pictures]
    tile_height = max(tile.shape[0] for tile in tiles)
    rows = math.ceil(len(tiles) / columns)
    shape = (rows * (tile_height + gap) + gap, columns * (tile_width + gap) + gap, 3)
    sheet = np.full(shape, 24, dtype=np.uint8)
    for number, tile in enumerate(tiles):
        row, column = divmod(number, columns)
        y, x = gap + row * (tile_height + gap), gap + column * (tile_width + gap)
        titled = write_text(tile, titles[number], 6, tile.shape[0] - 8) if number < len(titles) else tile
        sheet[y : y + tile.shape[0], x : x + tile_width] = titled
    return sheet
