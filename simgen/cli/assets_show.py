"""simgen assets show."""

from __future__ import annotations

import json

import click

from simgen.catalog import GENERATED, Catalog
from simgen.cli.options import json_option


@click.command("show")
@click.argument("full_name", metavar="ID")
@json_option
def command(full_name: str, as_json: bool) -> None:
    """Everything about one asset: size, mass, parts, materials, joints, where it is from."""
    catalog = Catalog()
    asset = catalog.load(catalog.draw_id(full_name, 0, ("show",)))
    facts = {
        "id": full_name,
        "category": asset.category,
        "size_m": [round(float(x), 4) for x in asset.bounds.size],
        "mass_kg": round(asset.mass_kg, 4),
        "friction": asset.friction,
        "has_front": asset.has_front,
        "parts": {p.name: sum(len(s.mesh.faces) for s in p.surfaces) for p in asset.parts},
        "hulls": sum(len(p.hulls) for p in asset.parts),
        "materials": {slot: material.name for slot, material in asset.materials.items()},
        "joints": {j.name: [j.kind, round(j.lower, 4), round(j.upper, 4)] for j in asset.joints},
        "cavities": {c.name: round(c.volume_m3, 7) for c in asset.cavities},
        "supports": {s.name: round(s.height_m, 4) for s in asset.supports},
        "licence": asset.license,
        "creator": asset.creator,
        "source": asset.source,
    }
    catalog_name, _, name = full_name.partition("/")
    if catalog_name == GENERATED:
        row = catalog.category(name)
        facts |= {"family": row.family, "parameters": list(row.parameters), "names": row.names.model_dump()}
    else:
        library = catalog.library(catalog_name)
        record = library.record(name)
        facts |= {"tags": list(library.row(name).tags), "folder": str(library.folder / "assets" / name)}
        facts |= {"notes": record["notes"], "imported": record["imported"]}
    if as_json:
        click.echo(json.dumps(facts))
        return
    for key, value in facts.items():
        shown = ", ".join(f"{k}: {v}" for k, v in value.items()) if isinstance(value, dict) else value
        if value not in ({}, [], ""):
            click.echo(f"{key:10} {', '.join(map(str, shown)) if isinstance(shown, list) else shown}")
