"""Several processes: what each of them is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simgen.batch import local, run_batch
from simgen.cores import usable_cores
from simgen.pipeline import Pipeline

CORNER = Path(__file__).parent.parent / "scenes" / "corner.yaml"


@pytest.mark.parametrize("asked", [None, 3])
def test_processes_share_the_cores_unless_threads_are_asked_for(
    asked: int | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(local, "run_workers", lambda *_, arguments, **__: told.append(arguments))
    run_batch(Pipeline(CORNER, threads=asked), range(4), tmp_path, workers=2)
    ((_, threads, _),) = told
    assert threads == (asked or max(1, usable_cores() // 2))
