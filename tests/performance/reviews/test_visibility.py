"""Who sees what, by enumeration: every kind of viewer with every kind of assignment, and all ways to look agree."""

import pytest

from tests.performance.reviews.conftest import MINE

VIEWERS = ("subject", "manager", "top", "partner", "dotted", "report", "peer", "stranger", "hr", "former")
WRITERS = {
    "self": "subject", "manager": "manager", "second_manager": "top", "direct_report": "report",
    "dotted_line": "dotted", "peer": "peer",
}  # fmt: skip
ABOVE = {"manager", "top", "partner", "hr"}
SEES_REVIEW = {*VIEWERS} - {"stranger", "former"}
SEES_SCORE = ABOVE
SEES_ASSIGNMENT = {
    role: {writer, "hr"} | (ABOVE if role in {"self", "manager", "second_manager", "dotted_line"} else set())
    for role, writer in WRITERS.items()
}
"""Before the release; answers are read by the same once they are submitted, and by the writer alone before."""


@pytest.fixture
async def peopled(world, client, make, nominated):
    """All roles are asked; `former` once led the subject and has nothing of this cycle."""
    await nominated("peer")
    world.people["former"] = await make.person()
    world.who["former"] = client(world.people["former"], *MINE)
    return world


async def listed(world, name):
    """What a viewer's list shows, by id, and that each is shown alone as it stands there."""
    items = (await world.who[name].get("/v1/review-assignments", params={"limit": 200})).json()["items"]
    for one in items:
        alone = (await world.who[name].get(f"/v1/review-assignments/{one['id']}")).json()
        assert alone == one
    return {one["id"]: one for one in items}


async def seen(world):
    """Of each role in the review: who sees the assignment, and who the answers."""
    assignments: dict[str, set[str]] = {role: set() for role in WRITERS}
    answers: dict[str, set[str]] = {role: set() for role in WRITERS}
    for name in VIEWERS:
        shown = await listed(world, name)
        for role in WRITERS:
            id = world.assignments[role]
            alone = await world.who[name].get(f"/v1/review-assignments/{id}")
            assert (alone.status_code == 200) == (id in shown)
            if id in shown:
                assignments[role].add(name)
                assert shown[id]["answers_shown"] or not shown[id]["answers"]
            if id in shown and shown[id]["answers"]:
                answers[role].add(name)
    return assignments, answers


async def test_drafts_are_their_writers_and_what_is_submitted_is_read_by_the_line(peopled):
    for role, writer in WRITERS.items():
        await peopled.answer(writer, role)
    assignments, answers = await seen(peopled)
    assert assignments == SEES_ASSIGNMENT
    assert answers == {role: {writer} for role, writer in WRITERS.items()}
    for role, writer in WRITERS.items():
        assert (await peopled.take(writer, role, "submit")).status_code == 200
    assignments, answers = await seen(peopled)
    assert (assignments, answers) == (SEES_ASSIGNMENT, SEES_ASSIGNMENT)


async def test_reviews_and_scores_are_seen_by_whom_they_concern(peopled):
    await peopled.written("manager", "manager")
    reviews, scores = set(), set()
    for name in VIEWERS:
        answer = await peopled.who[name].get(f"/v1/reviews/{peopled.review}")
        items = (await peopled.who[name].get("/v1/reviews", params={"limit": 200})).json()["items"]
        assert (answer.status_code == 200) == (peopled.review in {one["id"] for one in items})
        explained = await peopled.who[name].get(f"/v1/reviews/{peopled.review}/score/explanation")
        if answer.status_code == 200:
            reviews.add(name)
            assert (answer.json()["score"] is not None) == (explained.status_code == 200)
        if explained.status_code == 200:
            scores.add(name)
    assert (reviews, scores) == (SEES_REVIEW, SEES_SCORE)


async def test_released_the_subject_reads_what_managers_wrote_and_of_others_nothing(peopled, sql):
    for role, writer in WRITERS.items():
        await peopled.written(writer, role)
    await sql.execute("UPDATE performance.reviews SET status = 'released' WHERE id = $1", peopled.review)
    mine = await listed(peopled, "subject")
    own = {role for role, id in peopled.assignments.items() if id in mine and mine[id]["answers"]}
    assert own == {"self", "manager", "second_manager"}
    assert (await peopled.shown("subject"))["score"]["level"] == 4


async def test_who_led_before_keeps_what_they_wrote_and_no_more(peopled, make):
    await peopled.written("manager", "manager")
    await peopled.written("subject", "self")
    here = {"manager_id": str(peopled.people["former"].id), "effective_from": "2026-11-20"}
    await make.assignment(peopled.people["subject"], **here)
    old, new = await listed(peopled, "manager"), await listed(peopled, "former")
    assert peopled.assignments["manager"] in old
    assert peopled.assignments["self"] not in old
    assert {peopled.assignments["manager"], peopled.assignments["self"]} <= set(new)


async def test_who_has_left_sees_nothing(peopled, make):
    await peopled.written("manager", "manager")
    leaving = f"/v1/people/{peopled.people['manager'].id}/transitions"
    everything = make.client(None, *make.scopes)
    body = {"action": "terminate", "on": "2026-11-20", "reason": "Left."}
    gone = await everything.post(leaving, json=body, headers={"If-Match": "*"})
    assert gone.status_code == 200, gone.text
    assert await listed(peopled, "manager") == {}
    assert (await peopled.who["manager"].get(f"/v1/reviews/{peopled.review}")).status_code == 404
