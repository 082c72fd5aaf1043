"""How an expectation lives, by its days, and what makes two sets of them the same. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from shared.problems import Conflict, FieldError, Forbidden, Invalid
from shared.workflow import Right, Step, Workflow


class ExpectationKind(StrEnum):
    DUTY = "duty"
    BEHAVIOUR = "behaviour"
    RESULT = "result"


class ExpectationSubject(StrEnum):
    PERSON = "person"
    JOB_PROFILE = "job_profile"


class ExpectationStatus(StrEnum):
    """By its days: nobody moves it."""

    PLANNED = "planned"
    IN_FORCE = "in_force"
    ENDED = "ended"


PLANNED, IN_FORCE, ENDED = ExpectationStatus.PLANNED, ExpectationStatus.IN_FORCE, ExpectationStatus.ENDED

SETTER = Right("not_manager_or_hr", "A person's manager or HR says what is expected of them; HR says it of a job.")

LIFECYCLE = Workflow(
    {
        "update": Step({PLANNED}, None, (SETTER,)),
        "end": Step({PLANNED, IN_FORCE}, None, (SETTER,)),
    }
)


class OneSubject(Invalid):
    """It is expected either of a person or of a job profile."""


class BeginsInThePast(Invalid):
    """Nobody can meet yesterday what is said today; only HR enters what was agreed before."""


class EndsTooEarly(Invalid):
    """An expectation ends on or after its first day, and not on a day that is over."""


class SetHasChanged(Conflict):
    """Something else is expected by now: read it again. `set_hash` is that of the set in force."""


class AlreadyAcknowledged(Conflict):
    """This set is acknowledged already."""


class NotYours(Forbidden):
    """Only the person themselves can say that they have read it."""


def check_subject(person_id: UUID | None, job_profile_id: UUID | None) -> None:
    if (person_id is None) == (job_profile_id is None):
        detail = "exactly one of person_id and job_profile_id is required"
        raise OneSubject(errors=[FieldError("/person_id", "one_subject", detail)])


def check_beginning(effective_from: date, today: date, *, may_backdate: bool) -> None:
    if effective_from < today and not may_backdate:
        raise BeginsInThePast(errors=[FieldError("/effective_from", "in_past", "must be today or later")])


def check_end(effective_from: date, effective_to: date | None, today: date) -> None:
    """`effective_to` is the last day; what was expected on the days that are over stays."""
    if effective_to is not None and effective_to < max(effective_from, today):
        detail = f"must be {max(effective_from, today)} or later"
        raise EndsTooEarly(errors=[FieldError("/effective_to", "too_early", detail)])


def set_hash(items: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 of the items as JSON, by id, with sorted keys and without spaces."""
    in_order = sorted(items, key=lambda item: str(item["id"]))
    return sha256(orjson.dumps(in_order, option=orjson.OPT_SORT_KEYS)).hexdigest()
