"""`python -m simgen`, where the command itself is not on the path."""

from simgen.cli import main

if __name__ == "__main__":
    main(prog_name="simgen")
