"""EfficientNet-Lite0 from a checkpoint of its weights (Tan and Le, EfficientNet, 2019; the Lite variant of 2020).

Lite leaves out squeeze-and-excitation and uses ReLU6. Padding is TensorFlow's "same".
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simgen.errors import BackendError, CatalogError
from simgen.study.evaluation.models.network import Array, Runner

# Of each of the 16 blocks; kernels and widths are in the weights.
STRIDES = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1)
EPSILON = 1e-3


def open_weights(path: Path) -> Runner:
    """Runs it by torch on the CPU."""
    try:
        import torch
    except ImportError as error:
        raise BackendError(
            "this model's weights are a checkpoint of torch, which is not installed.",
            remedy="Install it: pip install 'simgen[torch]'.",
        ) from error
    try:
        weights = torch.load(path, map_location="cpu", weights_only=True)
        return _Lite0(torch, weights)
    except Exception as error:  # torch's readers raise errors of many classes.
        raise CatalogError(f"not the weights of EfficientNet-Lite0: {error}.", where=str(path)) from error


class _Lite0:
    def __init__(self, torch: Any, weights: Mapping[str, Any]) -> None:
        self.torch = torch
        self.weights = weights
        if f"_blocks.{len(STRIDES) - 1}._project_conv.weight" not in weights:
            raise ValueError("it lacks blocks")

    def __call__(self, values: Array) -> Mapping[str, Array]:
        # One thread: sums have one order, and threads that wait for each other on a busy machine cost much. The number
        # is the process's own, whose other users get it back.
        threads = self.torch.get_num_threads()
        self.torch.set_num_threads(1)
        try:
            return self._logits(values)
        finally:
            self.torch.set_num_threads(threads)

    def _logits(self, values: Array) -> Mapping[str, Array]:
        functional = self.torch.nn.functional
        with self.torch.no_grad():
            x = self.torch.from_numpy(values)
            x = functional.relu6(self._conv(x, "_conv_stem", "_bn0", 2))
            for number, stride in enumerate(STRIDES):
                x = self._block(x, f"_blocks.{number}.", stride)
            x = functional.relu6(self._conv(x, "_conv_head", "_bn1", 1)).mean(dim=(2, 3))
            x = functional.linear(x, self.weights["_fc.weight"], self.weights["_fc.bias"])
        return {"logits": x.numpy()}

    def _block(self, x: Any, name: str, stride: int) -> Any:
        functional = self.torch.nn.functional
        y = x
        if f"{name}_expand_conv.weight" in self.weights:
            y = functional.relu6(self._conv(y, f"{name}_expand_conv", f"{name}_bn0", 1))
        y = functional.relu6(self._conv(y, f"{name}_depthwise_conv", f"{name}_bn1", stride))
        y = self._conv(y, f"{name}_project_conv", f"{name}_bn2", 1)
        return x + y if stride == 1 and x.shape == y.shape else y

    def _conv(self, x: Any, conv: str, norm: str, stride: int) -> Any:
        functional = self.torch.nn.functional
        kernel = self.weights[f"{conv}.weight"]
        padding: list[int] = []
        # torch pads the last axis first; what is odd goes to the right and below.
        for size, reach in ((x.shape[3], kernel.shape[3]), (x.shape[2], kernel.shape[2])):
            whole = max((-(-size // stride) - 1) * stride + reach - size, 0)
            padding += [whole // 2, whole - whole // 2]
        depthwise = kernel.shape[1] == 1 and kernel.shape[0] == x.shape[1]
        x = functional.conv2d(functional.pad(x, padding), kernel, stride=stride, groups=x.shape[1] if depthwise else 1)
        scale = {key: self.weights[f"{norm}.{key}"] for key in ("running_mean", "running_var", "weight", "bias")}
        return functional.batch_norm(x, **scale, eps=EPSILON)
