"""Mitsuba's built-in path tracer on one core, for machines without a GPU or a fit LLVM."""

from __future__ import annotations

from typing import Any

import mitsuba as mi
import numpy as np

from simgen.geometry import Vector3
from simgen.rendering.layers import ROULETTE_FROM, Layers, Picture
from simgen.rendering.mitsuba_scene import MitsubaDict, mitsuba_scenes, mitsuba_sensor, white_card
from simgen.world import Camera, Mesh, RenderSettings, Scene


class ScalarScene:
    """A scene made into Mitsuba's objects: pictures of them add up. `card`: where a white card lies, and its normal."""

    def __init__(self, scene: Scene, card: tuple[Vector3, Vector3] | None = None) -> None:
        added = {} if card is None else {"card": white_card(*card)}
        self.scenes = [_made(dictionary | added) for dictionary in mitsuba_scenes(scene)]

    def trace(self, camera: Camera, settings: RenderSettings) -> Layers:
        """Radiance of all lights together, and the first surface's albedo and world normal. Nothing is clamped."""
        sensor = mi.load_dict(_instantiated(mitsuba_sensor(camera, settings)))
        path = {"type": "path", "max_depth": settings.max_bounces + 1, "rr_depth": ROULETTE_FROM + 1}
        integrator = mi.load_dict({"type": "aov", "aovs": "albedo:albedo,normal:sh_normal", "path": path})
        pictures = []
        for scene in self.scenes:
            picture = mi.render(
                scene, sensor=sensor, integrator=integrator, spp=settings.samples_per_pixel, seed=settings.seed
            )
            pictures.append(np.array(picture, dtype=np.float32))
        total: Picture = np.sum([picture[..., :3] for picture in pictures], axis=0, dtype=np.float32)
        # The picture without panes, the last one, also shows what lies behind them; the first has every surface.
        albedo, normal = pictures[0][..., 3:6], pictures[0][..., 6:9]
        return Layers(
            {"all": total},
            np.clip(albedo, 0, 1),
            np.ascontiguousarray(normal),
            float("inf"),
            settings.samples_per_pixel,
        )


def _made(dictionary: MitsubaDict) -> Any:
    bsdfs: dict[int, Any] = {}

    def made(value: Any) -> Any:
        if not isinstance(value, dict) or value.get("type") != "mesh":
            return _instantiated(value)
        bsdf = value["bsdf"]
        if id(bsdf) not in bsdfs:
            bsdfs[id(bsdf)] = mi.load_dict(_instantiated(bsdf))
        return _mesh(value["mesh"], bsdfs[id(bsdf)], value.get("emitter"))

    return mi.load_dict({key: made(value) for key, value in dictionary.items()}, optimize=False)


def _mesh(mesh: Mesh, bsdf: Any, emitter: MitsubaDict | None) -> Any:
    properties = mi.Properties()
    properties["mesh_bsdf"] = bsdf
    if emitter is not None:
        properties["mesh_emitter"] = mi.load_dict(_instantiated(emitter))
    made = mi.Mesh(
        "mesh",
        len(mesh.vertices),
        len(mesh.faces),
        props=properties,
        has_vertex_normals=True,
        has_vertex_texcoords=True,
    )
    parameters = mi.traverse(made)
    parameters["vertex_positions"] = np.ascontiguousarray(mesh.vertices, dtype=np.float32).ravel()
    parameters["vertex_normals"] = np.ascontiguousarray(mesh.normals, dtype=np.float32).ravel()
    parameters["vertex_texcoords"] = np.ascontiguousarray(mesh.uvs, dtype=np.float32).ravel()
    parameters["faces"] = np.ascontiguousarray(mesh.faces, dtype=np.uint32).ravel()
    parameters.update()
    return made


def _instantiated(value: Any) -> Any:
    """Arrays and matrices of a dictionary as Mitsuba's bitmaps and transforms."""
    if not isinstance(value, dict):
        return value
    result = {key: _instantiated(child) for key, child in value.items()}
    if "array" in result:
        result["bitmap"] = mi.Bitmap(result.pop("array"))
    if "to_world" in result:
        result["to_world"] = mi.ScalarTransform4f(result["to_world"])
    if "to_uv" in result:
        result["to_uv"] = mi.ScalarTransform3f().scale([result["to_uv"], result["to_uv"]])
    return result
