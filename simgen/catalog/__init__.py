"""What can stand in a room: categories, the families that build them, and the materials they wear.

`Catalog.draw` turns a category into an `AssetRef` (every choice made), `Catalog.load` builds it, and
`Catalog.material` draws a finish; `simgen.catalog.materials.bake` computes a finish's maps.
"""

from simgen.catalog.catalog import Catalog
from simgen.catalog.library import GENERATED, Library

__all__ = ["GENERATED", "Catalog", "Library"]
