from uuid import UUID

from services.quality.capas.service.capas import JUDGE
from services.quality.effectiveness import service
from services.quality.effectiveness.service import WindowOpen
from shared.jobs.declared import Jobs, Run
from shared.work import Work

jobs = Jobs()


@jobs.handles(JUDGE)
async def judge(work: Work, run: Run) -> None:
    """When the window ends; one that was extended meanwhile is judged at its new end."""
    try:
        await service.judge(work, UUID(run.payload["id"]))
    except WindowOpen:
        return
