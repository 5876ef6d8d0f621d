"""Textures, patterns baked and pictures read, packed for the path tracer, kept in memory and on disk.

Painting a pattern takes up to seconds, and scenes share textures. The disk's copy is found by everything that
shapes its bytes, so a stale one is never used; where the disk cannot be written, patterns are painted again.
"""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import sys
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simgen.catalog import materials
from simgen.catalog.materials import bake, identity
from simgen.cores import usable_cores
from simgen.seeds import stream
from simgen.world import Pattern, Picture, canonical_json

MEMORY_BYTES = 128 * 2**20
DISK_BYTES = 4 * 2**30
FOLDER_VARIABLE = "SIMGEN_CACHE"
HAS_ALBEDO, HAS_ROUGHNESS, HAS_NORMAL, HAS_METALLIC = 1, 2, 4, 8

Words = npt.NDArray[np.uint32]
Maps32 = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Texels:
    """One tile's maps, packed: `words` (n·n, 2) as `pack_maps` gives them, `has` which maps there are (HAS_… bits)."""

    words: Words
    resolution: int
    has: int


_kept: OrderedDict[str, Texels] = OrderedDict()
_lock = threading.Lock()


def texels(texture: Pattern | Picture) -> Texels:
    """The packed maps of a texture: from memory, from disk, or made now. The same bytes wherever from.

    CatalogError where a picture's file is missing or changed and no copy is kept.
    """
    key = _key(texture)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = _read(key) or _made(texture, key)
    with _lock:
        _kept[key] = made
        held = sum(t.words.nbytes for t in _kept.values())
        while held > MEMORY_BYTES and len(_kept) > 1:
            held -= _kept.popitem(last=False)[1].words.nbytes
    return made


def albedo_of(texture: Pattern | Picture) -> Maps32:
    """(n, n, 3) linear albedo of a texture, as the path tracer sees it: to 1/2047 of its root."""
    made = texels(texture)
    word = made.words[:, 0]
    root = np.stack([word & 2047, (word >> 11) & 2047, word >> 22], axis=1).astype(np.float32)
    root /= np.array([2047, 2047, 1023], np.float32)
    result: Maps32 = np.square(root).reshape(made.resolution, made.resolution, 3)
    return result


def prefetch(textures: Iterable[Pattern | Picture]) -> None:
    """Have `texels` of all these ready, painting what is missing on all cores (NumPy lets threads run side by side)."""
    missing = {key: texture for texture in textures if (key := _key(texture)) not in _kept}
    if missing:
        with ThreadPoolExecutor(max_workers=min(8, usable_cores())) as pool:
            list(pool.map(texels, missing.values()))


def cache_folder() -> Path:
    """$SIMGEN_CACHE, else simgen's folder in the user's cache folder."""
    if os.environ.get(FOLDER_VARIABLE):
        return Path(os.environ[FOLDER_VARIABLE]) / "patterns"
    base = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    return Path(base) / "simgen" / "patterns"


def pack_maps(albedo: Maps32, roughness: Maps32 | None, normal: Maps32 | None, metallic: Maps32 | None = None) -> Words:
    """Three (n, n, ...) maps as (n·n, 2) words, row by row.

    Word 0: the square roots of red, green, blue in 11, 11 and 10 bits (a root spends the bits where eyes see steps).
    Word 1: roughness in 8 bits, then x and y of the tangent-space normal, -1..1 in 12 bits each. With `metallic`,
    roughness has 7 bits and the eighth is metal or none: a surface is one or the other, and texels in between are
    either by chance, so that their mean is right.
    """
    n = len(albedo)
    root = np.sqrt(np.clip(albedo.reshape(n * n, 3), 0, 1))
    word0 = _bits(root[:, 0], 11) | _bits(root[:, 1], 11) << np.uint32(11) | _bits(root[:, 2], 10) << np.uint32(22)
    rough = np.full(n * n, 0.5, np.float32) if roughness is None else np.clip(roughness.reshape(-1), 0, 1)
    # 4094 steps, so that a flat normal is exactly in the middle.
    xy = np.zeros((n * n, 2), np.float32) if normal is None else np.clip(normal.reshape(n * n, 3)[:, :2], -1, 1)
    steps = np.rint((xy + 1) * 2047).astype(np.uint32)
    low = _bits(rough, 8)
    if metallic is not None:
        threshold = stream(0, "texels", "metallic").random(n * n, dtype=np.float32)
        low = _bits(rough, 7) | (metallic.reshape(-1) > threshold).astype(np.uint32) << np.uint32(7)
    word1 = low | steps[:, 0] << np.uint32(8) | steps[:, 1] << np.uint32(20)
    return np.stack([word0, word1], axis=1)


def _bits(values: Maps32, count: int) -> Words:
    whole: Words = np.rint(values * (2**count - 1)).astype(np.uint32)
    return whole


def _made(texture: Pattern | Picture, key: str) -> Texels:
    maps = bake(texture)
    has = HAS_ALBEDO
    for bit, given in ((HAS_ROUGHNESS, maps.roughness), (HAS_NORMAL, maps.normal), (HAS_METALLIC, maps.metallic)):
        has |= bit * (given is not None)
    made = Texels(pack_maps(maps.albedo, maps.roughness, maps.normal, maps.metallic), len(maps.albedo), has)
    made.words.setflags(write=False)
    _write(key, made)
    return made


def _key(texture: Pattern | Picture) -> str:
    digest = hashlib.blake2b(canonical_json(identity(texture)), digest_size=16)
    digest.update(_code_digest())
    return digest.hexdigest()


@functools.cache
def _code_digest() -> bytes:
    """Of all that shapes a texture's bytes besides its own fields: the painting code, the libraries, the machine."""
    import scipy

    digest = hashlib.blake2b(digest_size=16)
    for path in [*sorted(Path(materials.__path__[0]).glob("*.py")), Path(__file__)]:
        digest.update(path.read_bytes())
    for fact in (np.__version__, scipy.__version__, sys.version, platform.machine(), platform.processor()):
        digest.update(fact.encode())
    return digest.digest()


def _read(key: str) -> Texels | None:
    path = cache_folder() / f"{key}.npy"
    try:
        stored = np.load(path, allow_pickle=False)
        path.touch()
    except (OSError, ValueError, EOFError):
        return None
    # The first row holds the resolution and the bits; a file cut short does not have the length it tells.
    if stored.dtype != np.uint32 or stored.ndim != 2 or len(stored) != int(stored[0, 0]) ** 2 + 1:
        return None
    words = np.ascontiguousarray(stored[1:])
    words.setflags(write=False)
    return Texels(words, int(stored[0, 0]), int(stored[0, 1]))


def _write(key: str, made: Texels) -> None:
    """Best effort: a cache that cannot be written slows, and breaks nothing."""
    folder = cache_folder()
    name = ""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _prune(folder)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".partial", dir=folder)
        with os.fdopen(handle, "wb") as file:
            np.save(file, np.concatenate([np.array([[made.resolution, made.has]], np.uint32), made.words]))
        Path(name).replace(folder / f"{key}.npy")
    except OSError:
        if name:
            Path(name).unlink(missing_ok=True)


def _prune(folder: Path) -> None:
    """Forget what was not used for longest, beyond DISK_BYTES."""
    found = sorted((path.stat().st_mtime, path.stat().st_size, path) for path in folder.glob("*.npy"))
    held = sum(size for _, size, _ in found)
    for _, size, path in found:
        if held <= DISK_BYTES:
            return
        path.unlink(missing_ok=True)
        held -= size
