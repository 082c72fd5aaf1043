"""Cycles, reviews and assignments, walked whole: every action from every state by everybody, against the table."""

from itertools import product

import pytest

from services.performance.review_cycles.rules.cycles import LIFECYCLE, ReviewCycleStatus
from services.performance.review_cycles.rules.reviews import ASSIGNMENTS, REVIEWS, AssignmentStatus, ReviewStatus
from tests.performance.reviews.conftest import ANSWERS, NOW

OPEN = ("pending", "in_progress")
UNRELEASED = ("collecting", "evaluated", "calibrating", "ready")
BEFORE_THE_END = ("draft", "scheduled", "launching", "running")

CYCLES = {
    # action: {from: to}, 4.3.4 of the specification
    "schedule": {"draft": "scheduled"},
    "unschedule": {"scheduled": "draft"},
    "calibrate": {"running": "calibration"},
    "release": {"running": "releasing", "calibration": "releasing"},
    "resume": {"calibration": "running", "releasing": "running"},
    "recalibrate": {"releasing": "calibration"},
    "close": {"releasing": "closed"},
    "archive": {"closed": "archived"},
    "cancel": dict.fromkeys(BEFORE_THE_END, "cancelled"),
}
OF_ASSIGNMENTS = {
    # action: ({from: to}, by whom), 4.3.5
    "approve": ({"nominated": "pending"}, {"manager", "hr"}),
    "reject": ({"nominated": "rejected"}, {"manager", "hr"}),
    "submit": (dict.fromkeys(OPEN, "submitted"), {"peer"}),
    "reopen": ({"submitted": "in_progress"}, {"hr"}),
    "decline": (dict.fromkeys(OPEN, "declined"), {"peer"}),
    "waive": (dict.fromkeys(("nominated", *OPEN, "expired"), "waived"), {"hr"}),
    "reassign": (dict.fromkeys(OPEN, "reassigned"), {"hr"}),
    "reinstate": (dict.fromkeys(("expired", "waived", "declined"), "in_progress"), {"hr"}),
}
OF_REVIEWS = {
    # 4.3.6, until release
    "exclude": dict.fromkeys((*UNRELEASED, "on_hold"), "excluded"),
    "reinstate": {"excluded": "collecting"},
    "hold": dict.fromkeys(UNRELEASED, "on_hold"),
    "continue": {"on_hold": "collecting"},
}
ACTORS = ("peer", "manager", "subject", "hr", "report")
NOT_YET = ("nominated", "rejected")


def transitions(workflow):
    return {action for action, step in workflow.steps.items() if step.target is not None}


def test_the_tables_here_name_every_transition():
    assert transitions(LIFECYCLE) - {"launch"} == set(CYCLES)
    assert transitions(ASSIGNMENTS) == set(OF_ASSIGNMENTS)
    assert transitions(REVIEWS) == set(OF_REVIEWS)


@pytest.fixture
def standing(sql):
    """`await standing("reviews", id, "collecting")`: there, whatever it was."""

    async def placed(table, id, status):
        await sql.execute(f"UPDATE performance.{table} SET status = $2 WHERE id = $1", id, status)

    return placed


async def take(who, path, action, **said):
    answer = await who.post(f"{path}/transitions", json={"action": action, "reason": "So it is."} | said, headers=NOW)
    return answer.json()["status"] if answer.status_code == 200 else answer.status_code


async def test_every_action_of_a_cycle_from_every_state(client, make, standing):
    await make.person()
    phases = [{"kind": "self_review", "opens_on": "2026-11-15", "due_on": "2099-12-15"}]
    body = {"name": "Year", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "roles": ["self"], "phases": phases}
    cycle = await make.post("/v1/review-cycles", body)
    keeper = client(None, "review_cycles:read", "review_cycles:write")
    reader = client(None, "review_cycles:read")
    came: dict[tuple[str, ...], str | int] = {}
    foretold: dict[tuple[str, ...], str | int] = {}
    for state, action in product(ReviewCycleStatus, CYCLES):
        await standing("review_cycles", cycle.id, state)
        assert await take(reader, cycle.path, action) == 403
        came[state, action] = await take(keeper, cycle.path, action)
        foretold[state, action] = CYCLES[action].get(state, 409)
    assert came == foretold


def of_assignment(state, action, actor):
    """Peers see what they are asked, the line only nominations, HR all."""
    seen_by = {"hr"} | ({"subject", "manager"} if state in NOT_YET else set())
    seen_by |= {"peer"} if state not in (*NOT_YET, "reassigned") else set()
    to, by = OF_ASSIGNMENTS[action]
    if actor not in seen_by:
        return 404
    return 403 if actor not in by else to.get(state, 409)


async def test_every_action_of_an_assignment_from_every_state_by_everybody(world, nominated, standing, sql):
    await nominated("peer")
    await world.answer("peer", "peer", ANSWERS)
    id, other = world.assignments["peer"], str(world.people["stranger"].id)
    came: dict[tuple[str, ...], str | int] = {}
    foretold: dict[tuple[str, ...], str | int] = {}
    for state, action, actor in product(AssignmentStatus, OF_ASSIGNMENTS, ACTORS):
        await standing("review_assignments", id, state)
        said = {"reviewer_id": other} if action == "reassign" else {}
        came[state, action, actor] = await take(world.who[actor], f"/v1/review-assignments/{id}", action, **said)
        foretold[state, action, actor] = of_assignment(state, action, actor)
        await sql.execute("DELETE FROM performance.review_assignments WHERE reviewer_id = $1 AND role = 'peer'", other)
    assert came == foretold


async def test_every_action_of_a_review_from_every_state_by_everybody(world, standing):
    came: dict[tuple[str, ...], str | int] = {}
    foretold: dict[tuple[str, ...], str | int] = {}
    for state, action, actor in product(ReviewStatus, OF_REVIEWS, ("hr", "manager", "subject", "stranger")):
        await standing("reviews", world.review, state)
        came[state, action, actor] = await take(world.who[actor], f"/v1/reviews/{world.review}", action)
        of_hr = OF_REVIEWS[action].get(state, 409)
        foretold[state, action, actor] = {"hr": of_hr, "stranger": 404}.get(actor, 403)
    assert came == foretold
