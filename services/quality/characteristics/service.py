from uuid import UUID

from services.quality.characteristics import schemas
from services.quality.characteristics.models import Characteristic
from services.quality.characteristics.queries import characteristics
from services.quality.characteristics.rules import check_specification
from shared.answers import Document
from shared.work import Work


async def create(work: Work, data: schemas.CharacteristicCreate) -> Document[schemas.Characteristic]:
    characteristic = work.add(Characteristic(**data.model_dump()))
    _check(characteristic)
    work.note("characteristic.created", characteristic)
    return await characteristics.show(work, characteristic.id)


async def patch(work: Work, id: UUID, data: schemas.CharacteristicPatch) -> Document[schemas.Characteristic]:
    characteristic = await characteristics.load(work, id, "update")
    if work.change(characteristic, data.model_dump()):
        _check(characteristic)
        work.note("characteristic.updated", characteristic)
    return await characteristics.show(work, id)


def _check(one: Characteristic) -> None:
    check_specification(one.characteristic_class, one.lsl, one.usl, one.target)
