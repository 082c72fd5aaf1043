"""What a measurement is worth, what a row of a batch may say, and what becomes of it beside what is stored. Pure."""

from collections.abc import Container, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from services.performance.standards.rules.precedence import Subject, one_subject
from services.performance.standards.rules.states import MeasureKind, StandardPeriod, StandardStatus
from shared.problems import Conflict, FieldError, Forbidden, Invalid, ReferenceNotFound


class AlreadyMeasured(Conflict):
    """This external id says something else already: send `supersedes: true` to correct it."""


class NothingToVoid(Conflict):
    """There is no measurement with this external id."""


class NotYourSource(Forbidden):
    """Another program measured this; only that one, or who has the scope productivity:write:all, corrects it."""


class StandardRetired(Conflict):
    """A retired standard takes no new measurements."""


class MeasurementInvalid(Invalid):
    """The row does not fit its standard."""


class Content(NamedTuple):
    """All that a measurement says; two rows that say the same are the same."""

    standard_id: UUID
    person_id: UUID | None
    org_unit_id: UUID | None
    starts_on: date
    ends_on: date
    numerator: Decimal | None
    denominator: Decimal | None
    void_reason: str | None


class Stored(NamedTuple):
    """The latest of an external id."""

    id: UUID
    revision: int
    recorded_by: UUID
    content: Content


class Terms(NamedTuple):
    """What a standard asks of its measurements."""

    measure: MeasureKind
    period: StandardPeriod
    status: StandardStatus


FOLLOW_STANDARD = "follow_standard"
"""The errand that a batch leaves for each standard it touched, `{standard_id, first_id, last_id}`.

Whoever follows standards handles it; `measurements.queries.measured_of` says of whom there is something new.
"""

DIVIDED = {MeasureKind.RATE, MeasureKind.EFFICIENCY, MeasureKind.RATIO}
WEIGHED = {MeasureKind.DURATION, MeasureKind.QUALITY_LINK}


def value_of(numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """Numerator over denominator, such as units an hour; a count is its numerator, and over zero there is no value."""
    if numerator is None or denominator is None:
        return numerator
    return numerator / denominator if denominator else None


def checked(
    content: Content, standards: Mapping[UUID, Terms], subjects: Container[Subject], today: date, *, new: bool
) -> Content:
    """The row's content, complete; refused where it does not fit its standard, or names what is not there."""
    terms = standards.get(content.standard_id)
    if terms is None:
        raise ReferenceNotFound(errors=[FieldError("/standard_id", "not_found", "there is no such standard")])
    if new and terms.status is StandardStatus.RETIRED:
        raise StandardRetired()
    subject = one_subject("/", person_id=content.person_id, org_unit_id=content.org_unit_id)
    if subject not in subjects:
        raise ReferenceNotFound(errors=[FieldError(f"/{subject.kind}_id", "not_found", "there is no such record")])
    _check_days(content, terms, today)
    if content.void_reason is not None:
        return _voided(content, new=new)
    return content._replace(denominator=_denominator(content, terms))


def says_more(content: Content, known: Stored, writer: UUID | None, *, supersedes: bool) -> bool:
    """Whether this corrects what is known; refused where it would but must not. `writer` None may correct all."""
    if writer is not None and known.recorded_by != writer:
        raise NotYourSource()
    if content == known.content:
        return False
    if not supersedes:
        raise AlreadyMeasured()
    return True


def _check_days(content: Content, terms: Terms, today: date) -> None:
    if content.ends_on < content.starts_on:
        raise _misfit("/ends_on", "before_start", "must not be before starts_on")
    if content.ends_on > today:
        raise _misfit("/ends_on", "in_future", "must not be later than today")
    if (content.ends_on - content.starts_on).days >= terms.period.longest_days:
        raise _misfit("/ends_on", "too_long", f"must be within a {terms.period} of starts_on")


def _voided(content: Content, *, new: bool) -> Content:
    if new:
        raise NothingToVoid()
    if content.numerator is not None or content.denominator is not None:
        raise _misfit("/void_reason", "has_value", "has a value: what is void has none")
    return content


def _denominator(content: Content, terms: Terms) -> Decimal | None:
    """A duration without a denominator is of one case, and a quality figure without one weighs one."""
    if content.numerator is None:
        raise _misfit("/numerator", "missing", "is required, unless void_reason says why there is none")
    if content.denominator is not None and content.denominator < 0:
        raise _misfit("/denominator", "negative", "must not be negative")
    if terms.measure is MeasureKind.COUNT and content.denominator is not None:
        raise _misfit("/denominator", "not_for_measure", "has no meaning in a count")
    if terms.measure in DIVIDED and content.denominator is None:
        raise _misfit("/denominator", "missing", f"is required where the standard is a {terms.measure}")
    return Decimal(1) if terms.measure in WEIGHED and content.denominator is None else content.denominator


def _misfit(pointer: str, code: str, detail: str) -> MeasurementInvalid:
    return MeasurementInvalid(errors=[FieldError(pointer, code, detail)])
