"""Tables for people, in terminals of any width."""

from __future__ import annotations

from rich import box
from rich.table import Table


def table_of(
    *columns: str, title: str | None = None, whole: bool = True, tight: bool = False, show_lines: bool = False
) -> Table:
    """An empty table that loses nothing where it is narrow: words that are too long go on in the next line.

    `whole`: the first column, of names, is not broken while others can be. `tight`: without frames, for many columns.
    """
    frame = {"box": box.SIMPLE, "pad_edge": False, "padding": (0, 1, 0, 0)} if tight else {}
    table = Table(title=title, show_lines=show_lines, **frame)  # type: ignore[arg-type]
    for number, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=whole and number == 0)
    return table
