from uuid import UUID

import orjson
from uuid_utils.compat import uuid7

from services.quality.characteristics.queries import characteristics
from services.quality.measurements import rules, schemas
from services.quality.measurements.queries import ADDITION, subgroups
from shared.answers import Page
from shared.work import Reading, Work


async def add(work: Work, characteristic_id: UUID, data: schemas.SubgroupsCreate) -> schemas.SubgroupsCreated:
    """All or none; however many there are, one statement and one event."""
    characteristic = await characteristics.load(work, characteristic_id, "measure")
    times = [subgroup.taken_at for subgroup in data.subgroups]
    rules.check_taken(times, work.now)
    rows = [{"id": uuid7(), **vars(one), **rules.describe(one.values)} for one in data.subgroups]
    await work.rows(ADDITION, characteristic_id=characteristic_id, subgroups=orjson.dumps(rows).decode())
    work.note("characteristic.measured", characteristic, subgroups=len(rows), first=min(times), last=max(times))
    return schemas.SubgroupsCreated(created=len(rows), ids=[row["id"] for row in rows])


async def page(work: Reading, characteristic_id: UUID, query: schemas.SubgroupQuery) -> Page[schemas.Subgroup]:
    found = await subgroups.page(work, query, characteristic_id=characteristic_id)
    if not found.items:
        await characteristics.show(work, characteristic_id)  # Nothing measured yet, or no such characteristic: 404.
    return found
