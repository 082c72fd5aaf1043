"""Writing a review: item by item, submitted whole, opened again with what was submitted kept."""

import asyncio

import pytest

from tests.performance.reviews.conftest import ANSWERS, NOW


async def test_who_is_asked_follows_from_the_lines(world):
    assert set(world.assignments) == {"self", "manager", "second_manager", "direct_report", "dotted_line"}
    assert (await world.shown())["status"] == "collecting"


async def test_a_draft_is_saved_item_by_item_and_submitted_whole(world):
    first = await world.answer("manager", "manager", {"quality": 4})
    assert (first.json()["status"], len(first.json()["answers"])) == ("in_progress", 1)
    early = await world.take("manager", "manager", "submit")
    assert (early.status_code, early.json()["code"]) == (409, "not_complete")
    missing = {error["pointer"] for error in early.json()["errors"]}
    assert missing == {"/answers/delivery", "/answers/cooperation", "/answers/learning"}
    done = await world.written("manager", "manager", {"delivery": 3, "cooperation": 4, "learning": 3})
    assert (done.json()["status"], len(done.json()["content_hash"])) == ("submitted", 64)


async def test_the_ends_of_the_scale_are_explained(world):
    await world.answer("manager", "manager", ANSWERS | {"quality": 5})
    refused = await world.take("manager", "manager", "submit")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/answers/quality/comment"]


async def test_two_windows_lose_no_edit(world):
    path = f"/v1/review-assignments/{world.assignments['self']}/answers"
    writes = [{"item": item, "level": 3} for item in ANSWERS]
    answers = await asyncio.gather(*(world.who["subject"].put(path, json=body) for body in writes))
    assert {answer.status_code for answer in answers} == {200}
    seen = (await world.who["subject"].get(path.removesuffix("/answers"))).json()["answers"]
    assert {one["item"] for one in seen} == set(ANSWERS)
    late = await world.who["subject"].put(path, json={"item": "quality", "level": 1, "known_version": 0})
    assert (late.status_code, late.json()["code"], late.json()["current"]) == (412, "answer_changed", 1)
    known = await world.who["subject"].put(path, json={"item": "quality", "level": 1, "known_version": 1})
    assert known.status_code == 200


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"item": "nothing", "level": 3}, "/item"),
        ({"item": "quality", "level": 6}, "/level"),
        ({"item": "quality", "answer_text": "Good"}, "/answer_text"),
        ({"item": "quality", "level": 3, "not_applicable": True}, "/level"),
        ({"item": "keep", "not_applicable": True, "answer_text": "x"}, "/answer_text"),
        ({"item": "quality", "level": 3, "target_id": "0190163d-8694-739b-aea5-966c26f8ad91"}, "/item"),
    ],
)
async def test_what_is_no_answer_is_refused(world, body, pointer):
    path = f"/v1/review-assignments/{world.assignments['manager']}/answers"
    refused = await world.who["manager"].put(path, json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_reopened_it_is_written_again_and_what_was_submitted_is_kept(world, sql):
    await world.written("manager", "manager")
    assert (await world.shown())["status"] == "evaluated"
    assert (await world.take("manager", "manager", "reopen", reason="Why not")).status_code == 403
    assert (await world.take("hr", "manager", "reopen")).json()["code"] == "reason_required"
    assert (await world.take("hr", "manager", "reopen", reason="A typo.")).json()["status"] == "in_progress"
    assert (await world.shown())["status"] == "collecting"
    await world.answer("manager", "manager", {"quality": 3}, known_version=1)
    assert (await world.take("manager", "manager", "submit")).status_code == 200
    kept = await sql.fetch(
        "SELECT number FROM performance.review_submissions WHERE assignment_id = $1 ORDER BY number",
        world.assignments["manager"],
    )
    assert [row["number"] for row in kept] == [1, 2]


async def test_of_two_who_submit_and_reopen_at_once_one_state_remains(world, sql):
    """Two hundred pairs that race: each ends in a state that the table knows, and nothing submitted is lost."""
    await world.answer("manager", "manager")
    taken = 0
    for _ in range(200):
        answers = await asyncio.gather(
            world.take("manager", "manager", "submit"), world.take("hr", "manager", "reopen", reason="Again.")
        )
        assert {answer.status_code for answer in answers} <= {200, 409}
        taken += answers[0].status_code == 200
        state = (await world.who["hr"].get(f"/v1/review-assignments/{world.assignments['manager']}")).json()["status"]
        review = (await world.shown())["status"]
        assert (state, review) in {("submitted", "evaluated"), ("in_progress", "collecting")}
        if state == "submitted":
            await world.take("hr", "manager", "reopen", reason="Again.")
    kept = await sql.fetchval(
        "SELECT count(*) FROM performance.review_submissions WHERE assignment_id = $1", world.assignments["manager"]
    )
    assert kept == taken


async def test_peers_are_nominated_and_approved(world, nominated):
    body = {"review_id": world.review, "reviewer_id": str(world.people["peer"].id)}
    made = await world.who["subject"].post("/v1/review-assignments", json=body)
    assert (made.json()["status"], made.json()["role"]) == ("nominated", "peer")
    assert (await world.who["peer"].get(made.headers["location"])).status_code == 404
    world.assignments["peer"] = made.json()["id"]
    assert (await world.take("subject", "peer", "approve")).status_code == 403
    again = await world.who["manager"].post("/v1/review-assignments", json=body)
    assert again.status_code == 409
    await world.take("manager", "peer", "approve")
    assert (await world.written("peer", "peer")).json()["status"] == "submitted"


async def test_subject_and_manager_are_no_peers(world):
    for name in ("subject", "manager"):
        body = {"review_id": world.review, "reviewer_id": str(world.people[name].id)}
        refused = await world.who["hr"].post("/v1/review-assignments", json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, "self_review")


async def test_a_peer_may_decline_and_a_manager_may_not(world, nominated):
    await nominated("peer")
    assert (await world.take("peer", "peer", "decline")).json()["status"] == "declined"
    refused = await world.take("manager", "manager", "decline")
    assert refused.json()["transition"]["guards"][0]["code"] == "not_declinable"


async def test_reassigned_the_work_goes_to_another_and_the_draft_stays_with_its_author(world):
    await world.answer("manager", "manager", {"quality": 4})
    moved = await world.take("hr", "manager", "reassign", reason="On leave.", reviewer_id=str(world.people["top"].id))
    assert moved.json()["status"] == "reassigned"
    listed = await world.who["top"].get("/v1/review-assignments", params={"review_id": world.review, "role": "manager"})
    open_now = [one for one in listed.json()["items"] if one["status"] == "pending"]
    assert [(one["reviewer"]["id"], one["answers"]) for one in open_now] == [(str(world.people["top"].id), [])]


async def test_excluded_and_reinstated_nothing_is_lost(world):
    await world.answer("subject", "self", {"quality": 3})
    path = f"/v1/reviews/{world.review}/transitions"
    excluded = await world.who["hr"].post(path, json={"action": "exclude", "reason": "Long leave."}, headers=NOW)
    assert (excluded.json()["status"], excluded.json()["exclusion_reason"]) == ("excluded", "Long leave.")
    shut = await world.who["subject"].put(
        f"/v1/review-assignments/{world.assignments['self']}/answers", json={"item": "delivery", "level": 3}
    )
    assert shut.status_code == 409
    await world.who["hr"].post(path, json={"action": "reinstate", "reason": "Back."}, headers=NOW)
    seen = (await world.who["subject"].get(f"/v1/review-assignments/{world.assignments['self']}")).json()
    assert (seen["status"], [one["item"] for one in seen["answers"]]) == ("in_progress", ["quality"])
