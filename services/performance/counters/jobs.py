from services.performance.counters.queries import FOLD
from shared.jobs.declared import Jobs, Run
from shared.work import Work

jobs = Jobs()
COUNTERS = "counters"


@jobs.scheduled("counters.fold", "*/5 * * * *")
async def fold(work: Work, _run: Run) -> None:
    """Reads are right without it: they add what has changed since, of which it keeps them from having much to add."""
    await work.hold(COUNTERS)
    await work.rows(FOLD)
