"""simgen audit."""

from __future__ import annotations

import json
import sys
from collections import Counter

import click
from rich.console import Console
from rich.progress import Progress

from simgen.batch.audit import Audited, AuditReport, run_audit
from simgen.cli.options import json_option, read_spec, seed_option, set_option, spec_argument, workers_option
from simgen.cli.tables import table_of
from simgen.physics.audit import LAWS
from simgen.pipeline import Pipeline

# So many findings of a law are told in words.
TOLD = 5


@click.command("audit")
@spec_argument
@click.option("-n", "--count", type=click.IntRange(1), default=200, show_default=True, help="Draws to audit.")
@seed_option
@set_option
@workers_option
@json_option
def command(spec: str, count: int, seed: int, overrides: tuple[str, ...], workers: int, as_json: bool) -> None:
    """Settle draws of SPEC, step each on for 5 s, and count everything that breaks a law of physics.

    Told too is what a draw costs: its attempts, and processor seconds to draw and settle them.
    Exit code 1 if any count is not 0.
    """
    pipeline = Pipeline(read_spec(spec, overrides), seed=seed)
    console = Console(stderr=True, quiet=not sys.stderr.isatty())
    with Progress(*Progress.get_default_columns(), console=console) as bar:
        task = bar.add_task("settle, step on", total=count)
        report = run_audit(pipeline, range(count), workers=workers, progress=lambda _: bar.advance(task))
    if as_json:
        click.echo(json.dumps(_plain(pipeline.spec.name, report)))
    else:
        _tell(pipeline.spec.name, report)
    if not report.clean:
        sys.exit(1)


def _plain(name: str, report: AuditReport) -> dict[str, object]:
    return {
        "spec": name,
        "counts": report.counts,
        "costs": report.costs,
        "draws": [_row(draw) for draw in report.draws],
    }


def _row(draw: Audited) -> dict[str, object]:
    cost = {"attempts": draw.attempts, "cpu_s": draw.cpu_s, "rejections": dict(draw.rejections)}
    if draw.error is not None:
        return {"index": draw.index, "error": draw.error, **cost}
    return {
        "index": draw.index,
        **cost,
        "findings": [{"law": finding.law, "what": finding.what} for finding in draw.findings],
        "poses": draw.poses,
        "bodies": draw.bodies,
        "penetration_mm": draw.penetration_m * 1e3,
        "speed_m_s": draw.speed_m_s,
        "moved_mm": draw.moved_m * 1e3,
    }


def _tell(name: str, report: AuditReport) -> None:
    draws = [draw for draw in report.draws if draw.error is None]
    worst = {
        "penetration": f"deepest {max((d.penetration_m for d in draws), default=0.0) * 1e3:.2f} mm",
        "residual speed": f"fastest {max((d.speed_m_s for d in draws), default=0.0) * 1e3:.2f} mm/s",
        "stability": f"farthest {max((d.moved_m for d in draws), default=0.0) * 1e3:.2f} mm",
    }
    meaning = {**LAWS, "infeasible": "draws that no attempt met"}
    table = table_of("law", "counts", "found", "worst", title=f"{name}: {len(report.draws)} draws")
    for law, found in report.counts.items():
        table.add_row(law, meaning[law], str(found), worst.get(law, ""))
    Console().print(table)
    told: Counter[str] = Counter()
    for draw in report.draws:
        for law, what in [(f.law, f.what) for f in draw.findings] + [("infeasible", draw.error)] * bool(draw.error):
            told[law] += 1
            if told[law] <= TOLD:
                click.echo(f"draw {draw.index}: {law}: {what}", err=True)
    rejections: Counter[str] = Counter()
    for draw in report.draws:
        rejections.update(draw.rejections)
    reasons = ", ".join(f"{reason} {times}x" for reason, times in rejections.most_common(8))
    click.echo(f"rejected attempts: {reasons or 'none'}")
    attempts, cpu_s = (
        ", ".join(f"{word} {value:.3g}" for word, value in report.costs[key].items()) for key in ("attempts", "cpu_s")
    )
    click.echo(f"attempts a draw: {attempts}; processor seconds to draw and settle one: {cpu_s}")
