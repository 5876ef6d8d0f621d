"""Questions about pictures, each with the program that yields its answer.

``facts`` is what is surely true, surely false or neither of a picture; ``programs`` the language and its interpreter,
which answers only what is sure; ``nouns`` and ``references`` name one thing so that it can be no other; ``families``
asks; ``balance`` chooses, so that no answer can be guessed; ``captions`` tells.
"""

from __future__ import annotations

from simgen.dataset.questions.facts import Facts, facts_of
from simgen.dataset.questions.programs import UnsureError, answer

__all__ = ["Facts", "UnsureError", "answer", "facts_of"]
