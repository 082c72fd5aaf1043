from uuid import UUID

from services.quality.processes import schemas
from services.quality.processes.models import Process
from services.quality.processes.queries import processes
from shared.answers import Document
from shared.work import Work


async def create(work: Work, data: schemas.ProcessCreate) -> Document[schemas.Process]:
    process = work.add(Process(**data.model_dump()))
    work.note("process.created", process)
    return await processes.show(work, process.id)


async def patch(work: Work, id: UUID, data: schemas.ProcessPatch) -> Document[schemas.Process]:
    process = await processes.load(work, id, "update")
    if work.change(process, data.model_dump()):
        work.note("process.updated", process)
    return await processes.show(work, id)
