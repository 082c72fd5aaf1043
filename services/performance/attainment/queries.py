from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    cast,
    distinct,
    func,
    null,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from services.performance.attainment.rules.formulas import Sums, aggregated, attainment, scaled, shares
from services.performance.attainment.rules.report import Basis, Meaning, Measured
from services.performance.measurements.models import Measurement
from services.performance.measurements.policy import visible_to
from services.performance.people.models import Assignment, OrgUnit, Person
from services.performance.people.queries.references import org_unit_said
from services.performance.people.schemas import PersonRef
from services.performance.standards.models import ProductivityStandard
from services.performance.standards.policy import sees_person
from services.performance.standards.queries import parents, precedence
from services.performance.standards.rules.precedence import Organisation, Subject, applicable
from services.performance.standards.rules.states import Aggregation, TargetSubject
from services.performance.standards.rules.targets import Target
from shared.database.statements import Statement, argument
from shared.resources.resource import VARIANTS, Resource
from shared.resources.viewer import Viewer
from shared.work import Reading

EVERYBODY = frozenset({"productivity:read:all"})
SOON = timedelta(days=1)
"""What was written a moment ago, by a clock a little ahead of ours, is known too."""

_units, _people = argument("units", ARRAY(Uuid)), argument("people", ARRAY(Uuid))
_first, _last = argument("first", Date), argument("last", Date)
_known_before = argument("known_before", DateTime(timezone=True))


def _stays() -> Any:
    """Who was in the units asked for, from when until when."""
    line, other = aliased(Assignment), aliased(Assignment)
    ever = select(other.person_id).where(other.org_unit_id == any_(_units))
    until = func.lead(line.effective_from).over(partition_by=line.person_id, order_by=line.effective_from)
    every = select(line.person_id, line.org_unit_id, line.effective_from.label("since"), until.label("until"))
    stays = every.where(line.person_id.in_(ever)).subquery()
    return select(stays).where(stays.c.org_unit_id == any_(_units)).subquery("stays")


def _members(_name: str) -> ColumnElement[bool]:
    """People who were in the units asked for on any of the days asked for."""
    stays = _stays()
    overlaps = stays.c.since <= _last, or_(stays.c.until.is_(None), stays.c.until > _first)
    return Person.id.in_(select(stays.c.person_id).where(*overlaps))


seen_people = Resource(
    PersonRef,
    Person,
    visible=lambda viewer: sees_person(viewer, Person.id),
    filters={"units": _members},
    sorts={"display_name": Person.display_name},
)

MEANING = Statement(
    select(*(getattr(ProductivityStandard, field.name) for field in fields(Meaning))).where(
        ProductivityStandard.id == argument("id", Uuid)
    )
)

UNIT = Statement(
    select(OrgUnit.id, OrgUnit.code, org_unit_said("name").label("name")).where(OrgUnit.id == argument("id", Uuid))
)


class Whose(StrEnum):
    """Whose measurements: people's, people's from while they were in the units, or those and the units' own."""

    PEOPLE = "people"
    MEMBERS = "members"
    UNITS = "units"


@lru_cache(VARIANTS)
def sums(scopes: frozenset[str], whose: Whose, *, whole: bool = False) -> Statement:
    """Sums of what the caller may see, as it was known on a day: a row a person and period or, if `whole`, of all days.

    Of units, a row for their own measurements and one for their people's.
    """
    found = _counted(Viewer(scopes), whose, _period_of(Measurement.ends_on, "period") if not whole else _first)
    each = found.subquery()
    used = or_(argument("latest_only", Boolean).is_(False), each.c.place == 1)
    columns = each.c.person_id, each.c.of_people, each.c.starts_on
    return Statement(
        select(
            *columns,
            func.sum(each.c.numerator).filter(used).label("numerator"),
            func.sum(each.c.denominator).filter(used).label("denominator"),
            func.avg(each.c.value).label("mean"),
            func.max(each.c.value).label("highest"),
            func.count().label("n"),
            func.count(distinct(each.c.subject_id)).label("subjects"),
            func.count(distinct(tuple_(each.c.subject_id, each.c.cell))).label("cells"),
            func.max(each.c.ends_on).label("last_on"),
        ).group_by(*columns)
    )


def _period_of(day: Any, name: str) -> ColumnElement[Any]:
    return cast(func.date_trunc(argument(name, Text), cast(day, DateTime)), Date)


def _counted(viewer: Viewer, whose: Whose, starts_on: ColumnElement[Any]) -> Select[Any]:
    """The measurements that count, each with its period, its subject and its place among the subject's latest."""
    subject = func.coalesce(Measurement.person_id, Measurement.org_unit_id)
    latest = Measurement.ends_on.desc(), Measurement.id.desc()
    columns = (
        (null() if whose is Whose.UNITS else Measurement.person_id).label("person_id"),
        Measurement.person_id.is_not(None).label("of_people"),
        starts_on.label("starts_on"),
        subject.label("subject_id"),
        _period_of(Measurement.ends_on, "standard_period").label("cell"),
        Measurement.numerator,
        Measurement.denominator,
        Measurement.value,
        Measurement.ends_on,
        func.row_number().over(partition_by=(starts_on, subject), order_by=latest).label("place"),
    )
    correction = aliased(Measurement)
    corrected = correction.supersedes_id == Measurement.id, correction.created_at < _known_before
    found = select(*columns).where(
        Measurement.standard_id == argument("standard_id", Uuid),
        Measurement.ends_on.between(_first, _last),
        Measurement.created_at < _known_before,
        Measurement.void_reason.is_(None),
        ~select(correction.id).where(*corrected).correlate(Measurement).exists(),
        visible_to(viewer),
    )
    return _of(found, whose)


def _of(found: Select[Any], whose: Whose) -> Select[Any]:
    if whose is Whose.PEOPLE:
        return found.where(Measurement.person_id == any_(_people))
    stays = _stays()
    there = (
        stays.c.person_id == Measurement.person_id,
        stays.c.since <= Measurement.ends_on,
        or_(stays.c.until.is_(None), stays.c.until > Measurement.ends_on),
    )
    if whose is Whose.MEMBERS:
        return found.where(*there, Measurement.person_id == any_(_people))
    return found.outerjoin(stays, and_(*there)).where(
        or_(Measurement.org_unit_id == any_(_units), stays.c.person_id.is_not(None))
    )


async def measured(
    work: Reading, meaning: Meaning, statement: Statement, **given: Any
) -> dict[tuple[UUID | None, date], Measured]:
    """By person and first day of the period; where a unit has measurements of its own, its people's are left out."""
    latest_only = meaning.aggregation is Aggregation.LAST
    rows = await work.rows(statement, standard_period=meaning.period, latest_only=latest_only, **given)
    own_last = sorted(rows, key=lambda row: row["of_people"], reverse=True)
    return {(row["person_id"], row["starts_on"]): _measured(row) for row in own_last}


def _measured(row: Mapping[str, Any]) -> Measured:
    sums = Sums(**{field.name: row[field.name] for field in fields(Sums)})
    people = Basis.PERSON if row["person_id"] else Basis.PEOPLE
    return Measured(sums, people if row["of_people"] else Basis.ORG_UNIT, row["last_on"])


async def units_of(work: Reading, org_unit_id: UUID, as_of: date, *, include_subunits: bool) -> list[UUID]:
    """The unit and, if asked for, all below it as they stood that day."""
    return (
        Organisation(parents=await parents(work)).downwards(org_unit_id, as_of) if include_subunits else [org_unit_id]
    )


class Attained(NamedTuple):
    """What a subject's measurements of some days come to: in the standard's unit, and as a share of the target."""

    value: Decimal | None
    share: Decimal | None
    last_on: date


async def attained(
    work: Reading, standard_id: UUID, subjects: Sequence[Subject], first: date, last: date
) -> dict[Subject, Attained]:
    """Of each person, and of each unit with all below it; who was not measured is not in it.

    For what follows a standard by itself: it asks nobody's permission, so show it only where the standard's subject is.
    """
    row = await work.row(MEANING, id=standard_id)
    if row is None:
        return {}
    meaning, people = Meaning.stored(row), [subject.id for subject in subjects if subject.kind is TargetSubject.PERSON]
    span = {"standard_id": standard_id, "first": first, "last": last, "known_before": work.now + SOON}
    of_people = sums(EVERYBODY, Whose.PEOPLE, whole=True)
    rows = await measured(work, meaning, of_people, people=people, units=[], **span) if people else {}
    found = {Subject(TargetSubject.PERSON, id): one for (id, _), one in rows.items() if id is not None}
    for subject in subjects:
        if subject.kind is TargetSubject.ORG_UNIT:
            units = await units_of(work, subject.id, last, include_subunits=True)
            of_unit = sums(EVERYBODY, Whose.UNITS, whole=True)
            rows = await measured(work, meaning, of_unit, people=[], units=units, **span)
            found.update((subject, one) for one in rows.values())
    known = await precedence(work, standard_id, people)
    return {
        subject: _attained(meaning, one, applicable(subject, one.last_on, *known)) for subject, one in found.items()
    }


def _attained(meaning: Meaning, one: Measured, taken: tuple[Subject, Target] | None) -> Attained:
    value = aggregated(meaning.aggregation, one.sums)
    factor = shares(meaning.measure, meaning.aggregation, one.sums)
    marks = scaled(taken[1].marks, factor) if taken else None
    return Attained(value, attainment(meaning.direction, value, marks) if marks else None, one.last_on)
