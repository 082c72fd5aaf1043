from datetime import datetime
from uuid import UUID

from services.quality.characteristics import rules, schemas
from services.quality.characteristics.models import Characteristic, SpecificationRevision, default_chart
from services.quality.characteristics.queries import UNLIMITED, characteristics, specifications
from services.quality.characteristics.rules import ALWAYS
from services.quality.spc.rules.advice import foresee
from services.quality.spc.rules.data_kinds import VARIABLE
from shared.answers import Document, Page
from shared.work import Reading, Work

SPECIFICATION = {"lsl", "usl", "target", "nominal"}


async def show(work: Reading, id: UUID, as_of: datetime | None = None) -> Document[schemas.Characteristic]:
    return await characteristics.show(work, id, specified_at=as_of)


async def page(work: Reading, query: schemas.CharacteristicQuery) -> Page[schemas.Characteristic]:
    return await characteristics.page(work, query, specified_at=query.as_of)


async def create(work: Work, data: schemas.CharacteristicCreate) -> Document[schemas.Characteristic]:
    size = data.subgroup_size or (5 if data.data_kind is VARIABLE else 1)
    rules.check_kind(data.data_kind, data.unit, size)
    limited = rules.needs_limit(data.data_kind, data.characteristic_class)
    rules.check_specification(data.lsl, data.usl, data.target, limited=limited)
    wanted = data.model_dump(exclude=SPECIFICATION) | {"subgroup_size": size}
    characteristic = work.add(Characteristic(**wanted))
    said = data.model_dump(include=SPECIFICATION)
    first = SpecificationRevision(characteristic_id=characteristic.id, valid_from=ALWAYS, **said)
    first.specified_by = work.actor.id
    work.add(first)
    work.add(default_chart(characteristic, foresee(data.data_kind, size)))
    work.note("characteristic.created", characteristic)
    return await show(work, characteristic.id)


async def patch(work: Work, id: UUID, data: schemas.CharacteristicPatch) -> Document[schemas.Characteristic]:
    characteristic = await characteristics.load(work, id, "update")
    if work.change(characteristic, data.model_dump()):
        rules.check_kind(characteristic.data_kind, characteristic.unit, characteristic.subgroup_size)
        if rules.needs_limit(characteristic.data_kind, characteristic.characteristic_class):
            rules.check_importance(unlimited=await work.value(UNLIMITED, characteristic_id=id))
        work.note("characteristic.updated", characteristic)
    return await show(work, id)


async def specify(work: Work, id: UUID, data: schemas.SpecificationCreate) -> Document[schemas.Specification]:
    """A revision beside the others: whatever was measured keeps the one it was judged by."""
    characteristic = await characteristics.load(work, id, "specify")
    limited = rules.needs_limit(characteristic.data_kind, characteristic.characteristic_class)
    rules.check_specification(data.lsl, data.usl, data.target, limited=limited)
    wanted = data.model_dump() | {"valid_from": data.valid_from or work.now}
    revision = work.add(SpecificationRevision(characteristic_id=id, specified_by=work.actor.id, **wanted))
    work.touch(characteristic)
    work.note("characteristic.specified", characteristic, specification_id=revision.id)
    return await show_specification(work, id, revision.id)


async def show_specification(work: Reading, id: UUID, specification_id: UUID) -> Document[schemas.Specification]:
    return await specifications.show(work, specification_id, characteristic_id=id)


async def list_specifications(
    work: Reading, id: UUID, query: schemas.SpecificationQuery
) -> Page[schemas.Specification]:
    found = await specifications.page(work, query, characteristic_id=id)
    if not found.items:
        await show(work, id)  # Every characteristic has one, so this page is empty or there is no such characteristic.
    return found
