"""The catalogue's tables: what categories and material presets there are, read from YAML.

`assets/categories/*.yaml` maps category names to `Category` rows, `assets/materials/*.yaml` preset names to
`MaterialPreset` rows. A row with a fault is an error that names file, line and column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator
from typing_extensions import Self

from simgen.catalog.vocabularies import NUMBERED, official_classes
from simgen.errors import CatalogError, did_you_mean
from simgen.params import ColorParam, Name, Number, Param, faults_of

Row = TypeVar("Row", bound=BaseModel)
_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOOL_TAG = "tag:yaml.org,2002:bool"


class _Loader(_PARSER):  # type: ignore[misc]
    """Only `true` and `false` are truth values, as in YAML 1.2: the key `on` is a word."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOL_TAG]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver(_BOOL_TAG, re.compile("^(?:true|false)$"), list("tf"))
_NUMBER_ONE = 1.0


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Length = float | tuple[float, float]


class Names(_Table):
    """What other vocabularies call a category: COCO, a synset of WordNet 3.0 (``mug.n.04``), LVIS, ADE20K."""

    coco: str | None = None
    wordnet: str | None = None
    lvis: str | None = None
    ade: str | None = None

    @property
    def words(self) -> frozenset[str]:
        """Each of the names as one writes categories: lower case, underscores, no senses."""
        own = (self.coco, self.lvis, self.ade, self.wordnet and self.wordnet.split(".")[0])
        return frozenset(re.sub(r"[^a-z0-9]+", "_", name.lower()) for name in own if name)

    @field_validator(*NUMBERED)
    @classmethod
    def _is_a_class(cls, name: str | None, info: ValidationInfo) -> str | None:
        classes = official_classes(str(info.field_name))
        if name is not None and name not in classes:
            raise ValueError(f"'{name}' is not one of its {len(classes)} classes. {did_you_mean(name, classes)}")
        return name


class Belongs(_Table):
    """Where a category is at home: `on` which categories (or ``floor``, ``wall``, ``ceiling``), in which `rooms`.

    `gathers`: how often it is what lies about there, relative to other things; 0 never is clutter. `among`: what then
    lies beside it, more of its own kind if that is named, which with `piles` lies on it.
    """

    on: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    gathers: float = Field(default=0.0, ge=0.0)
    among: tuple[str, ...] = ()
    piles: bool = False


class RealSize(_Table):
    """What the thing measures according to `source`, in metres, or from the one to the other length.

    `longest_m` is the longest of the three sides. A draw is within a fifth of it, handles and frames included.
    """

    width_m: Length | None = None
    depth_m: Length | None = None
    height_m: Length | None = None
    longest_m: Length | None = None
    source: str


class Category(_Table):
    """One kind of thing: its family and the distributions of the family's parameters.

    `parameters` has one entry for each field of the family's `Parameters`; `materials` one for each slot,
    drawing a preset name. `mass_kg` replaces the mass that volumes and densities give. `fixed`: physics
    leaves it where it was placed. `real`: what tests compare its size with.
    """

    family: str
    parameters: Mapping[str, Param] = Field(default_factory=dict)
    materials: Mapping[str, Name] = Field(default_factory=dict)
    names: Names = Names()
    belongs: Belongs = Belongs()
    friction: float = Field(default=0.6, ge=0.0, le=2.0)
    mass_kg: Number | None = None
    fixed: bool = False
    real: RealSize | None = None


class PatternPreset(_Table):
    """Which procedural texture a preset wears; `size_m` is the tile's edge, `resolution` its pixels.

    `parameters` are distributions; the drawn values are the arguments of the pattern's function.
    """

    name: str
    size_m: float = Field(gt=0)
    resolution: Literal[128, 256, 512, 1024, 2048]
    parameters: Mapping[str, Param] = Field(default_factory=dict)


class Variation(_Table):
    """How much the colour differs from seed to seed: standard deviations, cut at twice their size.

    `lightness`: relative, all channels alike. `saturation`: relative distance from grey. `warmth`: relative,
    red up and blue down. All 0: the colour never changes.
    """

    lightness: float = Field(default=0.0, ge=0.0, le=0.5)
    saturation: float = Field(default=0.0, ge=0.0, le=0.5)
    warmth: float = Field(default=0.0, ge=0.0, le=0.2)


class MaterialPreset(_Table):
    """One row of a material table; see `simgen.world.Material` for what the fields mean.

    `density_kg_m3` is effective: what the closed volume of a shape that wears the preset weighs. Upholstery
    fabrics and leathers cover foam and air, so they have about 80. What `shows` something has no pattern, no clearcoat
    and no sheen.
    """

    family: str
    density_kg_m3: float = Field(gt=0)
    kind: Literal["principled", "glass", "thin_glass"] = "principled"
    base_color: ColorParam
    vary: Variation = Variation()
    roughness: Number = Field(default=_NUMBER_ONE, validate_default=True)
    metallic: float = Field(default=0.0, ge=0.0, le=1.0)
    specular: float = Field(default=0.5, ge=0.0, le=1.0)
    clearcoat: float = Field(default=0.0, ge=0.0, le=1.0)
    clearcoat_gloss: float = Field(default=0.9, ge=0.0, le=1.0)
    sheen: float = Field(default=0.0, ge=0.0, le=1.0)
    translucency: float = Field(default=0.0, ge=0.0, le=1.0)
    ior: float = Field(default=1.5, ge=1.0, le=3.0)
    pattern: PatternPreset | None = None
    shows: PatternPreset | None = None

    @model_validator(mode="after")
    def _screens_are_plain(self) -> Self:
        if self.shows is not None and (self.pattern or self.clearcoat or self.sheen or self.kind != "principled"):
            raise ValueError("what shows something is 'principled', without a pattern, clearcoat or sheen")
        return self


class LibraryRow(_Table):
    """One asset of a user's catalogue. `size_m` is its box, x y z; `digest` that of the asset.

    `names` as for categories, where the category is not one of simgen's own.
    """

    category: str
    tags: tuple[str, ...] = ()
    size_m: tuple[float, float, float]
    joints: tuple[str, ...] = ()
    cavities: tuple[str, ...] = ()
    triangles: int = 0
    license: str = "unstated"
    creator: str = "unstated"
    source: str = ""
    names: Names = Names()
    digest: str


def read_tables(folder: Path, row: type[Row]) -> dict[str, Row]:
    """All rows of the `*.yaml` files in `folder`, by name, sorted; CatalogError says where a fault is."""
    rows: dict[str, Row] = {}
    origin: dict[str, Path] = {}
    for path in sorted(folder.glob("*.yaml")):
        for name, value in parse_table(path.read_text(encoding="utf-8"), row, filename=str(path)).items():
            if name in rows:
                raise CatalogError(
                    f"'{name}' is already defined in {origin[name].name}.",
                    where=str(path),
                    remedy="Give one of the two another name.",
                )
            rows[name] = value
            origin[name] = path
    return dict(sorted(rows.items()))


def parse_table(text: str, row: type[Row], filename: str) -> dict[str, Row]:
    """The rows of one table, in the text's order."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{filename}:{mark.line + 1}:{mark.column + 1}" if mark else filename
        raise CatalogError(f"not YAML: {error.problem}.", where=place, remedy="Correct the syntax there.") from error
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise CatalogError(
            "expected a table of rows.", where=_place(filename, node), remedy="Write `name:` and its fields below."
        )
    _refuse_repeats(node, filename)
    rows: dict[str, Row] = {}
    for key, value in node.value:
        try:
            rows[str(key.value)] = row.model_validate(_plain(value))
        except ValidationError as error:
            raise _explain(error, str(key.value), value, row, filename) from error
    return rows


def _plain(node: yaml.Node) -> Any:
    """The plain value of a composed node."""
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _refuse_repeats(node: yaml.Node, filename: str) -> None:
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            _refuse_repeats(child, filename)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: dict[str, yaml.Node] = {}
    for key, child in node.value:
        if key.value in seen:
            raise CatalogError(
                f"the key '{key.value}' stands here twice (first in line {seen[key.value].start_mark.line + 1}).",
                where=_place(filename, key),
                remedy="Remove one of them.",
            )
        seen[str(key.value)] = key
        _refuse_repeats(child, filename)


def _place(filename: str, node: yaml.Node) -> str:
    return f"{filename}:{node.start_mark.line + 1}:{node.start_mark.column + 1}"


def _explain(error: ValidationError, name: str, node: yaml.Node, row: type[BaseModel], filename: str) -> CatalogError:
    """The first fault of a row as an error that says where, what and what to try."""
    fault = error.errors(include_url=False)[0]
    at = node
    path = name
    for step in fault["loc"]:
        # Pydantic adds the tags of unions to the path, which are no keys of the file: stay where we are then.
        found = _child(at, step)
        if found is None:
            continue
        at = found
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    what = f"{fault['msg'][0].lower()}{fault['msg'][1:]}"
    remedy = "Correct the value."
    if fault["type"] == "extra_forbidden":
        key = str(fault["loc"][-1])
        what, remedy = f"unknown field '{key}'", did_you_mean(key, _fields_at(row, fault["loc"][:-1]))
    elif fault["type"] == "missing":
        what, remedy = f"the field '{fault['loc'][-1]}' is missing", "Add it."
    elif fault["type"] == "fault":
        remedy = faults_of(error)[0].remedy or remedy
    elif isinstance(fault["input"], str | int | float | bool):
        what += f", got {fault['input']!r}"
    return CatalogError(f"{what}.", where=f"{_place(filename, at)} {path}", remedy=remedy)


def _fields_at(row: type[BaseModel], path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The field names of the table that lies at `path` inside a row."""
    for step in path:
        field = row.model_fields.get(str(step))
        inner = [t for t in (field.annotation, *get_args(field.annotation))] if field else []
        tables = [t for t in inner if isinstance(t, type) and issubclass(t, BaseModel)]
        if tables:
            row = tables[0]
    return tuple(row.model_fields)


def _child(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return value  # type: ignore[no-any-return]
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
        return node.value[step]  # type: ignore[no-any-return]
    return None
