"""The formula, in fractions, so that nothing is rounded before the last step. Pure.

F7 to F12 of the specification. A quotient of decimals has no end; a fraction is exact, so a sum of weights that is
written twice as large gives the same score to the last digit, and a score that stands on a bound is on it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from services.performance.review_scores.rules.inputs import Answered, Assignment, Inputs, Item, Section
from services.performance.review_templates.rules import ReviewRole
from services.performance.scoring_policies.rules import Missing, Normalisation

Weighed = TypeVar("Weighed")


@dataclass(frozen=True, slots=True)
class AssignmentScore:
    """Of one section. `covered` is the share of what applied that was answered; None where nothing applied."""

    key: str
    weight: Fraction
    value: Fraction | None
    covered: Fraction | None


@dataclass(frozen=True, slots=True)
class RoleScore:
    """Where fewer than the least number answered, the role is hidden: it is in no number at all."""

    role: ReviewRole
    weight: Fraction
    assignments: tuple[AssignmentScore, ...]
    hidden: bool
    value: Fraction | None
    covered: Fraction | None


@dataclass(frozen=True, slots=True)
class SectionScore:
    key: str
    weight: Fraction
    roles: tuple[RoleScore, ...]
    value: Fraction | None
    covered: Fraction


@dataclass(frozen=True, slots=True)
class Sum:
    value: Fraction | None
    coverage: Fraction
    sections: tuple[SectionScore, ...]


def mean(weighed: Iterable[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    """Of what has a value, by weight; None where nothing that has one weighs anything."""
    known = [(weight, value) for weight, value in weighed if value is not None]
    whole = sum((weight for weight, _ in known), Fraction(0))
    return sum((weight * value for weight, value in known), Fraction(0)) / whole if whole else None


def normalised(level: int, inputs: Inputs) -> Fraction:
    """F7: the place of a level's value between the ends of the scale."""
    return _share(Fraction(inputs.scale[level - 1]), inputs)


def _share(value: Fraction, inputs: Inputs) -> Fraction:
    low, high = Fraction(inputs.scale[0]), Fraction(inputs.scale[-1])
    if inputs.policy.normalisation is Normalisation.RATIO_TO_MAX:
        return value / high
    return (value - low) / (high - low)


def summed(inputs: Inputs) -> Sum:
    """F10: sections by their weights; a section without a result leaves the sum unless the policy says otherwise."""
    sections = tuple(_section(section, inputs) for section in inputs.sections)
    value = mean((section.weight, section.value) for section in sections)
    coverage = mean((section.weight, section.covered) for section in sections)
    return Sum(value, coverage or Fraction(0), sections)


def _section(section: Section, inputs: Inputs) -> SectionScore:
    roles = tuple(_roles(section, inputs))
    shown = [role for role in roles if not role.hidden]
    value = mean((role.weight, role.value) for role in shown)
    if not any(role.weight for role in shown):
        value = _substitute(inputs)
    covered = mean((role.weight, role.covered) for role in shown)
    return SectionScore(section.key, Fraction(section.weight), roles, value, covered or Fraction(0))


def _roles(section: Section, inputs: Inputs) -> Iterator[RoleScore]:
    """F9: the mean of the assignments of a role; several managers count by their days."""
    for role in ReviewRole:
        items = [item for item in section.items if role in item.audiences]
        mine = [one for one in inputs.assignments if one.role is role]
        if not items or not mine:
            continue
        scores = tuple(_assignment(one, items, inputs) for one in mine)
        hidden = len(mine) < inputs.policy.least_answers.get(role, 1)
        weight = Fraction(inputs.policy.role_weights.get(role, 0))
        value = mean((one.weight, one.value) for one in scores)
        yield RoleScore(role, weight, scores, hidden, value, mean((one.weight, one.covered) for one in scores))


def _assignment(assignment: Assignment, items: Sequence[Item], inputs: Inputs) -> AssignmentScore:
    """F8: what is not applicable leaves both sums; what was not answered follows the policy."""
    asked = [item for item in items if assignment.ratings.get(item.key) is not Answered.NOT_APPLICABLE]
    value = mean((Fraction(item.weight), _rated(assignment, item, inputs)) for item in asked)
    answered = [(Fraction(item.weight), Fraction(_level(assignment, item) is not None)) for item in asked]
    return AssignmentScore(assignment.key, Fraction(assignment.weight), value, mean(answered))


def _level(assignment: Assignment, item: Item) -> int | None:
    rating = assignment.ratings.get(item.key)
    return rating if isinstance(rating, int) else None


def _rated(assignment: Assignment, item: Item, inputs: Inputs) -> Fraction | None:
    level = _level(assignment, item)
    return _substitute(inputs) if level is None else normalised(level, inputs)


def _substitute(inputs: Inputs) -> Fraction | None:
    """What counts for an item that nobody answered."""
    ends: Mapping[Missing, Callable[[], Fraction]] = {
        Missing.ZERO: lambda: Fraction(0),
        Missing.SCALE_MIDPOINT: lambda: _share((Fraction(inputs.scale[0]) + Fraction(inputs.scale[-1])) / 2, inputs),
    }
    found = ends.get(inputs.policy.missing)
    return found() if found else None
