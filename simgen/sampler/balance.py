"""The spec of one draw: the one that all draws have, with its subject as this draw's balance asks."""

from __future__ import annotations

from collections.abc import Iterator

from simgen.errors import SpecError
from simgen.sampler.scope import Scope
from simgen.spec import KINDS, Asked, Object, SceneSpec, Way, asked_of, parse_plain


def spec_of_draw(spec: SceneSpec, scope: Scope) -> SceneSpec:
    """The spec with the subject of what this draw is asked to show in one of the ways to show it, drawn anew in each
    attempt.
    """
    asked = asked_of(spec.balance, scope.index)
    if asked is None:
        return spec
    ways = _ways(spec, asked)
    return _in_way(spec, asked, ways[int(scope.rng("balance", "way").integers(len(ways)))])


def check_balance(spec: SceneSpec) -> Iterator[tuple[SceneSpec, tuple[str | int, ...]]]:
    """Every spec that a draw may have, and where its way is said; SpecError for one that is not consistent."""
    for i, contrast in enumerate(spec.balance):
        for kind in (kind for kind in KINDS if getattr(contrast.shares, kind)):
            asked = Asked(contrast, kind)
            ways = _ways(spec, asked)
            if not ways:
                raise SpecError(
                    f"nothing says how '{contrast.title}' is made {kind}",
                    where=spec.where(("balance", i)),
                    remedy=f"Say how, e.g. {kind}: [{{place: …}}], or set shares.{kind} to 0.",
                )
            for k, way in enumerate(ways):
                at: tuple[str | int, ...] = ("balance", i)
                at += (kind, k) if getattr(contrast, kind) is not None else ()
                try:
                    yield parse_plain({**_in_way(spec, asked, way).to_plain(), "balance": []}), at
                except SpecError as error:
                    raise SpecError(f"as '{kind}': {error.what}", where=spec.where(at), remedy=error.remedy) from error


def _ways(spec: SceneSpec, asked: Asked) -> tuple[Way, ...]:
    return asked.contrast.ways(asked.kind, _subject(spec, asked).state)


def _subject(spec: SceneSpec, asked: Asked) -> Object:
    return next(thing for thing in spec.objects if thing.name == asked.contrast.subject)


def _in_way(spec: SceneSpec, asked: Asked, way: Way) -> SceneSpec:
    thing = _subject(spec, asked)
    changed: dict[str, object] = {}
    if way.place is not None:
        changed["place"] = way.place
    if way.state is not None:
        said = {key: getattr(way.state, key) for key in way.state.model_fields_set}
        changed["state"] = thing.state.model_copy(update=said)
    other = thing.model_copy(update=changed)
    return spec.model_copy(update={"objects": tuple(other if t is thing else t for t in spec.objects)})
