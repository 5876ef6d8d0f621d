"""The JSON schema of specs, for editors that complete and explain while one writes, and for other validators."""

from __future__ import annotations

from typing import Any

from simgen.params import with_distributions
from simgen.spec.models import FurtherRoom, SceneSpec

_REF = "#/$defs/"


def schema() -> dict[str, Any]:
    """JSON Schema, draft 2020-12. What must fit between parts of a spec only `load_spec` checks."""
    made = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "simgen scene spec",
        **with_distributions(SceneSpec.model_json_schema()),
    }
    _let_like_say_the_rest(made)
    return made


def _let_like_say_the_rest(made: dict[str, Any]) -> None:
    """A key that must be there may stand in the spec that one is `like`: then only names must be."""
    defs = made["$defs"]
    holders = [made, defs[FurtherRoom.__name__]]
    seen: dict[str, dict[str, Any]] = {}
    whole = [_needs(holder, defs, seen) for holder in holders]
    for node in (*holders, *seen.values()):
        node.pop("oneOf", None)
        if "required" in node:
            named = [key for key in node.pop("required") if key == "name"]
            node |= {"required": named} if named else {}
    for holder, needs in zip(holders, whole, strict=True):
        holder |= {"if": {"not": {"required": ["like"]}}, "then": needs}


def _needs(node: dict[str, Any], defs: dict[str, Any], seen: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What a block and the blocks in it must have beside their names; `seen` gathers those blocks by name."""
    found: dict[str, Any] = {}
    if keys := [key for key in node.get("required", ()) if key != "name"]:
        found["required"] = keys
    if "oneOf" in node:
        found["oneOf"] = node["oneOf"]
    inside = {}
    for key, field in node.get("properties", {}).items():
        block, item = _block(field, defs), _block(field.get("items", {}), defs)
        for one in (block, item):
            # A list of what has no name is taken whole, so each of its items says all.
            if one is not None and (one is block or "name" in defs[one]["properties"]):
                seen[one] = defs[one]
                if needs := _needs(defs[one], defs, seen):
                    inside[key] = needs if one is block else {"items": needs}
    return {**found, "properties": inside} if inside else found


def _block(field: dict[str, Any], defs: dict[str, Any]) -> str | None:
    """The name of the block that a field holds, if that is all that it may hold."""
    kinds = [one for one in field.get("anyOf", [field]) if one != {"type": "null"}]
    if len(kinds) != 1 or "$ref" not in kinds[0]:
        return None
    name: str = kinds[0]["$ref"].removeprefix(_REF)
    if "properties" not in defs[name] or name.startswith("drawn_"):
        return None
    return name
