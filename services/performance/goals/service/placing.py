"""What holds when a goal is let contribute holds also after one of the two has changed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.performance.goal_policies.queries import policy
from services.performance.goals.queries.placing import ENDS, PLACES
from services.performance.goals.rules.limits import Owner, Place, check_place
from services.performance.goals.rules.states import OWNERS, GoalLevel
from shared.work import Work

PLACED = (*sorted(OWNERS), "starts_on", "due_on")
"""Fields that decide where a goal may contribute, in the order in which a refusal points at them."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where goals stand that are about to change, and those at the other end of their contributions."""

    any_year: bool
    links: Mapping[UUID, Sequence[tuple[UUID, UUID]]]
    """By either end: child and parent."""
    standing: dict[UUID, Place]

    def put(self, id: UUID, place: Place) -> None:
        if id in self.standing:
            self.standing[id] = place

    def check(self, id: UUID, fields: Collection[str]) -> None:
        """`fields` are those that change."""
        pointer = next((f"/{name}" for name in PLACED if name in fields), "/parent_goal_id")
        for child_id, parent_id in self.links.get(id, ()):
            child, parent = self.standing[child_id], self.standing[parent_id]
            check_place(child, parent, any_year=self.any_year, pointer=pointer)


async def places(work: Work, wanted: Mapping[UUID, Place]) -> Places:
    """As if all that is wanted came about, so that goals may move together; what fails is put back."""
    links, standing = defaultdict[UUID, list[tuple[UUID, UUID]]](list), dict[UUID, Place]()
    if not wanted:
        return Places(True, links, standing)
    for row in await work.rows(PLACES, ids=list(wanted)):
        for end in ENDS:
            id = row[f"{end}_id"]
            links[id].append((row["child_id"], row["parent_id"]))
            standing[id] = wanted.get(id) or _place(row, end)
    return Places((await policy(work)).allow_out_of_range, links, standing)


def _place(row: Mapping[str, Any], end: str) -> Place:
    owner = Owner(row[f"{end}_owner_id"], row[f"{end}_owner_unit_id"], GoalLevel(row[f"{end}_level"]))
    return Place(owner, row[f"{end}_starts_on"], row[f"{end}_due_on"])
