"""simgen rerender."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from simgen.cli.options import json_option, threads_option
from simgen.dataset.reader import read_meta
from simgen.dataset.schema import META_SUFFIX
from simgen.dataset.writer import digest_of, encode_sample, write_file
from simgen.errors import DatasetError
from simgen.pipeline import rerender, versions


@click.command("rerender")
@click.argument("meta_json", type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Write the files here. [default: compare only]")
@threads_option
@json_option
def command(meta_json: Path, out: Path | None, threads: int | None, as_json: bool) -> None:
    """Make one sample again from its own record, and compare every byte with the recorded digests.

    Exit code 1 if a file differs.
    """
    record = read_meta(meta_json)
    if out is not None and out.resolve() == meta_json.parent.resolve():
        raise DatasetError("the output is the sample's own folder", where=str(out), remedy="Choose another -o.")
    sample = rerender(record, threads=threads)
    categories = {label["category"]: label["category_id"] for label in record["instances"]}
    contents = encode_sample(sample, categories)
    recorded = {**record["files"], META_SUFFIX: digest_of(meta_json.read_bytes())}
    same = {suffix: digest_of(content) == recorded.get(suffix) for suffix, content in contents.items()}
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for suffix, content in contents.items():
            write_file(out / f"{sample.key}.{suffix}", content)
    changed = {
        name: [recorded_version, versions().get(name)]
        for name, recorded_version in record["provenance"]["versions"].items()
        if versions().get(name) != recorded_version
    }
    if as_json:
        click.echo(json.dumps({"key": sample.key, "identical": same, "version_changes": changed}))
    else:
        for suffix, identical in same.items():
            click.echo(f"{sample.key}.{suffix}: {'identical' if identical else 'DIFFERS'}")
        for name, (before, now) in changed.items():
            click.echo(f"{name} was {before}, is {now}")
    if not all(same.values()):
        sys.exit(1)
