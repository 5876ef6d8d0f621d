"""`python -m simgen.cli` is `simgen`."""

from simgen.cli import main

main(prog_name="simgen")
