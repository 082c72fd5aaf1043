from uuid import UUID

from services.performance.absences.rules import JUDGE_THOSE_OF
from services.performance.goal_policies.rules import JUDGE_ANEW
from services.performance.goals.service.progress import judge_anew, judge_those_of
from shared.jobs.declared import Jobs, Run
from shared.work import Work

jobs = Jobs()
NOBODY = UUID(int=0)


@jobs.handles(JUDGE_ANEW)
async def judge_goals_anew(work: Work, run: Run) -> None:
    """Some goals at a time, each time leaving the rest to the next, so that no command waits for long."""
    after = await judge_anew(work, UUID(run.payload.get("after", str(NOBODY))))
    if after is not None:
        work.enqueue(JUDGE_ANEW, {"after": str(after)})


@jobs.handles(JUDGE_THOSE_OF)
async def judge_goals_of_person(work: Work, run: Run) -> None:
    await judge_those_of(work, UUID(run.payload["person_id"]))
