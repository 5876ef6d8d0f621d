from __future__ import annotations

import numpy as np
import pytest

from simgen.view import contact_sheet


def test_every_picture_stands_in_its_cell() -> None:
    pictures = [np.full((48, 64, 3), 40 * (i + 1), dtype=np.uint8) for i in range(5)]
    sheet = contact_sheet(pictures, columns=3, tile_width=32, gap=2)
    assert sheet.shape == (2 * 26 + 2, 3 * 34 + 2, 3)
    for number in range(5):
        row, column = divmod(number, 3)
        y, x = 2 + row * 26, 2 + column * 34
        assert (sheet[y : y + 24, x : x + 32] == 40 * (number + 1)).all()
    assert (sheet[28:52, 70:102] == 24).all()


def test_titles_are_written_on_their_own_pictures() -> None:
    pictures = [np.full((48, 64, 3), 90, dtype=np.uint8)] * 2
    plain = contact_sheet(pictures, columns=2, tile_width=64)
    titled = contact_sheet(pictures, ["first"], columns=2, tile_width=64)
    changed = np.argwhere((plain != titled).any(axis=-1))
    assert len(changed) and changed[:, 1].max() < 4 + 64


def test_no_pictures_are_refused() -> None:
    with pytest.raises(ValueError, match="no pictures"):
        contact_sheet([])
