"""Light after the fact: a sample that keeps its light groups is developed again under other lights and by another
camera.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter, ValidationError

from simgen.color import Color
from simgen.dataset import Record
from simgen.errors import SimgenError, SpecError, did_you_mean
from simgen.params import Flag, Number, draw, faults_of, name, number, path_text
from simgen.pipeline import sample_key
from simgen.rendering.optics import hazed
from simgen.rendering.relight import composed, strength_of, white
from simgen.rendering.sensor import develop
from simgen.seeds import stream
from simgen.spec import Sensor as SensorSpec
from simgen.spec.blocks import Block
from simgen.world import Light, Sensor, WindowLight

KELVINS = (1667.0, 25_000.0)
NOISE_SEEDS = 2**31
_LIGHTS: TypeAdapter[tuple[Light, ...]] = TypeAdapter(tuple[Light, ...])
_SENSOR: TypeAdapter[Sensor] = TypeAdapter(Sensor)


def relight(
    record: Record,
    gains: Mapping[str, float | Color] | None = None,
    *,
    temperature_k: float | Mapping[str, float] | None = None,
    hold: bool = False,
    **sensor: Any,
) -> npt.NDArray[np.uint8]:
    """(H, W, 3) uint8 sRGB: a sample that was made with ``--raw``, under other light. As it is told nothing, its rgb.

    `gains`: how strong a light group is, as a share of what the scene was drawn with, or three, by channel; a word
    before a slash means all of its kind, so ``lamps`` all of ``lamps/…``. What is not named is as recorded.
    `temperature_k`: the colour of all light, or by group, which stays as bright. `hold`: with the exposure and the
    white's temperature that the camera chose for the record; else it chooses anew, where that sensor is automatic.
    `sensor`: fields of `simgen.world.Sensor` in place of the record's, such as ``iso=3200, compensation_ev=-1``.

    SimgenError for an unknown group or field and for a bad value; DatasetError where the groups were not kept.
    """
    groups = record.light_groups
    scenario = record.meta["scenario"]
    wanted: dict[str, Color] = {group: tuple(gain) for group, gain in scenario["light_gains"].items()}
    wanted |= {group: _gain(group, gain) for group, gain in _by_group(gains or {}, groups).items()}
    if temperature_k is not None:
        each = temperature_k if isinstance(temperature_k, Mapping) else dict.fromkeys(groups, temperature_k)
        wanted |= _tinted(record, wanted, _by_group(each, groups))
    seen = composed(groups, wanted)
    if scenario["haze_per_m"] > 0:
        seen = hazed(seen, record.distance_m, scenario["haze_per_m"])
    key = sample_key(scenario["spec_name"], scenario["index"], record.meta["camera"]["name"])
    return develop(seen, _sensor(record, hold, sensor), key)[0]


class Relighting(Block):
    """Light to draw anew each time that a sample is read: an augmentation that keeps every label true.

    A value is a number or a distribution as in a spec, ``{uniform: [low, high]}``. Give it to `SimgenDataset`, or call
    it: the same seed, epoch and sample always give the same picture.
    """

    seed: Annotated[int, number(0, 2**63 - 1, fixed=True)] = 0
    """Of all that is drawn."""
    strength: Annotated[Number, number(0, 1000)] = 1.0
    """Of all light together, as a share of what the scene was drawn with."""
    balance: Annotated[Number, number(0, 1000)] = 1.0
    """Of each light group besides, drawn for each on its own."""
    off: Annotated[float, number(0, 1, fixed=True)] = 0.0
    """Chance of each light group to be off; one always shines."""
    temperature_k: Annotated[Number, number(*KELVINS)] | None = None
    """Colour temperature of each light group, drawn for each on its own; null leaves it as it is."""
    hold: Flag = True
    """Whether exposure and white balance stay as recorded, so that the change shows; else the camera adapts."""
    compensation_ev: Annotated[Number, number(-10, 10)] | None = None
    """Brightens (above 0) or darkens the picture, in stops; null is as recorded, as for all of the camera below."""
    white_temperature_k: Annotated[Number, number(1000, 20_000)] | None = None
    """Colour temperature of the light that comes out white, kelvins."""
    iso: Annotated[Number, number(0, 409_600)] | None = None
    """Sensitivity, which sets the noise."""
    tone_curve: Annotated[str, name("filmic", "linear")] | None = None
    """How brightness becomes pixel values."""

    def __init__(self, **plain: Any) -> None:
        """SpecError for what is no such value."""
        try:
            super().__init__(**plain)
        except ValidationError as error:
            fault = faults_of(error)[0]
            where = f"Relighting.{path_text(fault.at)}"
            raise SpecError(fault.what, where=where, remedy=fault.remedy) from None

    def conditions(self, record: Record, epoch: int = 0) -> dict[str, Any]:
        """What `relight` is given for this sample in this epoch."""
        rng = stream(int(self.seed), "relighting", epoch, record.key)
        lights = _LIGHTS.validate_python(record.meta["scenario"]["lights"])
        # Lamps that are off as drawn give no light whatever they are multiplied by.
        groups = sorted({light.group for light in lights if _shines(light)})
        strength = draw(self.strength, rng)
        gains, kelvins, dark = {}, {}, []
        for group in groups:
            gains[group] = strength * draw(self.balance, rng)
            if self.temperature_k is not None:
                kelvins[group] = draw(self.temperature_k, rng)
            if rng.random() < self.off:
                dark.append(group)
        kept = groups[int(rng.integers(len(groups)))] if groups and len(dark) == len(groups) else None
        gains |= {group: 0.0 for group in dark if group != kept}
        camera = {key: getattr(self, key) for key in ("compensation_ev", "white_temperature_k", "iso", "tone_curve")}
        drawn = {key: draw(param, rng) for key, param in camera.items() if param is not None}
        noise = int(rng.integers(NOISE_SEEDS))
        return {
            "gains": gains,
            "temperature_k": kelvins or None,
            "hold": draw(self.hold, rng),
            "noise_seed": noise,
            **drawn,
        }

    def __call__(self, record: Record, epoch: int = 0) -> npt.NDArray[np.uint8]:
        """(H, W, 3) uint8 sRGB: the sample under the light of this epoch."""
        return relight(record, **self.conditions(record, epoch))


def _by_group(asked: Mapping[str, Any], groups: Iterable[str]) -> dict[str, Any]:
    """The values by whole names of groups; SimgenError for a name that is none."""
    found: dict[str, Any] = {}
    # Kinds before single groups, so that one lamp can be an exception.
    for word, value in sorted(asked.items(), key=lambda item: "/" in item[0]):
        named = [group for group in groups if group == word or group.startswith(f"{word}/")]
        if not named:
            raise SimgenError(f"there is no light group '{word}'", remedy=did_you_mean(word, tuple(groups)))
        found |= dict.fromkeys(named, value)
    return found


def _shines(light: Light) -> bool:
    return (
        light.sky_luminance + light.ground_luminance > 0 if isinstance(light, WindowLight) else strength_of(light) > 0
    )


def _gain(group: str, value: Any) -> Color:
    """By channel, of a number or three; SimgenError for something else."""
    try:
        r, g, b = (float(v) for v in np.broadcast_to(np.asarray(value, dtype=np.float64), 3))
    except (TypeError, ValueError):
        r = g = b = float("nan")
    if not np.isfinite([r, g, b]).all() or min(r, g, b) < 0:
        raise SimgenError(
            f"light group '{group}' has the gain {value!r}", remedy="Use a number from 0 up, or three, one a channel."
        )
    return r, g, b


def _tinted(record: Record, gains: Mapping[str, Color], kelvins: Mapping[str, float]) -> dict[str, Color]:
    """The gains with the colour of some groups."""
    lights = _LIGHTS.validate_python(record.meta["scenario"]["lights"])
    tinted: dict[str, Color] = {}
    for group, kelvin in kelvins.items():
        if not KELVINS[0] <= kelvin <= KELVINS[1]:
            raise SimgenError(f"the temperature is {kelvin:g}", remedy=f"Use {KELVINS[0]:g} to {KELVINS[1]:g}.")
        tint = white((light for light in lights if light.group == group), kelvin)
        r, g, b = (float(v) for v in np.multiply(tint, gains.get(group, (1.0, 1.0, 1.0))))
        tinted[group] = (r, g, b)
    return tinted


def _sensor(record: Record, hold: bool, changed: Mapping[str, Any]) -> Sensor:
    known = [field.name for field in fields(Sensor)]
    for key in changed:
        if key not in known:
            raise SimgenError(f"a sensor has no '{key}'", remedy=did_you_mean(key, known))
    try:
        # Bounds are those of a spec; noise has no seed there.
        SensorSpec.model_validate({key: value for key, value in changed.items() if key != "noise_seed"})
    except ValidationError as error:
        found = faults_of(error)[0]
        raise SimgenError(found.what, where=f"relight: {path_text(found.at)}", remedy=found.remedy) from None
    own = record.meta["scenario"]["sensor"]
    if hold:
        chosen = record.meta["exposure"]
        own = {**own, "exposure_ev": chosen["ev100"], "white_temperature_k": chosen["white_temperature_k"]}
    try:
        return _SENSOR.validate_python({**own, **changed})
    except ValidationError as error:
        fault = error.errors()[0]
        what = f"{'.'.join(str(part) for part in fault['loc'])} is {fault['input']!r}"
        raise SimgenError(what, where="relight", remedy=f"{fault['msg']}.") from None
