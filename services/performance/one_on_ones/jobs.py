from services.performance.one_on_ones import service
from shared.jobs.declared import Jobs, Run
from shared.work import Work

jobs = Jobs()


@jobs.scheduled("one_on_ones.miss", "15 0 * * *")
async def miss(work: Work, _run: Run) -> None:
    await service.miss(work)
