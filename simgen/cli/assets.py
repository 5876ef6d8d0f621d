"""simgen assets: what there is to draw from, and how to add to it. One file a command."""

from __future__ import annotations

import importlib

import click

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


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command's own click object."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name]).command
        return command


@click.group("assets", cls=_Lazy)
def command() -> None:
    """See what there is to draw from, and import things of your own.

    ID is catalogue/name, e.g. my/hedgehog; generated/mug is simgen's own category.
    """
