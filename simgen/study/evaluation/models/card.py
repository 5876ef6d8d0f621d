"""What must be known of a model file to use it: a card, as YAML beside it, or shipped in `assets/models`.

A minimal card of a detector::

    task: detect
    weights: my_model.onnx
    runtime: onnx
    input: {width: 640, height: 640, layout: nchw, mean: 0, std: 255, fit: pad}
    output: {kind: rows, score: none}
    classes: [mug, bowl, chair]

Where classes are not called as simgen's categories (or their COCO, LVIS or WordNet names), `categories` tells which of
them mean which category.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from typing_extensions import Self

from simgen.catalog.manifest import read_tables
from simgen.catalog.packages import Client
from simgen.errors import CatalogError, did_you_mean
from simgen.shipped import shipped


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Piece(_Row):
    """A file of the model: the bytes from `skip_bytes` on of `member` in a package's archive, kept as `file`."""

    client: Client
    package: str
    version: str
    sha256: str
    member: str
    file: str
    skip_bytes: int = Field(default=0, ge=0)


class Input(_Row):
    """How a picture becomes the model's input: RGB, resized, then (x - mean) / std for x in 0 to 255.

    `fit`: "stretch" ignores the shape of the picture; "pad" keeps it, with grey to the right and below.
    """

    width: int = Field(gt=0)
    height: int = Field(gt=0)
    layout: Literal["nchw", "nhwc"] = "nchw"
    mean: float | tuple[float, float, float] = 0.0
    std: float | tuple[float, float, float] = 255.0
    fit: Literal["stretch", "pad"] = "stretch"


class Output(_Row):
    """How outputs are read.

    Detectors give `boxes`: outputs (n, 4) x0 y0 x1 y1, (n,) scores and (n,) numbers of classes, called as in `names`;
    `rows`: (n, 4 + classes), or so transposed, of x y (centre), width, height and scores; or `ssd`: (n, 4) and
    (n, 1 + classes) for the anchors of a 300-pixel SSD MobileNet, class 0 being nothing. Coordinates are in pixels of
    the input, or shares of it. Classifiers give `scores`: (classes,). `score`: what turns logits into scores.
    Of boxes that overlap a better one of their class by more than `overlap`, only that one stays.

    Segmentations give `scores` of each pixel, with the classes where the input has its channels, or `numbers`: the
    class of each, counted from `first_class`. Depths give a value a pixel, of which `times` as much and `plus` are
    metres along the camera's axis (`depth`) or one over them (`inverse_depth`). Any resolution serves.
    """

    kind: Literal["boxes", "rows", "ssd", "scores", "numbers", "depth", "inverse_depth"]
    names: Mapping[Literal["boxes", "scores", "labels"], str] = {}
    unit: Literal["pixels", "shares"] = "pixels"
    score: Literal["none", "sigmoid", "softmax"] = "none"
    first_class: int = 0
    min_score: float = Field(default=0.05, ge=0.0)
    overlap: float = Field(default=0.5, gt=0.0)
    most: int = Field(default=100, gt=0)
    times: float = 1.0
    plus: float = 0.0


# What each task may be told by.
KINDS = {
    "detect": ("boxes", "rows", "ssd"),
    "classify": ("scores",),
    "segment": ("scores", "numbers"),
    "depth": ("depth", "inverse_depth"),
}


class Card(_Row):
    """A model. `classes`: names by number, or a file that holds them (JSON list or table, or a name a line)."""

    title: str = ""
    licence: str = ""
    task: Literal["detect", "classify", "segment", "depth"]
    runtime: Literal["onnx", "litert", "efficientnet_lite0"]
    weights: str
    pieces: tuple[Piece, ...] = ()
    input: Input
    output: Output
    classes: tuple[str, ...] | str = ()
    categories: Mapping[str, tuple[str, ...]] = {}

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.output.kind not in KINDS[self.task]:
            raise ValueError(f"a model that can {self.task} has an output of kind {' or '.join(KINDS[self.task])}")
        if not self.classes and self.task != "depth":
            raise ValueError("classes are needed, in the order of the model's numbers")
        return self


def cards() -> Mapping[str, Card]:
    """The shipped cards by name."""
    return read_tables(shipped("assets") / "models", Card)


def shipped_card(name: str) -> Card:
    """The card called `name`; CatalogError with the nearest one where there is none."""
    known = cards()
    if name not in known:
        raise CatalogError(f"there is no model '{name}'.", remedy=did_you_mean(name, known))
    return known[name]


def card_beside(weights: Path) -> Card:
    """The card of a model file: `model.yaml` beside `model.onnx`; CatalogError where it lacks or makes no sense."""
    path = weights.with_suffix(".yaml")
    if not path.is_file():
        raise CatalogError(
            f"there is no {path.name} beside it that tells how the model is used.",
            where=str(weights),
            remedy="Write one, e.g. {task: detect, runtime: onnx, weights: "
            f"{weights.name}, input: {{width: 640, height: 640}}, output: {{kind: rows}}, classes: [mug, bowl]}}.",
        )
    try:
        return Card.model_validate({"weights": weights.name, **(yaml.safe_load(path.read_text()) or {})})
    except (OSError, yaml.YAMLError, TypeError) as error:
        raise CatalogError(f"cannot be read: {error}", where=str(path), remedy="Write YAML.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CatalogError(
            f"{place}: {first['msg']}".removeprefix(": "),
            where=str(path),
            remedy="See `simgen.study.evaluation.models.card`.",
        ) from error
