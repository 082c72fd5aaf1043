from services.quality.capas.service import clocks
from shared.jobs.declared import Jobs, Run
from shared.work import Work

jobs = Jobs()


@jobs.scheduled("capas.escalate", "*/5 * * * *")
async def escalate(work: Work, _run: Run) -> None:
    """What was missed is made up for."""
    await clocks.escalate(work)
