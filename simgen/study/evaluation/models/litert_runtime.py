"""TensorFlow Lite models, the only importer of ai_edge_litert."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from simgen.errors import BackendError, CatalogError
from simgen.study.evaluation.models.network import Array, Runner


def open_weights(path: Path) -> Runner:
    """Runs the network in a .tflite file on the CPU, with one thread."""
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError as error:
        raise BackendError(
            "TensorFlow Lite models need ai-edge-litert, which is not installed.",
            remedy="Install it: pip install 'simgen[evaluate]'.",
        ) from error
    try:
        interpreter = Interpreter(model_path=str(path), num_threads=1)
        interpreter.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        raise CatalogError(f"not a model that LiteRT can run: {error}.", where=str(path)) from error
    own = interpreter.get_input_details()[0]
    outputs = interpreter.get_output_details()

    def run(values: Array) -> Mapping[str, Any]:
        if values.shape != tuple(own["shape"]):
            raise CatalogError(
                f"it takes pictures of shape {tuple(int(n) for n in own['shape'])}, its card gives {values.shape}.",
                where=str(path),
                remedy="Set width, height and layout of the card's input.",
            )
        interpreter.set_tensor(own["index"], _to_levels(values, own))
        interpreter.invoke()
        return {row["name"]: _of_levels(interpreter.get_tensor(row["index"]), row) for row in outputs}

    return run


def _to_levels(values: Array, row: Mapping[str, Any]) -> Array:
    """Numbers as the whole levels that a quantised network takes."""
    scale, zero = row["quantization"]
    if not scale:
        return values.astype(row["dtype"])
    limits = np.iinfo(row["dtype"])
    levels: Array = np.clip(np.rint(values / scale + zero), limits.min, limits.max)
    return levels.astype(row["dtype"])


def _of_levels(levels: Array, row: Mapping[str, Any]) -> Array:
    scale, zero = row["quantization"]
    return np.asarray((levels.astype(np.float32) - zero) * np.float32(scale)) if scale else levels
