"""Where does a model fail? Metrics along conditions, with intervals over scenes, and the worst conditions.

>>> found = simgen.evaluate("out/tabletop", model, by=["visible_fraction", "luminance"])
>>> found.value("ap50", "visible_fraction")
"""

from __future__ import annotations

from simgen.study.evaluation.detecting import Detections
from simgen.study.evaluation.outcome import Evaluation, evaluate
from simgen.study.evaluation.report import write_report
from simgen.study.evaluation.vocabulary import Vocabulary

__all__ = ["Detections", "Evaluation", "Vocabulary", "evaluate", "write_report"]
