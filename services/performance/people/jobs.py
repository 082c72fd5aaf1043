from services.performance.people.service import employment
from shared.jobs.declared import Jobs, Run
from shared.work import Work

jobs = Jobs()


@jobs.scheduled("people.turn", "0 0 * * *")
async def turn(work: Work, _run: Run) -> None:
    """At midnight, whether anything was dated for the day or not: a day that was missed is made up for."""
    await employment.turn(work)
