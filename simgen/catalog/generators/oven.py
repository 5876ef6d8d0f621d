"""Ovens: built-in ones, and cookers that stand on the floor with a hob on top and a drawer below."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._drawer import Bay, Front, add_drawer
from simgen.catalog.generators._hob import add_hob, hob_height_m
from simgen.catalog.generators._oven import DOOR_M, PANEL_M, add_oven
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.model import Model
from simgen.geometry import Bounds

STYLES = ("built_in", "cooker")
_FOOT_M = 0.07
_DRAWER_M = 0.15
_TOP_M = 0.028


@dataclass(frozen=True)
class Parameters:
    """Outer sizes; the bar to pull stands out further.

    `style`: built_in (a case for a niche) or cooker (with feet, a drawer below and a hob of the style `hob`: glass or
    gas). `racks` 1 or 2 slide in the chamber; `dials` on the panel, none for a touch panel. `upstand_m`: a rim behind
    a cooker's hob, 0 for none.
    """

    style: str
    width_m: float
    depth_m: float
    height_m: float
    hob: str
    racks: int
    dials: int
    upstand_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if self.racks not in (1, 2):
            raise ValueError(f"an oven has 1 or 2 racks, got {self.racks}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The oven, in the slots that `add_oven` and `add_hob` name, and `drawer`, `inside` and `foot` of a cooker."""
    p = parameters
    oven = Assembly(rng)
    x, back = p.width_m / 2, p.depth_m / 2
    front = -p.depth_m / 2 + DOOR_M + 0.004
    if p.style == "built_in":
        add_oven(oven, Bounds((-x, front, 0.0), (x, back, p.height_m)), racks=p.racks, dials=p.dials)
        oven.support_box("top", (-x, front), (x, back), p.height_m)
        return oven.model(has_front=True)
    check_style(p.hob, ("glass", "gas"), "hob")
    top = p.height_m - hob_height_m(p.hob)
    low = _FOOT_M + _DRAWER_M
    niche = Bounds((-x, front, low), (x, back, top - _TOP_M))
    add_oven(oven, niche, racks=p.racks, dials=p.dials, panel_m=PANEL_M)
    # A drawer for trays below the oven, in a case of sheet, on a plinth that stands back.
    t = 0.012
    oven.span("body", "case", (-x, front, _FOOT_M), (-x + t, back, low - 0.0006), radius=0.002)
    oven.span("body", "case", (x - t, front, _FOOT_M), (x, back, low - 0.0006), radius=0.002)
    oven.span("body", "case", (-x + t, front, _FOOT_M), (x - t, back, _FOOT_M + t), radius=0.001)
    oven.span("body", "case", (-x + t, back - t, _FOOT_M + t), (x - t, back, low - 0.0006), radius=0.001)
    bay = Bay((-x + t, x - t), (front, back - t), (_FOOT_M + t, low - 0.004))
    add_drawer(
        oven,
        "drawer",
        bay,
        Front((-x, x), (_FOOT_M + 0.003, low + 0.001), -p.depth_m / 2 + 0.015),
        handle="none",
        front_slot="drawer",
    )
    oven.span("body", "foot", (-x + 0.01, front + 0.05, 0.0), (x - 0.01, back - 0.02, _FOOT_M - 0.0005), radius=0.002)
    oven.span("body", "case", (-x, -p.depth_m / 2, top - _TOP_M + 0.0006), (x, back, top), radius=0.004)
    rim = 0.012
    add_hob(oven, "body", (-x + rim, x - rim), (-p.depth_m / 2 + 0.03, back - 0.045), top, p.hob)
    if p.upstand_m > 0:
        oven.span("body", "case", (-x, back - 0.03, top - 0.001), (x, back, top + p.upstand_m), radius=0.004)
    return oven.model(has_front=True)
