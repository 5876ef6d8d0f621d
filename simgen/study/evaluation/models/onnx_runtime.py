"""ONNX models, the only importer of onnxruntime."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simgen.errors import BackendError, CatalogError
from simgen.study.evaluation.models.network import Array, Runner


def open_weights(path: Path) -> Runner:
    """Runs the network in an .onnx file on the CPU; one thread, so that sums have one order."""
    try:
        import onnxruntime
    except ImportError as error:
        raise BackendError(
            "ONNX models need onnxruntime, which is not installed.",
            remedy="Install it: pip install 'simgen[evaluate]'.",
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no class.
        told = str(error).splitlines()[0]
        raise CatalogError(f"not a model that onnxruntime can run: {told}", where=str(path)) from error
    own = session.get_inputs()[0]
    names = [output.name for output in session.get_outputs()]

    def run(values: Array) -> Mapping[str, Any]:
        try:
            return dict(zip(names, session.run(names, {own.name: values}), strict=True))
        except Exception as error:
            raise CatalogError(
                f"it takes {own.shape}, its card gives {list(values.shape)}: {str(error).splitlines()[0]}",
                where=str(path),
                remedy="Put the width, height and layout of its input into the card.",
            ) from error

    return run
