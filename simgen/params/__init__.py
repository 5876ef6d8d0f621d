"""Values that a spec leaves open: distributions, the kinds of value they give, and how to draw one.

A parameter is a bare value, which is always drawn as it is, or one of these:

- ``{uniform: [0.2, 0.4]}`` or ``{uniform: {low: 0.2, high: 0.4}}``: any number between, all as likely.
- ``{loguniform: [0.1, 10]}``: any number between, each ratio as likely; both ends above 0.
- ``{normal: {mean: 1, std: 0.1, low: 0.8, high: 1.2}}``: a bell cut off at both ends; without `low` or `high`
  it is cut at 3 standard deviations and at the field's own limits.
- ``{integers: [1, 6]}``: any whole number from the first to the last, both included.
- ``{choice: [oak, pine]}``, ``{choice: {oak: 3, pine: 1}}`` (names with weights) or
  ``{choice: {values: [1, 2], weights: [3, 1]}}``.

A field says what kind of value it holds, and within which limits: ``Annotated[Number, number(0, 1)]``. The whole
support must lie inside the limits, so a spec that validates cannot draw a value that does not.
"""

from simgen.params.distributions import (
    LARGEST,
    Choice,
    Distribution,
    Integers,
    LogUniform,
    Normal,
    Support,
    Uniform,
    draw,
    support,
    to_plain,
)
from simgen.params.faults import Fault, Step, faults_of, path_text, refuse, shown
from simgen.params.forms import with_distributions
from simgen.params.kinds import (
    Color,
    ColorParam,
    Count,
    Flag,
    Kind,
    Name,
    NameParam,
    Number,
    NumberParam,
    Param,
    anything,
    choice_of,
    color,
    flag,
    from_plain,
    integer,
    name,
    number,
)

__all__ = [
    "LARGEST",
    "Choice",
    "Color",
    "ColorParam",
    "Count",
    "Distribution",
    "Fault",
    "Flag",
    "Integers",
    "Kind",
    "LogUniform",
    "Name",
    "NameParam",
    "Normal",
    "Number",
    "NumberParam",
    "Param",
    "Step",
    "Support",
    "Uniform",
    "anything",
    "choice_of",
    "color",
    "draw",
    "faults_of",
    "flag",
    "from_plain",
    "integer",
    "name",
    "number",
    "path_text",
    "refuse",
    "shown",
    "support",
    "to_plain",
    "with_distributions",
]
