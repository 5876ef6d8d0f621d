"""Where the data that ships with simgen lies: inside the wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from simgen.errors import SimgenError


def shipped(kind: Literal["scenes", "assets"]) -> Path:
    """The folder of shipped scene specs or asset data."""
    package = Path(__file__).resolve().parent
    for folder in (package / "_shipped" / kind, package.parent / kind):
        if folder.is_dir():
            return folder
    raise SimgenError(
        f"the shipped folder '{kind}' is missing from this installation",
        where=str(package),
        remedy="Install simgen again: pip install --force-reinstall simgen.",
    )
