"""From a spec to samples: the five arrows in order, and the one retry loop."""

from __future__ import annotations

import ctypes
import functools
import importlib.metadata
import platform
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from simgen.catalog import Catalog
from simgen.catalog.environments import environment
from simgen.dataset.record import camera_from_json, provenance_from_record
from simgen.dataset.schema import category_table
from simgen.errors import DatasetError, InfeasibleError, PlacementError, SpecError, did_you_mean
from simgen.frame import Labels, Provenance, RawLight, Sample
from simgen.labels import label_frame, relabelled
from simgen.labels.wishes import known_predicates, unmet
from simgen.physics import PhysicsEngine, Violation, load_engine, pour, sound_rooms, violations
from simgen.rendering import Renderer, load_renderer
from simgen.rendering.geometry_pass import trace
from simgen.rendering.lens import bent, straight_camera
from simgen.rendering.light_meter import read_light
from simgen.rendering.relight import Negative, apart, relit
from simgen.rendering.sensor import develop
from simgen.rendering.visibility import unseen
from simgen.sampler import categories_of, check_spec, draw_scenario, next_attempt, still_kept
from simgen.spec import SceneSpec, asked_of, load_spec, parse_plain, share_of, split_of
from simgen.world import Camera, JsonObject, Scenario, Scene

_RECORDED_PACKAGES = ("simgen", "numpy", "scipy", "mitsuba", "drjit", "pybullet", "pyoidn", "pyrender")

# So many times as many attempts where only draws of one split are made.
SPLIT_PATIENCE = 25
# Reasons that no wider room helps against: what is asked for, the thing does not have.
LACKING = ("no_joint:", "no_hollow:")


class Rejections(Counter[str]):
    """Why attempts at a draw were rejected, by reason; `attempts` were made in all, the accepted one too."""

    attempts = 0


class Pipeline:
    """Makes the samples of one spec and seed; any index, in any order, gives the same samples.

    Keeps the catalogue's cache, the engine and the renderer between samples. `split` makes only draws of that split of
    the spec. `raw` renders by light group and keeps the groups in the samples. SpecError
    where the spec names what the catalogue does not have, or has no such split.
    """

    def __init__(
        self,
        spec: SceneSpec | str | Path,
        *,
        seed: int = 0,
        renderer: str = "mitsuba",
        threads: int | None = None,
        catalog: Catalog | None = None,
        split: str | None = None,
        raw: bool = False,
    ) -> None:
        self.spec = spec if isinstance(spec, SceneSpec) else load_spec(spec)
        self.seed = seed
        self.catalog = catalog or Catalog()
        self.renderer_name = renderer
        self.threads = threads
        self.split = split
        self.raw = raw
        known_predicates(self.spec)
        check_spec(self.spec, self.catalog)
        if split is not None and split not in (known := self.spec.splits.names if self.spec.splits else ()):
            raise SpecError(
                f"there is no split '{split}' with draws of its own",
                where=self.spec.where("splits"),
                remedy=did_you_mean(split, known),
            )

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process makes its own catalogue, engine and renderer."""
        return _remade, (self.spec.to_plain(), self.seed, self.renderer_name, self.threads, self.split, self.raw)

    @functools.cached_property
    def engine(self) -> PhysicsEngine:
        """The physics engine, made at first use."""
        return load_engine("bullet")

    @functools.cached_property
    def renderer(self) -> Renderer:
        """The renderer, made at first use."""
        return load_renderer(self.renderer_name, threads=self.threads)

    @functools.cached_property
    def categories(self) -> dict[str, int]:
        """Category name → semantic id: simgen's own and what it pours, then those of imported things that the spec may
        draw.
        """
        return category_table((*self.catalog.categories, *self.catalog.poured), categories_of(self.spec, self.catalog))

    def header(self) -> JsonObject:
        """What dataset.json says of the samples (see `simgen.dataset.open_dataset`)."""
        return {
            **({"split": self.split} if self.split else {}),
            **({"raw": True} if self.raw else {}),
            "spec_name": self.spec.name,
            "spec": self.spec.to_plain(),
            "spec_digest": self.spec.digest,
            "seed": self.seed,
            "renderer": self.renderer_name,
            "categories": self.categories,
            "versions": versions(),
        }

    def wants(self, index: int) -> bool:
        """Whether draw `index` can be of the split that is asked for: shares go by index, what is held out does not."""
        splits = self.spec.splits
        if splits is None or self.split in (None, *(held_out.name for held_out in splits.held_out)):
            return True
        return share_of(splits, self.seed, self.spec.name, index) == self.split

    def study(self, scenario: Scenario) -> JsonObject:
        """What the record of a plain draw says for studies: its environment, and its split and what it was asked to
        show where the spec has such.
        """
        splits, asked = self.spec.splits, asked_of(self.spec.balance, scenario.index)
        split = {} if splits is None else {"split": split_of(splits, scenario.to_json())}
        balance = {} if asked is None else {"balance": asked.to_json()}
        return {"environment": self.spec.environment, **split, **balance}

    def keys(self, index: int) -> tuple[str, ...]:
        """The keys of the samples of one index: one for each camera."""
        return tuple(sample_key(self.spec.name, index, camera.name) for camera in self.spec.cameras)

    def samples(self, index: int) -> tuple[Sample, ...]:
        """The labelled images of draw `index`, one for each camera; InfeasibleError where no attempt is accepted."""
        timings: dict[str, float] = {}
        scene, rejections = self.settled_scene(index, timings)
        scene = apart(scene) if self.raw else scene
        provenance = self.provenance(scene, rejections)
        made: list[Sample] = []
        for camera in scene.scenario.cameras:
            # What the scene itself cost is told once, with its first camera.
            made.append(self._sample(scene, camera, provenance, {} if made else timings))
        self.renderer.forget()
        _give_back_memory()
        return tuple(made)

    def provenance(self, scene: Scene, rejections: Rejections) -> Provenance:
        """Where the samples of a settled scene come from; what rendered them is added with each picture."""
        return Provenance(
            spec_digest=self.spec.digest,
            seed=self.seed,
            index=scene.scenario.index,
            attempts=rejections.attempts,
            rejections=dict(sorted(rejections.items())),
            versions=versions(),
            licenses=_licenses(scene),
            renderer={},
        )

    def _sample(self, scene: Scene, camera: Camera, provenance: Provenance, timings: dict[str, float]) -> Sample:
        negative = photograph(scene, camera, self.renderer, timings)
        study = self.study(scene.scenario)
        raw_key = sample_key(self.spec.name, scene.scenario.index, camera.name) if self.raw else None
        return observe(negative, scene, provenance, study=study, timings=timings, raw_key=raw_key)

    def settled_scene(
        self,
        index: int,
        timings: dict[str, float] | None = None,
        further: Callable[[Scene], Sequence[Violation]] = lambda _: (),
    ) -> tuple[Scene, Rejections]:
        """The first attempt at draw `index` that meets the requirements, and why earlier ones did not.

        `further` may name more violations of a scene that meets the spec's; a PlacementError of it counts as one.
        Rooms of a home that broke no law stay as they are while others are tried anew, where attempts share a cast.
        """
        timings = {} if timings is None else timings
        tally = Rejections()
        last = ""
        kept: dict[str, int] = {}
        attempt, following = 0, 0
        for _ in range(self.max_attempts):
            attempt, following = following, next_attempt(following)
            tally.attempts += 1
            kept = still_kept(kept, attempt)
            try:
                with _timed(timings, "draw"):
                    scenario = draw_scenario(self.spec, self.catalog, self.seed, index, attempt, kept)
            except PlacementError as error:
                tally[error.reason] += 1
                last = error.what
                following = next_attempt(attempt, error)
                continue
            if self.split is not None and (found_split := self.study(scenario)["split"]) != self.split:
                tally[f"split:{found_split}"] += 1
                last = f"the draw is of split '{found_split}', not '{self.split}'"
                continue
            with _timed(timings, "settle"):
                scene = self.engine.settle(scenario)
                broken = violations(scene, self.spec.requirements)
            kept = {room: kept.get(room, attempt) for room in sound_rooms(scene, broken)} if broken else {}
            found = [(v.reason, v.what) for v in broken]
            try:
                found = found or [(v.reason, v.what) for v in further(scene)]
            except PlacementError as error:
                found = [(error.reason, error.what)]
            if not found:
                scene = pour(scene)
                # Labels are dear, so they are asked for only where all else is well.
                found = list(unseen(scene, self.spec)) or list(
                    unmet(scene, self.spec.requirements.relations, asked_of(self.spec.balance, index))
                )
            if not found:
                return scene, tally
            tally.update({reason for reason, _ in found})
            last = found[0][1]
        raise infeasible(self.spec, self.max_attempts, index, tally, last)

    @property
    def max_attempts(self) -> int:
        """Of one draw. What a split asks for may be rare, and is known before physics: it gets more."""
        return self.spec.requirements.max_attempts * (1 if self.split is None else SPLIT_PATIENCE)


def _give_back_memory() -> None:
    """Hand back what was freed. The GNU C library keeps it for itself, up to half of a long run's memory."""
    if sys.platform == "linux":
        # Another C library has no such function, and does without.
        with suppress(OSError, AttributeError):
            ctypes.CDLL("libc.so.6").malloc_trim(0)


def _remade(
    plain_spec: JsonObject, seed: int, renderer: str, threads: int | None, split: str | None, raw: bool
) -> Pipeline:
    return Pipeline(parse_plain(plain_spec), seed=seed, renderer=renderer, threads=threads, split=split, raw=raw)


def infeasible(spec: SceneSpec, attempts: int, index: int, tally: Counter[str], last: str) -> InfeasibleError:
    """The error for a draw that failed in every attempt, with its tally of reasons."""
    told = ", ".join(f"{reason} {count}x" for reason, count in tally.most_common())
    remedy = (
        "Widen the room or the ranges that these reasons name, ask for fewer objects, "
        "or raise requirements.max_attempts."
    )
    if any(reason.startswith(LACKING) for reason, _ in tally.most_common(1)):
        remedy = "Name a target, or a category, that has it: `simgen assets list` tells joints and cavities."
    return InfeasibleError(
        f"draw {index} failed in all {attempts} attempts: {told}. Last: {last}.",
        where=spec.where(""),
        remedy=remedy,
        tally=tally,
    )


def make_samples(
    spec: SceneSpec | str | Path,
    n: int = 1,
    *,
    seed: int = 0,
    indices: Iterable[int] | None = None,
    renderer: str = "mitsuba",
    threads: int | None = None,
) -> Iterator[Sample]:
    """The samples of draws 0..n-1 (or of `indices`) of a spec, made one by one as they are asked for.

    `spec` is a SceneSpec, a path, or the name of a shipped scene.
    """
    pipeline = Pipeline(spec, seed=seed, renderer=renderer, threads=threads)
    for index in range(n) if indices is None else indices:
        yield from pipeline.samples(index)


def rerender(record: JsonObject, *, catalog: Catalog | None = None, threads: int | None = None) -> Sample:
    """The sample that a meta.json records, made again from that record alone."""
    catalog = catalog or Catalog()
    try:
        scenario = Scenario.from_json(record["scenario"], catalog.load)
        provenance = provenance_from_record(record)
        camera = camera_from_json(record["camera"])
    except (KeyError, ValueError) as error:
        raise DatasetError(
            f"the record cannot be rebuilt: {error}",
            where=str(record.get("key", "")),
            remedy="Use the simgen version that provenance.versions names.",
        ) from error
    timings: dict[str, float] = {}
    with _timed(timings, "settle"):
        scene = pour(load_engine("bullet").settle(scenario))
    recorded = provenance.renderer
    # The variant decides the last bits, so the recorded one is asked for, not the best one.
    options = {"backend": recorded["variant"].split("_")[0]} if "variant" in recorded else {}
    renderer = load_renderer(str(recorded["name"]), threads=threads, **options)
    negative = photograph(scene, camera, renderer, timings)
    study, raw_key = record.get("study"), record.get("raw")
    return observe(negative, scene, provenance, key=record["key"], study=study, timings=timings, raw_key=raw_key)


def observe(
    negative: Negative,
    scene: Scene,
    provenance: Provenance,
    *,
    key: str = "",
    study: Mapping[str, Any] | None = None,
    labels: Labels | None = None,
    timings: dict[str, float] | None = None,
    raw_key: str | None = None,
) -> Sample:
    """The sample that a negative gives under the gains, the haze and the sensor of `scene`.

    `labels`: those of another sample of this negative and these bodies, which saves finding them again. `raw_key`: the
    sample whose files keep the light groups; None keeps none.

    `key` is the sample's name where it is not that of a plain draw. The sensor's noise goes by the draw alone, so all
    frames of a clip have the same.
    """
    timings = {} if timings is None else timings
    scenario = scene.scenario
    drawn_key = sample_key(scenario.spec_name, scenario.index, negative.frame.camera.name)
    with _timed(timings, "develop"):
        frame = negative.printed(scenario)
        light = negative.meter.reading(scenario.light_gains) if negative.meter else None
        rgb, exposure = develop(frame.rgb_linear, scenario.sensor, drawn_key)
    with _timed(timings, "label"):
        # A lamp whose group is dimmed to nothing is off.
        shown = replace(scene, scenario=relit(scenario))
        labels = relabelled(labels, shown) if labels else label_frame(shown, frame)
    recorded = replace(provenance, renderer=dict(frame.renderer))
    raw = RawLight(raw_key, negative.layers) if raw_key else None
    return Sample(
        key or drawn_key, scene, frame, rgb, labels, exposure, recorded, light, dict(study or {}), timings, raw
    )


def photograph(scene: Scene, camera: Camera, renderer: Renderer, timings: dict[str, float] | None = None) -> Negative:
    """What `camera` sees of the scene, to be developed under any sensor, haze and, where it has them, light gains."""
    timings = {} if timings is None else timings
    bends = camera.intrinsics.k1 != 0
    pinhole = straight_camera(camera) if bends else camera
    with _timed(timings, "trace"):
        geometry = trace(scene, pinhole)
    with _timed(timings, "render"):
        negative = Negative.of(scene, pinhole, renderer, geometry)
    denoise_s = renderer.last_timings_s.get("denoise", 0.0)
    timings["denoise"] = timings.get("denoise", 0.0) + denoise_s
    timings["render"] -= denoise_s
    with _timed(timings, "meter"):
        meter = read_light(renderer, scene, pinhole, geometry, by_group=negative.groups is not None)
    negative = replace(negative, meter=meter)
    return bent(negative, scene, camera) if bends else negative


def sample_key(spec_name: str, index: int, camera_name: str) -> str:
    """A sample's name; it has no dots, and sorts by index."""
    return f"{spec_name}-{index:06d}-{camera_name}"


@functools.cache
def versions() -> dict[str, str]:
    """Versions of what shapes a sample's bytes."""
    found = {"python": platform.python_version(), "machine": f"{platform.system()} {platform.machine()}"}
    for package in _RECORDED_PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "absent"
    return found


def _licenses(scene: Scene) -> tuple[dict[str, Any], ...]:
    seen: dict[tuple[str, str, str], list[str]] = {}
    for body in scene.bodies:
        asset = body.asset
        seen.setdefault((asset.license, asset.creator, asset.source), []).append(asset.category)
    for light in scene.scenario.lights:
        if light.kind == "environment" and light.digest is not None:
            _, row = environment(light.path or "")
            seen.setdefault((row.license, row.creator, row.source), []).append("environment")
    return tuple(
        {"license": license_, "creator": creator, "source": source, "categories": sorted(set(categories))}
        for (license_, creator, source), categories in sorted(seen.items())
    )


@contextmanager
def _timed(timings: dict[str, float], stage: str) -> Iterator[None]:
    start = time.perf_counter()
    try:
        yield
    finally:
        timings[stage] = timings.get(stage, 0.0) + time.perf_counter() - start


def stage_means(timings: Sequence[dict[str, float]]) -> dict[str, float]:
    """Mean seconds by stage, stages in the order of first appearance."""
    stages = list(dict.fromkeys(stage for t in timings for stage in t))
    return {stage: sum(t.get(stage, 0.0) for t in timings) / max(1, len(timings)) for stage in stages}
