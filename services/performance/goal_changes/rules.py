"""What can be asked for, and how a request is decided. Pure."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from shared.problems import Conflict, FieldError, Invalid
from shared.workflow import Guard, Right, Step, Workflow


class ChangeKind(StrEnum):
    """Add, edit or drop a key result or milestone, edit the goal, weigh key results anew."""

    ADD = "add"
    EDIT = "edit"
    DROP = "drop"
    REWEIGHT = "reweight"


class ChangeStatus(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ChangeIncomplete(Invalid):
    """Each kind of change says just what it needs."""


class GoalChanged(Conflict):
    """What the request would change has changed since: withdraw it and ask again."""


DECIDER = Right("not_approver", "The owner's lead, their deputy or HR decides this, never who asked.", "/requested_by")
ASKER = Right("not_asker", "Who asked may withdraw.", "/requested_by")

GOAL_ACTIVE = Guard("goal_ended", "The goal is no longer active: reject or withdraw the request.", "/goal_id")

LIFECYCLE = Workflow(
    {
        "approve": Step({ChangeStatus.PENDING}, ChangeStatus.APPROVED, (DECIDER, GOAL_ACTIVE)),
        "reject": Step({ChangeStatus.PENDING}, ChangeStatus.REJECTED, (DECIDER,), needs_reason=True),
        "withdraw": Step({ChangeStatus.PENDING}, ChangeStatus.WITHDRAWN, (ASKER,)),
    }
)

NEEDS = {
    ChangeKind.ADD: [{"added_key_result"}, {"key_result_id", "added_milestone"}],
    ChangeKind.EDIT: [
        {"goal"},
        {"key_result_id", "key_result"},
        {"key_result_id", "milestone_id", "milestone"},
    ],
    ChangeKind.DROP: [{"key_result_id"}, {"key_result_id", "milestone_id"}],
    ChangeKind.REWEIGHT: [{"weights"}],
}
"""What a change of a kind says, in one of these ways."""


def check_complete(kind: ChangeKind, given: Mapping[str, Any]) -> None:
    """`given` are the parts of a request; it is held against the way of its kind that it comes nearest to."""
    said = {name for name, value in given.items() if value}
    needs = max(NEEDS[kind], key=lambda way: len(way & said))
    errors = [FieldError(f"/{name}", "missing", f"a change of kind {kind} needs it") for name in sorted(needs - said)]
    errors += [
        FieldError(f"/{name}", "not_of_kind", f"a change of kind {kind} has none") for name in sorted(said - needs)
    ]
    errors += _weighed_twice(given.get("weights") or ())
    if errors:
        raise ChangeIncomplete(errors=errors)


def _weighed_twice(weights: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    """Who approves would see two weights of one key result, and not which of them counts."""
    ids = [one["key_result_id"] for one in weights]
    twice = [place for place, id in enumerate(ids) if id in ids[:place]]
    return [FieldError(f"/weights/{place}/key_result_id", "named_twice", "has a weight already") for place in twice]
