"""Files of others, read with care: within one folder, of bounded size, archives without escape."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from simgen.errors import CatalogError, did_you_mean

MAX_BYTES = 2 * 2**30


def read_bytes(path: Path) -> bytes:
    """The content of a file; CatalogError where it cannot be read, is empty or is far too large."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise CatalogError(
                f"{size / 2**30:.1f} GiB are too much.", where=str(path), remedy=f"At most {MAX_BYTES // 2**30} GiB."
            )
        content = path.read_bytes()
    except OSError as error:
        near = did_you_mean(path.name, (p.name for p in path.parent.iterdir())) if path.parent.is_dir() else ""
        raise CatalogError(
            f"cannot be read: {error.strerror}.",
            where=str(path),
            remedy=near if not path.exists() and "Did you" in near else "Check the path and who may read it.",
        ) from error
    if not content:
        raise CatalogError("the file is empty.", where=str(path), remedy="Export or copy it again.")
    return content


class Folder:
    """The folder of a model; what the model names is looked for there, and nowhere else."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    def find(self, name: str) -> Path | None:
        """The file that a model calls `name`: there, or by its bare name, whatever its case; None where it is not."""
        clean = PurePosixPath(name.strip().replace("\\", "/"))
        for candidate in (clean, PurePosixPath(clean.name), PurePosixPath("textures", clean.name)):
            path = (self.root / candidate).resolve()
            if path.is_file() and path.is_relative_to(self.root):
                return path
        wanted = clean.name.casefold()
        around = sorted(p for p in self.root.glob("*") if p.name.casefold() == wanted and p.is_file())
        return around[0] if around else None

    def read(self, name: str) -> bytes:
        """Its content; CatalogError where there is none in the folder."""
        path = self.find(name)
        if path is None:
            raise CatalogError(
                f"'{name}' is not there.", where=str(self.root), remedy="Put it beside the model, or export it inside."
            )
        return read_bytes(path)


def unpack(archive: Path, folder: Path, most_bytes: int = MAX_BYTES) -> None:
    """Unpack a zip into `folder`; CatalogError for names that lead out of it, links, and more than `most_bytes`."""
    try:
        with zipfile.ZipFile(archive) as opened:
            total = 0
            for info in opened.infolist():
                name = PurePosixPath(info.filename.replace("\\", "/"))
                is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
                if name.is_absolute() or ".." in name.parts or ":" in name.parts[0] or is_link:
                    raise CatalogError(
                        f"the archive holds the unsafe path '{info.filename}'.",
                        where=str(archive),
                        remedy="Do not trust it; unpack it yourself and import the model's file.",
                    )
                total += info.file_size
                if total > most_bytes:
                    raise CatalogError(
                        f"the archive unpacks to more than {most_bytes / 2**30:.3g} GiB.",
                        where=str(archive),
                        remedy="Unpack it yourself and import the model's file.",
                    )
            opened.extractall(folder)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise CatalogError(f"not a zip archive: {error}.", where=str(archive), remedy="Download it again.") from error
