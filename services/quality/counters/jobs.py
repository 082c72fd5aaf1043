from services.quality.counters.queries import FOLD
from services.quality.counters.rules import FOLD_COUNTS
from shared.jobs.declared import Jobs, Run
from shared.work import Work

jobs = Jobs()
COUNTERS = "counters"


@jobs.scheduled(FOLD_COUNTS, "* * * * *")
async def fold(work: Work, _run: Run) -> None:
    """Reads are right without it: they count anew what was touched since, and it keeps that from being much."""
    await work.hold(COUNTERS)
    await work.rows(FOLD)
