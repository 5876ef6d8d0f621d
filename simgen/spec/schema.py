"""The JSON schema of specs, for editors that complete and explain while one writes, and for other validators."""

from __future__ import annotations

from typing import Any

from simgen.params import with_distributions
from simgen.spec.models import SceneSpec


def schema() -> dict[str, Any]:
    """JSON Schema, draft 2020-12. What must fit between parts of a spec only `load_spec` checks."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "simgen scene spec",
        **with_distributions(SceneSpec.model_json_schema()),
    }
