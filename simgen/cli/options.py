"""Arguments, options and ends that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from simgen.spec import SceneSpec, load_spec

QUALITIES = ("draft", "standard", "final")

# So many faults are told one by one.
MAX_TOLD = 20

spec_argument = click.argument("spec")
datasets_argument = click.argument("datasets", nargs=-1, required=True, type=click.Path(path_type=Path))
set_option = click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="PATH=VALUE",
    help="Override a value of the spec, e.g. render.width=320.",
)
seed_option = click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True)
quality_option = click.option("--quality", type=click.Choice(QUALITIES), help="Short for --set render.quality=…")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a script to read.")
threads_option = click.option(
    "--threads", type=click.IntRange(1), help="Threads of one picture. [default: all cores]; the picture is the same."
)
workers_option = click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes; any number makes the same."
)
shard_option = click.option("--shard", metavar="I/N", help="Make only part I of N (I from 1), as a job array calls it.")
raw_option = click.option(
    "--raw", is_flag=True, help="Also keep the radiance of each light group, {key}.light.exr, to be lit anew later."
)
overwrite_option = click.option("--overwrite", is_flag=True, help="Remove the dataset that is there and start again.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="No progress.")
shift_option = click.option(
    "--shift",
    "shifts",
    multiple=True,
    metavar="NAME",
    help="Move the distribution, e.g. low_light; several add up. simgen diff --list-shifts prints them.",
)


def read_spec(
    spec: str, overrides: tuple[str, ...], quality: str | None = None, shifts: tuple[str, ...] = ()
) -> SceneSpec:
    """The spec with its overrides, the quality last, then each shift in turn."""
    wanted: list[Any] = [*overrides, *([f"render.quality={quality}"] if quality else [])]
    read = load_spec(spec, overrides=wanted)
    if shifts:
        from simgen.study.shifts import apply_shift

        for name in shifts:
            read = apply_shift(read, name)
    return read


def end_with(faults: Sequence[str], *, told: bool = False) -> None:
    """End with exit code 1 where there are faults; the first of them are told unless they are `told` already."""
    if not faults:
        return
    if not told:
        for fault in faults[:MAX_TOLD]:
            click.echo(f"error: {fault}", err=True)
        if len(faults) > MAX_TOLD:
            click.echo(f"… and {len(faults) - MAX_TOLD} more.", err=True)
    sys.exit(1)
