"""Which questions are kept, so that no answer is likelier than another before one looks."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

import numpy as np

from simgen.dataset.questions.families import Question

# How often the commonest of more than two answers may be given, times the second commonest.
HEAD_START = 1.5
Q = TypeVar("Q")


def balanced(found: Sequence[tuple[Q, Question]], rng: np.random.Generator) -> list[tuple[Q, Question]]:
    """Of the questions with what they belong to, those to keep, in the given order.

    Of each form, "yes" and "no" are kept as often as each other, and no other answer more than 1.5 times as often as
    the next. A form with one answer only is left out: one needs no picture to answer it.
    """
    forms: dict[str, dict[Hashable, list[int]]] = {}
    for k, (_, question) in enumerate(found):
        forms.setdefault(question.form, {}).setdefault(question.answer, []).append(k)
    kept: list[int] = []
    for _, answers in sorted(forms.items()):
        if len(answers) < 2:
            continue
        counts = sorted((len(own) for own in answers.values()), reverse=True)
        most = counts[1] if set(answers) == {"yes", "no"} else max(1, int(HEAD_START * counts[1]))
        for _, own in sorted(answers.items(), key=lambda item: str(item[0])):
            kept += [own[i] for i in rng.permutation(len(own))[:most].tolist()]
    return [found[k] for k in sorted(kept)]
