"""simgen search."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import yaml
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from simgen.catalog import Catalog
from simgen.cli.options import json_option, quality_option, seed_option, set_option, spec_argument, threads_option
from simgen.dataset import open_dataset, read, write_sample
from simgen.errors import InfeasibleError, SpecError, did_you_mean
from simgen.pipeline import Pipeline
from simgen.sampler import check_spec
from simgen.sampler.sources import all_sources
from simgen.spec import SceneSpec, load_spec
from simgen.spec.splits import object_of
from simgen.study.evaluation.doubt import Examiner
from simgen.study.evaluation.models import load_model
from simgen.study.evaluation.pictures import pictures_of
from simgen.study.evaluation.predictions import TASKS, Task
from simgen.study.evaluation.report import check_output
from simgen.study.evaluation.search import Found, random_search, search
from simgen.study.evaluation.space import Point, Space, Value, ranges_of, read_bound


@click.command("search")
@spec_argument
@click.option("--model", required=True, metavar="MODEL", help="As in `simgen evaluate`.")
@click.option(
    "--bound",
    "bounds",
    multiple=True,
    metavar="PATH[=LOW:HIGH|a,b]",
    help="What may change, as --set names it; without values, the range that the spec draws from. May repeat.",
)
@click.option("--budget", type=click.IntRange(4), default=40, show_default=True, help="Points to look at.")
@click.option("-n", "--count", type=click.IntRange(1), default=1, show_default=True, help="Scenes at each point.")
@click.option("--show", type=click.IntRange(0), default=4, show_default=True, help="Fresh scenes of the region.")
@click.option("--compare", is_flag=True, help="Also look at as many points drawn evenly, to compare.")
@click.option("--task", type=click.Choice(TASKS), help="What a function predicts, where it does not say it.")
@click.option("--target", help="The only thing wanted in each picture, by name or category.")
@seed_option
@threads_option
@quality_option
@set_option
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Folder for region.yaml, trials.json, pictures.")
@json_option
def command(
    spec: str,
    model: str,
    bounds: tuple[str, ...],
    budget: int,
    count: int,
    show: int,
    compare: bool,
    task: Task | None,
    target: str | None,
    seed: int,
    threads: int | None,
    quality: str | None,
    overrides: tuple[str, ...],
    out: Path | None,
    as_json: bool,
) -> None:
    """Find where within bounds a model does worst on SPEC, and render it.

    The doubt of a picture is -log2 of how well it is understood, in bits: of a detector, of the mean score with which
    each thing is found, so that a score of 1 is 0 bits, of 0.5 one, and of 0.001 or less ten. The region is a spec
    itself, OUT/region.yaml; its doubt is told on fresh scenes.
    """
    if out is not None:
        check_output(out)
    fixed = [*overrides, *([f"render.quality={quality}"] if quality else [])]
    base = load_spec(spec, overrides=fixed)
    if not bounds:
        known = ", ".join(path for path, _ in ranges_of(base))
        raise SpecError("nothing may change.", where=spec, remedy=f"Add --bound PATH; the spec draws from: {known}.")
    space = Space(tuple(read_bound(text, base) for text in bounds))
    examiner = Examiner(load_model(model, task), seed=seed, task=task, target=target, threads=threads)
    for bound in space.bounds:
        # A search is long: what a spec cannot be is told before its first picture, not at the point that has it.
        for value in bound.words or (bound.low, bound.high):
            at = [*space.distributions(), *space.overrides({bound.path: value})]
            check_spec(load_spec(spec, overrides=[*fixed, *at]), examiner.catalog)
    if target is not None:
        _check_target(base, target, examiner.catalog)

    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=as_json) as bar:
        shown = bar.add_task("search", total=budget + (budget if compare else 0))
        # The first points of the comparison are those of the search.
        looked: dict[tuple[tuple[str, Value], ...], float | None] = {}

        def objective(point: Point) -> float | None:
            at = tuple(point.items())
            if at in looked:
                bar.advance(shown)
                return looked[at]
            changed = load_spec(spec, overrides=[*fixed, *space.overrides(point)])
            doubt = looked[at] = examiner.doubt_bits(changed, range(count))
            bar.advance(shown)
            if not (as_json or bar.console.is_terminal):
                values = ", ".join(
                    f"{path} {value if isinstance(value, str) else f'{value:.4g}'}" for path, value in point.items()
                )
                told = "no scene can be made, or nothing is there to find" if doubt is None else _bits(doubt)
                click.echo(
                    f"[{int(bar.tasks[0].completed)}/{int(bar.tasks[0].total or 0)}] {told} at {values}", err=True
                )
            return doubt

        found = search(objective, space, budget, seed)
        even = random_search(objective, space, budget, seed) if compare and found else ()
    if found is None:
        raise SpecError(
            "at no point a scene could be made in which there is something to find.",
            where=spec,
            remedy="Widen the bounds, check the target and which classes the model knows; simgen check.",
        )
    region = load_spec(spec, overrides=[*fixed, *found.region.distributions()])
    whole = load_spec(spec, overrides=[*fixed, *space.distributions()])
    fresh = range(count, count + show)
    summary = {
        "spec": spec,
        "budget": budget,
        "worst": {"doubt_bits": found.worst.badness, "point": dict(found.worst.point)},
        "even_worst_bits": max((t.badness for t in even if t.badness is not None), default=None),
        "region": [vars(bound) for bound in found.region.bounds],
        "bounds": [vars(bound) for bound in space.bounds],
        "fresh_scenes": show,
        "region_bits": _fresh(examiner, region, fresh, out),
        "bounds_bits": examiner.doubt_bits(whole, fresh) if show else None,
    }
    if out is not None:
        _write(out, region, found, summary)
    if as_json:
        click.echo(json.dumps({**summary, "trials": _trials(found)}))
    else:
        _tell(summary, space, found, out)


def _check_target(spec: SceneSpec, target: str, catalog: Catalog) -> None:
    """SpecError for a target that nothing can be called."""
    known = [*spec.thing_names, *catalog.known_categories(all_sources(spec))]
    if target not in known and object_of(target) not in known:
        raise SpecError(
            f"there is no object or category '{target}'.", where="--target", remedy=did_you_mean(target, known)
        )


def _fresh(examiner: Examiner, region: SceneSpec, indices: range, out: Path | None) -> float | None:
    """The doubt on fresh scenes of the region, which are kept as a dataset in OUT/region."""
    if out is None or not len(indices):
        return examiner.doubt_bits(region, indices) if len(indices) else None
    pipeline = Pipeline(region, seed=examiner.seed, threads=examiner.threads, catalog=examiner.catalog)
    folder = open_dataset(out / "region", pipeline.header())
    for index in indices:
        with suppress(InfeasibleError):
            for sample in pipeline.samples(index):
                write_sample(sample, folder, pipeline.categories)
    made = read(out / "region")
    return examiner.doubt_bits_of(pictures_of(made), made.categories) if len(made) else None


def _write(out: Path, region: SceneSpec, found: Found, summary: dict[str, object]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "region.yaml").write_text(yaml.safe_dump(region.to_plain(), sort_keys=False))
    (out / "trials.json").write_text(json.dumps({**summary, "trials": _trials(found)}, indent=1))


def _trials(found: Found) -> list[dict[str, object]]:
    return [{"doubt_bits": trial.badness, "point": dict(trial.point)} for trial in found.trials]


def _tell(summary: dict[str, object], space: Space, found: Found, out: Path | None) -> None:
    click.echo(f"worst of {len(found.trials)} points: {_bits(found.worst.badness)}")
    if summary["even_worst_bits"] is not None:
        click.echo(f"worst of as many even draws: {_bits(summary['even_worst_bits'])}")
    for bound, inner in zip(space.bounds, found.region.bounds, strict=True):
        value = found.worst.point[bound.path]
        if bound.words:
            click.echo(f"  {bound.path}: {', '.join(inner.words)} (of {', '.join(bound.words)}); worst {value}")
        else:
            within = f"{inner.low:.4g} to {inner.high:.4g} (of {bound.low:.4g} to {bound.high:.4g})"
            click.echo(f"  {bound.path}: {within}; worst {float(value):.4g}")
    if summary["region_bits"] is not None and summary["bounds_bits"] is not None:
        click.echo(
            f"on {summary['fresh_scenes']} fresh scenes: {_bits(summary['region_bits'])} in this region, "
            f"{_bits(summary['bounds_bits'])} within the bounds"
        )
    if out is not None:
        click.echo(f"region: {out / 'region.yaml'}; its pictures: {out / 'region'}")


def _bits(doubt: Any) -> str:
    """A doubt with the score that it stands for."""
    return f"doubt {doubt:.2f} bits (score {2.0**-doubt:.3f})"
