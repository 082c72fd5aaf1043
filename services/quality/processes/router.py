from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.processes import schemas, service
from services.quality.processes.queries import processes
from shared.admission import allow
from shared.answers import Document, Page
from shared.database.refusals import AlreadyExists
from shared.http.errors import problems
from shared.http.routing import Router
from shared.work import Reading, Work

router = Router("/processes", "Processes")
Reader = Annotated[Reading, allow("processes:read")]
Writer = Annotated[Work, allow("processes:write")]


@router.get("")
async def list_processes(work: Reader, query: Annotated[schemas.ProcessQuery, Query()]) -> Page[schemas.Process]:
    """The processes of the organisation, by code."""
    return await processes.page(work, query)


@router.post("", status_code=201, responses=problems(AlreadyExists))
async def create_process(work: Writer, data: schemas.ProcessCreate) -> Document[schemas.Process]:
    """Add a process."""
    return await service.create(work, data)


@router.get("/{process_id}")
async def get_process(work: Reader, process_id: UUID) -> Document[schemas.Process]:
    """One process."""
    return await processes.show(work, process_id)


@router.patch("/{process_id}", responses=problems(AlreadyExists))
async def patch_process(work: Writer, process_id: UUID, data: schemas.ProcessPatch) -> Document[schemas.Process]:
    """Change what is known of a process; nothing is ever deleted."""
    return await service.patch(work, process_id, data)
