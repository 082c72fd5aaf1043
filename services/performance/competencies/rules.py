"""How a version of a competency lives, when an expectation may begin, and what proficiency means. Pure."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from shared.problems import Conflict, FieldError, Invalid
from shared.workflow import Guard, Right, Step, Workflow


class CompetencyStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


DRAFT, PUBLISHED, RETIRED = CompetencyStatus.DRAFT, CompetencyStatus.PUBLISHED, CompetencyStatus.RETIRED

WRITER = Right("not_writer", "Competencies are kept by whoever has the scope competencies:write.")
DESCRIBED = Guard("not_described", "People are held to a competency only when it says what it is.", "/description")
UNEXPECTED = Guard("still_expected", "Jobs expect this competency: end those expectations first.")

LIFECYCLE = Workflow(
    {
        "update": Step({DRAFT}, None, (WRITER,)),
        "publish": Step({DRAFT}, PUBLISHED, (WRITER, DESCRIBED)),
        "retire": Step({PUBLISHED}, RETIRED, (WRITER, UNEXPECTED), needs_reason=True),
    }
)


class ProficiencyName(NamedTuple):
    name: str
    description: str


PROFICIENCY = {
    1: ProficiencyName("Novice", "Follows instructions, with help."),
    2: ProficiencyName("Advanced beginner", "Does familiar tasks alone."),
    3: ProficiencyName("Competent", "Plans and does the whole job alone."),
    4: ProficiencyName("Proficient", "Handles what is new, and helps others."),
    5: ProficiencyName("Expert", "Sets the standard that others follow."),
}
"""What an organisation that never said otherwise calls the five levels: those of Dreyfus and Dreyfus, 1980."""

LOWEST, HIGHEST = min(PROFICIENCY), max(PROFICIENCY)


class DraftExists(Conflict):
    """A competency has one draft at a time: change that one, or publish it."""


class NotPublished(Conflict):
    """A competency is expected of people only while a version of it is published."""


class ExpectationHasBegun(Conflict):
    """What has begun to be expected stays as people knew it; set another expectation from today or later."""


class NothingExpected(Invalid):
    """Behaviours show a proficiency that is expected; where none is, there is nothing to show."""


def check_beginning(effective_from: date, today: date, begun: Collection[date]) -> None:
    """`begun` are the days from which the begun expectations of the same job and competency hold."""
    if effective_from in begun or (begun and effective_from < today):
        detail = "must be today or later, and after every expectation that has begun"
        raise ExpectationHasBegun(errors=[FieldError("/effective_from", "has_begun", detail)])


def check_behaviours(expected_proficiency: int | None, behaviours: Collection[str]) -> None:
    if expected_proficiency is None and behaviours:
        wrong = FieldError("/behaviours", "nothing_expected", "must be empty where expected_proficiency is null")
        raise NothingExpected(errors=[wrong])
