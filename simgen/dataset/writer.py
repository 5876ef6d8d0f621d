"""Samples to disk: each complete or absent, whatever interrupts."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simgen.dataset.record import record_of
from simgen.dataset.schema import (
    DATASET_FILE,
    DATASET_FORMAT,
    FILES,
    LIGHT_SUFFIX,
    META_SUFFIX,
    SAMPLES_FOLDER,
    SUFFIXES,
    encode_json,
)
from simgen.errors import DatasetError
from simgen.exr import encode_layers
from simgen.frame import Sample
from simgen.world import JsonObject


def digest_of(content: bytes) -> str:
    """blake2b-128 in hex, as meta.json's `files` holds it."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def encode_sample(sample: Sample, categories: Mapping[str, int]) -> dict[str, bytes]:
    """Suffix → bytes of every file of the sample, meta.json last."""
    contents = {f.suffix: f.encode(f.array(sample, categories)) for f in FILES}
    if sample.raw and sample.raw.key == sample.key:
        contents[LIGHT_SUFFIX] = encode_layers(sample.raw.groups)
    digests = {suffix: digest_of(content) for suffix, content in contents.items()}
    contents[META_SUFFIX] = encode_json(record_of(sample, dict(categories), digests))
    return contents


def write_sample(sample: Sample, folder: Path, categories: Mapping[str, int]) -> Path:
    """Write all files of a sample into `folder`; give meta.json's path.

    Files arrive by rename, meta.json last, so a crash leaves no sample that looks complete and is not.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for suffix, content in encode_sample(sample, categories).items():
        write_file(folder / f"{sample.key}.{suffix}", content)
    return folder / f"{sample.key}.{META_SUFFIX}"


def write_file(path: Path, content: bytes) -> None:
    """Put `content` at `path` in one step: a reader sees the old file, the new one, or none."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent)
    except OSError as error:
        raise DatasetError(f"cannot write here: {error.strerror}", where=str(path.parent)) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        raise DatasetError(
            f"cannot write the file: {error.strerror}",
            where=str(path),
            remedy="Free some space or choose another -o, then run the same command again: it goes on from here.",
        ) from error
    finally:
        Path(name).unlink(missing_ok=True)


def open_dataset(folder: Path, header: Mapping[str, Any], *, overwrite: bool = False) -> Path:
    """Make `folder` a dataset with this header, or go on with the one that is there; give its samples folder.

    `header` holds what makes the samples what they are (spec, seed, renderer, categories). DatasetError where
    the folder holds something else: another dataset (unless `overwrite`, which removes that dataset's files
    and nothing else), or files that are no dataset.
    """
    wanted = {"format": DATASET_FORMAT, **header}
    path = folder / DATASET_FILE
    if folder.exists() and not folder.is_dir():
        raise DatasetError("this is a file, not a folder", where=str(folder), remedy="Choose another -o.")
    if path.exists():
        if overwrite:
            _remove_dataset(folder)
        else:
            _require_same(path, wanted)
            return folder / SAMPLES_FOLDER
    elif folder.is_dir() and any(folder.iterdir()):
        raise DatasetError(
            "the folder is not empty and holds no simgen dataset", where=str(folder), remedy="Choose another -o."
        )
    try:
        (folder / SAMPLES_FOLDER).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatasetError(f"cannot make the folder: {error.strerror}", where=str(folder)) from error
    write_file(path, json.dumps(wanted, indent=2, sort_keys=True).encode() + b"\n")
    return folder / SAMPLES_FOLDER


def finished_keys(samples_folder: Path) -> frozenset[str]:
    """Keys of the complete samples."""
    ending = f".{META_SUFFIX}"
    return frozenset(p.name[: -len(ending)] for p in samples_folder.glob(f"*{ending}") if not p.name.startswith("."))


def _require_same(path: Path, wanted: JsonObject) -> None:
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise DatasetError(
            f"cannot read the dataset's header: {error}", where=str(path), remedy="Use --overwrite to start again."
        ) from error
    wanted = json.loads(json.dumps(wanted))
    differing = sorted(k for k in {*found, *wanted} if found.get(k) != wanted.get(k) and k != "versions")
    if "spec" in differing:
        differing = [key for key in differing if key != "spec_digest"]
    if differing:
        each = (_first_difference(found.get(key), wanted.get(key), key) for key in differing)
        told = ", ".join(f"{at} ({_short(there)} there, {_short(now)} now)" for at, there, now in each)
        raise DatasetError(
            f"the folder holds another dataset: it differs in {told}",
            where=str(path.parent),
            remedy="Choose another -o, or add --overwrite to remove the samples there.",
        )


def _first_difference(there: Any, now: Any, path: str) -> tuple[str, Any, Any]:
    """Where two values of plain JSON first differ, and what is on either side there. Lists of numbers are one value."""
    if isinstance(there, dict) and isinstance(now, dict):
        keys: list[Any] = [key for key in (*there, *now) if there.get(key) != now.get(key)]
        if keys and keys[0] in there and keys[0] in now:
            return _first_difference(there[keys[0]], now[keys[0]], f"{path}.{keys[0]}")
    elif isinstance(there, list) and isinstance(now, list) and len(there) == len(now):
        at = next((k for k, (one, other) in enumerate(zip(there, now, strict=True)) if one != other), None)
        if at is not None and isinstance(there[at], dict | list):
            return _first_difference(there[at], now[at], f"{path}[{at}]")
    return path, there, now


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:36]}…"


def _remove_dataset(folder: Path) -> None:
    samples = folder / SAMPLES_FOLDER
    if samples.is_dir():
        for suffix in (*SUFFIXES, LIGHT_SUFFIX):
            for path in samples.glob(f"*.{suffix}"):
                path.unlink()
        for path in samples.glob(".*.partial"):
            path.unlink()
        if not any(samples.iterdir()):
            shutil.rmtree(samples)
    (folder / DATASET_FILE).unlink()
