"""What a spec requires of a scene and what a draw is asked to show, held against what the labels say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from simgen.errors import SpecError, did_you_mean
from simgen.frame import Holds, Labels
from simgen.labels.logic import any_of
from simgen.labels.relations import PREDICATES, relations
from simgen.labels.states import STATES, states
from simgen.spec import Asked, Contrast, RelationWish, SceneSpec
from simgen.world import JsonObject, Scene

# What only the masks of a frame tell cannot be asked of a scene.
ASKABLE = tuple(predicate for predicate in PREDICATES if predicate != "occludes")


def known_predicates(spec: SceneSpec) -> None:
    """Raises SpecError for the first required or balanced predicate that labels do not know."""
    for i, wish in enumerate(spec.requirements.relations):
        _known(spec, ("requirements", "relations", i, "predicate"), "relation", wish.predicate, ASKABLE)
    for i, contrast in enumerate(spec.balance):
        known, noun = (tuple(STATES), "state") if contrast.object is None else (ASKABLE, "relation")
        _known(spec, ("balance", i, "predicate"), noun, contrast.predicate, known)
        for k, name in enumerate(contrast.instead or ()):
            _known(spec, ("balance", i, "instead", k), "relation", name, ASKABLE)


def _known(spec: SceneSpec, at: tuple[str | int, ...], noun: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        other = ASKABLE if noun == "state" else tuple(STATES)
        remedy = did_you_mean(name, known)
        if name in other:
            remedy = "Name an object too." if noun == "state" else "Leave object out: it is a state."
        raise SpecError(f"there is no {noun} '{name}'.", where=spec.where(at), remedy=remedy)


@dataclass(frozen=True)
class Truth:
    """What is true of one settled scene, seen by one camera: instance ids by name, relations, and states by id."""

    names: Mapping[str, int]
    labels: Labels
    states: Mapping[int, JsonObject]

    @staticmethod
    def of_scene(scene: Scene) -> Truth:
        """Of a settled scene, as its first camera sees it."""
        return Truth(
            {body.name: body.instance_id for body in scene.bodies},
            Labels((), relations(scene, scene.scenario.cameras[0])),
            {body.instance_id: states(body, scene.scenario.lights) for body in scene.bodies},
        )

    @staticmethod
    def of_labels(labels: Labels) -> Truth:
        """Of a sample's labels."""
        found = {label.instance_id: dict(label.states) for label in labels.instances}
        return Truth({label.name: label.instance_id for label in labels.instances}, labels, found)

    def ids(self, name: str) -> list[int]:
        """The bodies of an object: of its name, or numbered ones."""
        pattern = re.compile(re.escape(name) + r"(_\d+)?")
        return [k for found, k in self.names.items() if pattern.fullmatch(found)]


@dataclass(frozen=True)
class Outcome:
    """What came out of a draw that was asked to show something.

    `came_out` is whether it shows what was asked; `margin` is the signed one of the predicate, the least sure of all
    subjects, None where nothing was near enough to be listed. `what` says it in words.
    """

    came_out: bool
    margin: float | None
    what: str


def outcome(truth: Truth, asked: Asked) -> Outcome:
    """Whether the draw shows what it was asked to, by the labels."""
    contrast = asked.contrast
    held, margins = _held(truth, contrast)
    told = "nothing of the kind" if not margins else f"margin {min(margins, key=abs):.3g}"
    wanted = "true" if asked.kind == "positive" else "false"
    came_out = bool(held) and all(value == wanted for value in held)
    what = f"'{contrast.title}' is {', '.join(sorted(set(held))) or 'not there'} ({told}), asked for {asked.kind}"
    if came_out and asked.kind == "hard" and contrast.object is not None and contrast.close:
        close = [_held(truth, contrast.model_copy(update={"predicate": p}))[0] for p in contrast.close]
        if not any(all(value == "true" for value in values) for values in close):
            came_out = False
            what = f"'{contrast.title}' is false, but none of {', '.join(contrast.close)} is true either"
    return Outcome(came_out, min(margins, key=abs) if margins else None, what)


def _held(truth: Truth, contrast: Contrast) -> tuple[list[Holds], list[float]]:
    """Of each subject: whether it holds (of any of the objects), and the margins that are known."""
    held: list[Holds] = []
    margins: list[float] = []
    for subject in truth.ids(contrast.subject):
        if contrast.object is None:
            state = truth.states[subject].get(contrast.predicate)
            held.append(state["holds"] if state else "false")
            margins += [state["margin"]] if state else []
            continue
        others = [other for other in truth.ids(contrast.object) if other != subject]
        found = [r for other in others if (r := truth.labels.relation(contrast.predicate, subject, other))]
        values: set[Holds] = {r.holds for r in found}
        held.append(any_of(values) if values else "false")
        margins += [max(r.margin for r in found)] if found else []
    return held, margins


def unmet(scene: Scene, wishes: Sequence[RelationWish], asked: Asked | None = None) -> Iterator[tuple[str, str]]:
    """A short reason and a sentence for each wish that the scene, as its first camera sees it, does not meet."""
    if not wishes and asked is None:
        return
    truth = Truth.of_scene(scene)
    for wish in wishes:
        yield from _unmet(scene, truth, wish)
    if asked is not None:
        found = outcome(truth, asked)
        if not found.came_out:
            yield f"not {asked.kind}: {asked.contrast.title}", found.what


def _unmet(scene: Scene, truth: Truth, wish: RelationWish) -> Iterator[tuple[str, str]]:
    subjects, objects = truth.ids(wish.subject), truth.ids(wish.object)
    reason = f"{'' if wish.holds else 'not '}{wish.subject} {wish.predicate} {wish.object}"
    for subject in subjects:
        found = [truth.labels.relation(wish.predicate, subject, other) for other in objects if other != subject]
        values = [r.holds if r else "false" for r in found]
        if wish.holds and "true" not in values:
            best = max((r.margin for r in found if r), default=None)
            told = "nothing of the kind" if best is None else f"margin {best:.3g}"
            yield reason, f"'{scene.body(subject).name}' is not {wish.predicate} '{wish.object}' ({told})"
        elif not wish.holds and any(value != "false" for value in values):
            worst = max(r.margin for r in found if r)
            yield reason, f"'{scene.body(subject).name}' is {wish.predicate} '{wish.object}' (margin {worst:.3g})"
