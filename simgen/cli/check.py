"""simgen check."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from dataclasses import asdict

import click
from rich.console import Console

from simgen.cli.balance import print_balance
from simgen.cli.options import json_option, read_spec, seed_option, set_option, shift_option, spec_argument
from simgen.cli.splits import print_splits
from simgen.cli.tables import table_of
from simgen.errors import InfeasibleError
from simgen.labels.wishes import Truth
from simgen.pipeline import Pipeline
from simgen.study.balance import Tally
from simgen.study.clips import factors_of
from simgen.study.splits import table_of_draws
from simgen.world import JsonObject


@click.command("check")
@spec_argument
@click.option("-n", "--count", type=click.IntRange(1), default=5, show_default=True, help="Draws to settle.")
@seed_option
@set_option
@shift_option
@json_option
def command(
    spec: str, count: int, seed: int, overrides: tuple[str, ...], shifts: tuple[str, ...], as_json: bool
) -> None:
    """Validate SPEC, draw and settle a few scenarios, and tell what is infeasible and why.

    Exit code 1 on any error.
    """
    pipeline = Pipeline(read_spec(spec, overrides, shifts=shifts), seed=seed)
    factors_of(pipeline.spec, pipeline.catalog)
    rows = []
    drawn: list[JsonObject] = []
    tally: Counter[str] = Counter()
    balance = Tally(pipeline.spec.balance)
    for index in range(count):
        start = time.perf_counter()
        try:
            scene, rejections = pipeline.settled_scene(index)
        except InfeasibleError as error:
            tally.update(error.tally)
            balance.add(index, None)
            rows.append({"index": index, "error": str(error)})
            continue
        tally.update(rejections)
        if balance.contrasts:
            balance.add(index, Truth.of_scene(scene))
        drawn.append(scene.scenario.to_json())
        rows.append(
            {
                "index": index,
                "attempts": rejections.attempts,
                "seconds": round(time.perf_counter() - start, 3),
                "bodies": len(scene.bodies),
                "simulated_s": round(scene.report.simulated_s, 3),
                "max_penetration_mm": round(scene.report.max_penetration_m * 1000, 3),
            }
        )
    failed = [row for row in rows if "error" in row]
    splits = pipeline.spec.splits
    table = table_of_draws(splits, drawn) if splits else ()
    if as_json:
        found: JsonObject = {"spec": pipeline.spec.name, "draws": rows, "rejections": dict(tally)}
        found |= {"splits": [asdict(row) for row in table]} if splits else {}
        found |= {"balance": [asdict(row) for row in balance.rows()]} if balance.contrasts else {}
        click.echo(json.dumps(found))
    else:
        _tell(pipeline.spec.name, rows, tally)
        if splits:
            print_splits(
                table, f"splits of {pipeline.spec.name}: the first rule that fits decides, so no draw is in two"
            )
        if balance.contrasts:
            print_balance(balance.rows(), f"balance of {pipeline.spec.name}: what draws were asked to show, and do")
    if failed:
        sys.exit(1)


def _tell(name: str, rows: list[dict[str, object]], tally: Counter[str]) -> None:
    columns = ("index", "attempts", "seconds", "bodies", "simulated_s", "max_penetration_mm")
    table = table_of(*columns, title=f"{name}: {len(rows)} draws")
    for row in rows:
        if "error" not in row:
            table.add_row(*(str(row[column]) for column in columns))
    Console().print(table)
    for row in rows:
        if "error" in row:
            click.echo(f"error: {row['error']}", err=True)
    told = ", ".join(f"{reason} {count}x" for reason, count in tally.most_common())
    click.echo(f"rejected attempts: {told or 'none'}")
