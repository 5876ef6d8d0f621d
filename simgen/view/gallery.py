"""A dataset as one page: every sample with its labels, to look through, to search and to show to others."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from simgen.dataset import Record
from simgen.dataset.images import encode_jpeg, encode_png
from simgen.geometry import Bounds, Pose
from simgen.world import JsonObject

# Relations that are listed: what is false is not told, as in `simgen.frame.Labels`.
_TOLD = ("true", "ambiguous")
_NEAREST_M = 0.1


def gallery_page(records: Sequence[Record], title: str) -> str:
    """One self-contained page of HTML; pictures and labels are in it. DatasetError where a sample is damaged."""
    template = files("simgen.view").joinpath("gallery.html").read_text(encoding="utf-8")
    # In a script element, only "<" could end it.
    data = json.dumps([_entry(record) for record in records], separators=(",", ":")).replace("<", "\\u003c")
    head, middle, tail = template.partition("{{data}}")
    return head.replace("{{title}}", escape(title)) + (data if middle else "") + tail


def _entry(record: Record) -> JsonObject:
    meta, camera = record.meta, record.camera
    depth, near, far = _depth_picture(record.depth_m)
    shown = [label for label in meta["instances"] if label["visible_px"] > 0]
    visible = {label["instance_id"] for label in shown}
    study = meta.get("study", {})
    light = meta.get("light") or {}
    facts = {
        "split": record.split,
        "environment": record.environment,
        "seed and index": f"{meta['scenario']['seed']}, {meta['scenario']['index']}",
        "camera": camera.name,
        "exposure": _with_unit(meta["exposure"].get("ev100"), "EV100"),
        "light at the target": _with_unit(light.get("illuminance_lx"), "lx"),
        "changed": ", ".join(study.get("changed", ())) or None,
    }
    for axis, told in study.get("axes", {}).items():
        facts[f"{axis}, asked for"] = _with_unit(told.get("requested"), told.get("unit", ""))
        facts[f"{axis}, measured"] = _with_unit(told.get("measured"), told.get("measured_unit", ""))
    return {
        "key": record.key,
        "size": [meta["width"], meta["height"]],
        "rgb": _data_url(encode_jpeg(record.rgb, 88), "jpeg"),
        "ids": _data_url(encode_png(_as_colors(record.instance_id)), "png"),
        "depth": _data_url(encode_jpeg(depth, 85), "jpeg"),
        "normal": _data_url(encode_jpeg(_normal_picture(record.normal), 85), "jpeg"),
        "range": [near, far],
        "facts": {name: value for name, value in facts.items() if value is not None},
        "things": [_thing(label, record) for label in shown],
        "relations": [
            [r["predicate"], r["subject"], r["object"], r["holds"], round(r["margin"], 4), r["unit"]]
            for r in meta["relations"]
            if r["holds"] in _TOLD and r["subject"] in visible and r["object"] in visible
        ],
    }


def _thing(label: JsonObject, record: Record) -> JsonObject:
    pose = label["camera_from_body"]
    return {
        "id": label["instance_id"],
        "name": label["name"],
        "category": label["category"],
        "role": label["role"],
        "room": label.get("room", ""),
        "box": label["box"],
        "edges": _box_edges(label, record),
        "visible": round(label["visible_fraction"], 3),
        "truncation": round(label["truncation"], 3),
        "distance_m": round(float(np.linalg.norm(pose["position"])), 2),
        "size_m": [round(size, 3) for size in label["size_m"]],
        "states": label["states"],
        "colors": label["colors"],
        "materials": label["materials"],
    }


def _box_edges(label: JsonObject, record: Record) -> list[list[float]]:
    """x0 y0 x1 y1 pixels of the twelve edges of its 3D box; none where a corner is beside or behind the camera."""
    camera = record.camera
    half, middle = np.asarray(label["size_m"]) / 2, np.asarray(label["box_center_m"])
    corners = Bounds(tuple(middle - half), tuple(middle + half)).corners
    pose = label["camera_from_body"]
    seen = Pose(tuple(pose["position"]), tuple(pose["quaternion"])).apply(corners)
    if seen[:, 2].min() < max(camera.near_m, _NEAREST_M):
        return []
    pixels = camera.intrinsics.project(seen)
    pairs = [(a, a | bit) for a in range(8) for bit in (1, 2, 4) if not a & bit]
    return [[round(float(v), 1) for v in (*pixels[a], *pixels[b])] for a, b in pairs]


def _depth_picture(depth_m: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.uint8], float, float]:
    """(H, W, 3) uint8, white near and black far, even in 1 / depth; the nearest and the farthest depth, metres."""
    there = np.isfinite(depth_m)
    if not there.any():
        return np.zeros((*depth_m.shape, 3), np.uint8), 0.0, 0.0
    near, far = float(depth_m[there].min()), float(depth_m[there].max())
    inverse = 1 / np.maximum(np.where(there, depth_m, np.inf), 1e-6)
    share = (inverse - 1 / far) / max(1 / near - 1 / far, 1e-9)
    grey = np.where(there, 25 + 230 * np.clip(share, 0, 1), 0).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2), round(near, 3), round(far, 3)


def _normal_picture(normal: npt.NDArray[np.float16]) -> npt.NDArray[np.uint8]:
    # The usual colours: red to the right, green up, blue towards the viewer.
    turned = normal.astype(np.float32) * np.array([1, -1, -1], np.float32)
    return np.asarray(np.clip(turned * 127.5 + 127.5, 0, 255), np.uint8)


def _as_colors(ids: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint8]:
    """(H, W, 3): the low byte in red, the high one in green, since browsers read no 16 bits."""
    return np.stack([ids & 255, ids >> 8, np.zeros_like(ids)], axis=2).astype(np.uint8)


def _data_url(content: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def _with_unit(value: Any, unit: str) -> str | None:
    shown = f"{value:.4g}" if isinstance(value, float) else str(value)
    return None if value is None else f"{shown} {unit}".strip()
