from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from services.performance.attainment import schemas
from services.performance.attainment.queries import UNIT, Whose, measured, seen_people, sums, units_of
from services.performance.attainment.rules.periods import Period, asked, check_length
from services.performance.attainment.rules.report import Meaning, judged, target_day
from services.performance.standards.queries import precedence, standards
from services.performance.standards.rules.precedence import OneSubject, Subject, applicable, one_subject
from services.performance.standards.rules.states import StandardPeriod, TargetSubject
from shared.answers import Document
from shared.problems import FieldError, NotFound
from shared.work import Reading

PERSON, ORG_UNIT = TargetSubject.PERSON, TargetSubject.ORG_UNIT


class Question(NamedTuple):
    """What is asked about one standard."""

    standard_id: UUID
    meaning: Meaning
    period: StandardPeriod
    chosen: Sequence[Period]
    as_of: date


class About(NamedTuple):
    """Whom an answer is about, as it names them, and whose measurements it takes."""

    named: Sequence[Mapping[str, Any]]
    kind: TargetSubject
    whose: Whose
    units: Sequence[UUID]
    next_cursor: str | None = None

    @property
    def people(self) -> list[UUID]:
        return [UUID(one["id"]) for one in self.named] if self.kind is PERSON else []


async def attainment(work: Reading, id: UUID, query: schemas.AttainmentQuery) -> Document[schemas.Attainment]:
    standard = orjson.loads((await standards.show(work, id)).body)
    question = _question(work, id, Meaning.stored(standard), query)
    about = await _about(work, question, query)
    body = {
        "standard": {name: standard[name] for name in schemas.MeasuredStandard.model_fields},
        "period": question.period,
        "as_of": question.as_of,
        "items": await _items(work, question, about),
        "next_cursor": about.next_cursor,
    }
    return Document(orjson.dumps(body, default=str))


def _question(work: Reading, id: UUID, meaning: Meaning, query: schemas.AttainmentQuery) -> Question:
    period, as_of = query.period or meaning.period, min(query.as_of or work.today, work.today)
    check_length(period, meaning.period)
    chosen = asked(period, query.from_, query.to or as_of, query.limit if query.group_by else 1)
    return Question(id, meaning, period, chosen, as_of)


async def _about(work: Reading, question: Question, query: schemas.AttainmentQuery) -> About:
    """Hidden and absent are the same 404; of a unit, whoever asks sees at least that it is there."""
    subject = one_subject("?", person_id=query.person_id, org_unit_id=query.org_unit_id)
    if subject.kind is PERSON:
        if query.group_by:
            raise OneSubject(errors=[FieldError("?group_by", "not_a_unit", "needs org_unit_id")])
        return About([orjson.loads((await seen_people.show(work, subject.id)).body)], PERSON, Whose.PEOPLE, [])
    unit = await work.row(UNIT, id=subject.id)
    if unit is None:
        raise NotFound()
    units = await units_of(work, subject.id, question.as_of, include_subunits=query.include_subunits)
    if not query.group_by:
        return About([{name: str(value) for name, value in unit.items()}], ORG_UNIT, Whose.UNITS, units)
    asked_for = schemas.MembersQuery(limit=query.limit, cursor=query.cursor)
    page = await seen_people.page(work, asked_for, units=units, **_span(question))
    return About([orjson.loads(one) for one in page.items], PERSON, Whose.MEMBERS, units, page.next_cursor)


async def _items(work: Reading, question: Question, about: About) -> list[dict[str, Any]]:
    statement = sums(work.actor.scopes, about.whose)
    known_before = datetime.combine(question.as_of + timedelta(days=1), time(), UTC)
    given = {"period": question.period, "people": about.people, "units": about.units, "known_before": known_before}
    found = await measured(
        work, question.meaning, statement, standard_id=question.standard_id, **given, **_span(question)
    )
    known = await precedence(work, question.standard_id, about.people)

    def judge(subject: Subject, period: Period) -> dict[str, Any]:
        key = subject.id if about.kind is PERSON else None, period.starts_on
        day = target_day(period, found.get(key), question.as_of)
        return judged(question.meaning, period, found.get(key), applicable(subject, day, *known))

    return [
        {"person": None, "org_unit": None, about.kind: one}
        | {"periods": [judge(Subject(about.kind, UUID(one["id"])), period) for period in question.chosen]}
        for one in about.named
    ]


def _span(question: Question) -> dict[str, date]:
    return {"first": question.chosen[0].starts_on, "last": question.chosen[-1].ends_on}
