"""Previews by pyrender on OpenGL, without a screen; and a rasteriser to hold the geometry pass against.

A preview takes a fraction of a second: base colours and patterns, lamps without shadows, the sun with shadows, and an
even glow in place of bounced light (`simgen.rendering.preview_lights`). Radiance is in the same units as the path
tracer's, right to a factor of two or so, and quantised: about 2 % apart from step to step.

The OpenGL context belongs to the process and to the thread that renders first.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import os
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from simgen.color import luminance, srgb_encode
from simgen.errors import BackendError
from simgen.frame import Frame, Geometry
from simgen.geometry import FloatArray, Pose, Vector3
from simgen.rendering.preview_lights import PreviewLamp, PreviewLight, preview_light
from simgen.rendering.texel_cache import albedo_of, prefetch
from simgen.world import Body, Camera, Material, Part, Pattern, Picture, RenderSettings, Scene, Surface

# pyrender's shader writes radiance ** (1 / 2.2) in 8 bits.
GAMMA = 2.2
# Display white of the two exposures that a preview is put together from, in terms of the glow on a white surface; the
# coarse one also holds the brightest lamp.
FINE_WHITE, COARSE_WHITE = 4.0, 160.0
# Of the 8-bit values: above this one the fine exposure may have clipped.
NEARLY_CLIPPED = 250
GLASS_OPACITY = 0.15
# Texels a side of a texture: a preview is to be there in seconds, and painting takes most of them.
LARGEST_TILE = 256
OPENGL_FROM_OPENCV = Pose(quaternion=(0.0, 1.0, 0.0, 0.0))


def _small(texture: Pattern | Picture) -> Pattern | Picture:
    """A pattern with few texels, whose grain lies elsewhere but looks alike; a picture as it is."""
    if isinstance(texture, Picture) or texture.resolution <= LARGEST_TILE:
        return texture
    return replace(texture, resolution=LARGEST_TILE)


class PyrenderRenderer:
    """The renderer "pyrender". `threads` limits Mesa's software rasteriser, where that is what draws."""

    def __init__(self, threads: int | None = None) -> None:
        self.last_timings_s: dict[str, float] = {}
        if threads is not None:
            os.environ.setdefault("LP_NUM_THREADS", str(threads))
        self._pyrender = _load_pyrender()

    def render(self, scene: Scene, camera: Camera, settings: RenderSettings, geometry: Geometry) -> Frame:
        """A preview. Of `settings` nothing is used: there are no samples, bounces or denoiser."""
        light = preview_light(scene)
        gl = self._pyrender
        flags = gl.RenderFlags.NONE
        if any(lamp.kind == "sun" for lamp in light.lamps):
            flags |= gl.RenderFlags.SHADOWS_DIRECTIONAL
        reference = max(float(luminance(light.glow)), max((_fallback(lamp) for lamp in light.lamps), default=0.0), 1e-6)
        brightest = max((float(glow.max()) for glow in light.emission.values()), default=0.0)
        fine_white, coarse_white = FINE_WHITE * reference, max(COARSE_WHITE * reference, 1.1 * brightest)
        drawing = _Drawing(gl, scene, camera, light)
        fine = drawing.shot(self._canvas(camera), flags, fine_white)
        coarse = drawing.shot(self._canvas(camera), flags, coarse_white)
        clipped = fine.max(axis=-1, keepdims=True) >= NEARLY_CLIPPED
        linear = np.where(clipped, _decode(coarse, coarse_white), _decode(fine, fine_white)).astype(np.float32)
        return Frame(
            camera=camera,
            rgb_linear=linear,
            geometry=geometry,
            renderer={
                "name": "pyrender",
                "version": importlib.metadata.version("pyrender"),
                "backend": _driver(),
                "preview": True,
            },
        )

    def illuminance_lx(
        self, scene: Scene, point: Vector3, normal: Vector3, settings: RenderSettings, by_group: bool = False
    ) -> None:
        """A preview does not follow light."""

    def forget(self) -> None:
        """Nothing is kept of a scene."""

    def rasterise(self, scene: Scene, camera: Camera) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint16]]:
        """Depth and instance ids that OpenGL finds by itself, by the geometry pass's conventions but not its code.

        (H, W) float32 planar depth in metres, inf where nothing; (H, W) uint16, 0 where nothing. No antialiasing. Depth
        is good to 2^-24 · z² / near_m.
        """
        gl = self._pyrender
        drawing = _Drawing(gl, scene, camera, PreviewLight(np.zeros(3), np.zeros(3), ()))
        colors = {node: (k & 255, k >> 8, 0) for node, k in drawing.instance_of.items()}
        color, depth = self._canvas(camera).render(drawing.scene, flags=gl.RenderFlags.SEG, seg_node_map=colors)
        ids = color[..., 0].astype(np.uint16) | (color[..., 1].astype(np.uint16) << 8)
        return np.where(depth > 0, depth, np.inf).astype(np.float32), ids

    def _canvas(self, camera: Camera) -> Any:
        canvas = _context()
        canvas.viewport_width, canvas.viewport_height = camera.intrinsics.width, camera.intrinsics.height
        return canvas


def _load_pyrender() -> Any:
    """The module, bound to EGL; BackendError where the library or a driver is missing."""
    os.environ.setdefault("PYOPENGL_PLATFORM", "egl")
    try:
        module = importlib.import_module("pyrender")
        _context()
    except Exception as error:
        # PyOpenGL answers a missing library with anything from ImportError to AttributeError.
        raise BackendError(
            f"OpenGL without a screen does not start: {type(error).__name__}: {error}",
            where="pyrender",
            remedy="Install it: pip install pyrender, and on Debian apt-get install libegl1 libgl1 libgl1-mesa-dri.",
        ) from error
    return module


@lru_cache(maxsize=1)
def _context() -> Any:
    """The process's one off-screen context: closing one of two would end both, as they share the display."""
    return importlib.import_module("pyrender").OffscreenRenderer(64, 64)


def _driver() -> str:
    gl = importlib.import_module("OpenGL.GL")
    return str(gl.glGetString(gl.GL_RENDERER).decode())


def _fallback(lamp: PreviewLamp) -> float:
    """Radiance of a white surface a metre or two from the lamp, for scenes where nothing glows."""
    return float(luminance(lamp.color)) / 10


def _decode(pixels: npt.NDArray[np.uint8], white: float) -> FloatArray:
    result: FloatArray = (pixels / 255.0) ** GAMMA * white
    return result


class _Drawing:
    """A pyrender scene of a scene from one camera, whose lights can be set to any exposure.

    Both sides of every surface are drawn: each triangle once as it is and once turned over, with its normals.
    """

    def __init__(self, gl: Any, scene: Scene, camera: Camera, light: PreviewLight) -> None:
        self._gl = gl
        self._light = light
        self._textures: dict[str, Any] = {}
        self._glowing: list[tuple[Any, FloatArray]] = []
        self._lamps: list[tuple[Any, float]] = []
        self.scene = gl.Scene()
        self.instance_of: dict[Any, int] = {}
        # Nodes are kept in sets, so their hash decides the order of drawing.
        self._node_type = type("Node", (gl.Node,), {"__hash__": lambda node: int(node.name)})
        # pyrender 0.1.45 asks NumPy 2 for a name that it no longer has.
        self._mesh_type = type("Mesh", (gl.Mesh,), {"bounds": property(lambda mesh: mesh.primitives[0].bounds)})
        self._count = 0
        farthest = camera.near_m * 2
        materials = [body.material(s.material) for body in scene.bodies for p in body.asset.parts for s in p.surfaces]
        prefetch(_small(material.texture) for material in materials if material.texture is not None)
        for body in scene.bodies:
            for part in body.asset.parts:
                for surface in part.surfaces:
                    vertices = self._add(body, part, surface)
                    farthest = max(farthest, float(camera.world_from_camera.inverse.apply(vertices)[:, 2].max()))
        for lamp in light.lamps:
            self._add_lamp(lamp)
        k = camera.intrinsics
        eye = gl.IntrinsicsCamera(k.fx, k.fy, k.cx, k.cy, znear=camera.near_m, zfar=farthest * 1.01)
        self._place(camera.world_from_camera @ OPENGL_FROM_OPENCV, camera=eye)

    def shot(self, canvas: Any, flags: int, white: float) -> npt.NDArray[np.uint8]:
        """(H, W, 3) as the shader writes it, where the radiance `white` is 255."""
        self.scene.ambient_light = self._light.glow / white
        self.scene.bg_color = np.append(np.clip(self._light.background / white, 0, 1) ** (1 / GAMMA), 1.0)
        for material, radiance in self._glowing:
            # The shader multiplies the factor by itself.
            material.emissiveFactor = np.sqrt(radiance / white)
        for lamp, intensity in self._lamps:
            lamp.intensity = intensity / white
        color, _ = canvas.render(self.scene, flags=flags)
        result: npt.NDArray[np.uint8] = color
        return result

    def _place(self, pose: Pose, **what: Any) -> Any:
        node = self._node_type(name=str(self._count), matrix=pose.matrix, **what)
        self._count += 1
        self.scene.add_node(node)
        return node

    def _add(self, body: Body, part: Part, surface: Surface) -> FloatArray:
        mesh = surface.mesh
        vertices, normals = body.world_vertices(mesh, part.joint), body.world_normals(mesh, part.joint)
        # Relative to the body, by whose place pyrender sorts what to draw.
        near = vertices - np.asarray(body.world_from_body.position)
        shown = body.material(surface.material)
        # pyrender's first row of a texture is at v = 1.
        uv = body.texture_uvs(surface) * shown.tiles * (1.0, -1.0)
        material = self._material(shown)
        glow = self._light.emission.get((body.instance_id, part.name, surface.material))
        if glow is not None:
            self._glowing.append((material, glow))
            material.emissiveTexture = self._texture(shown.shows)
        primitive = self._gl.Primitive(
            positions=np.concatenate([near, near]),
            normals=np.concatenate([normals, -normals]),
            texcoord_0=np.concatenate([uv, uv]) if shown.texture or shown.shows else None,
            indices=np.concatenate([mesh.faces, mesh.faces[:, ::-1] + len(near)]),
            material=material,
            mode=self._gl.constants.GLTF.TRIANGLES,
        )
        node = self._place(Pose(body.world_from_body.position), mesh=self._mesh_type([primitive]))
        self.instance_of[node] = body.instance_id
        return vertices

    def _material(self, material: Material) -> Any:
        glass = material.kind != "principled"
        return self._gl.MetallicRoughnessMaterial(
            baseColorFactor=[*material.base_color, GLASS_OPACITY if glass else 1.0],
            metallicFactor=0.0 if glass else material.metallic,
            roughnessFactor=material.roughness,
            baseColorTexture=self._texture(material.texture),
            alphaMode="BLEND" if glass else "OPAQUE",
        )

    def _texture(self, texture: Pattern | Picture | None) -> Any:
        if texture is None:
            return None
        key = repr(texture)
        if key not in self._textures:
            tile = albedo_of(_small(texture))
            while len(tile) > LARGEST_TILE:
                tile = (tile[::2, ::2] + tile[1::2, ::2] + tile[::2, 1::2] + tile[1::2, 1::2]) * np.float32(0.25)
            encoded = np.floor(srgb_encode(tile) * 255 + 0.5).astype(np.uint8)
            self._textures[key] = self._gl.Texture(source=encoded, source_channels="RGB")
        return self._textures[key]

    def _add_lamp(self, lamp: PreviewLamp) -> None:
        strength = float(lamp.color.max())
        if not strength > 0:
            return
        makers: Mapping[str, Any] = {
            "point": self._gl.PointLight,
            "sun": self._gl.DirectionalLight,
            "cone": self._gl.SpotLight,
        }
        angle = {"outerConeAngle": np.radians(min(lamp.cone_deg, 90.0))} if lamp.kind == "cone" else {}
        light = makers[lamp.kind](color=lamp.color / strength, intensity=1.0, **angle)
        self._lamps.append((light, strength))
        # OpenGL's lights shine along -z.
        self._place(lamp.world_from_lamp @ OPENGL_FROM_OPENCV, light=light)
