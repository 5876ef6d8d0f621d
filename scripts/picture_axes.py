#!/usr/bin/env python3
"""The README's picture of axes: rows of a shipped scene under five values of each, of the sweeps of its curves."""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
from picture_curves import PANELS, Panel, swept

from simgen.dataset import read
from simgen.view import contact_sheet

COLUMNS, TILE_WIDTH, JPEG_QUALITY = 5, 160, 74
# Axes that the curves do not have, the dearest last.
FURTHER = (
    Panel("haze", "0,0.2,0.5,1,2", "haze, per m"),
    Panel("light_direction", "-120,-60,0,60,120", "deg around the target"),
    Panel("clutter", "0,0.25,0.5,0.75,1", "share that stays"),
)


def main(folder: Path, out: Path) -> None:
    """Make what is missing, lay out and save."""
    pictures, titles = [], []
    for panel in (*PANELS, *FURTHER):
        records = read(swept(panel, folder, 1))
        first = [record for record in records if record.meta["provenance"]["index"] == 0]
        first.sort(key=lambda record: record.meta["study"]["frame"])
        for record in first[-COLUMNS:]:
            pictures.append(record.rgb)
            titles.append(f"{panel.axis} {record.meta['study']['axes'][panel.axis]['requested']:g}")
    sheet = contact_sheet(pictures, titles, columns=COLUMNS, tile_width=TILE_WIDTH)
    cv2.imwrite(str(out), sheet[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    print(f"{out}: {out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: scripts/picture_axes.py FOLDER_OF_SWEEPS PICTURE.jpg")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
