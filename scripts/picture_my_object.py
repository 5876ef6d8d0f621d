#!/usr/bin/env python3
"""The README's picture of a user's own thing: makes a mesh of a hedgehog, imports it, and renders four draws of it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
import trimesh

from simgen.dataset import read
from simgen.seeds import stream

DRAWS, WIDTH, HEIGHT, JPEG_QUALITY, SPINES = 4, 400, 300, 84, 520
FUR, SKIN, DARK, SPINE_ROOT, SPINE_TIP = (214, 176, 132), (222, 178, 140), (28, 22, 20), (74, 54, 40), (226, 206, 170)


def ball(
    middle: tuple[float, float, float], half: tuple[float, float, float], color: tuple[int, ...]
) -> trimesh.Trimesh:
    """An ellipsoid of one colour."""
    mesh = trimesh.creation.icosphere(subdivisions=4)
    mesh.apply_scale(half)
    mesh.apply_translation(middle)
    mesh.visual.vertex_colors = (*color, 255)
    return mesh


def spine(root: np.ndarray, way: np.ndarray, length: float) -> trimesh.Trimesh:
    """A cone, darker at its root."""
    mesh = trimesh.creation.cone(radius=0.0155, height=length, sections=7)
    share = mesh.vertices[:, 2:] / length
    mesh.visual.vertex_colors = np.concatenate(
        [(1 - share) * SPINE_ROOT + share * SPINE_TIP, np.full_like(share, 255)], axis=1
    ).astype(np.uint8)
    mesh.apply_transform(trimesh.geometry.align_vectors([0, 0, 1], way))
    mesh.apply_translation(root)
    return mesh


def hedgehog() -> trimesh.Trimesh:
    """It looks along -y and stands on z = 0; some unit long, as meshes of others are."""
    rng = stream(0, "picture", "hedgehog")
    middle, half = np.array([0.0, 0.08, 0.36]), np.array([0.34, 0.44, 0.32])
    parts = [
        ball((0.0, 0.02, 0.33), (0.31, 0.42, 0.27), FUR),
        ball((0.0, -0.36, 0.28), (0.19, 0.24, 0.17), FUR),
        ball((0.0, -0.56, 0.25), (0.09, 0.16, 0.075), FUR),
        ball((0.0, -0.72, 0.265), (0.036, 0.034, 0.032), DARK),
    ]
    for side in (-1.0, 1.0):
        parts += [
            ball((0.105 * side, -0.515, 0.335), (0.027, 0.022, 0.029), DARK),
            ball((0.165 * side, -0.33, 0.43), (0.062, 0.026, 0.066), SKIN),
            ball((0.15 * side, -0.27, 0.055), (0.065, 0.1, 0.055), SKIN),
            ball((0.17 * side, 0.26, 0.055), (0.065, 0.1, 0.055), SKIN),
        ]
    # Evenly over the ellipsoid, but for face, belly and feet.
    turn = np.pi * (3 - np.sqrt(5)) * np.arange(2 * SPINES)
    height = 1 - (2 * np.arange(2 * SPINES) + 1) / (2 * SPINES)
    out = np.stack([np.cos(turn) * np.sqrt(1 - height**2), np.sin(turn) * np.sqrt(1 - height**2), height], axis=1)
    for way in out[(out[:, 2] > -0.35 + 0.25 * out[:, 1]) & (out[:, 1] + 0.2 * out[:, 2] > -0.72)]:
        lean = way / half + [0.0, 1.1, 0.5] + rng.normal(0, 0.35, 3)
        parts.append(spine(middle + 0.94 * half * way, lean / np.linalg.norm(lean), rng.uniform(0.12, 0.17)))
    mesh = trimesh.util.concatenate(parts)
    mesh.apply_translation([0, 0, -mesh.bounds[0, 2]])
    return mesh


def main(out: Path, seed: int) -> None:
    """Make, import, render and lay out."""
    with tempfile.TemporaryDirectory() as folder:
        path, data = Path(folder) / "hedgehog.ply", Path(folder) / "data"
        hedgehog().export(path)
        os.environ["SIMGEN_CATALOG"] = str(Path(folder) / "catalog")
        own = ["--category", "hedgehog", "--id", "my/hedgehog", "--height-m", "0.12", "--licence", "CC0-1.0"]
        size = ["--set", f"render.width={WIDTH}", "--set", f"render.height={HEIGHT}"]
        thing = ["--set", "objects.thing.id=my/hedgehog", "-n", str(DRAWS), "--seed", str(seed)]
        subprocess.run(["simgen", "assets", "import", str(path), *own, "--up", "z", "--front", "-y"], check=True)
        subprocess.run(["simgen", "render", "my_object", *size, *thing, "-o", str(data)], check=True)
        picture = np.hstack([record.rgb for record in read(data)])
    cv2.imwrite(str(out), picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    print(f"{out}: {out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: scripts/picture_my_object.py PICTURE.jpg [SEED]")
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) == 3 else 7)
