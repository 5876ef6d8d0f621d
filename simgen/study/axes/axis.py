"""What an axis is: one factor of a scene, how to set it and how to measure it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from simgen.catalog import Catalog
from simgen.errors import PlacementError, SimgenError, did_you_mean
from simgen.frame import InstanceLabel, Sample
from simgen.geometry import FloatArray
from simgen.sampler.targets import middle_of
from simgen.world import Body, Camera, Scenario, Scene, bodies_called

Value: TypeAlias = float | str
# What must be done anew when the value changes, dearest first: physics, the picture, or only its development.
Redo = Literal["settle", "render", "develop"]
REDO: tuple[Redo, ...] = ("settle", "render", "develop")
# What an axis acts on: an object of the spec, that or a part of the room, or the scene whatever the clip's target is.
About = Literal["object", "target", "scene"]
# Parts of the room that a clip may be about, instead of an object.
BACKGROUNDS = ("walls", "floor", "ceiling")
# The name of what the scene was drawn with, among the values of an axis of names.
DRAWN = "drawn"


@dataclass(frozen=True, eq=False)
class Subject:
    """What a clip is about: a camera and a target by name, and the catalogue that things may be taken from.

    The target is an object of the spec, or one of BACKGROUNDS.
    """

    camera: str
    target: str
    catalog: Catalog

    def camera_of(self, scene: Scene) -> Camera:
        """The camera, as it is in the scenario."""
        return next(camera for camera in scene.scenario.cameras if camera.name == self.camera)

    def bodies_of(self, bodies: Sequence[Body]) -> list[Body]:
        """All bodies of the target; PlacementError, which a draw is rejected for, where there is none."""
        if self.target in BACKGROUNDS:
            found = [b for b in bodies if b.role == "structure" and b.asset.category == self.target.removesuffix("s")]
        else:
            found = bodies_called(bodies, self.target)
        if not found:
            raise PlacementError(f"no_target:{self.target}", f"nothing called '{self.target}' was drawn")
        return found

    def body_of(self, bodies: Sequence[Body]) -> Body:
        """The first body of the target; PlacementError where there is none."""
        return self.bodies_of(bodies)[0]

    def middle_of(self, scene: Scene) -> FloatArray:
        """(3,) the middle of the target's box at rest, world, metres."""
        return np.array(middle_of(self.body_of(scene.bodies)))

    def label_of(self, sample: Sample) -> InstanceLabel:
        """The label of the target's first body."""
        return sample.labels.instance(self.body_of(sample.scene.bodies).instance_id)


Set = Callable[[Scene, float, Subject], Scenario]
SetName = Callable[[Scene, str, Subject], Scenario]
Measure = Callable[[Sample, Subject], Value]


def nothing_further(_: Catalog) -> tuple[str, ...]:
    """Where an axis knows no names but its default values."""
    return ()


def as_drawn(_: Catalog) -> tuple[str, ...]:
    """Where an axis of names knows how the scene was drawn, too."""
    return (DRAWN,)


@dataclass(frozen=True)
class Axis:
    """One factor. `apply` gives the scenario of a scene at rest with the factor at a value, and nothing else changed.

    `redo` says what a new value costs. `low` and `high` are the default range, and `limits` how far values may go;
    `named` gives the default values of an axis of names, and `further` what else it knows. `measure` reads the factor
    off a finished sample, in `measured_unit`; `rises` tells whether what it reads rises (1) or falls (-1) with the
    value. An axis that `brings_light` of its own, in all frames alike, has the sensor choose by the first frame, not
    by the scene as drawn; where the camera `adapts`, by all frames whose values are about so near (the standard
    deviation of a bell), and for 0 by each frame alone. `about` says what it acts on.
    """

    name: str
    redo: Redo
    unit: str
    doc: str
    apply: Set | SetName
    measure: Measure
    measured_unit: str
    low: float = 0.0
    high: float = 1.0
    limits: tuple[float, float] = (0.0, 1.0)
    named: Callable[[], tuple[str, ...]] = tuple
    further: Callable[[Catalog], Iterable[str]] = nothing_further
    rises: int = 1
    brings_light: bool = False
    adapts: float | None = None
    about: About = "target"

    @property
    def names(self) -> tuple[str, ...]:
        """The default values of an axis of names; none where values are numbers."""
        return self.named()

    def values(self, text: str | None, default_count: int = 5) -> tuple[Value, ...]:
        """What ``A:B:N`` (N evenly spaced values from A to B) or ``v1,v2,…`` says; without a text, the default range.

        SimgenError for a text that is neither.
        """
        if text is None:
            return self.names or evenly(self.low, self.high, default_count)
        where = f"--values {text}"
        if self.names:
            names = tuple(part.strip() for part in text.split(","))
            if not all(names):
                raise SimgenError("an empty name", where=where, remedy=f"Write e.g. {','.join(self.names[:2])}.")
            return names
        parts = text.split(":") if ":" in text else text.split(",")
        try:
            numbers = [float(part) for part in parts]
        except ValueError:
            remedy = f"Write A:B:N, N values from A to B, or a list, e.g. {self.low:g},{self.high:g}."
            raise SimgenError("expected numbers", where=where, remedy=remedy) from None
        if not all(np.isfinite(numbers)):
            raise SimgenError("expected finite numbers", where=where, remedy="Leave nan and inf out.")
        if ":" not in text:
            return tuple(numbers)
        if len(numbers) != 3 or numbers[2] != int(numbers[2]) or not 1 <= numbers[2] <= 10_000:
            raise SimgenError(
                "expected A:B:N with a whole N of 1 to 10000",
                where=where,
                remedy=f"Write e.g. {self.low:g}:{self.high:g}:5.",
            )
        return evenly(numbers[0], numbers[1], int(numbers[2]))

    def check(self, value: Value, catalog: Catalog) -> None:
        """SimgenError for a value of the wrong kind, out of bounds, or of a name that is not known."""
        where = f"axis '{self.name}'"
        if not isinstance(value, str if self.names else (int, float)):
            noun = "a name" if self.names else "a number"
            raise SimgenError(f"expected {noun}, got {value!r}", where=where, remedy=self.doc)
        if isinstance(value, str):
            known = tuple(dict.fromkeys((*self.names, *self.further(catalog))))
            if value not in known:
                raise SimgenError(f"there is no {self.unit} '{value}'", where=where, remedy=did_you_mean(value, known))
        elif not self.limits[0] <= value <= self.limits[1]:
            low, high = self.limits
            remedy = f"Use {low:g} to {high:g} {self.unit}".rstrip() + "."
            raise SimgenError(f"{value:g} is out of bounds", where=where, remedy=remedy)

    def set(self, scene: Scene, value: Value, subject: Subject) -> Scenario:
        """The scenario with the factor at `value`; SimgenError as for `check`."""
        self.check(value, subject.catalog)
        return self.apply(scene, value, subject)  # type: ignore[arg-type]


def evenly(low: float, high: float, count: int) -> tuple[float, ...]:
    """`count` evenly spaced numbers from `low` to `high`, both included."""
    return tuple(float(v) for v in np.linspace(low, high, count))


AXES: dict[str, Axis] = {}


def axis(
    redo: Redo,
    unit: str,
    measure: Measure,
    measured_unit: str,
    *,
    low: float = 0.0,
    high: float = 1.0,
    limits: tuple[float, float] | None = None,
    names: tuple[str, ...] | Callable[[], tuple[str, ...]] = (),
    further: Callable[[Catalog], Iterable[str]] = nothing_further,
    rises: int = 1,
    brings_light: bool = False,
    adapts: float | None = None,
    about: About = "target",
) -> Callable[[Set | SetName], Set | SetName]:
    """Makes a function ``(scene, value, subject) -> Scenario`` the axis of its own name; users read its docstring.

    Values may go from `low` to `high`, or as far as `limits` say. `names` that must be looked up are given as a
    function, which is called when they are asked for.
    """

    def register(apply: Set | SetName) -> Set | SetName:
        doc = " ".join(inspect.getdoc(apply).split())  # type: ignore[union-attr]
        name = apply.__name__
        # Axes go to other processes, which a lambda could not.
        named = names if callable(names) else partial(tuple, names)
        AXES[name] = Axis(
            name=name,
            redo=redo,
            unit=unit,
            doc=doc,
            apply=apply,
            measure=measure,
            measured_unit=measured_unit,
            low=low,
            high=high,
            limits=limits or (low, high),
            named=named,
            further=further,
            rises=rises,
            brings_light=brings_light,
            adapts=adapts,
            about=about,
        )
        return apply

    return register


def axis_called(name: str) -> Axis:
    """The axis of that name; SimgenError with the nearest one where there is none."""
    if name not in AXES:
        raise SimgenError(f"there is no axis '{name}'", remedy=did_you_mean(name, AXES))
    return AXES[name]


def with_camera(scene: Scene, camera: Camera) -> Scenario:
    """The scene's scenario with this camera in place of that of its name."""
    others = scene.scenario.cameras
    return replace(scene.scenario, cameras=tuple(camera if c.name == camera.name else c for c in others))


def with_bodies(scenario: Scenario, changed: Mapping[int, Body]) -> Scenario:
    """The scenario with the bodies in `changed`, by instance id, in place of its own."""
    return replace(scenario, bodies=tuple(changed.get(body.instance_id, body) for body in scenario.bodies))


def target_px(sample: Sample, subject: Subject) -> npt.NDArray[np.bool_]:
    """(H, W) bool: where the target is seen."""
    ids = [body.instance_id for body in subject.bodies_of(sample.scene.bodies)]
    return np.isin(sample.frame.geometry.instance_id, ids)
