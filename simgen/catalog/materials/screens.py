"""What screens show: desktops, documents, code, films and the icons of phones.

The tile is the whole screen: its mesh lays uv 0 .. size_m once across each side, v upwards. Places in the drawing are
fractions of its sides from the top left corner, sizes of type fractions of its height.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from pydantic import Field as Bounded

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.maps import ColorField, Maps, even, finish, mix
from simgen.catalog.materials.noise import Tile, smoothstep
from simgen.catalog.materials.prints import hills, sea
from simgen.color import Color, color_of_hex

_WHITE, _PAGE, _GREY, _RULE, _INK = (color_of_hex(c) for c in ("#ffffff", "#fbfbfa", "#e9ebee", "#c9ced6", "#2b2f36"))
_ACCENTS = tuple(color_of_hex(c) for c in ("#2463c9", "#0f8a72", "#7a3fb0", "#c8452f", "#28323f"))
# Bright enough to be told apart, as icons are.
_ICONS = tuple(
    color_of_hex(c)
    for c in ("#2f8cf0", "#35c46a", "#f0503c", "#f7b52c", "#8a5be0", "#ffffff", "#20b5c4", "#f27ab0", "#3a4250")
)
# Dark editors: ground, sidebar, and the colours of words.
_EDITORS = (
    ("#1f2430", "#191d27", ("#c7ccd6", "#7fb4ff", "#ffb86b", "#9adf8f", "#6f7787", "#e58fb5")),
    ("#272822", "#1e1f1c", ("#e8e6dc", "#f0367a", "#a8e030", "#66d2ec", "#87836f", "#e0d070")),
    ("#0f2a35", "#0b222b", ("#a8b8ba", "#4f9fd8", "#c59a2a", "#3fb3a5", "#647f88", "#d0603a")),
)


class Screen(Design):
    """A picture of a `subject`, each seed another one; `aspect`: width over height of the screen."""

    subject: Literal["desktop", "document", "code", "film", "phone"] = "desktop"
    aspect: float = Bounded(default=16 / 9, gt=0.2, lt=5)

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo alone: how bright each place is."""
        draw = {"desktop": _desktop, "document": _document, "code": _code, "film": _film, "phone": _phone}[self.subject]
        return finish(tile, draw(tile, rng, self.aspect))


@dataclass(frozen=True, eq=False)
class _Canvas:
    """(n, n, 3) pixels, the top row first, of a screen that is `aspect` times as wide as high."""

    pixels: ColorField
    aspect: float

    def box(
        self, x: float, y: float, w: float, h: float, color: Color, radius: float = 0.0, amount: float = 1.0
    ) -> None:
        """A rectangle with round corners (`radius` in heights of the screen), mixed in by `amount`."""
        n = len(self.pixels)
        x0, x1 = (int(np.clip(np.floor(v * n), 0, n)) for v in (x, x + w + 1 / n))
        y0, y1 = (int(np.clip(np.floor(v * n), 0, n)) for v in (y, y + h + 1 / n))
        if x1 <= x0 or y1 <= y0:
            return
        across = (np.abs((np.arange(x0, x1) + 0.5) / n - x - w / 2) - w / 2) * self.aspect
        down = np.abs((np.arange(y0, y1) + 0.5) / n - y - h / 2) - h / 2
        dx, dy = across[None, :] + radius, down[:, None] + radius
        beyond = np.hypot(np.maximum(dx, 0), np.maximum(dy, 0)) + np.minimum(np.maximum(dx, dy), 0) - radius
        inside = np.clip(0.5 - beyond * n, 0, 1).astype(np.float32) * np.float32(amount)
        self.pixels[y0:y1, x0:x1] = mix(self.pixels[y0:y1, x0:x1], color, inside)

    def line(
        self, x: float, y: float, w: float, size: float, color: Color, rng: np.random.Generator, weight: float = 0.62
    ) -> None:
        """Words of type `size` high between x and x + w, as they blur at a distance: ink that comes and goes."""
        at, end = x, x + w
        while at < end:
            length = float(rng.integers(2, 10)) * 0.5 * size / self.aspect
            length = min(length, end - at)
            self.box(at, y, length, size * 0.62, color, 0.12 * size, weight * float(rng.uniform(0.85, 1.0)))
            at += length + 0.35 * size / self.aspect

    def text(self, x: float, y: float, w: float, h: float, size: float, color: Color, rng: np.random.Generator) -> None:
        """Paragraphs that fill a box."""
        at, left = y, 0
        while at + size < y + h:
            if left == 0:
                left, at = int(rng.integers(3, 8)), at + (0.8 * size if at > y else 0.0)
            left -= 1
            self.line(x, at, w * (float(rng.uniform(0.3, 0.9)) if left == 0 else 1.0), size, color, rng)
            at += 1.55 * size


def _canvas(tile: Tile, aspect: float, color: Color) -> _Canvas:
    return _Canvas(even(tile, color), aspect)


def _one(colors: tuple[Color, ...], rng: np.random.Generator) -> Color:
    return colors[int(rng.integers(len(colors)))]


def _window(canvas: _Canvas, box: tuple[float, float, float, float], accent: Color, rng: np.random.Generator) -> None:
    """A window: its bar with three buttons, a column of entries, and text or a chart beside it."""
    x, y, w, h = box
    a, bar = canvas.aspect, 0.035
    canvas.box(x - 0.004 / a, y - 0.002, w + 0.008 / a, h + 0.010, (0.0, 0.0, 0.0), 0.016, 0.22)
    canvas.box(x, y, w, h, _PAGE, 0.012)
    canvas.box(x, y, w, bar, _GREY, 0.012)
    for k in range(3):
        canvas.box(x + (0.014 + 0.022 * k) / a, y + 0.012, 0.012 / a, 0.012, _ICONS[(2, 3, 1)[k]], 0.006)
    canvas.line(x + 0.4 * w, y + 0.010, 0.2 * w, 0.017, _INK, rng)
    side = 0.22 * w
    canvas.box(x, y + bar, side, h - bar - 0.012, _GREY)
    for k in range(int((h - bar - 0.05) / 0.045)):
        row = y + bar + 0.02 + 0.045 * k
        if k == 1:
            canvas.box(x + 0.02 * w, row - 0.010, side - 0.04 * w, 0.036, accent, 0.006)
        canvas.line(x + 0.035 * w, row, side * float(rng.uniform(0.35, 0.7)), 0.018, _WHITE if k == 1 else _INK, rng)
    left, top, wide, high = x + side + 0.03 * w, y + bar + 0.03, w - side - 0.06 * w, h - bar - 0.06
    canvas.line(left, top, 0.5 * wide, 0.032, _INK, rng, 0.85)
    if rng.random() < 0.5:
        canvas.text(left, top + 0.06, wide, high - 0.07, 0.019, _INK, rng)
        return
    count = int(rng.integers(5, 10))
    for k in range(count):
        tall = float(rng.uniform(0.15, 0.75)) * (high - 0.12)
        foot = top + high - 0.02
        canvas.box(left + wide * (k + 0.15) / count, foot - tall, 0.7 * wide / count, tall, accent, 0.003)
    canvas.box(left, top + high - 0.02, wide, 0.003, _RULE)


def _desktop(tile: Tile, rng: np.random.Generator, aspect: float) -> ColorField:
    """A wallpaper, one or two windows on it, icons and a bar below."""
    canvas = _Canvas((hills if rng.random() < 0.6 else sea)(tile, rng)[::-1].copy(), aspect)
    accent = _one(_ACCENTS, rng)
    for k in range(int(rng.integers(3, 7))):
        y = 0.04 + 0.105 * k
        canvas.box(0.014, y, 0.055 / aspect, 0.055, _one(_ICONS, rng), 0.012)
        canvas.line(0.012, y + 0.064, 0.065 / aspect, 0.016, _WHITE, rng, 0.9)
    if rng.random() < 0.6:
        _window(canvas, (float(rng.uniform(0.08, 0.14)), 0.07, 0.5, 0.62), accent, rng)
    _window(canvas, (float(rng.uniform(0.3, 0.42)), float(rng.uniform(0.12, 0.2)), 0.52, 0.68), accent, rng)
    canvas.box(0, 0.955, 1, 0.05, color_of_hex("#1c222b"), 0, 0.88)
    for k in range(int(rng.integers(5, 9))):
        canvas.box(0.012 + 0.052 * k / aspect, 0.962, 0.03 / aspect, 0.03, _one(_ICONS, rng), 0.007)
    canvas.line(0.94, 0.97, 0.045, 0.02, _WHITE, rng, 0.85)
    return canvas.pixels[::-1]


def _document(tile: Tile, rng: np.random.Generator, aspect: float) -> ColorField:
    """A text being written: a ribbon of tools, a page on grey."""
    canvas = _canvas(tile, aspect, _RULE)
    accent = _one(_ACCENTS, rng)
    canvas.box(0, 0, 1, 0.035, accent)
    canvas.line(0.42, 0.010, 0.16, 0.018, _WHITE, rng, 0.9)
    canvas.box(0, 0.035, 1, 0.085, _PAGE)
    for k in range(int(rng.integers(14, 24))):
        x, row = 0.015 + 0.040 * k, 0.050 + 0.032 * (k % 2)
        canvas.box(x, row, 0.024 / aspect, 0.022, accent if rng.random() < 0.3 else _INK, 0.004, 0.7)
    wide = min(0.78, float(rng.uniform(0.8, 0.95)) / aspect)
    x = 0.5 - wide / 2
    canvas.box(x - 0.002, 0.158, wide + 0.004, 1, _INK, 0, 0.25)
    canvas.box(x, 0.155, wide, 1, _WHITE)
    margin = 0.12 * wide
    canvas.line(x + margin, 0.21, 0.6 * (wide - 2 * margin), 0.040, _INK, rng, 0.9)
    pictured = rng.random() < 0.5
    canvas.text(x + margin, 0.29, wide - 2 * margin, 0.28 if pictured else 0.66, 0.021, _INK, rng)
    if pictured:
        shown = (sea if rng.random() < 0.5 else hills)(tile, rng)[::-1]
        n = tile.n
        y0, y1, x0, x1 = (int(v * n) for v in (0.60, 0.90, x + margin, x + wide - margin))
        rows, columns = (np.linspace(0, n - 1, k).astype(np.int64) for k in (y1 - y0, x1 - x0))
        canvas.pixels[y0:y1, x0:x1] = shown[rows[:, None], columns[None, :]]
    canvas.box(0, 0.968, 1, 0.04, accent)
    return canvas.pixels[::-1]


def _code(tile: Tile, rng: np.random.Generator, aspect: float) -> ColorField:
    """A dark editor: files at the left, lines of words in a few colours, indented."""
    ground, side, words = _EDITORS[int(rng.integers(len(_EDITORS)))]
    canvas = _canvas(tile, aspect, color_of_hex(ground))
    plain, *colors = (color_of_hex(c) for c in words)
    canvas.box(0, 0, 0.17, 1, color_of_hex(side))
    for k in range(int(rng.integers(12, 24))):
        indent = 0.012 + 0.012 * int(rng.integers(0, 3))
        canvas.line(indent, 0.05 + 0.033 * k, float(rng.uniform(0.05, 0.11)), 0.018, plain, rng, 0.55)
    canvas.box(0.17, 0, 0.83, 0.045, color_of_hex(side))
    canvas.box(0.17, 0, 0.13, 0.045, color_of_hex(ground))
    canvas.line(0.185, 0.014, 0.09, 0.018, plain, rng, 0.8)
    size, indent = 0.020, 0
    for k in range(int(0.90 / 0.0315)):
        y = 0.065 + 0.0315 * k
        canvas.line(0.182, y, 0.012, size, colors[3], rng, 0.5)
        if rng.random() < 0.14:
            indent = 0
            continue
        x = 0.212 + 0.024 * indent
        for _ in range(int(rng.integers(1, 6))):
            wide = float(rng.uniform(0.02, 0.10))
            canvas.line(x, y, wide, size, plain if rng.random() < 0.45 else _one(tuple(colors), rng), rng, 0.85)
            x += wide + 0.012
        indent = int(np.clip(indent + rng.integers(-1, 2), 0, 4))
    canvas.box(0, 0.968, 1, 0.04, _one(_ACCENTS, rng))
    return canvas.pixels[::-1]


def _film(tile: Tile, rng: np.random.Generator, aspect: float) -> ColorField:
    """A landscape in colours fuller than those of prints, with a caption, a banner or black bars as broadcasts have."""
    shown = (hills if rng.random() < 0.45 else sea)(tile, rng)[::-1]
    grey = shown.mean(axis=2, keepdims=True)
    shown = np.clip(grey + (shown - grey) * np.float32(1.6), 0, 1) ** np.float32(1.25)
    canvas = _Canvas(np.ascontiguousarray(shown, np.float32), aspect)
    kind = rng.choice(["plain", "bars", "caption", "banner"])
    if kind == "bars":
        high = 0.5 - 0.5 * aspect / 2.39
        canvas.box(0, 0, 1, high, (0.0, 0.0, 0.0))
        canvas.box(0, 1 - high, 1, high, (0.0, 0.0, 0.0))
    elif kind == "caption":
        canvas.line(0.32, 0.86, 0.36, 0.05, _WHITE, rng, 0.95)
    elif kind == "banner":
        canvas.box(0.05, 0.78, 0.62, 0.075, _one(_ACCENTS, rng))
        canvas.line(0.07, 0.795, 0.45, 0.05, _WHITE, rng, 0.95)
        canvas.box(0.05, 0.855, 0.62, 0.055, _WHITE)
        canvas.line(0.07, 0.868, 0.55, 0.032, _INK, rng, 0.9)
        canvas.box(0.86, 0.06, 0.09, 0.07, _one(_ACCENTS, rng), 0.01)
    # Cameras darken towards the corners.
    place = (np.arange(tile.n) + 0.5) / tile.n - 0.5
    fall = 1 - np.float32(0.35) * smoothstep(0.3, 0.8, np.hypot(place[None, :], place[:, None]).astype(np.float32))
    return (canvas.pixels * fall[..., None])[::-1]


def _phone(tile: Tile, rng: np.random.Generator, aspect: float) -> ColorField:
    """A clock over a wallpaper, rows of icons, and four more in a bar below."""
    top, low = _one(_ACCENTS, rng), _one(_ICONS, rng)
    place = np.broadcast_to(((np.arange(tile.n) + 0.5) / tile.n).astype(np.float32)[:, None], (tile.n, tile.n))
    canvas = _Canvas(mix(mix(top, _WHITE, np.full_like(place, 0.15)), low, smoothstep(0.1, 1.1, place)), aspect)
    canvas.line(0.08, 0.020, 0.14, 0.014, _WHITE, rng, 0.95)
    canvas.line(0.80, 0.020, 0.12, 0.014, _WHITE, rng, 0.95)
    side, rows = 0.62 * 0.25 * aspect, int(rng.integers(3, 5))
    first = 0.10
    if rng.random() < 0.6:
        canvas.line(0.26, 0.11, 0.48, 0.075, _WHITE, rng, 0.95)
        canvas.line(0.34, 0.20, 0.32, 0.018, _WHITE, rng, 0.9)
        first = 0.30
    for row in range(rows):
        for k in range(4):
            x, y = 0.07 + 0.235 * k, first + 0.125 * row
            canvas.box(x, y, side / aspect, side, _one(_ICONS, rng), 0.24 * side)
            canvas.line(x + 0.01, y + side + 0.008, 0.12, 0.011, _WHITE, rng, 0.9)
    canvas.box(0.04, 0.865, 0.92, side + 0.04, _WHITE, 0.03, 0.35)
    for k in range(4):
        canvas.box(0.07 + 0.235 * k, 0.885, side / aspect, side, _one(_ICONS, rng), 0.24 * side)
    return canvas.pixels[::-1]
