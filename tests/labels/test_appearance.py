"""Words for looks: only where everybody would agree."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from simgen.color import srgb_decode
from simgen.frame import Frame
from simgen.geometry import Intrinsics, Pose, look_at, yaw
from simgen.labels.appearance import COLORS, color_indices, color_shares, material_shares, viewpoint
from simgen.labels.boxes import pixels_by_id
from simgen.rendering.geometry_pass import trace
from simgen.seeds import stream
from simgen.world import Camera, Material, Part, Surface
from tests.conformance.scenes import body, box_mesh, camera, scene_of, wall_mesh


@pytest.mark.parametrize(
    ("hexadecimal", "word"),
    [
        ("#101010", "black"),
        ("#808080", "gray"),
        ("#f4f4f2", "white"),
        ("#c01818", "red"),
        ("#f08010", "orange"),
        ("#6b4423", "brown"),
        ("#f5d020", "yellow"),
        ("#2e8b3d", "green"),
        ("#2040a0", "blue"),
        ("#6a2a8c", "purple"),
        ("#f4a6c0", "pink"),
        # Beige, teal, maroon-brown: people would argue.
        ("#d9c7a0", "unsure"),
        ("#208080", "unsure"),
        ("#b0b0b8", "unsure"),
    ],
)
def test_a_colour_has_its_basic_word(hexadecimal: str, word: str) -> None:
    coded = np.array([[int(hexadecimal[i : i + 2], 16) / 255 for i in (1, 3, 5)]])
    assert COLORS[color_indices(srgb_decode(coded))[0]] == word


def test_shares_of_colours_count_the_visible_pixels() -> None:
    thing = body(1, wall_mesh(1, 1), Pose((0, 3, 0)))
    geometry = trace(scene_of(thing), camera())
    mask = geometry.instance_id == 1
    albedo = np.zeros((*mask.shape, 3), np.float32)
    albedo[mask] = np.where(
        stream(1, "c").uniform(size=(int(mask.sum()), 1)) < 0.25, (0.5, 0.02, 0.02), (0.9, 0.9, 0.9)
    )
    red = float((albedo[mask][:, 1] < 0.5).mean())
    frame = Frame(camera(), np.zeros_like(albedo), geometry, albedo)
    told = color_shares(frame, pixels_by_id(geometry.instance_id), thing)
    assert told == {"white": pytest.approx(1 - red), "red": pytest.approx(red)}
    assert list(told) == ["white", "red"]
    unlit = Frame(camera(), np.zeros_like(albedo), geometry)
    assert color_shares(unlit, pixels_by_id(geometry.instance_id), thing) == {}


@pytest.mark.parametrize(
    ("material", "word"),
    [
        (Material("oak", family="wood"), "wood"),
        (Material("white_enamel", family="ceramic"), "unsure"),
        (Material("apple_skin", family="food"), "unsure"),
        (Material("clear_glass", kind="glass"), "glass"),
    ],
)
def test_a_material_has_a_word_or_none(material: Material, word: str) -> None:
    plain = body(1, box_mesh((1, 1, 1)), Pose())
    thing = replace(plain, asset=replace(plain.asset, materials=dict.fromkeys(plain.asset.materials, material)))
    assert material_shares(thing) == {word: pytest.approx(1.0)}


@pytest.mark.parametrize(
    ("turn_deg", "side"), [(0, "front"), (180, "back"), (90, "right"), (-90, "left"), (20, "front"), (45, None)]
)
def test_the_camera_sees_the_side_that_is_turned_to_it(turn_deg: float, side: str | None) -> None:
    # Seen from the south; turned counter-clockwise by a quarter it looks east and shows its right.
    plain = body(1, box_mesh((1, 1, 1)), Pose((0.2, 0.1, 0), yaw(math.radians(turn_deg))))
    thing = replace(plain, asset=replace(plain.asset, has_front=True))
    view = Camera("c", look_at((0.2, -4, 1.5), (0.2, 0.1, 0)), Intrinsics.from_vertical_fov(32, 24, 60))
    frame = Frame(view, np.zeros((24, 32, 3), np.float32), trace(scene_of(thing), view))
    told = viewpoint(frame, thing)
    assert told is not None
    assert told.side == side
    assert told.azimuth_deg == pytest.approx(-turn_deg, abs=1) or abs(told.azimuth_deg) == pytest.approx(180)
    assert viewpoint(frame, plain) is None


@pytest.mark.parametrize(
    ("material", "told"),
    [
        (Material("mirror", family="metal", metallic=1.0, roughness=0.02), {"unsure": 1.0}),
        (Material("pane", kind="thin_glass"), {"unsure": 1.0}),
        # Brushed steel has a colour of its own.
        (Material("steel", family="metal", metallic=1.0, roughness=0.4), {"red": 1.0}),
    ],
)
def test_what_is_seen_in_a_mirror_is_not_its_colour(material: Material, told: dict[str, float]) -> None:
    # A small mirror before a large back, of which it hides all; what it shows is red.
    plain = body(1, wall_mesh(2, 2), Pose((0, 3, 0)))
    sheet = wall_mesh(1, 1)
    front = Part("front", (Surface(replace(sheet, vertices=sheet.vertices - np.float32([0, 0.2, 0])), "mirror"),))
    back = Part("back", (Surface(box_mesh((1, 0.2, 1)), "skin"),))
    materials = {**plain.asset.materials, "mirror": material}
    thing = replace(plain, asset=replace(plain.asset, parts=(front, back), materials=materials))
    view = Camera("c", look_at((0, 0, 0), (0, 3, 0)), Intrinsics.from_vertical_fov(32, 24, 60))
    geometry = trace(scene_of(thing), view)
    assert set(np.unique(geometry.part_id)) == {0, 1}
    albedo = np.full((24, 32, 3), (0.5, 0.02, 0.02), np.float32)
    frame = Frame(view, np.zeros_like(albedo), geometry, albedo)
    assert color_shares(frame, pixels_by_id(geometry.instance_id), thing) == told
