"""Dishwashers that stand on the floor, with a lid, a strip of controls and feet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._dishwasher import add_dishwasher
from simgen.catalog.generators._drawer import FRONT_M, Front
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.model import Model
from simgen.geometry import Bounds

_PLINTH_M = 0.1
_STRIP_M = 0.075
_LID_M = 0.03


@dataclass(frozen=True)
class Parameters:
    """Outer sizes without the handle: rail, tab or none."""

    width_m: float
    depth_m: float
    height_m: float
    handle: str


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The dishwasher, in the slots that `add_dishwasher` names, and `foot`."""
    p = parameters
    machine = Assembly(rng)
    x, rear = p.width_m / 2, p.depth_m / 2
    face = -p.depth_m / 2
    back = face + FRONT_M + 0.0015
    top = p.height_m - _LID_M
    split = top - _STRIP_M
    box = Bounds((-x + 0.003, back, _PLINTH_M), (x - 0.003, rear - 0.004, split - 0.001))
    front = Front((-x, x), (_PLINTH_M, split - 0.0015), face)
    add_dishwasher(machine, box, prefix="", front=front, handle=p.handle)
    machine.span("body", "case", (-x, face, split + 0.0015), (x, back + 0.02, top - 0.001), radius=0.004)
    machine.span("body", "case", (-x + 0.003, back + 0.02, split), (x - 0.003, rear - 0.004, top - 0.001), radius=0.001)
    machine.add(
        "body", "display", rounded_box((0.085, 0.0016, 0.03), 0.0006, center=(0.03, face - 0.0004, split + 0.039))
    )
    for k in range(6):
        at = (-x + 0.06 + 0.034 * k, face - 0.0008, split + 0.039)
        machine.add("body", "print", rounded_box((0.018, 0.0022, 0.009), 0.0008, center=at))
    machine.span("body", "case", (-x, face + 0.004, top), (x, rear, p.height_m), radius=0.006)
    machine.span("body", "foot", (-x + 0.004, face + 0.06, 0.012), (x - 0.004, face + 0.075, _PLINTH_M - 0.002))
    machine.span(
        "body", "case", (-x + 0.003, face + 0.08, 0.03), (x - 0.003, rear - 0.004, _PLINTH_M + 0.032), radius=0.001
    )
    for sx in (-1.0, 1.0):
        for y in (face + 0.11, rear - 0.06):
            machine.board("body", "foot", (0.04, 0.04, 0.03), (sx * (x - 0.05), y, 0.015), radius=0.003)
    machine.support_box("top", (-x, face), (x, rear), p.height_m)
    return machine.model(has_front=True)
