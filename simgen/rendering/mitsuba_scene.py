"""A scene in Mitsuba's own scene language, for variants that run its built-in path tracer. Pure: a dictionary of
NumPy arrays.

What the built-in integrator cannot do is left as it is: glass casts black shadows there, and a pane shows one even
picture in place of a view that depends on the direction.

Meshes stand as ``{"type": "mesh", "mesh": Mesh, "bsdf": …, "emitter": …}`` and pictures as
``{"type": "bitmap", "array": …}``, which the renderer makes into Mitsuba's objects.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from simgen.errors import BackendError
from simgen.geometry import Pose, Vector3
from simgen.rendering.backdrop import paint_backdrop
from simgen.rendering.environment import environment_map
from simgen.rendering.light_meter import CARD_M, facing
from simgen.world import (
    Body,
    Camera,
    EnvironmentLight,
    Light,
    Material,
    Mesh,
    Part,
    RenderSettings,
    Scene,
    SpotLight,
    SunLight,
    Surface,
    SurfaceLight,
    WindowLight,
)

MitsubaDict = dict[str, Any]


def mitsuba_scenes(scene: Scene) -> tuple[MitsubaDict, ...]:
    """One or two dictionaries whose pictures add up: all but the sun, and the sun without the panes that stop it."""
    suns = [light for light in scene.scenario.lights if isinstance(light, SunLight) and light.illuminance_lx > 0]
    rest = [light for light in scene.scenario.lights if not isinstance(light, SunLight)]
    panes = any(isinstance(light, WindowLight) for light in rest)
    if not suns or not panes:
        return (_dictionary(scene, [*rest, *suns]),)
    return _dictionary(scene, rest), _dictionary(scene, suns)


def _dictionary(scene: Scene, lights: Sequence[Light]) -> MitsubaDict:
    result: MitsubaDict = {"type": "scene"}
    lamps = {(light.instance_id, light.socket): light for light in lights if isinstance(light, SurfaceLight)}
    materials: dict[str, MitsubaDict] = {}
    for body in scene.bodies:
        for p, part in enumerate(body.asset.parts):
            for k, surface in enumerate(part.surfaces):
                material = body.material(surface.material)
                bsdf = materials.setdefault(repr(material), material_bsdf(material))
                lamp = _lamp(body, part, surface, lamps)
                result[f"b{body.instance_id}_{p}_{k}"] = _shape(body, part, surface, bsdf, lamp)
    for index, light in enumerate(lights):
        name = f"light_{index}"
        if isinstance(light, WindowLight):
            result[name] = _window(light)
        elif isinstance(light, SunLight):
            result[name] = {
                "type": "directional",
                "direction": list(light.direction),
                "irradiance": _rgb(np.multiply(light.color, light.illuminance_lx)),
            }
        elif isinstance(light, SpotLight) and light.intensity_cd > 0:
            result[name] = _spot(light)
    surroundings = [light for light in lights if isinstance(light, EnvironmentLight) and light.luminance > 0]
    if surroundings:
        picture = np.sum([environment_map(light) for light in surroundings], axis=0)
        result["environment"] = _environment(picture)
    return result


def _lamp(body: Body, part: Part, surface: Surface, lamps: dict[tuple[int, str], SurfaceLight]) -> SurfaceLight | None:
    for socket in body.asset.sockets:
        if (socket.part, socket.slot) == (part.name, surface.material):
            light = lamps.get((body.instance_id, socket.name))
            if light is not None and light.flux_lm > 0:
                return light
    return None


def _shape(body: Body, part: Part, surface: Surface, bsdf: MitsubaDict, lamp: SurfaceLight | None) -> MitsubaDict:
    mesh = Mesh(
        body.world_vertices(surface.mesh, part.joint).astype(np.float32),
        surface.mesh.faces,
        body.world_normals(surface.mesh, part.joint).astype(np.float32),
        body.texture_uvs(surface),
    )
    shape: MitsubaDict = {"type": "mesh", "mesh": mesh, "bsdf": bsdf}
    if lamp is not None:
        corners = mesh.vertices[mesh.faces].astype(np.float64)
        area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1).sum() / 2
        radiance = np.multiply(lamp.color, lamp.flux_lm / (math.pi * area))
        shape["emitter"] = {"type": "area", "radiance": _glow(body.material(surface.material), radiance)}
    return shape


def _glow(material: Material, radiance: Any) -> MitsubaDict:
    """What a surface sends out, cd/m²: evenly, or spread as what it shows."""
    if material.shows is None:
        return _rgb(radiance)
    from simgen.catalog.materials import bake

    return _bitmap(bake(material.shows).albedo * radiance, material.tiles)


def material_bsdf(material: Material) -> MitsubaDict:
    """The BSDF of a material. One without specular, metallic, clearcoat or sheen part is an ideal diffuser."""
    if material.kind == "glass":
        tint = _rgb(np.sqrt(material.base_color))
        return {"type": "dielectric", "int_ior": material.ior, "ext_ior": 1.0, "specular_transmittance": tint}
    if material.kind == "thin_glass":
        tint = _rgb(material.base_color)
        return {"type": "thindielectric", "int_ior": material.ior, "ext_ior": 1.0, "specular_transmittance": tint}
    albedo: Any = np.asarray(material.base_color, np.float32).reshape(1, 1, 3)
    scale = 1.0
    color: MitsubaDict = _rgb(material.base_color)
    roughness: Any = material.roughness
    metallic: Any = material.metallic
    normal: Any = None
    if material.texture is not None:
        from simgen.catalog.materials import bake

        maps = bake(material.texture)
        scale = material.tiles
        albedo = maps.albedo * albedo
        color = _bitmap(albedo, scale)
        if maps.roughness is not None:
            roughness = _bitmap(maps.roughness[..., None], scale)
        if maps.metallic is not None:
            metallic = _bitmap(maps.metallic[..., None], scale)
        if maps.normal is not None:
            normal = _bitmap(maps.normal * np.float32(0.5) + np.float32(0.5), scale)
    bsdf: MitsubaDict
    if material.specular == metallic == material.clearcoat == material.sheen == 0:
        bsdf = {"type": "diffuse", "reflectance": color}
    else:
        bsdf = {
            "type": "principled",
            "base_color": color,
            "roughness": roughness,
            "metallic": metallic,
            "specular": material.specular,
            "clearcoat": material.clearcoat,
            "clearcoat_gloss": material.clearcoat_gloss,
            "sheen": material.sheen,
        }
    if normal is not None:
        bsdf = {"type": "normalmap", "normalmap": normal, "bsdf": bsdf}
    if material.translucency > 0:
        # See `path_bsdf.passing`: within the sheet nothing is reflected, and each face passes √T.
        root = np.sqrt(albedo / material.translucency)
        thin = {"type": "principledthin", "base_color": _bitmap(root, scale), "diff_trans": 2.0, "spec_trans": 0.0}
        return {"type": "blendbsdf", "weight": material.translucency, "opaque": bsdf, "thin": thin}
    return {"type": "twosided", "bsdf": bsdf} if material.two_sided else bsdf


def _rgb(value: Any) -> MitsubaDict:
    return {"type": "rgb", "value": [float(v) for v in value]}


def _bitmap(array: Any, tiles: float) -> MitsubaDict:
    # A copy: Mitsuba takes no read-only arrays.
    picture = np.array(array, dtype=np.float32, order="C")
    return {"type": "bitmap", "array": picture, "raw": True, "wrap_mode": "repeat", "to_uv": tiles}


def _window(light: WindowLight) -> MitsubaDict:
    x, y = light.width_m / 2, light.height_m / 2
    corners = np.array([[-x, -y, 0], [x, -y, 0], [x, y, 0], [-x, y, 0]])
    normal = light.world_from_pane.rotate([0.0, 0.0, 1.0])
    mesh = Mesh(
        light.world_from_pane.apply(corners).astype(np.float32),
        np.array([[0, 1, 2], [0, 2, 3]], np.int32),
        np.tile(normal, (4, 1)).astype(np.float32),
        np.zeros((4, 2), np.float32),
    )
    view = paint_backdrop(light).reshape(-1, 3).mean(axis=0)
    black = {"type": "diffuse", "reflectance": _rgb((0, 0, 0))}
    return {"type": "mesh", "mesh": mesh, "bsdf": black, "emitter": {"type": "area", "radiance": _rgb(view)}}


def _spot(light: SpotLight) -> MitsubaDict:
    return {
        "type": "spot",
        "to_world": light.world_from_spot.matrix,
        "intensity": _rgb(np.multiply(light.color, light.intensity_cd)),
        "cutoff_angle": light.cone_deg / 2,
        "beam_width": light.cone_deg / 2 * 0.75,
    }


def _environment(picture: Any) -> MitsubaDict:
    # Mitsuba's map has +y up, its middle column towards +z and -x to the right; ours +z up, +y, and +x.
    to_world = np.array([[-1.0, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]])
    return {"type": "envmap", "array": np.ascontiguousarray(picture, dtype=np.float32), "to_world": to_world}


def white_card(point: Vector3, normal: Vector3) -> MitsubaDict:
    """An ideal white diffuser, a few millimetres wide, at a point of the world."""
    to_world = facing(point, normal).matrix @ np.diag([CARD_M / 2, CARD_M / 2, 1.0, 1.0])
    return {"type": "rectangle", "to_world": to_world, "bsdf": {"type": "diffuse", "reflectance": _rgb((1, 1, 1))}}


def mitsuba_sensor(camera: Camera, settings: RenderSettings) -> MitsubaDict:
    """The camera as a pinhole or thin lens with a box filter. BackendError for what Mitsuba's cameras cannot do."""
    k = camera.intrinsics
    centred = (k.cx, k.cy) == (k.width / 2, k.height / 2)
    if abs(k.fx - k.fy) > 1e-6 * k.fx or (camera.aperture_radius_m > 0 and not centred):
        raise BackendError(
            f"camera '{camera.name}' has {'oblong pixels' if k.fx != k.fy else 'a lens and an off-centre picture'}",
            remedy="The scalar backend cannot do that: use the llvm or cuda backend.",
        )
    # Mitsuba looks along +z with +x left and +y up: turned half about z from ours.
    flip = Pose(quaternion=(0.0, 0.0, 0.0, 1.0))
    sensor: MitsubaDict = {
        "type": "perspective",
        "fov_axis": "x",
        "fov": math.degrees(2 * math.atan(k.width / 2 / k.fx)),
        "near_clip": camera.near_m,
        "far_clip": 1e4,
        "to_world": (camera.world_from_camera @ flip).matrix,
        "film": {
            "type": "hdrfilm",
            "width": k.width,
            "height": k.height,
            "pixel_format": "rgb",
            "component_format": "float32",
            "rfilter": {"type": "box"},
        },
        "sampler": {
            "type": "multijitter",
            "sample_count": settings.samples_per_pixel,
            "seed": settings.seed,
        },
    }
    if not centred:
        sensor["principal_point_offset_x"] = (k.cx - k.width / 2) / k.width
        sensor["principal_point_offset_y"] = (k.cy - k.height / 2) / k.height
    if camera.aperture_radius_m > 0:
        sensor |= {
            "type": "thinlens",
            "aperture_radius": camera.aperture_radius_m,
            "focus_distance": camera.focus_distance_m,
        }
    return sensor
