from services.performance.dashboards.queries.attainment import KEEP
from shared.jobs.declared import Jobs, Run
from shared.work import Work

jobs = Jobs()


@jobs.scheduled("dashboards.keep_attainment", "20 * * * *")
async def keep_attainment(work: Work, _run: Run) -> None:
    """Of the whole organisation: its last periods are over, so that little changes within the hour."""
    await work.rows(KEEP)
