"""TensorFlow Lite files by hand, through the classes of their schema."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np


def one_step(
    path: Path,
    shape: Sequence[int],
    step: str,
    constant: np.ndarray,
    made: Sequence[int],
    levels: tuple[float, int] | None = None,
) -> Path:
    """A network of one operation (``ADD`` or ``MEAN``) of an image of `shape` and a constant, which gives shape `made`.

    With `levels`, scale and zero, the image and what is given are uint8 of these levels.
    """
    import flatbuffers
    from ai_edge_litert import schema_py_generated as schema

    kind = schema.TensorType.FLOAT32 if levels is None else schema.TensorType.UINT8
    kinds = {np.dtype(np.float32): schema.TensorType.FLOAT32, np.dtype(np.int32): schema.TensorType.INT32}
    kinds |= {np.dtype(np.uint8): schema.TensorType.UINT8}

    def tensor(name: str, size: Sequence[int], own: Any, buffer: int) -> Any:
        row = schema.TensorT()
        row.name, row.shape, row.type, row.buffer = name, list(size), own, buffer
        if levels is not None and own == schema.TensorType.UINT8:
            row.quantization = schema.QuantizationParametersT()
            row.quantization.scale, row.quantization.zeroPoint = [levels[0]], [levels[1]]
        return row

    def buffer(values: bytes = b"") -> Any:
        row = schema.BufferT()
        row.data = list(values) or None
        return row

    node = schema.OperatorT()
    node.opcodeIndex, node.inputs, node.outputs = 0, [0, 1], [2]
    node.builtinOptionsType = (
        schema.BuiltinOptions.AddOptions if step == "ADD" else schema.BuiltinOptions.ReducerOptions
    )
    node.builtinOptions = schema.AddOptionsT() if step == "ADD" else schema.ReducerOptionsT()
    code = schema.OperatorCodeT()
    code.builtinCode = code.deprecatedBuiltinCode = getattr(schema.BuiltinOperator, step)
    graph = schema.SubGraphT()
    graph.tensors = [
        tensor("image", shape, kind, 0),
        tensor("constant", constant.shape, kinds[constant.dtype], 1),
        tensor("map", made, kind, 0),
    ]
    graph.inputs, graph.outputs, graph.operators = [0], [2], [node]
    model = schema.ModelT()
    model.version, model.operatorCodes, model.subgraphs = 3, [code], [graph]
    model.buffers = [buffer(), buffer(constant.tobytes())]
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    path.write_bytes(bytes(builder.Output()))
    return path
