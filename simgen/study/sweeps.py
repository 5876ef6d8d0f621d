"""Sweeps: each draw of a spec as a clip, in which only the values of chosen axes differ."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from simgen.errors import SimgenError, did_you_mean
from simgen.frame import Labels, Provenance, Sample
from simgen.physics import Violation, violations
from simgen.pipeline import Pipeline, observe, photograph, sample_key
from simgen.rendering.relight import Negative, apart
from simgen.study.axes import BACKGROUNDS, Subject, Value
from simgen.study.clips import (
    Factor,
    Shot,
    adapting_sensors,
    at_rest,
    changed_paths,
    consequences,
    grid,
    held_sensor,
    metering_picture,
    shot_violations,
    shots_of,
)
from simgen.world import JsonObject, Scene, Sensor

MAX_FRAMES = 100_000


@dataclass(eq=False)
class Sweep:
    """The clips of a spec: for each draw and camera one settled scene under all combinations of the factors' values.

    A sample of it is like any other, and its `study` tells the requested and measured values. Frames whose keys are in
    `done` are not made again. `target` None is what the camera looks at, or the first object that must be in view.
    Where there is neither, axes of the whole scene do without, and light is measured on the floor.
    """

    pipeline: Pipeline
    factors: tuple[Factor, ...]
    target: str | None = None
    done: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        names = [factor.axis.name for factor in self.factors]
        if not names:
            raise SimgenError("a sweep needs an axis", remedy="Add --axis NAME; simgen sweep --list-axes prints them.")
        if len(set(names)) < len(names):
            raise SimgenError(f"an axis is named twice: {', '.join(names)}", remedy="Name each once.")
        for factor in self.factors:
            factor.check(self.pipeline.catalog)
        frames = math.prod(len(factor.values) for factor in self.factors)
        if frames > MAX_FRAMES:
            raise SimgenError(f"{frames} frames a clip are too many", remedy=f"Take at most {MAX_FRAMES}.")
        for camera in self.pipeline.spec.cameras:
            self.target_of(camera.name)

    @cached_property
    def grid(self) -> tuple[dict[str, Value], ...]:
        """The values of each frame by axis, in the order of the frames' numbers."""
        return grid(self.factors)

    @property
    def threads(self) -> int | None:
        """Threads of one picture."""
        return self.pipeline.threads

    @threads.setter
    def threads(self, count: int | None) -> None:
        self.pipeline.threads = count

    @property
    def categories(self) -> Mapping[str, int]:
        """Category name → semantic id."""
        return self.pipeline.categories

    def header(self) -> JsonObject:
        """What dataset.json says of the samples."""
        factors = [{"axis": f.axis.name, "values": list(f.values)} for f in self.factors]
        return {**self.pipeline.header(), "sweep": {"factors": factors, "target": self.target}}

    def target_of(self, camera: str) -> str:
        """What the clips of a camera are about; SimgenError for a name of nothing, and where an axis has nothing to act
        on.
        """
        spec = self.pipeline.spec
        known = [*spec.thing_names, *BACKGROUNDS]
        if self.target is not None and self.target not in known:
            raise SimgenError(
                f"there is no object '{self.target}'", where="--target", remedy=did_you_mean(self.target, known)
            )
        own = next(c.target for c in spec.cameras if c.name == camera)
        wanted = next((w.target for w in spec.requirements.in_view if w.camera in (None, camera)), None)
        target = self.target or own or wanted
        for axis in (factor.axis for factor in self.factors):
            if axis.about != "scene" and target is None:
                raise SimgenError(
                    f"axis '{axis.name}' needs a target; camera '{camera}' looks at none, and none must be in view",
                    where=spec.where(""),
                    remedy="Name the target: --target OBJECT.",
                )
            if axis.about == "object" and target in BACKGROUNDS:
                raise SimgenError(
                    f"axis '{axis.name}' acts on an object, and '{target}' is a part of the room",
                    where="--target",
                    remedy="Name an object: --target OBJECT.",
                )
        return target or "floor"

    def keys(self, index: int) -> tuple[str, ...]:
        """The keys of all frames of draw `index`: camera by camera, in the order of the grid."""
        cameras = [camera.name for camera in self.pipeline.spec.cameras]
        return tuple(self._key(index, camera, k) for camera in cameras for k in range(len(self.grid)))

    def _key(self, index: int, camera: str, number: int) -> str:
        axes = "-".join(factor.axis.name for factor in self.factors)
        return f"{sample_key(self.pipeline.spec.name, index, camera)}-{axes}-{number:04d}"

    def samples(self, index: int) -> Iterator[Sample]:
        """The frames of draw `index` that are not done, one by one; InfeasibleError where no attempt is accepted.

        A draw is accepted if all of its frames keep the laws that their axes may not break.
        """
        timings: dict[str, float] = {}
        base: dict[str, Scene] = {}
        clips: dict[str, list[Shot]] = {}

        def faults(scene: Scene) -> Sequence[Violation]:
            started = time.perf_counter()
            still = self._aimed(at_rest(scene, self.pipeline.engine))
            found = violations(still, self.pipeline.spec.requirements)
            for camera in scene.scenario.cameras:
                shots: list[Shot] = []
                for shot in shots_of(still, self.factors, self._subject(camera.name), self.pipeline.engine):
                    found = found or shot_violations(shot, still, self.pipeline.spec.requirements)
                    if found:
                        return found
                    shots.append(shot)
                base["still"], clips[camera.name] = still, shots
            timings["settle"] = timings.get("settle", 0.0) + time.perf_counter() - started
            return found

        scene, rejections = self.pipeline.settled_scene(index, timings, faults)
        provenance = self.pipeline.provenance(scene, rejections)
        for camera in scene.scenario.cameras:
            missing = [s for s in clips[camera.name] if self._key(index, camera.name, s.number) not in self.done]
            if missing:
                yield from self._frames(base["still"], clips[camera.name], missing, camera.name, provenance, timings)
                timings = {}

    def _aimed(self, scene: Scene) -> Scene:
        """The scene with cameras that name the clip's target as theirs, so that the lux meter lies on it."""
        cameras = []
        for camera in scene.scenario.cameras:
            target = self.target_of(camera.name)
            body = None if target in BACKGROUNDS else self._subject(camera.name).body_of(scene.bodies).name
            cameras.append(replace(camera, target=body or camera.target))
        return replace(scene, scenario=replace(scene.scenario, cameras=tuple(cameras)))

    def _subject(self, camera: str) -> Subject:
        return Subject(camera, self.target_of(camera), self.pipeline.catalog)

    def _frames(
        self,
        still: Scene,
        shots: Sequence[Shot],
        missing: Sequence[Shot],
        camera_name: str,
        provenance: Provenance,
        timings: dict[str, float],
    ) -> Iterator[Sample]:
        subject = self._subject(camera_name)
        renderer = self.pipeline.renderer
        camera = subject.camera_of(still)
        first = next(shot for shot in shots if shot.number == 0)
        negative: Negative | None = None
        taken: tuple[Any, ...] | None = None
        adapting = {f.axis.name: f.axis.adapts for f in self.factors if f.axis.adapts is not None}
        slowly = next(((name, over) for name, over in adapting.items() if over > 0), None)
        held: Sensor | None = None
        sensors: Mapping[int, Sensor] = {}
        if all(factor.axis.redo == "develop" for factor in self.factors):
            # One negative serves the whole clip, and the sensor chooses by it.
            negative = photograph(self._kept(first.scene), camera, renderer, timings)
            taken = first.negative
            picture = negative.printed(still.scenario).rgb_linear.astype(np.float64)
            held = held_sensor(still, picture)
        elif not adapting:
            started = time.perf_counter()
            lit = first.scene if any(factor.axis.brings_light for factor in self.factors) else still
            held = held_sensor(still, metering_picture(lit, camera, renderer))
            timings["meter"] = time.perf_counter() - started
        elif slowly is not None:
            started = time.perf_counter()
            sensors = adapting_sensors(shots, *slowly, subject, renderer)
            timings["meter"] = time.perf_counter() - started
        first_scene = self._kept(_with_choices(first.scene, sensors.get(first.number, held)))
        owners: dict[tuple[Any, ...], int] = {}
        for shot in sorted(shots, key=lambda s: s.number):
            owners.setdefault(shot.negative, shot.number)
        labels: Labels | None = None
        for shot in missing:
            scene = self._kept(_with_choices(shot.scene, sensors.get(shot.number, held)))
            if negative is None or taken != shot.negative:
                negative = photograph(scene, subject.camera_of(scene), renderer, timings)
                taken, labels = shot.negative, None
            key = self._key(still.scenario.index, camera_name, shot.number)
            owner = self._key(still.scenario.index, camera_name, owners[shot.negative])
            raw_key = owner if self.pipeline.raw else None
            sample = observe(negative, scene, provenance, key=key, labels=labels, timings=timings, raw_key=raw_key)
            labels = sample.labels
            yield replace(sample, study=self._study(shot, sample, first_scene, subject))
            timings = {}

    def _kept(self, scene: Scene) -> Scene:
        """The scene as it is rendered: by light group where the groups are to be kept."""
        return apart(scene) if self.pipeline.raw else scene

    def _environment(self, shot: Shot) -> str:
        own = self.pipeline.spec.environment
        return shot.environment if own == "drawn" else f"{own} {shot.environment}"

    def _study(self, shot: Shot, sample: Sample, first: Scene, subject: Subject) -> JsonObject:
        axes = {
            factor.axis.name: {
                "requested": shot.values[factor.axis.name],
                "measured": factor.axis.measure(sample, subject),
                "unit": factor.axis.unit,
                "measured_unit": factor.axis.measured_unit,
            }
            for factor in self.factors
        }
        return {
            **self.pipeline.study(sample.scene.scenario),
            "environment": self._environment(shot),
            "clip": sample.key.rpartition("-")[0],
            "frame": shot.number,
            "target": subject.target,
            "axes": axes,
            "changed": changed_paths(first.scenario, sample.scene.scenario),
            "consequences": consequences(first, sample.scene),
        }


def _with_choices(scene: Scene, held: Sensor | None) -> Scene:
    """The scene with what its sensor would choose by itself as in `held`, if any; what an axis set stays."""
    if held is None:
        return scene
    own = scene.scenario.sensor
    sensor = replace(
        own,
        exposure_ev=held.exposure_ev if own.exposure_ev is None else own.exposure_ev,
        white_temperature_k=held.white_temperature_k if own.white_temperature_k is None else own.white_temperature_k,
    )
    return replace(scene, scenario=replace(scene.scenario, sensor=sensor))
