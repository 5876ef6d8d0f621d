"""simgen info."""

from __future__ import annotations

import json

import click

from simgen.catalog import Catalog
from simgen.cli.options import json_option
from simgen.cores import usable_cores
from simgen.errors import BackendError
from simgen.pipeline import versions
from simgen.rendering import load_renderer
from simgen.rendering.backend import describe_backend, require_libatomic
from simgen.shipped import shipped


@click.command("info")
@json_option
def command(as_json: bool) -> None:
    """Versions, the backend that would render and why, what is missing and how to get it."""
    choice = describe_backend()
    missing = [{"what": m.what, "remedy": m.remedy} for m in choice.missing]
    preview = "pyrender"
    for check in (require_libatomic, lambda: load_renderer("pyrender")):
        try:
            check()
        except BackendError as error:
            missing.append({"what": error.what, "remedy": error.remedy})
            preview = "mitsuba, draft quality"
    known = {
        "versions": versions(),
        "renderer": {
            "variant": choice.variant,
            "reason": choice.reason,
            "llvm": choice.llvm_version,
            "llvm_path": choice.llvm_path,
        },
        "preview": preview,
        "cores": usable_cores(),
        "scenes": sorted(path.stem for path in shipped("scenes").glob("*.yaml")),
        "categories": len(Catalog().categories),
        "missing": missing,
    }
    if as_json:
        click.echo(json.dumps(known))
        return
    for name, version in versions().items():
        click.echo(f"{name:10} {version}")
    llvm = f", LLVM {choice.llvm_version} at {choice.llvm_path}" if choice.llvm_path else ""
    click.echo(f"{'renderer':10} Mitsuba {choice.variant}: {choice.reason}{llvm}")
    click.echo(f"{'preview':10} {preview}")
    click.echo(f"{'scenes':10} {', '.join(known['scenes'])}")  # type: ignore[arg-type]
    click.echo(f"{'catalogue':10} {known['categories']} categories")
    for lack in missing:
        click.echo(f"missing: {lack['what']}. {lack['remedy']}")
