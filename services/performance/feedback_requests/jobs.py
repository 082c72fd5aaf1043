from services.performance.feedback_requests import service
from shared.jobs.declared import Jobs, Run
from shared.work import Work

jobs = Jobs()


@jobs.scheduled("feedback_requests.expire", "10 0 * * *")
async def expire(work: Work, _run: Run) -> None:
    await service.expire(work)
