"""Options that several commands share."""

from __future__ import annotations

from typing import Any

import click

from simgen.spec import SceneSpec, load_spec

QUALITIES = ("draft", "standard", "final")

spec_argument = click.argument("spec")
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


def read_spec(spec: str, overrides: tuple[str, ...], quality: str | None = None) -> SceneSpec:
    """The spec with its overrides; the quality comes last."""
    wanted: list[Any] = [*overrides, *([f"render.quality={quality}"] if quality else [])]
    return load_spec(spec, overrides=wanted)
