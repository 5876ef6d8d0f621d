"""What was seen: frames, labels and samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from simgen.geometry import Pose, Vector3
from simgen.world import Camera, JsonObject, Scene

Holds = Literal["true", "false", "ambiguous"]
Side = Literal["front", "left", "back", "right"]
PixelBox = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class AmodalMask:
    """The pixels that a body would cover with nothing else there.

    `mask` is (h, w) bool, clipped to the image, with its top-left pixel at column `x0`, row `y0` (empty where
    the body is out of view). `box` is the half-open pixel box x0 y0 x1 y1 of the projected body, *not* clipped.
    """

    x0: int
    y0: int
    mask: npt.NDArray[np.bool_]
    box: PixelBox

    def full(self, height: int, width: int) -> npt.NDArray[np.bool_]:
        """(height, width) bool."""
        result = np.zeros((height, width), dtype=np.bool_)
        h, w = self.mask.shape
        result[self.y0 : self.y0 + h, self.x0 : self.x0 + w] = self.mask
        return result


@dataclass(frozen=True, eq=False)
class Geometry:
    """One ray through each pixel centre: the first surface hit. The same for every renderer.

    depth_m: (H, W) float32, planar z, inf where nothing. distance_m: (H, W) float32, along the ray, inf where nothing.
    normal: (H, W, 3) float32, unit, camera frame, towards the camera, 0 where nothing.
    instance_id: (H, W) uint16, 0 where nothing. part_id: (H, W) uint16, index into `parts` plus 1, 0 where nothing.
    parts: (instance id, part name) of every part in the scene, in body order.
    amodal: by instance id, for every body.
    """

    depth_m: npt.NDArray[np.float32]
    distance_m: npt.NDArray[np.float32]
    normal: npt.NDArray[np.float32]
    instance_id: npt.NDArray[np.uint16]
    part_id: npt.NDArray[np.uint16]
    parts: tuple[tuple[int, str], ...]
    amodal: Mapping[int, AmodalMask]


@dataclass(frozen=True, eq=False)
class Frame:
    """What one camera saw.

    rgb_linear: (H, W, 3) float32, radiance in cd/m² per linear Rec. 709 channel (see `simgen.world`).
    albedo: (H, W, 3) float32 in 0..1 of the first surface, or None where the renderer gives none.
    raw_linear: as `rgb_linear` before denoising, or None where it was not denoised.
    renderer: name and version, backend, and everything else that the record must tell of how it was made.
    """

    camera: Camera
    rgb_linear: npt.NDArray[np.float32]
    geometry: Geometry
    albedo: npt.NDArray[np.float32] | None = None
    raw_linear: npt.NDArray[np.float32] | None = None
    renderer: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Viewpoint:
    """Where the camera stands about a body with a front.

    `azimuth_deg` is 0 before its front and grows towards its own left, -180 to 180. `side` is the side of the body that
    is seen, None where the camera sees two about as well.
    """

    azimuth_deg: float
    elevation_deg: float
    side: Side | None


@dataclass(frozen=True)
class LightReading:
    """What a lux meter reads at `point_m`, facing `normal` (unit, world); `target` names the body that it lies on.

    `illuminance_lx` counts all light that arrives from the half space before it, however often it bounced;
    `standard_error_lx` is how far chance may have moved it. `temperature_k` is the correlated colour temperature of the
    same light, which walls that it bounced off have coloured too; None in the dark.
    """

    illuminance_lx: float
    standard_error_lx: float
    point_m: Vector3
    normal: Vector3
    target: str
    temperature_k: float | None = None


@dataclass(frozen=True)
class InstanceLabel:
    """What is true of one body in one frame.

    box, amodal_box: half-open pixel boxes x0 y0 x1 y1 (box None where not visible; the amodal box may pass the
    border, and is None where wholly behind the camera). camera_from_body and size_m: the oriented 3D box, centred in
    the body frame at `box_center_m`. visible_fraction: visible / amodal pixels inside the image, 0 where none.
    truncation: share of the amodal box outside the image. colors: shares of the visible pixels by colour word, and
    materials: shares of the area by material word, both of the true materials and not of the picture, "unsure" where
    no word surely fits. viewpoint: None for a body without a front. room: the room that its middle lies in, by name.
    """

    instance_id: int
    name: str
    category: str
    role: Literal["structure", "object"]
    camera_from_body: Pose
    world_from_body: Pose
    size_m: Vector3
    box_center_m: Vector3
    box: PixelBox | None
    amodal_box: PixelBox | None
    visible_px: int
    amodal_px: int
    visible_fraction: float
    truncation: float
    states: Mapping[str, Any] = field(default_factory=dict)
    colors: Mapping[str, float] = field(default_factory=dict)
    materials: Mapping[str, float] = field(default_factory=dict)
    viewpoint: Viewpoint | None = None
    room: str = ""


@dataclass(frozen=True)
class Relation:
    """`subject predicate object`, three-valued; `margin` is signed, 0 on the decision boundary.

    `unit` says what the margin counts. `measured` holds what was measured, names with their units: `distance_m`,
    `share`, … Camera relations hold for the frame's camera.
    """

    predicate: str
    subject: int
    object: int
    holds: Holds
    margin: float
    unit: Literal["m", "deg", "fraction"]
    measured: Mapping[str, float] = field(default_factory=dict)


# What holds from a to b just if it holds from b to a, and what then holds under another name.
SYMMETRIC = frozenset({"touching", "next_to", "near", "far"})
CONVERSE = {
    "left_of": "right_of",
    "right_of": "left_of",
    "in_front_of": "behind",
    "behind": "in_front_of",
    "above": "below",
    "below": "above",
    **{predicate: predicate for predicate in SYMMETRIC},
}


@dataclass(frozen=True)
class Labels:
    """Everything that is true of a frame."""

    instances: tuple[InstanceLabel, ...]
    relations: tuple[Relation, ...]

    def relation(self, predicate: str, subject: int, object: int) -> Relation | None:
        """The relation of two instances, also where only its converse is listed; None where neither is."""
        found = self._listed.get((predicate, subject, object))
        if found is None and predicate in CONVERSE:
            turned = self._listed.get((CONVERSE[predicate], object, subject))
            found = turned and replace(turned, predicate=predicate, subject=subject, object=object)
        return found

    def holds(self, predicate: str, subject: int, object: int) -> Holds:
        """Whether the relation holds; what is not listed is false."""
        found = self.relation(predicate, subject, object)
        return found.holds if found else "false"

    @cached_property
    def _listed(self) -> dict[tuple[str, int, int], Relation]:
        return {(r.predicate, r.subject, r.object): r for r in self.relations}

    def instance(self, key: int | str) -> InstanceLabel:
        """The label of the body with this instance id or name; KeyError where there is none."""
        for label in self.instances:
            if key in (label.instance_id, label.name):
                return label
        raise KeyError(key)


@dataclass(frozen=True)
class Provenance:
    """Where a sample came from, enough to make it again."""

    spec_digest: str
    seed: int
    index: int
    attempts: int
    rejections: Mapping[str, int]
    versions: Mapping[str, str]
    licenses: tuple[JsonObject, ...]
    renderer: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class RawLight:
    """The picture before it was developed: by light group, (H, W, 3) float32 radiance in cd/m² per channel.

    With gains, haze and sensor of the scenario they give the picture again. `key` is the sample whose files hold them;
    frames of a clip that are developed from one negative share that of the first.
    """

    key: str
    groups: Mapping[str, npt.NDArray[np.float32]]


@dataclass(frozen=True, eq=False)
class Sample:
    """One labelled image. `key` has no dots; `rgb` is (H, W, 3) uint8, sRGB, what the sensor gives.

    `light` is how brightly lit the camera's target is, None where the renderer cannot tell or nothing is there.
    `exposure` holds what the sensor chose (EV, white balance). `study` tells which environment and split the sample is
    of and, in a sweep, the requested and measured values of its axes; plain JSON. `timings_s` holds the seconds by
    stage, which are printed and never written, so that a sample's bytes do not depend on the machine's mood.
    `raw` is None where light groups are not kept.
    """

    key: str
    scene: Scene
    frame: Frame
    rgb: npt.NDArray[np.uint8]
    labels: Labels
    exposure: Mapping[str, Any]
    provenance: Provenance
    light: LightReading | None = None
    study: Mapping[str, Any] = field(default_factory=dict)
    timings_s: Mapping[str, float] = field(default_factory=dict)
    raw: RawLight | None = None
