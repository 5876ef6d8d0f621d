"""Finishes: presets drawn to `Material`s, and their procedural textures baked to maps.

A pattern is a square tile that repeats without a seam. Texture coordinates are metres, so a pattern appears
at its real scale on anything. Two conventions bind the shapes to the patterns:

- **U runs along the grain.** Wood grain, brushed streaks and the weft of fabrics run along U, so generators
  lay U along a board's or a leg's length.
- A map's row 0 is v = 0, its column 0 is u = 0; normals are tangent-space, x along +u, y along +v.
"""

from simgen.catalog.materials.bake import PATTERNS, bake, identity
from simgen.catalog.materials.maps import Maps

__all__ = ["PATTERNS", "Maps", "bake", "identity"]
