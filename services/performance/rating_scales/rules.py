"""What makes a scale. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from shared.problems import FieldError, Invalid

DEFAULT: dict[str, Any] = {
    "code": "five-levels",
    "name": "Five levels",
    "levels": [
        {"ordinal": 1, "value": "1", "label": "Unsatisfactory", "description": "Most of what was expected is missing."},
        {"ordinal": 2, "value": "2", "label": "Partly met", "description": "Some of what was expected is missing."},
        {"ordinal": 3, "value": "3", "label": "Met", "description": "What was expected was done."},
        {"ordinal": 4, "value": "4", "label": "Exceeded", "description": "More was done than was expected."},
        {"ordinal": 5, "value": "5", "label": "Outstanding", "description": "Far more was done, and others noticed."},
    ],
}
"""The scale of the default pack."""


class LevelsNotRising(Invalid):
    """Each level of a scale has a higher value than the one before."""


def check_rising(values: Sequence[Decimal]) -> None:
    wrong = [place for place, (lower, higher) in enumerate(pairwise(values), 1) if higher <= lower]
    if wrong:
        detail = "must be higher than that of the level before"
        raise LevelsNotRising(errors=[FieldError(f"/levels/{place}/value", "not_rising", detail) for place in wrong])
