from datetime import date
from uuid import UUID

from services.performance.relationships import rules, schemas
from services.performance.relationships.models import Relationship
from services.performance.relationships.queries import OVERLAPPING, relationships
from shared.answers import Document
from shared.problems import FieldError
from shared.work import Work


async def create(work: Work, data: schemas.RelationshipCreate) -> Document[schemas.Relationship]:
    if data.related_id == data.person_id:
        raise rules.SelfRelated(errors=[FieldError("/related_id", rules.SelfRelated.code, "must be somebody else")])
    await _hold_those_of(work, data.person_id)
    relationship = Relationship(**data.model_dump() | {"valid_from": data.valid_from or work.today})
    await _check_days(work, work.add(relationship))
    work.note("relationship.created", relationship)
    return await relationships.show(work, relationship.id)


async def patch(work: Work, id: UUID, data: schemas.RelationshipPatch) -> Document[schemas.Relationship]:
    relationship = await relationships.load(work, id, "update")
    await _hold_those_of(work, relationship.person_id)
    if work.change(relationship, data.model_dump()):
        await _check_days(work, relationship)
        work.note("relationship.updated", relationship)
    return await relationships.show(work, id)


async def delete(work: Work, id: UUID) -> None:
    relationship = await relationships.load(work, id, "update")
    rules.check_deletable(relationship.valid_from, work.today)
    await work.session.delete(relationship)
    work.note("relationship.deleted", relationship, person_id=relationship.person_id)


async def _hold_those_of(work: Work, person_id: UUID) -> None:
    """One person's change one after the other, because that none overlap is a rule over several."""
    await work.hold(f"relationships of {person_id}")


async def _check_days(work: Work, one: Relationship) -> None:
    rules.check_days(one.valid_from, one.valid_to)
    named = {name: getattr(one, name) for name in ("id", "person_id", "related_id", "kind")}
    known = await work.value(OVERLAPPING, first=one.valid_from, last=one.valid_to or date.max, **named)
    if known is not None:
        wrong = FieldError("/valid_from", rules.RelationshipsOverlap.code, "another lasts on some of these days")
        raise rules.RelationshipsOverlap(errors=[wrong], relationship_id=known)
