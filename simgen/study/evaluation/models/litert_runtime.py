"""TensorFlow Lite models, the only importer of ai_edge_litert."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

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
    own = interpreter.get_input_details()[0]["index"]
    outputs = [(row["name"], row["index"]) for row in interpreter.get_output_details()]

    def run(values: Array) -> Mapping[str, Any]:
        interpreter.set_tensor(own, values)
        interpreter.invoke()
        return {name: interpreter.get_tensor(index) for name, index in outputs}

    return run
