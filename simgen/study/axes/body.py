"""Axes of surfaces: physics keeps, the settled scene is rendered anew."""

from __future__ import annotations

import colorsys
import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from simgen.catalog import Catalog
from simgen.color import color_of_srgb, luminance, srgb_encode
from simgen.frame import Sample
from simgen.rendering.geometry_pass import albedo
from simgen.study.axes.axis import DRAWN, Subject, Value, as_drawn, axis, target_px, with_bodies
from simgen.world import Body, Material, Scenario, Scene

# A wall or a thing that is painted in one colour: how strong the colour is, in HSV of sRGB.
SATURATION, BRIGHTNESS = 0.65, 0.7
TEXTURES = ("oak_planks", "terracotta_paint", "marble", "blue_grey_paint", "walnut_planks")
FINISHES = {
    "matt": Material("matt", base_color=(0.35, 0.12, 0.08), roughness=0.95, specular=0.2),
    "satin": Material("satin", base_color=(0.35, 0.12, 0.08), roughness=0.45),
    "gloss": Material("gloss", base_color=(0.35, 0.12, 0.08), roughness=0.08),
    "metal": Material("metal", base_color=(0.9, 0.88, 0.85), roughness=0.15, metallic=1.0),
    "glass": Material("glass", kind="glass", base_color=(0.97, 0.98, 0.97)),
}


def _presets(catalog: Catalog) -> tuple[str, ...]:
    return (DRAWN, *catalog.presets)


def _material_names(bodies: Iterable[Body]) -> str:
    return "+".join(sorted({body.material(slot).name for body in bodies for slot in body.asset.materials}))


def _worn(sample: Sample, subject: Subject) -> Value:
    """Names of the materials that the target wears."""
    return _material_names(subject.bodies_of(sample.scene.bodies))


def _wall_worn(sample: Sample, subject: Subject) -> Value:
    """Names of the materials of the walls."""
    return _worn(sample, replace(subject, target="walls"))


def _hue(sample: Sample, subject: Subject) -> float:
    """Of the mean albedo that is seen of the target, degrees, 0 to 360."""
    seen = target_px(sample, subject)
    if not seen.any():
        return 0.0
    own = albedo(sample.scene, sample.frame.geometry, sample.frame.camera)[seen].mean(axis=0)
    red, green, blue = (float(v) for v in srgb_encode(own))
    return 360.0 * colorsys.rgb_to_hsv(red, green, blue)[0]


def _wall_hue(sample: Sample, subject: Subject) -> float:
    """Of the mean albedo of what is seen of the walls, degrees, 0 to 360."""
    return _hue(sample, replace(subject, target="walls"))


@axis("render", "material", _worn, "material", names=TEXTURES, further=_presets, rises=0)
def texture(scene: Scene, value: str, subject: Subject) -> Scenario:
    """What the target is made of, by a name that `simgen assets list --materials` prints, or `drawn`."""
    return _wear(scene, subject, _preset(subject, value))


@axis("render", "deg", _hue, "deg, hue of what is seen of it", low=0, high=300, limits=(0, 360))
def color(scene: Scene, value: float, subject: Subject) -> Scenario:
    """Hue of the target, painted all over: 0 red, 120 green, 240 blue."""
    return _wear(scene, subject, _paint(value))


@axis("render", "finish", _worn, "material", names=tuple(FINISHES), further=as_drawn, rises=0)
def finish(scene: Scene, value: str, subject: Subject) -> Scenario:
    """What the target's surface is like: matt, satin, gloss, metal or clear glass, or as `drawn`."""
    return _wear(scene, subject, FINISHES.get(value))


def _gloss(sample: Sample, subject: Subject) -> float:
    """Strength of the varnish on the target's slots, mean."""
    body = subject.body_of(sample.scene.bodies)
    return float(np.mean([body.material(slot).clearcoat for slot in body.asset.materials]))


@axis("render", "", _gloss, "strength of the varnish")
def glossiness(scene: Scene, value: float, subject: Subject) -> Scenario:
    """A clear varnish over whatever the target is made of: 0 none, 1 as strong as it gets."""
    changed = {}
    for body in subject.bodies_of(scene.scenario.bodies):
        coated = {s: replace(body.material(s), clearcoat=value, clearcoat_gloss=0.97) for s in body.asset.materials}
        changed[body.instance_id] = replace(body, materials={**body.materials, **coated})
    return with_bodies(scene.scenario, changed)


def _clarity(sample: Sample, subject: Subject) -> float:
    """Share of the light that passes one surface of the target, mean of its slots."""
    body = subject.body_of(sample.scene.bodies)
    worn = [body.material(slot) for slot in body.asset.materials]
    return float(np.mean([luminance(np.array(m.base_color)) if m.kind == "glass" else 0.0 for m in worn]))


@axis("render", "", _clarity, "share of light through a surface")
def transparency(scene: Scene, value: float, subject: Subject) -> Scenario:
    """How clear the glass is that the target is made of, all over: 0 is black, 1 as clear as water."""
    return _wear(scene, subject, Material("smoked_glass", kind="glass", base_color=(value, value, value)))


@axis("render", "material", _wall_worn, "material", names=TEXTURES, further=_presets, rises=0, about="scene")
def background_texture(scene: Scene, value: str, subject: Subject) -> Scenario:
    """What the walls are made of, by a name that `simgen assets list --materials` prints, or `drawn`."""
    return _wear(scene, replace(subject, target="walls"), _preset(subject, value))


@axis(
    "render", "deg", _wall_hue, "deg, hue of what is seen of the walls", low=0, high=300, limits=(0, 360), about="scene"
)
def background_color(scene: Scene, value: float, subject: Subject) -> Scenario:
    """Hue of the walls' paint: 0 red, 120 green, 240 blue."""
    return _wear(scene, replace(subject, target="walls"), _paint(value))


def _preset(subject: Subject, name: str) -> Material | None:
    if name == DRAWN:
        return None
    return subject.catalog.material(name, 0)


def _paint(hue_deg: float) -> Material:
    hue = hue_deg / 360.0
    srgb = colorsys.hsv_to_rgb(math.fmod(hue, 1.0), SATURATION, BRIGHTNESS)
    return Material("paint", base_color=color_of_srgb(*srgb), roughness=0.5)


def _wear(scene: Scene, subject: Subject, material: Material | None) -> Scenario:
    """The target in a material all over; None is what it was drawn with, written out."""
    changed = {
        body.instance_id: replace(body, materials={s: material or body.material(s) for s in body.asset.materials})
        for body in subject.bodies_of(scene.scenario.bodies)
    }
    return with_bodies(scene.scenario, changed)
