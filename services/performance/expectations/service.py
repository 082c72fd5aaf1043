from datetime import date
from typing import Any
from uuid import UUID

import orjson

from services.performance.expectations import policy, rules, schemas
from services.performance.expectations.models import Expectation, ExpectationAcknowledgement
from services.performance.expectations.queries import (
    ACKNOWLEDGED_AT,
    PERSON_OF,
    acknowledgements,
    expectations,
    in_force_of_person,
)
from shared.answers import Document, Page
from shared.problems import NotFound
from shared.work import Reading, Work


async def create(work: Work, data: schemas.ExpectationCreate) -> Document[schemas.Expectation]:
    rules.check_subject(data.person_id, data.job_profile_id)
    await policy.ensure_may_set(work, data.person_id)
    expectation = work.add(Expectation(**data.model_dump()))
    expectation.effective_from = data.effective_from or work.today
    _check_days(work, expectation, begins=True)
    work.note("expectation.created", expectation)
    return await expectations.show(work, expectation.id)


async def patch(work: Work, id: UUID, data: schemas.ExpectationPatch) -> Document[schemas.Expectation]:
    """Its last day can be set while it is in force, all else only before."""
    wanted = data.model_dump()
    expectation = await expectations.load(work, id, "end" if wanted.keys() <= {"effective_to"} else "update")
    if work.change(expectation, wanted):
        _check_days(work, expectation, begins="effective_from" in wanted)
        work.note("expectation.updated", expectation)
    return await expectations.show(work, id)


async def expected_of_person(work: Reading, person_id: UUID, as_of: date) -> Document[schemas.ExpectationSet]:
    return Document(orjson.dumps(await _in_force(work, person_id, as_of)))


async def acknowledge(
    work: Work, person_id: UUID, data: schemas.ExpectationAcknowledgementCreate
) -> Document[schemas.ExpectationAcknowledgement]:
    """Of what is in force today, and only as it is now."""
    current = await _in_force(work, person_id, work.today)
    if work.actor.id != person_id:
        raise rules.NotYours()
    if data.set_hash != current["set_hash"]:
        raise rules.SetHasChanged(set_hash=current["set_hash"])
    if current["acknowledged_at"] is not None:
        raise rules.AlreadyAcknowledged(acknowledged_at=current["acknowledged_at"])
    entry = work.add(ExpectationAcknowledgement(person_id=person_id, set_hash=data.set_hash, acknowledged_at=work.now))
    work.note("expectations.acknowledged", entry, person_id=person_id, set_hash=data.set_hash)
    return await acknowledgements.show(work, entry.id)


async def list_acknowledgements(
    work: Reading, person_id: UUID, query: schemas.ExpectationAcknowledgementQuery
) -> Page[schemas.ExpectationAcknowledgement]:
    found = await acknowledgements.page(work, query, person_id=person_id)
    if not found.items:  # nothing acknowledged yet, or nobody to see
        await _in_force(work, person_id, work.today)
    return found


async def show_acknowledgement(
    work: Reading, person_id: UUID, id: UUID
) -> Document[schemas.ExpectationAcknowledgement]:
    if await work.value(PERSON_OF, id=id) != person_id:
        raise NotFound()
    return await acknowledgements.show(work, id)


async def _in_force(work: Reading, person_id: UUID, as_of: date) -> dict[str, Any]:
    """The set as it is shown, with its hash and when the person acknowledged exactly that."""
    found = await work.value(in_force_of_person(work.actor.scopes), person_id=person_id, as_of=as_of)
    if found is None:
        raise NotFound()
    shown: dict[str, Any] = orjson.loads(found)
    shown["set_hash"] = rules.set_hash(shown["items"])
    acknowledged_at = await work.value(ACKNOWLEDGED_AT, person_id=person_id, set_hash=shown["set_hash"])
    return shown | {"acknowledged_at": acknowledged_at}


def _check_days(work: Work, expectation: Expectation, *, begins: bool) -> None:
    if begins:
        may_backdate = work.actor.has("expectations:write:all")
        rules.check_beginning(expectation.effective_from, work.today, may_backdate=may_backdate)
    rules.check_end(expectation.effective_from, expectation.effective_to, work.today)
