"""Relations that a spec requires, held against what the labels say of a settled scene."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from simgen.errors import SpecError, did_you_mean
from simgen.frame import Relation
from simgen.labels.relations import PREDICATES, relations
from simgen.spec import RelationWish, SceneSpec
from simgen.world import Scene

# How a pair is said the other way round, where labels list it once.
CONVERSE = {
    "touching": "touching",
    "next_to": "next_to",
    "left_of": "right_of",
    "right_of": "left_of",
    "in_front_of": "behind",
    "behind": "in_front_of",
}


def known_predicates(spec: SceneSpec) -> None:
    """Raises SpecError for the first required relation that labels do not know."""
    for i, wish in enumerate(spec.requirements.relations):
        if wish.predicate not in PREDICATES:
            raise SpecError(
                f"there is no relation '{wish.predicate}'.",
                where=spec.where(("requirements", "relations", i, "predicate")),
                remedy=did_you_mean(wish.predicate, PREDICATES),
            )


def unmet(scene: Scene, wishes: Sequence[RelationWish]) -> Iterator[tuple[str, str]]:
    """A short reason and a sentence for each wish that the scene, as its first camera sees it, does not meet."""
    if not wishes:
        return
    said = {(r.predicate, r.subject, r.object): r for r in relations(scene, scene.scenario.cameras[0])}
    for wish in wishes:
        subjects, objects = _ids(scene, wish.subject), _ids(scene, wish.object)
        reason = f"{'' if wish.holds else 'not '}{wish.subject} {wish.predicate} {wish.object}"
        for subject in subjects:
            found = [_find(said, wish.predicate, subject, other) for other in objects if other != subject]
            values = [r.holds if r else "false" for r in found]
            if wish.holds and "true" not in values:
                best = max((r.margin for r in found if r), default=None)
                told = "nothing of the kind" if best is None else f"margin {best:.3g}"
                yield reason, f"'{scene.body(subject).name}' is not {wish.predicate} '{wish.object}' ({told})"
            elif not wish.holds and any(value != "false" for value in values):
                worst = max(r.margin for r in found if r)
                yield reason, f"'{scene.body(subject).name}' is {wish.predicate} '{wish.object}' (margin {worst:.3g})"


def _find(said: dict[tuple[str, int, int], Relation], predicate: str, subject: int, other: int) -> Relation | None:
    """The relation of a pair, whichever way round it is listed; None where it is not listed, and so is false."""
    direct = said.get((predicate, subject, other))
    return direct or said.get((CONVERSE.get(predicate, ""), other, subject))


def _ids(scene: Scene, name: str) -> list[int]:
    """The bodies of an object: of its name, or numbered ones."""
    pattern = re.compile(re.escape(name) + r"(_\d+)?")
    return [body.instance_id for body in scene.bodies if pattern.fullmatch(body.name)]
