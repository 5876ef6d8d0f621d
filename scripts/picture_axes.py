#!/usr/bin/env python3
"""The README's picture of axes: a row of a shipped scene under five values of each. Frames that are there are kept."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2

from simgen.cli import main as simgen
from simgen.dataset import read
from simgen.view import contact_sheet

SPEC, SEED = "tabletop", 3
WIDTH, HEIGHT, TILE_WIDTH, JPEG_QUALITY = 240, 180, 168, 84


@dataclass(frozen=True)
class Row:
    """One axis: its values, the unit after them, what it is about, and what else the spec is set to."""

    axis: str
    values: str
    unit: str = ""
    target: str = "mug"
    changes: Sequence[str] = ()


# A laptop in place of the loose fruit, its screen towards the camera's side of the table.
LAPTOP = ("objects.loose.category=laptop", "objects.loose.count=1", "objects.loose.yaw_deg={uniform: [-40, 40]}")
ROWS = (
    Row("articulation", "0,0.25,0.5,0.75,1", target="loose", changes=LAPTOP),
    Row("visibility", "0,0.25,0.5,0.75,1"),
    Row("lighting", "0.02,0.06,0.2,0.5,1"),
    Row("hour", "7,9.5,12,14.5,17", " h"),
    Row("pitch", "5,25,45,65,85", " deg"),
    Row("clutter", "0,0.25,0.5,0.75,1"),
    Row("haze", "0,0.2,0.5,1,2", "/m"),
    Row("room", "drawn,kitchen,bathroom,office,laundry"),
)


def swept(row: Row, folder: Path) -> Path:
    """The sweep of a row, made as the command line makes it."""
    place = folder / row.axis
    words = ["sweep", SPEC, "--axis", row.axis, "--values", row.values, "--target", row.target, "-q", "-o", str(place)]
    words += ["-n", "1", "--seed", str(SEED)]
    settings = (
        f"render.width={WIDTH}",
        f"render.height={HEIGHT}",
        f"cameras.main.orbit.target={row.target}",
        "cameras.main.orbit.distance_m={uniform: [0.7, 0.9]}",
        f"requirements.in_view=[{{target: {row.target}, min_fraction: 0.9}}]",
        *row.changes,
    )
    for setting in settings:
        words += ["--set", setting]
    simgen(words, standalone_mode=False)
    return place


def main(folder: Path, out: Path) -> None:
    """Make, lay out and save."""
    pictures, titles = [], []
    for row in ROWS:
        records = sorted(read(swept(row, folder)), key=lambda record: record.meta["study"]["frame"])
        for value, record in zip(row.values.split(","), records, strict=True):
            pictures.append(record.rgb)
            titles.append(f"{row.axis} {value}{row.unit}")
    sheet = contact_sheet(pictures, titles, columns=len(ROWS[0].values.split(",")), tile_width=TILE_WIDTH)
    cv2.imwrite(str(out), sheet[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    print(f"{out}: {out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: scripts/picture_axes.py FOLDER_OF_SWEEPS PICTURE.jpg")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
