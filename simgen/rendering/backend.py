"""Which Mitsuba variant this machine can run, found out before any of it is loaded.

Dr.Jit aborts the whole process when it meets an LLVM older than 17, and does not start without libatomic, so both are
looked at first, from outside.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from simgen.errors import BackendError, did_you_mean

VARIANTS = {"cuda": "cuda_ad_rgb", "llvm": "llvm_ad_rgb", "scalar": "scalar_rgb"}
MIN_LLVM_MAJOR = 17
ENVIRONMENT_VARIABLE = "SIMGEN_BACKEND"
LLVM_PATH_VARIABLE = "DRJIT_LIBLLVM_PATH"
_LLVM_REMEDY = (
    "Install one (pip install karellen-llvm-core==19.1.7), or set DRJIT_LIBLLVM_PATH to the path of a newer libLLVM"
)


class Missing(NamedTuple):
    """Something that would make rendering possible or faster: what, and what brings it."""

    what: str
    remedy: str


@dataclass(frozen=True)
class BackendChoice:
    """The chosen variant and why; what a faster one lacks is in `missing`."""

    variant: str
    reason: str
    llvm_path: str | None = None
    llvm_version: str | None = None
    missing: tuple[Missing, ...] = ()


class FoundLlvm(NamedTuple):
    """A libLLVM that Dr.Jit can use."""

    path: str
    version: str


def describe_backend(backend: str | None = None, environment: Mapping[str, str] | None = None) -> BackendChoice:
    """The variant for `backend` ("cuda", "llvm", "scalar"), else for $SIMGEN_BACKEND, else the fastest that runs here.

    BackendError for an unknown name, or for one asked for by name that this machine cannot run.
    """
    env = os.environ if environment is None else environment
    asked = backend or env.get(ENVIRONMENT_VARIABLE) or None
    source = "asked for" if backend else f"${ENVIRONMENT_VARIABLE}"
    if asked is not None and asked not in VARIANTS:
        raise BackendError(f"unknown backend '{asked}'", where=source, remedy=did_you_mean(asked, VARIANTS))
    if asked == "scalar":
        return BackendChoice(VARIANTS["scalar"], source)

    missing: list[Missing] = []
    if asked in (None, "cuda"):
        lacking = _missing_for_cuda()
        if lacking is None:
            return BackendChoice(VARIANTS["cuda"], source if asked else "an NVIDIA GPU answers")
        if asked == "cuda":
            raise BackendError(
                f"the backend 'cuda' cannot run: {lacking.what}", where=source, remedy=f"{lacking.remedy}."
            )
        missing.append(lacking)
    found, unfit = find_llvm(env)
    if found is not None:
        reason = source if asked else "no NVIDIA GPU, a fit LLVM"
        return BackendChoice(VARIANTS["llvm"], reason, found.path, found.version, tuple(missing))
    what = "no LLVM of version 17 or later" + (f" (unfit: {'; '.join(unfit)})" if unfit else "")
    if asked == "llvm":
        raise BackendError(f"the backend 'llvm' cannot run: {what}", where=source, remedy=f"{_LLVM_REMEDY}.")
    missing.append(Missing(what, _LLVM_REMEDY))
    return BackendChoice(VARIANTS["scalar"], "neither an NVIDIA GPU nor a fit LLVM", missing=tuple(missing))


def require_libatomic() -> None:
    """BackendError where Dr.Jit's libatomic is missing, which it would answer with an unrelated NameError."""
    if not sys.platform.startswith("linux"):
        return
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError as error:
        raise BackendError(
            "libatomic.so.1, which Mitsuba needs, is missing", remedy="Install it: apt-get install libatomic1."
        ) from error


def _missing_for_cuda() -> Missing | None:
    """What keeps the CUDA variant from running, or None."""
    name = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"
    try:
        cuda = ctypes.CDLL(name)
    except OSError:
        return Missing(f"no NVIDIA driver ({name})", "Install the NVIDIA driver, or use the llvm backend")
    count = ctypes.c_int(0)
    if cuda.cuInit(0) != 0 or cuda.cuDeviceGetCount(ctypes.byref(count)) != 0 or count.value == 0:
        return Missing("no NVIDIA GPU answers the driver", "Make a GPU visible (CUDA_VISIBLE_DEVICES)")
    if sys.platform != "win32":
        try:
            ctypes.CDLL("libnvoptix.so.1")
        except OSError:
            return Missing(
                "the NVIDIA driver lacks OptiX (libnvoptix.so.1)",
                "Install the driver's full package; in containers set NVIDIA_DRIVER_CAPABILITIES=all",
            )
    return None


def find_llvm(environment: Mapping[str, str]) -> tuple[FoundLlvm | None, tuple[str, ...]]:
    """The first fit libLLVM, and why those before it are unfit. An unfit one is never given to Dr.Jit."""
    unfit: list[str] = []
    for path in _llvm_candidates(environment):
        version = llvm_version(path)
        if isinstance(version, str):
            return FoundLlvm(path, version), tuple(unfit)
        unfit.append(f"{path}: {version.what}")
    return None, tuple(unfit)


def llvm_version(path: str) -> str | Missing:
    """The version, such as "19.1.7", of the libLLVM at `path`, or why it is unfit.

    Old ones are told by their file name, before loading; LLVMGetVersion exists since LLVM 16.
    """
    named = re.search(r"libLLVM(?:[.-](?:so|dylib))?[.-](\d+)", Path(os.path.realpath(path)).name)
    if named and int(named.group(1)) < MIN_LLVM_MAJOR:
        return Missing(f"LLVM {named.group(1)} is older than {MIN_LLVM_MAJOR}", _LLVM_REMEDY)
    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        return Missing(f"cannot be loaded ({error})", _LLVM_REMEDY)
    numbers = [ctypes.c_uint(0) for _ in range(3)]
    try:
        library.LLVMGetVersion(*(ctypes.byref(n) for n in numbers))
    except AttributeError:
        return Missing("it does not tell its version, so it is older than 16", _LLVM_REMEDY)
    version = ".".join(str(n.value) for n in numbers)
    if numbers[0].value < MIN_LLVM_MAJOR:
        return Missing(f"LLVM {version} is older than {MIN_LLVM_MAJOR}", _LLVM_REMEDY)
    return version


def _llvm_candidates(environment: Mapping[str, str]) -> Iterator[str]:
    """Paths to try, likeliest first, each real file once."""
    seen = set()
    for path in _llvm_paths(environment):
        real = os.path.realpath(path)
        if real not in seen:
            seen.add(real)
            yield path


def _llvm_paths(environment: Mapping[str, str]) -> Iterator[str]:
    if environment.get(LLVM_PATH_VARIABLE):
        yield environment[LLVM_PATH_VARIABLE]
    # The PyPI package karellen-llvm-core puts its library here; its links appear only after the first start of Python.
    for pattern in ("libLLVM.so.*", "libLLVM*.so*", "libLLVM*.dylib"):
        yield from map(str, sorted((Path(sys.prefix) / "lib").glob(pattern), reverse=True))
    for pattern in (
        "usr/lib/llvm-*/lib/libLLVM*.so*",
        "usr/lib/*-linux-gnu/libLLVM*.so*",
        "usr/lib64/libLLVM*.so*",
        "usr/lib/libLLVM*.so*",
        "usr/local/lib/libLLVM*.so*",
        "opt/homebrew/opt/llvm*/lib/libLLVM*.dylib",
    ):
        yield from map(str, sorted(Path("/").glob(pattern), key=_version_in_name, reverse=True))


def _version_in_name(path: Path) -> tuple[int, str]:
    numbers = [int(n) for n in re.findall(r"\d+", path.name)]
    return (numbers[0] if numbers else 0, str(path))
