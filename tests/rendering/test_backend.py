from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import Any

import pytest

from simgen.errors import BackendError
from simgen.rendering import backend
from simgen.rendering.backend import Missing, describe_backend, find_llvm, llvm_version, require_libatomic


@pytest.fixture
def no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "_missing_for_cuda", lambda: Missing("no NVIDIA driver", "Install it"))


class Library:
    """Stands for a libLLVM that tells `version`, or nothing."""

    def __init__(self, version: tuple[int, int, int] | None) -> None:
        if version is not None:
            self.LLVMGetVersion = lambda *out: [setattr(o._obj, "value", v) for o, v in zip(out, version, strict=True)]


def libraries(monkeypatch: pytest.MonkeyPatch, known: dict[str, tuple[int, int, int] | None]) -> list[str]:
    """Pretend that only these paths can be loaded and that no others are candidates; the list of what was loaded."""
    loaded: list[str] = []

    def load(path: str) -> Any:
        loaded.append(path)
        if path not in known:
            raise OSError(f"no {path}")
        return Library(known[path])

    monkeypatch.setattr(ctypes, "CDLL", load)
    monkeypatch.setattr(backend, "_llvm_paths", lambda environment: iter(known))
    return loaded


def test_a_gpu_that_answers_is_chosen_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "_missing_for_cuda", lambda: None)
    choice = describe_backend(environment={})
    assert (choice.variant, choice.reason, choice.missing) == ("cuda_ad_rgb", "an NVIDIA GPU answers", ())


def test_an_unfit_llvm_is_passed_over_and_the_next_is_taken(monkeypatch: pytest.MonkeyPatch, no_gpu: None) -> None:
    libraries(monkeypatch, {"/a/libLLVM.so": None, "/b/libLLVM.so": (16, 0, 6), "/c/libLLVM.so": (19, 1, 7)})
    choice = describe_backend(environment={})
    assert (choice.variant, choice.llvm_path, choice.llvm_version) == ("llvm_ad_rgb", "/c/libLLVM.so", "19.1.7")


def test_an_old_llvm_is_told_by_its_name_and_never_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = libraries(monkeypatch, {"/usr/lib/libLLVM-15.so.1": (15, 0, 7), "/usr/lib/libLLVM.so.14.0": (14, 0, 0)})
    found, unfit = find_llvm({})
    assert found is None
    assert unfit == (
        "/usr/lib/libLLVM-15.so.1: LLVM 15 is older than 17",
        "/usr/lib/libLLVM.so.14.0: LLVM 14 is older than 17",
    )
    assert loaded == []


@pytest.mark.parametrize("name", ["libLLVM-19.so", "libLLVM.so.19.1", "libLLVM-17.so.1", "libLLVM.so", "libLLVM.dylib"])
def test_names_of_fit_llvms_are_not_taken_for_old_ones(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    libraries(monkeypatch, {f"/x/{name}": (19, 1, 7)})
    assert llvm_version(f"/x/{name}") == "19.1.7"


def test_the_path_that_the_user_names_is_tried_first(tmp_path: Path) -> None:
    named = tmp_path / "libLLVM-15.so"
    named.write_bytes(b"not a library")
    found, unfit = find_llvm({"DRJIT_LIBLLVM_PATH": str(named)})
    assert unfit[0] == f"{named}: LLVM 15 is older than 17"
    assert found is None or os.path.realpath(found.path) != str(named)


def test_without_gpu_and_llvm_the_scalar_variant_runs_and_says_what_would_be_faster(
    monkeypatch: pytest.MonkeyPatch, no_gpu: None
) -> None:
    libraries(monkeypatch, {})
    choice = describe_backend(environment={})
    assert choice.variant == "scalar_rgb"
    assert [missing.what for missing in choice.missing] == ["no NVIDIA driver", "no LLVM of version 17 or later"]
    assert "karellen-llvm-core" in choice.missing[1].remedy


def test_the_environment_and_the_option_override_the_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "_missing_for_cuda", lambda: None)
    assert describe_backend(environment={"SIMGEN_BACKEND": "scalar"}).variant == "scalar_rgb"
    assert describe_backend("scalar", {"SIMGEN_BACKEND": "cuda"}).variant == "scalar_rgb"
    assert describe_backend("cuda", {"SIMGEN_BACKEND": "scalar"}).variant == "cuda_ad_rgb"


def test_a_backend_that_was_asked_for_and_cannot_run_is_an_error(monkeypatch: pytest.MonkeyPatch, no_gpu: None) -> None:
    libraries(monkeypatch, {"/b/libLLVM.so": (16, 0, 6)})
    with pytest.raises(BackendError) as error:
        describe_backend("llvm", {})
    assert str(error.value) == (
        "asked for: the backend 'llvm' cannot run: no LLVM of version 17 or later (unfit: "
        "/b/libLLVM.so: LLVM 16.0.6 is older than 17). Install one (pip install karellen-llvm-core==19.1.7), "
        "or set DRJIT_LIBLLVM_PATH to the path of a newer libLLVM."
    )
    with pytest.raises(BackendError, match=r"\$SIMGEN_BACKEND: the backend 'cuda' cannot run: no NVIDIA driver"):
        describe_backend(environment={"SIMGEN_BACKEND": "cuda"})


def test_an_unknown_backend_names_the_nearest_one() -> None:
    with pytest.raises(BackendError) as error:
        describe_backend("lvm", {})
    assert str(error.value) == "asked for: unknown backend 'lvm'. Did you mean 'llvm'?"


def test_a_missing_libatomic_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    libraries(monkeypatch, {})
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(BackendError) as error:
        require_libatomic()
    assert str(error.value) == (
        "libatomic.so.1, which Mitsuba needs, is missing. Install it: apt-get install libatomic1."
    )
