"""ONNX files by hand: the few messages of onnx.proto that a graph of constants and poolings needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

TYPES = {np.dtype(np.float32): 1, np.dtype(np.int64): 7}


def varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def field(number: int, value: int | bytes | str) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    content = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(content)) + content


def value_info(name: str, kind: int, shape: Sequence[int]) -> bytes:
    dims = b"".join(field(1, field(1, n)) for n in shape)
    return field(1, name) + field(2, field(1, field(1, kind) + field(2, dims)))


def tensor(name: str, values: np.ndarray) -> bytes:
    dims = b"".join(field(1, n) for n in values.shape)
    return dims + field(2, TYPES[values.dtype]) + field(8, name) + field(9, values.tobytes())


def node(kind: str, given: str, made: str) -> bytes:
    return field(1, given) + field(2, made) + field(4, kind)


def write(
    path: Path, shape: Sequence[int], nodes: Sequence[bytes], outputs: Sequence[bytes], more: bytes = b""
) -> Path:
    graph = b"".join(field(1, n) for n in nodes) + field(2, "made") + more
    graph += field(11, value_info("image", 1, shape)) + b"".join(field(12, o) for o in outputs)
    path.write_bytes(field(1, 8) + field(8, field(2, 13)) + field(7, graph))
    return path


def constants(path: Path, shape: Sequence[int], outputs: Mapping[str, np.ndarray]) -> Path:
    """A network that gives these arrays, whatever it sees."""
    return write(
        path,
        shape,
        [node("Identity", f"{name}_0", name) for name in outputs],
        [value_info(name, TYPES[values.dtype], values.shape) for name, values in outputs.items()],
        b"".join(field(5, tensor(f"{name}_0", values)) for name, values in outputs.items()),
    )


def mean_of_channels(path: Path, shape: Sequence[int]) -> Path:
    """A network (1, C, H, W) → (1, C, 1, 1)."""
    return write(
        path, shape, [node("GlobalAveragePool", "image", "mean")], [value_info("mean", 1, (1, shape[1], 1, 1))]
    )
