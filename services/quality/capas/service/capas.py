from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.quality.capas import schemas
from services.quality.capas.models import Capa, CapaMember, CapaSource
from services.quality.capas.queries.capas import SIGNED, capas
from services.quality.capas.rules import states
from services.quality.capas.rules.moving import check_due, check_source, effects
from services.quality.signatures.schemas import SignedTransition
from services.quality.signatures.service import sign
from services.quality.tables import NUMBERS
from shared.answers import Document
from shared.work import Work

JUDGE = "capas.judge"


async def create(work: Work, data: schemas.CapaCreate) -> Document[schemas.Capa]:
    said = data.model_dump(exclude={"sources", "team"})
    number = await NUMBERS.next(work, "CAPA")
    capa = work.add(Capa(**said, number=number, author_id=work.actor.id))
    await work.flush()
    _add_sources(work, capa, data.sources)
    _add_members(work, capa, data.team)
    work.note("capa.created", capa)
    return await capas.show(work, capa.id)


async def patch(work: Work, id: UUID, data: schemas.CapaPatch) -> Document[schemas.Capa]:
    capa = await capas.load(work, id, "update")
    said = data.model_dump()
    check_due(capa.status, capa.due_on, said.get("due_on", capa.due_on))
    if work.change(capa, said | _handed_on(capa, said)):
        work.note("capa.updated", capa)
    return await capas.show(work, id)


async def add_source(work: Work, id: UUID, data: schemas.CapaSourceCreate) -> Document[schemas.Capa]:
    capa = await capas.load(work, id, "add_source")
    _add_sources(work, capa, [data])
    work.touch(capa)
    work.note("capa.source_added", capa, source=data.model_dump(mode="json", exclude_none=True))
    return await capas.show(work, id)


async def staff(work: Work, id: UUID, data: schemas.CapaTeam) -> Document[schemas.Capa]:
    """The team as a whole."""
    capa = await capas.load(work, id, "staff")
    known = {one.person_id: one for one in await work.session.scalars(select(CapaMember).filter_by(capa_id=id))}
    gone = [person for person in known if person not in data.people]
    for person in gone:
        await work.session.delete(known[person])
    _add_members(work, capa, [person for person in data.people if person not in known])
    _remember(work, capa, gone)
    work.touch(capa)
    work.note("capa.staffed", capa, team=sorted(map(str, data.people)))
    return await capas.show(work, id)


async def waive_containment(work: Work, id: UUID, data: schemas.ContainmentWaiver) -> Document[schemas.Capa]:
    capa = await capas.load(work, id, "waive_containment")
    work.change(capa, {"containment_waiver": data.reason})
    work.note("capa.containment_waived", capa)
    return await capas.show(work, id)


async def transition(work: Work, id: UUID, data: SignedTransition) -> Document[schemas.Capa]:
    held = await capas.hold_one(work, id, version_required=True)
    capa = capas.move(work, held, data.action, data.reason, data.signature)
    work.change(capa, effects(data.action, data.reason, vars(capa), held.facts, work.now))
    if data.action in {"watch", "extend"}:
        work.enqueue(JUDGE, {"id": str(id)}, not_before=capa.window_to)
    work.note(f"capa.{data.action}", capa, reason=data.reason)
    if data.action in states.FAILED:
        work.note("capa.failed", capa, to="executive" if capa.iteration >= states.TO_EXECUTIVE else "quality_manager")
    await work.flush()
    if data.signature is not None:
        await sign(work, SIGNED, capa, data.signature)
    return await capas.show(work, id)


def _remember(work: Work, capa: Capa, people: Sequence[UUID]) -> None:
    """They no longer take part, and stay as little independent as if they did."""
    new = [person for person in people if person not in capa.past_people_ids]
    if new and capa.status is not states.DRAFT:
        work.change(capa, {"past_people_ids": [*capa.past_people_ids, *new]})


def _handed_on(capa: Capa, said: dict[str, Any]) -> dict[str, Any]:
    if capa.status is states.DRAFT or said.get("owner_id", capa.owner_id) in (capa.owner_id, None):
        return {}
    return {"past_owner_ids": [*dict.fromkeys([*capa.past_owner_ids, capa.owner_id])]}


def _add_sources(work: Work, capa: Capa, sources: Sequence[schemas.CapaSourceCreate]) -> None:
    for place, source in enumerate(sources):
        named: dict[str, Any] = source.model_dump()
        check_source(place, named)
        work.add(CapaSource(capa_id=capa.id, **named))


def _add_members(work: Work, capa: Capa, people: Sequence[UUID]) -> None:
    for person_id in dict.fromkeys(people):
        work.add(CapaMember(capa_id=capa.id, person_id=person_id))
