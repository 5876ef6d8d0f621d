"""What exists: assets and their parts, bodies, lights, cameras, the sensor, scenarios and scenes.

All are frozen values. Units and frames are those of `simgen.geometry`: metres, kilograms, degrees only
where a name ends in `_deg`. Light is photometric: radiance is in cd/m² for each linear Rec. 709
channel, scaled so that the luminance 0.2126 R + 0.7152 G + 0.0722 B of a surface is its luminance in
cd/m²; a colour is linear Rec. 709.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field, PlainSerializer, PlainValidator, TypeAdapter, ValidationInfo

from simgen.color import Color
from simgen.geometry import Bounds, FloatArray, Intrinsics, Pose, Vector3, axis_angle

JsonObject = dict[str, Any]


# --- Materials -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pattern:
    """A procedural texture: a function in `simgen.catalog.materials`, by name, with its arguments.

    `size_m` is the edge of the square tile; a tile repeats without a seam. Texture coordinates of
    meshes are in metres, so real texel size follows from `size_m` and `resolution`.
    """

    name: str
    seed: int
    size_m: float
    resolution: int
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Picture:
    """A texture of stored pictures, laid on a mesh by texture coordinates of which 0..1 is one picture.

    `albedo` (sRGB), `roughness`, `metallic` and `normal` (tangent space, x along +u, y along +v) are the blake2b-128
    hex digests of PNG files of `resolution` x `resolution` pixels, the lowest row at v = 0; None where there is no
    such map. The files lie in `folder` as ``{digest}.png``. Where they lie is no part of what the texture is.
    """

    resolution: int
    albedo: str | None = None
    roughness: str | None = None
    metallic: str | None = None
    normal: str | None = None
    folder: Annotated[str, Field(exclude=True)] = field(default="", compare=False, repr=False)


@dataclass(frozen=True)
class Material:
    """How a surface scatters light: the principled model (Burley 2012, 2015), or clear glass or liquid.

    With a `pattern` or a `picture` (one of the two at most), its albedo map is multiplied by `base_color`, and its
    roughness, metallic and normal maps, where it has them, replace `roughness`, `metallic` and the mesh's normal.
    `kind` "glass" is a smooth dielectric closed surface; "thin_glass" a sheet with no thickness.
    """

    name: str
    kind: Literal["principled", "glass", "thin_glass"] = "principled"
    base_color: Color = (0.8, 0.8, 0.8)
    roughness: float = 0.5
    metallic: float = 0.0
    specular: float = 0.5
    clearcoat: float = 0.0
    clearcoat_gloss: float = 0.9
    sheen: float = 0.0
    ior: float = 1.5
    two_sided: bool = True
    pattern: Pattern | None = None
    family: str = ""
    picture: Picture | None = None

    @property
    def texture(self) -> Pattern | Picture | None:
        """What is laid on the surface; glass shows none."""
        return (self.pattern or self.picture) if self.kind == "principled" else None

    @property
    def tiles(self) -> float:
        """Tiles of the texture in one unit of a surface's texture coordinates."""
        return 1.0 / self.pattern.size_m if self.pattern else 1.0


# --- Assets ----------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Mesh:
    """Triangles in the asset frame, counter-clockwise seen from outside.

    vertices: (n, 3) float32, metres. faces: (m, 3) int32. normals: (n, 3) float32, unit, smooth
    across a vertex (a crease has its vertices twice). uvs: (n, 2) float32, metres along the surface; or widths and
    heights of the picture, v upwards, where the material has a `Picture`.
    """

    vertices: npt.NDArray[np.float32]
    faces: npt.NDArray[np.int32]
    normals: npt.NDArray[np.float32]
    uvs: npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Surface:
    """One mesh of a part with one material, named by its slot in `Asset.materials`."""

    mesh: Mesh
    material: str


@dataclass(frozen=True)
class Joint:
    """A hinge or slide. `origin` and unit `axis` are in the asset frame with every joint at 0.

    `lower` and `upper` are radians (revolute) or metres (prismatic); lower is closed. `parent` is the
    joint that carries this one (None: the base part).
    """

    name: str
    kind: Literal["revolute", "prismatic"]
    origin: Vector3
    axis: Vector3
    lower: float
    upper: float
    parent: str | None = None

    def motion(self, position: float) -> Pose:
        """The rigid motion, in the asset frame, of what this joint carries, at `position`."""
        if self.kind == "prismatic":
            return Pose(tuple(position * a for a in self.axis))  # type: ignore[arg-type]
        turn = Pose(quaternion=axis_angle(self.axis, position))
        return Pose(self.origin) @ turn @ Pose(self.origin).inverse


@dataclass(frozen=True, eq=False)
class Part:
    """A named piece of an asset, modelled in the asset frame with every joint at 0.

    Parts with the same `joint` move as one. `hulls` are convex collision pieces, each (k, 3) float64
    points; a part that only decorates may have none. `mass_kg` is the mass of this part.
    """

    name: str
    surfaces: tuple[Surface, ...]
    hulls: tuple[FloatArray, ...] = ()
    joint: str | None = None
    mass_kg: float = 0.0


@dataclass(frozen=True, eq=False)
class Cavity:
    """A volume that can hold things: a closed (watertight) mesh in the asset frame, moved by `joint`."""

    name: str
    mesh: Mesh
    joint: str | None = None
    volume_m3: float = 0.0


@dataclass(frozen=True)
class SupportSurface:
    """A horizontal place to stand things on: a convex outline at `height_m`, in the asset frame.

    `outline` holds (x, y) metres, counter-clockwise, already inset from the edge. `clearance_m` is the free
    height above (inf under open sky). `joint` moves it (a drawer's floor). `behind`: joints of doors that shut it off;
    one of them open gives access, and none listed leaves it open always.
    """

    name: str
    outline: tuple[tuple[float, float], ...]
    height_m: float
    clearance_m: float = float("inf")
    joint: str | None = None
    behind: tuple[str, ...] = ()


@dataclass(frozen=True)
class LightSocket:
    """Where an asset can shine: the surface of `part` whose material slot is `slot`.

    `flux_lm` is the luminous flux when fully on.
    """

    name: str
    part: str
    slot: str
    flux_lm: float
    temperature_k: float = 2700.0


@dataclass(frozen=True)
class AssetRef:
    """What it takes to build an asset again: its catalogue, family, parameters, category, materials and seed.

    `materials` names the preset of each slot.
    """

    catalog: str
    family: str
    seed: int
    parameters: Mapping[str, Any] = field(default_factory=dict)
    category: str = ""
    materials: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Asset:
    """One thing that can stand in a room. The first part is the base."""

    id: str
    category: str
    ref: AssetRef
    parts: tuple[Part, ...]
    materials: Mapping[str, Material]
    joints: tuple[Joint, ...] = ()
    cavities: tuple[Cavity, ...] = ()
    supports: tuple[SupportSurface, ...] = ()
    sockets: tuple[LightSocket, ...] = ()
    friction: float = 0.6
    has_front: bool = False
    license: str = "CC0-1.0"
    creator: str = "simgen"
    source: str = "generated"

    @cached_property
    def bounds(self) -> Bounds:
        """Of all visual vertices, in the asset frame, with every joint at 0."""
        return Bounds.of(np.concatenate([s.mesh.vertices for p in self.parts for s in p.surfaces]))

    @cached_property
    def digest(self) -> str:
        """Hex digest of everything that physics or a renderer reads from it."""
        h = hashlib.blake2b(digest_size=16)
        for part in self.parts:
            h.update(repr((part.name, part.joint, part.mass_kg)).encode())
            for surface in part.surfaces:
                h.update(surface.material.encode())
                for array in (surface.mesh.vertices, surface.mesh.faces, surface.mesh.normals, surface.mesh.uvs):
                    h.update(np.ascontiguousarray(array).tobytes())
            for hull in part.hulls:
                h.update(np.ascontiguousarray(hull).tobytes())
        rest = (self.joints, self.supports, self.sockets, self.friction, self.category)
        h.update(repr(rest).encode())
        h.update(canonical_json({k: _material_json(m) for k, m in self.materials.items()}))
        return h.hexdigest()

    @property
    def mass_kg(self) -> float:
        """Of all parts."""
        return sum(part.mass_kg for part in self.parts)

    def joint(self, name: str) -> Joint:
        """The joint called `name`; KeyError where there is none."""
        for joint in self.joints:
            if joint.name == name:
                return joint
        raise KeyError(name)

    def asset_from_moved(self, joint: str | None, positions: Mapping[str, float]) -> Pose:
        """The motion of what `joint` carries: from modelled coordinates (joints at 0) to where it is now."""
        pose = Pose()
        while joint is not None:
            j = self.joint(joint)
            pose = j.motion(positions.get(joint, 0.0)) @ pose
            joint = j.parent
        return pose


# --- Bodies ----------------------------------------------------------------------------------------

AssetLoader = Callable[[AssetRef], Asset]


def _asset_to_json(asset: Asset) -> JsonObject:
    ref = asset.ref
    return {
        "id": asset.id,
        "category": asset.category,
        "catalog": ref.catalog,
        "family": ref.family,
        "seed": ref.seed,
        "parameters": dict(ref.parameters),
        "materials": dict(ref.materials),
        "digest": asset.digest,
        "license": asset.license,
        "creator": asset.creator,
        "source": asset.source,
    }


def _asset_from_json(data: Any, info: ValidationInfo) -> Asset:
    if isinstance(data, Asset):
        return data
    load: AssetLoader = (info.context or {})["load_asset"]
    asset = load(
        AssetRef(data["catalog"], data["family"], data["seed"], data["parameters"], data["category"], data["materials"])
    )
    if asset.digest != data["digest"]:
        raise ValueError(
            f"asset '{asset.id}' is not the recorded one: digest {asset.digest}, recorded {data['digest']}. "
            "Use the simgen version that the record names."
        )
    return asset


# The validator comes first: it replaces the schema, a serializer before it included.
AssetField = Annotated[Asset, PlainValidator(_asset_from_json), PlainSerializer(_asset_to_json)]


@dataclass(frozen=True)
class Body:
    """One asset in the world. `instance_id` counts from 1 in spec order, structure first.

    `joint_positions` holds every joint of the asset. `fixed` bodies do not move in physics (structure,
    wall-hung things, heavy furniture). `materials` replaces slots of the asset's materials.
    `role` is "structure" for the room's shell, else "object". `support` names the body it was placed on.
    """

    instance_id: int
    name: str
    asset: AssetField
    world_from_body: Pose
    joint_positions: Mapping[str, float] = field(default_factory=dict)
    scale: float = 1.0
    fixed: bool = False
    role: Literal["structure", "object"] = "object"
    materials: Mapping[str, Material] = field(default_factory=dict)
    support: str | None = None

    def material(self, slot: str) -> Material:
        """What the slot shows on this body."""
        return self.materials.get(slot) or self.asset.materials[slot]

    def body_from_part(self, part: Part) -> Pose:
        """Motion of the part by its joints, in the asset frame, before `scale`."""
        return self.asset.asset_from_moved(part.joint, self.joint_positions)

    def world_vertices(self, mesh: Mesh, joint: str | None = None) -> FloatArray:
        """(n, 3) world positions of a mesh of this body that `joint` moves."""
        moved = self.asset.asset_from_moved(joint, self.joint_positions).apply(mesh.vertices)
        return self.world_from_body.apply(moved * self.scale)

    def world_normals(self, mesh: Mesh, joint: str | None = None) -> FloatArray:
        """(n, 3) world normals of a mesh of this body that `joint` moves."""
        moved = self.asset.asset_from_moved(joint, self.joint_positions).rotate(mesh.normals)
        return self.world_from_body.rotate(moved)

    def texture_uvs(self, surface: Surface) -> npt.NDArray[np.float32]:
        """(n, 2) texture coordinates of a surface of this body: a larger body shows more pattern, not more picture."""
        uvs = surface.mesh.uvs
        if self.material(surface.material).picture is not None:
            return uvs.astype(np.float32, copy=False)
        return (uvs * np.float32(self.scale)).astype(np.float32, copy=False)

    def world_hulls(self) -> list[FloatArray]:
        """The convex collision pieces in world coordinates, each (k, 3)."""
        return [
            self.world_from_body.apply(self.body_from_part(part).apply(hull) * self.scale)
            for part in self.asset.parts
            for hull in part.hulls
        ]


# --- Light -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SurfaceLight:
    """A body's surface that glows evenly: `flux_lm` leaves the socket `socket` of body `instance_id`.

    `color` has luminance 1. `flux_lm` 0 is a lamp that is off.
    """

    kind: Literal["surface"]
    name: str
    instance_id: int
    socket: str
    flux_lm: float
    color: Color
    group: str = "lamps"


@dataclass(frozen=True)
class WindowLight:
    """Daylight of sky and ground through a window pane, and what is seen outside.

    The pane is the rectangle of `width_m` x `height_m` at `world_from_pane`, whose +z looks into the room
    and +y up. `sky_luminance`, `ground_luminance`: mean cd/m² (one value each) times a colour of luminance 1.
    `backdrop_seed` picks the view that is painted outside.
    """

    kind: Literal["window"]
    name: str
    world_from_pane: Pose
    width_m: float
    height_m: float
    sky_luminance: float
    sky_color: Color
    ground_luminance: float
    ground_color: Color
    backdrop_seed: int
    group: str = "sky"


@dataclass(frozen=True)
class SunLight:
    """Parallel light. `direction` is the way the light travels (unit, world); lux on a facing surface."""

    kind: Literal["sun"]
    name: str
    direction: Vector3
    illuminance_lx: float
    color: Color
    group: str = "sun"


@dataclass(frozen=True)
class SpotLight:
    """A cone of light from `world_from_spot`, along its +z; `intensity_cd` on the axis."""

    kind: Literal["spot"]
    name: str
    world_from_spot: Pose
    intensity_cd: float
    color: Color
    cone_deg: float = 40.0
    group: str = "spots"


@dataclass(frozen=True)
class EnvironmentLight:
    """Light from all around: an even `luminance` (cd/m²) of `color`, or an equirectangular HDR image.

    With `path`, the image is scaled so that its mean luminance is `luminance`, and turned by `yaw_deg`.
    """

    kind: Literal["environment"]
    name: str
    luminance: float
    color: Color = (1.0, 1.0, 1.0)
    path: str | None = None
    yaw_deg: float = 0.0
    group: str = "environment"


Light = Annotated[SurfaceLight | WindowLight | SunLight | SpotLight | EnvironmentLight, Field(discriminator="kind")]


# --- Camera and sensor -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Camera:
    """A pinhole or thin-lens camera; `aperture_radius_m` 0 is a pinhole."""

    name: str
    world_from_camera: Pose
    intrinsics: Intrinsics
    aperture_radius_m: float = 0.0
    focus_distance_m: float = 1.0
    near_m: float = 0.01


@dataclass(frozen=True)
class Sensor:
    """From radiance to pixels.

    `exposure_ev` is EV100 (Y_max = 1.2 · 2^EV cd/m² just clips, ISO 2720); None meters by the log-average
    luminance. `compensation_ev` brightens (+) either. `white_temperature_k` None balances by itself.
    `iso` 0 adds no noise; else Poisson shot noise and Gaussian read noise of `noise_seed`.
    """

    exposure_ev: float | None = None
    compensation_ev: float = 0.0
    white_temperature_k: float | None = None
    tone_curve: Literal["filmic", "linear"] = "filmic"
    iso: float = 0.0
    noise_seed: int = 0


@dataclass(frozen=True)
class RenderSettings:
    """How a picture is computed; every field enters the record."""

    samples_per_pixel: int = 16
    max_bounces: int = 8
    denoise: bool = True
    clamp_indirect: float = 60.0
    seed: int = 0


# --- Room, scenario, scene -------------------------------------------------------------------------


@dataclass(frozen=True)
class Room:
    """A box room with its floor's centre at the world's origin; +x east, +y north.

    `width_m` runs along x, `depth_m` along y. The shell itself is made of bodies with role "structure".
    """

    kind: str
    width_m: float
    depth_m: float
    height_m: float

    @property
    def bounds(self) -> Bounds:
        """The inner volume."""
        x, y = self.width_m / 2, self.depth_m / 2
        return Bounds((-x, -y, 0.0), (x, y, self.height_m))


@dataclass(frozen=True)
class Scenario:
    """One draw from a spec: every random choice made, before physics."""

    spec_name: str
    seed: int
    index: int
    attempt: int
    room: Room
    bodies: tuple[Body, ...]
    lights: tuple[Light, ...]
    cameras: tuple[Camera, ...]
    sensor: Sensor
    render: RenderSettings
    axes: Mapping[str, float] = field(default_factory=dict)

    def body(self, key: int | str) -> Body:
        """The body with this instance id or name; KeyError where there is none."""
        for body in self.bodies:
            if key in (body.instance_id, body.name):
                return body
        raise KeyError(key)

    def to_json(self) -> JsonObject:
        """Plain JSON values; assets as the references that rebuild them."""
        data: JsonObject = _SCENARIO.dump_python(self, mode="json")
        return data

    @staticmethod
    def from_json(data: JsonObject, load_asset: AssetLoader) -> Scenario:
        """The scenario that `to_json` wrote, bit for bit."""
        return _SCENARIO.validate_python(data, context={"load_asset": load_asset})

    @property
    def digest(self) -> str:
        """Hex digest of the whole scenario."""
        return hashlib.blake2b(canonical_json(self.to_json()), digest_size=16).hexdigest()


# Surfaces at most this far apart touch; pairs further apart than NEAR_M are not recorded at all.
TOUCHING_M = 0.002
NEAR_M = 0.02


@dataclass(frozen=True)
class Contact:
    """How near two bodies are after settling: one for each pair within `NEAR_M`, a > b, in the order of (a, b).

    World frame. `distance_m` is the least distance of their collision hulls, negative where they overlap.
    `force_n` is the size of the net normal force on a over all points where they touch, a mean over the last
    moments (0 between fixed bodies and where they do not touch). `normal` is a unit vector from b to a: the way of
    that force, or of the shortest line between them; `point` is where it acts, on or between the surfaces.
    `lift_n` is the upward part of the whole force on a, friction too; negative where b rests on a.
    Pairs of two bodies of the room's structure are left out.
    """

    a: int
    b: int
    point: Vector3
    normal: Vector3
    distance_m: float
    force_n: float
    lift_n: float = 0.0


def bearing_shares(body: Body, contacts: Sequence[Contact]) -> dict[int, float]:
    """Who bears a body: by instance id, the share of all the lift that it gets; empty where nothing bears it.

    A fixed body has no forces: the bodies that it touches from above share it evenly.
    """
    upward: dict[int, float] = {}
    for contact in contacts:
        if body.instance_id not in (contact.a, contact.b):
            continue
        other, sign = (contact.b, 1.0) if body.instance_id == contact.a else (contact.a, -1.0)
        if body.fixed:
            carries = contact.distance_m <= TOUCHING_M and sign * contact.normal[2] >= math.sqrt(0.5)
            lift = 1.0 if carries else 0.0
        else:
            lift = sign * contact.lift_n
        if lift > 0:
            upward[other] = lift
    total = sum(upward.values())
    return {other: lift / total for other, lift in upward.items()}


@dataclass(frozen=True)
class SettleReport:
    """How physics came to rest. `unsupported` holds instance ids.

    Speeds are means over the last moments, the greatest of all moving bodies, of any of its points and of turning.
    `max_penetration_m` is the deepest overlap of any pair in the contacts.
    """

    engine: str
    simulated_s: float
    max_speed_m_s: float
    max_turn_rad_s: float
    max_penetration_m: float
    unsupported: tuple[int, ...]
    at_rest: bool


@dataclass(frozen=True)
class Scene:
    """A scenario at rest: `bodies` have the poses and joint positions that physics gave."""

    scenario: Scenario
    bodies: tuple[Body, ...]
    contacts: tuple[Contact, ...]
    report: SettleReport

    def body(self, key: int | str) -> Body:
        """The body with this instance id or name; KeyError where there is none."""
        for body in self.bodies:
            if key in (body.instance_id, body.name):
                return body
        raise KeyError(key)


_SCENARIO: TypeAdapter[Scenario] = TypeAdapter(Scenario)
_MATERIAL: TypeAdapter[Material] = TypeAdapter(Material)


def _material_json(material: Material) -> JsonObject:
    data: JsonObject = _MATERIAL.dump_python(material, mode="json")
    return data


def canonical_json(data: Any) -> bytes:
    """The one way that digests see JSON: sorted keys, no spaces, no NaN."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False, ensure_ascii=True).encode()
