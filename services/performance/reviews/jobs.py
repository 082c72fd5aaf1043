from services.performance.reviews.service import managers
from shared.jobs.declared import Jobs, Run
from shared.work import Work

jobs = Jobs()


@jobs.scheduled("reviews.follow_people", "20 0 * * *")
async def follow_people(work: Work, _run: Run) -> None:
    """After the turn of the day, when whoever left yesterday is known to have left."""
    await managers.follow(work)
