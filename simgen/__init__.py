"""simgen: photorealistic, physically settled, parametric rooms with true labels.

The flow, each arrow a folder::

    SceneSpec ──draw──▶ Scenario ──settle──▶ Scene ──render──▶ Frame ──label──▶ Sample ──write──▶ disk
       spec/             sampler/            physics/           rendering/       labels/           dataset/

>>> for sample in simgen.make_samples("tabletop", n=10, seed=0): ...
>>> for record in simgen.read("out/tabletop"): record.rgb, record.depth_m, record.labels
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from simgen.errors import SimgenError, SpecError

if TYPE_CHECKING:
    from simgen.dataset import Dataset, Flow, Record, flow, read, write_sample
    from simgen.pipeline import Pipeline, make_samples, rerender
    from simgen.spec import SceneSpec, load_spec
    from simgen.study.balance import balance_of
    from simgen.study.evaluation import evaluate
    from simgen.study.relighting import Relighting, relight

__version__ = "0.1.0"

# Public names are fetched when used, so that `import simgen` loads nothing heavy.
_PUBLIC = {
    "Dataset": "simgen.dataset",
    "Flow": "simgen.dataset",
    "Record": "simgen.dataset",
    "flow": "simgen.dataset",
    "read": "simgen.dataset",
    "write_sample": "simgen.dataset",
    "Pipeline": "simgen.pipeline",
    "make_samples": "simgen.pipeline",
    "rerender": "simgen.pipeline",
    "SceneSpec": "simgen.spec",
    "load_spec": "simgen.spec",
    "balance_of": "simgen.study.balance",
    "evaluate": "simgen.study.evaluation",
    "Relighting": "simgen.study.relighting",
    "relight": "simgen.study.relighting",
}

__all__ = [
    "Dataset",
    "Flow",
    "Pipeline",
    "Record",
    "Relighting",
    "SceneSpec",
    "SimgenError",
    "SpecError",
    "balance_of",
    "evaluate",
    "flow",
    "load_spec",
    "make_samples",
    "read",
    "relight",
    "rerender",
    "write_sample",
]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(importlib.import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'simgen' has no attribute '{name}'")
