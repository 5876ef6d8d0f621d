"""Files of third-party packages, fetched by the machine's own package clients and checked."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from simgen.errors import CatalogError

Client = Literal["apt", "npm", "pip"]

FETCH_LIMIT_S = 1200


def _apt(package: str, version: str, folder: Path) -> list[str]:
    return ["apt-get", "download", f"{package}={version}"]


def _npm(package: str, version: str, folder: Path) -> list[str]:
    return ["npm", "pack", "--silent", f"{package}@{version}"]


def _pip(package: str, version: str, folder: Path) -> list[str]:
    # The interpreter's own pip, since an environment's `pip` need not be on the path.
    return [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", f"{package}=={version}"]


_COMMANDS: Mapping[Client, Callable[[str, str, Path], list[str]]] = {"apt": _apt, "npm": _npm, "pip": _pip}


def download(client: Client, package: str, version: str, folder: Path) -> Path:
    """The package's file, fetched into `folder`, which is empty; CatalogError where that fails."""
    remedy = f"Fetch {package} {version} elsewhere and name its file: --from FILE."
    command = _COMMANDS[client](package, version, folder)
    if shutil.which(command[0]) is None:
        raise CatalogError(f"this machine has no {command[0]}.", where=package, remedy=remedy)
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=FETCH_LIMIT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CatalogError(f"the download failed: {error}.", where=package, remedy=remedy) from error
    found = sorted(path for path in folder.iterdir() if path.is_file())
    if done.returncode != 0 or len(found) != 1:
        told = (done.stderr.strip().splitlines() or ["no file came"])[-1]
        raise CatalogError(f"the download failed: {told}.", where=package, remedy=remedy)
    return found[0]


def verify(file: Path, sha256: str, package: str) -> None:
    """CatalogError unless the file's checksum is this one; `package` is its name and version, for the message."""
    digest = hashlib.sha256()
    try:
        with file.open("rb") as opened:
            while block := opened.read(1 << 20):
                digest.update(block)
    except OSError as error:
        raise CatalogError(f"cannot be read: {error.strerror}.", where=str(file), remedy="Check the path.") from error
    if digest.hexdigest() != sha256:
        raise CatalogError(
            f"its checksum is {digest.hexdigest()[:16]}…, the recipe's {sha256[:16]}….",
            where=str(file),
            remedy=f"Fetch {package} again, from a source that you trust.",
        )
