"""The command line: one file a command; each parses, calls and prints."""

from __future__ import annotations

import errno
import sys
from typing import Any

import click

import simgen
from simgen.cli.lazy import LazyGroup
from simgen.errors import SimgenError

# Command → module; a module is imported when its command runs, so that `simgen --help` is quick.
COMMANDS = {
    "render": "simgen.cli.render",
    "preview": "simgen.cli.preview",
    "check": "simgen.cli.check",
    "audit": "simgen.cli.audit",
    "sweep": "simgen.cli.sweep",
    "pairs": "simgen.cli.pairs",
    "diff": "simgen.cli.diff",
    "splits": "simgen.cli.splits",
    "balance": "simgen.cli.balance",
    "labels": "simgen.cli.labels",
    "gallery": "simgen.cli.gallery",
    "validate": "simgen.cli.validate",
    "export": "simgen.cli.export",
    "rerender": "simgen.cli.rerender",
    "evaluate": "simgen.cli.evaluate",
    "search": "simgen.cli.search",
    "models": "simgen.cli.models",
    "assets": "simgen.cli.assets",
    "schema": "simgen.cli.schema",
    "info": "simgen.cli.info",
}


class Main(LazyGroup):
    """Turns every SimgenError, and a file that cannot be read or written, into a message and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run; a person sees what went wrong and what to try, never a traceback for their own mistake."""
        try:
            return super().invoke(ctx)
        except SimgenError as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(1)
        except OSError as error:
            # What is of no file may be a fault of the code, or a pipe that was closed, which click knows.
            if error.filename is None and error.errno != errno.ENOSPC:
                raise
            place = f"{error.filename}: " if error.filename is not None else ""
            click.echo(
                f"error: {place}{error.strerror}. Check the path, the space on the disk and the rights.", err=True
            )
            sys.exit(1)
        except KeyboardInterrupt:
            click.echo("stopped; finished samples are kept, and the same command goes on from here", err=True)
            sys.exit(130)


@click.group(
    cls=Main, modules=COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(simgen.__version__, prog_name="simgen")
def main() -> None:
    """Photorealistic, physically settled rooms with true labels.

    SPEC is a YAML file, or the name of a shipped scene: tabletop, kitchen, living_room, bedroom, bathroom, office,
    dining_room, hallway, laundry, home, states, contrasts, my_object.
    """
