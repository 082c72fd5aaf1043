from uuid import UUID

from services.performance.people_files.service import later
from shared.jobs.declared import Jobs, Run
from shared.work import Work

jobs = Jobs()


@jobs.handles(later.IMPORT)
async def import_people(work: Work, run: Run) -> str:
    return await later.carry_out(work, UUID(run.payload["id"]), run.progress)


@jobs.scheduled("people.forget_imports", "20 3 * * *")
async def forget_imports(work: Work, _run: Run) -> None:
    await later.forget(work)
