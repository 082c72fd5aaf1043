from dataclasses import asdict

from services.performance.goal_policies import rules, schemas
from services.performance.goal_policies.models import GoalPolicy
from services.performance.goal_policies.queries import CURRENT, goal_policies, policy
from shared.answers import Document
from shared.work import Reading, Work


async def current(work: Reading) -> Document[schemas.GoalPolicy]:
    stated = await work.row(CURRENT)
    if stated is not None:
        return await goal_policies.show(work, stated["id"])
    default = schemas.GoalPolicy(id=None, comment="", created_at=None, version=0, **asdict(rules.DEFAULT))
    return Document(default.model_dump_json().encode())


async def publish(work: Work, data: schemas.GoalPolicyCreate) -> Document[schemas.GoalPolicy]:
    """One publication after the other, so that numbers have no gaps."""
    rules.check_thresholds(data.at_risk_gap, data.off_track_gap)
    await work.hold("goal policy")
    stated = work.add(GoalPolicy(number=(await policy(work)).number + 1, **data.model_dump()))
    work.enqueue(rules.JUDGE_ANEW, {})
    work.note("goal_policy.published", stated, number=stated.number)
    return await goal_policies.show(work, stated.id)
