"""From a scenario to a scene at rest, and the laws that a settled scene must keep."""

from __future__ import annotations

import importlib

from simgen.errors import BackendError, did_you_mean
from simgen.physics.checks import Violation, sound_rooms, violations
from simgen.physics.engine import PhysicsEngine, SettleLimits
from simgen.physics.liquids import pour

ENGINES = {"bullet": "simgen.physics.settling:BulletEngine"}

__all__ = ["ENGINES", "PhysicsEngine", "SettleLimits", "Violation", "load_engine", "pour", "sound_rooms", "violations"]


def load_engine(name: str = "bullet") -> PhysicsEngine:
    """The physics engine called `name`; BackendError where there is none, or its library is missing."""
    if name not in ENGINES:
        raise BackendError(f"there is no physics engine '{name}'.", remedy=did_you_mean(name, ENGINES))
    module, _, class_name = ENGINES[name].partition(":")
    try:
        engine: PhysicsEngine = getattr(importlib.import_module(module), class_name)()
    except ImportError as error:
        raise BackendError(
            f"the physics engine '{name}' cannot be loaded: {error}.",
            remedy="Install simgen again, with Python 3.10 or 3.11: pip install simgen.",
        ) from error
    return engine
