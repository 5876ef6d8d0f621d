"""Many draws audited, in any number of processes."""

from __future__ import annotations

import hashlib
import statistics
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simgen.batch.workers import run_workers
from simgen.errors import InfeasibleError
from simgen.physics.audit import LAWS, Finding, findings, movements_m, step_on
from simgen.pipeline import Pipeline
from simgen.rendering.visibility import unseen
from simgen.spec import parse_plain
from simgen.world import Scene


@dataclass(frozen=True)
class Audited:
    """One draw: its findings, rejected attempts by reason, how bad the worst of each was, and what the draw cost.

    `poses` is a digest of all settled poses and joint positions. `attempts` counts rejected ones too; `cpu_s` is the
    processor time that drawing and settling them took, which other work on the machine hardly moves. `error` tells why
    no attempt was accepted.
    """

    index: int
    attempts: int
    cpu_s: float = field(compare=False)
    findings: tuple[Finding, ...] = ()
    rejections: Mapping[str, int] = field(default_factory=dict)
    poses: str = ""
    bodies: int = 0
    penetration_m: float = 0.0
    speed_m_s: float = 0.0
    moved_m: float = 0.0
    error: str | None = None


@dataclass(frozen=True)
class AuditReport:
    """All draws by index; at least one."""

    draws: tuple[Audited, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Findings by law, every law listed; draws without an accepted attempt count as `infeasible`."""
        found = Counter(finding.law for draw in self.draws for finding in draw.findings)
        return {**{law: found[law] for law in LAWS}, "infeasible": sum(draw.error is not None for draw in self.draws)}

    @property
    def costs(self) -> dict[str, dict[str, float]]:
        """Mean, median and most of a draw's `attempts` and `cpu_s`."""
        columns = {key: [float(getattr(draw, key)) for draw in self.draws] for key in ("attempts", "cpu_s")}
        return {
            key: {"mean": statistics.fmean(column), "median": statistics.median(column), "most": max(column)}
            for key, column in columns.items()
        }

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not any(self.counts.values())


def run_audit(
    pipeline: Pipeline,
    indices: Sequence[int],
    *,
    workers: int = 1,
    progress: Callable[[Audited], None] | None = None,
) -> AuditReport:
    """Settle the draws `indices`, step each one on, and collect what speaks against them."""
    done: list[Audited] = []

    def note(audited: Audited) -> None:
        done.append(audited)
        if progress:
            progress(audited)

    if workers <= 1 or len(indices) <= 1:
        for index in indices:
            note(audit(pipeline, index))
    else:
        arguments = (pipeline.spec.to_plain(), pipeline.seed)
        run_workers(
            _audit_in_worker,
            indices,
            note,
            workers=min(workers, len(indices)),
            start=_start_worker,
            arguments=arguments,
        )
    return AuditReport(tuple(sorted(done, key=lambda audited: audited.index)))


def audit(pipeline: Pipeline, index: int) -> Audited:
    """One draw; an infeasible one has an `error`."""
    start = time.process_time()
    try:
        scene, rejections = pipeline.settled_scene(index)
    except InfeasibleError as error:
        spent_s = time.process_time() - start
        return Audited(index, pipeline.max_attempts, spent_s, rejections=error.tally, error=str(error))
    spent_s = time.process_time() - start
    later = step_on(pipeline.engine, scene)
    requirements = pipeline.spec.requirements
    hidden = (Finding("view", what) for _, what in unseen(scene, pipeline.spec))
    return Audited(
        index,
        rejections.attempts,
        spent_s,
        findings=(*findings(scene, later, requirements), *hidden),
        rejections=rejections,
        poses=poses_digest(scene),
        bodies=len(scene.bodies),
        penetration_m=scene.report.max_penetration_m,
        speed_m_s=scene.report.max_speed_m_s,
        moved_m=max(movements_m(scene, later).values(), default=0.0),
    )


def poses_digest(scene: Scene) -> str:
    """Hexadecimal; the same for scenes whose bodies and joints are where they are to the bit."""
    rows = [(b.instance_id, b.world_from_body, tuple(sorted(b.joint_positions.items()))) for b in scene.bodies]
    return hashlib.blake2b(repr(rows).encode(), digest_size=16).hexdigest()


_worker: dict[str, Any] = {}


def _start_worker(plain_spec: dict[str, Any], seed: int) -> None:
    _worker["pipeline"] = Pipeline(parse_plain(plain_spec), seed=seed)


def _audit_in_worker(index: int) -> Audited:
    return audit(_worker["pipeline"], index)
