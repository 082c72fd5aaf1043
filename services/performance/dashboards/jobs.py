from uuid import UUID

from services.performance.dashboards import rules
from services.performance.dashboards.models import EVERYBODY
from services.performance.dashboards.queries.kept_attainment import FORGET, KEEP, KEEP_OF_LINE, LARGE_LINES
from shared.jobs.declared import Jobs, Run
from shared.work import Work

jobs = Jobs()
KEEP_ONE = "dashboards.keep_attainment_of_line"


@jobs.scheduled("dashboards.keep_attainment", "20 * * * *")
async def keep_attainment(work: Work, _run: Run) -> None:
    """Of the organisation and its large lines: their last periods are over, so that little changes within the hour."""
    await work.rows(KEEP)
    leads = [row["id"] for row in await work.rows(LARGE_LINES, many=rules.MANY_LED)]
    await work.rows(FORGET, leads=[EVERYBODY, *leads])
    for lead in leads:
        work.enqueue(KEEP_ONE, {"lead_id": str(lead)})


@jobs.handles(KEEP_ONE)
async def keep_attainment_of_line(work: Work, run: Run) -> None:
    await work.rows(KEEP_OF_LINE, manager_id=UUID(run.payload["lead_id"]))
