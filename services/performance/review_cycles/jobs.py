from uuid import UUID

from services.performance.review_cycles.queries.assignments import CLOSE
from services.performance.review_cycles.rules.cycles import LAUNCH
from services.performance.review_cycles.service import launching
from shared.jobs.declared import Jobs, Run
from shared.work import Work

jobs = Jobs()


@jobs.handles(LAUNCH)
async def launch(work: Work, run: Run) -> str:
    return await launching.carry_out(work, UUID(run.payload["cycle_id"]), run.progress)


@jobs.scheduled("reviews.close_assignments", "*/15 * * * *")
async def close_assignments(work: Work, _run: Run) -> None:
    """A day ends at another time in each zone, and zones differ by quarters of an hour."""
    await work.rows(CLOSE)
