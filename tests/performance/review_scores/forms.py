"""Inputs of a score, written as briefly as the published examples are."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from services.performance.review_scores.rules.inputs import Answered, Assignment, Inputs, Item, Section
from services.performance.review_templates.rules import ReviewRole
from services.performance.scoring_policies.rules import Normalisation, ScoringRules

FIVE = tuple(Decimal(value) for value in (1, 2, 3, 4, 5))
STARS = tuple(Decimal(value) / 2 for value in range(11))
"""Frappe's stars: from 0 to 5 by halves."""
MANAGER, SELF, PEER, REPORT = ReviewRole.MANAGER, ReviewRole.SELF, ReviewRole.PEER, ReviewRole.DIRECT_REPORT
EVERYBODY = frozenset(ReviewRole)
NA = Answered.NOT_APPLICABLE
ONE_IS_ENOUGH = dict.fromkeys(ReviewRole, 1)
FRAPPE = {
    "normalisation": Normalisation.RATIO_TO_MAX, "least_answers": ONE_IS_ENOUGH, "min_coverage": Decimal(0),
    "role_weights": {role: Decimal(1) for role in ReviewRole},
}  # fmt: skip


def item(key: str, weight: Any = 1, audiences: Sequence[ReviewRole] = (), **said: Any) -> Item:
    return Item(key, Decimal(str(weight)), frozenset(audiences) or EVERYBODY, **said)


def section(key: str, weight: Any, *items: Item) -> Section:
    return Section(key, Decimal(str(weight)), items)


def said(role: ReviewRole, ratings: Mapping[str, Any], weight: Any = 1, key: str | None = None) -> Assignment:
    return Assignment(key or role, role, ratings, Decimal(str(weight)))


def inputs(
    sections: Sequence[Section], *assignments: Assignment, scale: Sequence[Decimal] = FIVE, **policy: Any
) -> Inputs:
    return Inputs(tuple(scale), tuple(sections), assignments, ScoringRules(**policy), {"template_id": "t"})


def level(value: Any, scale: Sequence[Decimal] = STARS) -> int:
    """The ordinal of the level with this value."""
    return list(scale).index(Decimal(str(value))) + 1
