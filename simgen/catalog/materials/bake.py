"""From a texture to its maps: the table of patterns, and a cache bounded by bytes."""

from __future__ import annotations

import hashlib
import importlib
import threading
from abc import ABC, abstractmethod
from collections import OrderedDict
from dataclasses import asdict

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from simgen.catalog.materials.maps import Maps
from simgen.catalog.materials.noise import Tile
from simgen.catalog.materials.pictures import read_picture
from simgen.errors import CatalogError, did_you_mean
from simgen.seeds import stream
from simgen.world import JsonObject, Pattern, Picture, canonical_json

MAX_RESOLUTION = 4096
CACHE_BYTES = 64 * 2**20
_PACKAGE = "simgen.catalog.materials"


class Design(BaseModel, ABC):
    """One kind of pattern: its parameters as fields, and how to paint a tile of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @abstractmethod
    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """The maps of one tile; all chance comes from `rng`."""


PATTERNS = {
    "bread": f"{_PACKAGE}.food:Bread",
    "peel": f"{_PACKAGE}.food:Peel",
    "apple": f"{_PACKAGE}.food:Apple",
    "banana": f"{_PACKAGE}.food:Banana",
    "baked": f"{_PACKAGE}.snacks:Baked",
    "minced": f"{_PACKAGE}.snacks:Minced",
    "marbled": f"{_PACKAGE}.snacks:Marbled",
    "pizza": f"{_PACKAGE}.snacks:Pizza",
    "crumb": f"{_PACKAGE}.snacks:Crumb",
    "root": f"{_PACKAGE}.snacks:Root",
    "buds": f"{_PACKAGE}.snacks:Buds",
    "fish": f"{_PACKAGE}.snacks:Fish",
    "cooked_rice": f"{_PACKAGE}.snacks:Rice",
    "leaf": f"{_PACKAGE}.nature:Leaf",
    "soil": f"{_PACKAGE}.nature:Soil",
    "cork": f"{_PACKAGE}.nature:Cork",
    "wicker": f"{_PACKAGE}.nature:Wicker",
    "leather": f"{_PACKAGE}.leather:Leather",
    "weave": f"{_PACKAGE}.fabric:Weave",
    "knit": f"{_PACKAGE}.fabric:Knit",
    "boucle": f"{_PACKAGE}.fabric:Boucle",
    "velvet": f"{_PACKAGE}.fabric:Velvet",
    "carpet": f"{_PACKAGE}.rugs:Carpet",
    "bath_mat": f"{_PACKAGE}.rugs:BathMat",
    "doormat": f"{_PACKAGE}.rugs:Doormat",
    "flatweave": f"{_PACKAGE}.rugs:Flatweave",
    "persian": f"{_PACKAGE}.ornament:Persian",
    "wood": f"{_PACKAGE}.wood:Wood",
    "painted_wood": f"{_PACKAGE}.wood:PaintedWood",
    "planks": f"{_PACKAGE}.floors:Planks",
    "herringbone": f"{_PACKAGE}.floors:Herringbone",
    "paint": f"{_PACKAGE}.walls:Paint",
    "plaster": f"{_PACKAGE}.walls:Plaster",
    "wallpaper": f"{_PACKAGE}.walls:Wallpaper",
    "concrete": f"{_PACKAGE}.walls:Concrete",
    "tiles": f"{_PACKAGE}.stone:Tiles",
    "terrazzo": f"{_PACKAGE}.stone:Terrazzo",
    "marble": f"{_PACKAGE}.stone:Marble",
    "glaze": f"{_PACKAGE}.ceramic:Glaze",
    "clay": f"{_PACKAGE}.ceramic:Clay",
    "brushed": f"{_PACKAGE}.metal:Brushed",
    "worn": f"{_PACKAGE}.metal:Worn",
    "paper": f"{_PACKAGE}.paper:Paper",
    "cardboard": f"{_PACKAGE}.paper:Cardboard",
    "bookcloth": f"{_PACKAGE}.paper:Bookcloth",
    "print": f"{_PACKAGE}.prints:Print",
    "screen": f"{_PACKAGE}.screens:Screen",
    "log_end": f"{_PACKAGE}.pastime:LogEnd",
    "bark": f"{_PACKAGE}.pastime:Bark",
}

# Textures are painted in several threads.
_cache: OrderedDict[bytes, Maps] = OrderedDict()
_cache_lock = threading.Lock()


def identity(texture: Pattern | Picture) -> JsonObject:
    """Plain JSON of what a texture is: of a picture the digests of its files, not where they lie."""
    fields = asdict(texture)
    fields.pop("folder", None)
    return {type(texture).__name__: fields}


def bake(texture: Pattern | Picture) -> Maps:
    """The maps of a texture: the same bytes for the same pattern in every process.

    The last `CACHE_BYTES` of maps are kept, so arrays are read-only. Raises CatalogError for a name, parameter
    or resolution that does not exist, and for a picture's file that is missing or changed.
    """
    key = hashlib.blake2b(canonical_json(identity(texture)), digest_size=16).digest()
    with _cache_lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key]
    maps = read_picture(texture) if isinstance(texture, Picture) else _painted(texture)
    with _cache_lock:
        _cache[key] = maps
        held = sum(m.nbytes for m in _cache.values())
        while held > CACHE_BYTES and len(_cache) > 1:
            held -= _cache.popitem(last=False)[1].nbytes
    return maps


def _painted(pattern: Pattern) -> Maps:
    design = read_design(pattern)
    tile = Tile(pattern.resolution, pattern.size_m)
    return design.paint(tile, stream(pattern.seed, "pattern", pattern.name))


def read_design(pattern: Pattern) -> Design:
    """The pattern's parameters, checked; CatalogError says what is wrong with them."""
    if pattern.name not in PATTERNS:
        raise CatalogError(f"there is no pattern '{pattern.name}'.", remedy=did_you_mean(pattern.name, PATTERNS))
    where = f"pattern '{pattern.name}'"
    n = pattern.resolution
    if not 16 <= n <= MAX_RESOLUTION or n & (n - 1):
        raise CatalogError(
            f"the resolution {n} is no power of two from 16 to {MAX_RESOLUTION}.", where=where, remedy="Use 1024."
        )
    if not 0 < pattern.size_m < 100:
        raise CatalogError(
            f"the tile size {pattern.size_m} m is not above 0 and below 100 m.", where=where, remedy="Use 1.0."
        )
    module, _, name = PATTERNS[pattern.name].partition(":")
    design: type[Design] = getattr(importlib.import_module(module), name)
    try:
        return design.model_validate(dict(pattern.parameters))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        key = ".".join(str(step) for step in fault["loc"])
        if fault["type"] == "extra_forbidden":
            raise CatalogError(
                f"there is no parameter '{key}'.", where=where, remedy=did_you_mean(key, design.model_fields)
            ) from error
        raise CatalogError(
            f"{key} = {fault['input']!r}: {fault['msg']}.", where=where, remedy="Change the parameter."
        ) from error
