"""COCO run-length masks, the only importer of pycocotools."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from pycocotools import mask as coco_mask

from simgen.world import JsonObject


def encode_mask(mask: npt.NDArray[np.bool_]) -> JsonObject:
    """``{"size": [H, W], "counts": str}`` of an (H, W) bool mask, COCO's compressed RLE."""
    encoded: Any = coco_mask.encode(np.asfortranarray(mask, dtype=np.uint8))
    return {"size": [int(n) for n in encoded["size"]], "counts": encoded["counts"].decode("ascii")}


def decode_mask(rle: JsonObject) -> npt.NDArray[np.bool_]:
    """(H, W) bool of `encode_mask`'s result."""
    packed = {"size": rle["size"], "counts": rle["counts"].encode("ascii")}
    return np.asarray(coco_mask.decode(packed), dtype=np.bool_)
