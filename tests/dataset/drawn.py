"""A dataset of drawn, settled and labelled scenes whose pictures nobody rendered: every body has one flat colour."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from simgen.dataset import open_dataset, write_sample
from simgen.errors import InfeasibleError
from simgen.frame import Frame, Provenance, Sample
from simgen.labels import label_frame
from simgen.pipeline import Pipeline, sample_key
from simgen.rendering.geometry_pass import trace
from simgen.world import Scene

# Linear Rec. 709: black, white, gray, red, blue, brown.
PALETTE = np.array(
    [
        (0.01, 0.01, 0.01),
        (0.9, 0.9, 0.9),
        (0.2, 0.2, 0.2),
        (0.5, 0.01, 0.01),
        (0.02, 0.05, 0.35),
        (0.15, 0.06, 0.02),
    ],
    dtype=np.float32,
)
SPEC = Path(__file__).parent.parent / "labels" / "clutter.yaml"


def drawn_dataset(folder: Path, count: int, seed: int = 0) -> Path:
    """Write `count` samples of the clutter spec."""
    pipeline = Pipeline(SPEC, seed=seed)
    samples = open_dataset(folder, pipeline.header())
    index = 0
    while count:
        try:
            scene, _ = pipeline.settled_scene(index)
        except InfeasibleError:
            index += 1
            continue
        sample = flat_sample(scene, sample_key("clutter", index, scene.scenario.cameras[0].name))
        write_sample(sample, samples, pipeline.categories)
        count, index = count - 1, index + 1
    return folder


def flat_sample(scene: Scene, key: str) -> Sample:
    """The labelled picture of a scene's first camera."""
    camera, drawn = scene.scenario.cameras[0], scene.scenario
    geometry = trace(scene, camera)
    colors = PALETTE[geometry.instance_id % len(PALETTE)]
    frame = Frame(camera, colors, geometry, colors)
    owed = {"license": "CC0-1.0", "creator": "simgen", "source": "generated"}
    licenses = ({**owed, "categories": sorted({body.asset.category for body in scene.bodies})},)
    provenance = Provenance("d" * 32, drawn.seed, drawn.index, 1, {}, {}, licenses, {"name": "none"})
    rgb = (np.sqrt(colors) * 255).astype(np.uint8)
    return Sample(key, scene, frame, rgb, label_frame(scene, frame), {"ev100": 0.0}, provenance)
