from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from services.performance.goal_policies.queries import policy
from services.performance.goals.queries import checks
from services.performance.goals.rules.limits import check_weight
from shared.work import Work


@dataclass(frozen=True, slots=True)
class Weights:
    """What the open goals of some people weigh together, by person and cycle."""

    limit: Decimal | None
    taken: defaultdict[tuple[UUID, UUID | None], Decimal]

    def add(self, owner_id: UUID | None, goal_cycle_id: UUID | None, more: Decimal) -> None:
        """Refused where it would pass the limit; what makes lighter never is."""
        if self.limit is None or owner_id is None:
            return
        if more > 0:
            check_weight(self.taken[owner_id, goal_cycle_id], more, self.limit)
        self.taken[owner_id, goal_cycle_id] += more


async def weigh(work: Work, owner_ids: Iterable[UUID | None]) -> Weights:
    """Their weights are a rule over several rows, so these people stand still until the end."""
    weights = Weights(None, defaultdict(Decimal))
    owners = sorted({owner_id for owner_id in owner_ids if owner_id is not None})
    limit = (await policy(work)).weight_limit if owners else None
    if limit is None:
        return weights
    await work.rows(checks.HOLD_OWNERS, owner_ids=owners)
    for row in await work.rows(checks.OPEN_WEIGHTS, owner_ids=owners):
        weights.taken[row["owner_id"], row["goal_cycle_id"]] = row["weight"]
    return Weights(limit, weights.taken)
