"""What is kept of a goal when it is graded."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from pydantic import TypeAdapter

from services.performance.goals.models import GoalClosing
from services.performance.goals.queries import facts
from services.performance.goals.rules.evaluation import Closing, ContributionFacts
from services.performance.goals.service.progress import figures_of, goals_of
from shared.work import Work

KEPT = TypeAdapter(Closing)


async def keep(work: Work, ids: Sequence[UUID]) -> None:
    """After the roll-up, of goals that were graded just now; read once however many they are."""
    if not ids:
        return
    found = await facts.FACTS_WHEN_GRADED.rows(work, ids=list(ids))
    contributions = defaultdict[UUID, list[ContributionFacts]](list)
    for row in found["contributions"]:
        said = {name: row[name] for name in ContributionFacts.__dataclass_fields__}
        contributions[row["parent_goal_id"]].append(ContributionFacts(**said))
    for id, goal in goals_of(found).items():
        closing = Closing(work.today, goal, contributions[id], figures_of(found))
        inputs, progress = KEPT.dump_python(closing, mode="json"), closing.evaluated().progress
        work.add(GoalClosing(goal_id=id, closed_on=work.today, progress=progress, inputs=inputs))
