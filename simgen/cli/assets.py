"""simgen assets: what there is to draw from, and how to add to it. One file a command."""

from __future__ import annotations

import click

from simgen.cli.lazy import LazyGroup

# Command → module, imported when it runs.
COMMANDS = {
    "import": "simgen.cli.assets_import",
    "add": "simgen.cli.assets_add",
    "list": "simgen.cli.assets_list",
    "show": "simgen.cli.assets_show",
    "check": "simgen.cli.assets_check",
    "preview": "simgen.cli.assets_preview",
    "credits": "simgen.cli.assets_credits",
}


@click.group("assets", cls=LazyGroup, modules=COMMANDS)
def command() -> None:
    """See what there is to draw from, and import things of your own.

    ID is catalogue/name, e.g. my/hedgehog; generated/mug is simgen's own category.
    """
