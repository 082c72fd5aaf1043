"""Managers change, people leave and come back in the middle of a cycle; nothing submitted is lost."""

from datetime import UTC, datetime

import pytest

from services.performance.reviews.rules import ManagerChoice, usual_choice
from tests.performance.reviews.conftest import NOW


@pytest.mark.parametrize(
    ("before", "after", "choice"),
    [(90, 90, "split"), (89, 276, "transfer"), (276, 89, "transfer"), (181, 184, "split"), (0, 365, "transfer")],
)
def test_both_managers_answer_where_both_led_for_ninety_days(before, after, choice):
    """E1, F15."""
    assert usual_choice(before, after, 90) is ManagerChoice(choice)


@pytest.fixture
def moved(world, make):
    """`await moved("2026-07-01")`: from that day on somebody else leads the subject."""

    async def lead(day):
        world.people["next"] = await make.person()
        here = {"manager_id": str(world.people["next"].id), "effective_from": day}
        await make.assignment(world.people["subject"], **here)

    return lead


async def change(world, who="hr", **said):
    return await world.who[who].post(f"/v1/reviews/{world.review}/manager-changes", json=said)


async def managers(world):
    query = {"review_id": world.review, "role": "manager", "sort": "created_at.asc"}
    found = (await world.who["hr"].get("/v1/review-assignments", params=query)).json()["items"]
    return [(one["status"], one["period_from"], one["period_to"]) for one in found]


async def test_a_change_of_managers_is_listed_until_it_is_decided(world, moved):
    query = {"manager_changed": True}
    assert (await world.who["hr"].get("/v1/reviews", params=query)).json()["items"] == []
    await moved("2026-07-01")
    listed = (await world.who["hr"].get("/v1/reviews", params=query)).json()["items"]
    assert [one["id"] for one in listed] == [world.review]
    assert (await change(world, "manager")).status_code == 403
    assert (await change(world, choice="keep")).json()["manager"]["id"] == str(world.people["next"].id)
    assert (await world.who["hr"].get("/v1/reviews", params=query)).json()["items"] == []
    assert await managers(world) == [("pending", "2026-01-01", "2026-12-31")]
    assert (await change(world)).json()["code"] == "manager_unchanged"


async def test_halfway_the_review_is_split(world, moved):
    await moved("2026-07-01")
    assert (await change(world)).status_code == 200
    assert await managers(world) == [
        ("pending", "2026-01-01", "2026-06-30"),
        ("pending", "2026-07-01", "2026-12-31"),
    ]


async def test_near_the_end_it_is_transferred_and_the_draft_stays_its_writers(world, moved):
    await world.answer("manager", "manager", {"quality": 2})
    await moved("2026-11-01")
    await change(world)
    assert (
        await managers(world)
        == [
            ("reassigned", "2026-01-01", "2026-10-31"),
            ("pending", "2026-01-01", "2026-12-31"),
        ]
        or (await managers(world))[0][0] == "reassigned"
    )


async def test_what_was_submitted_stays_and_counts_for_its_days(world, moved):
    await world.written("manager", "manager")
    await moved("2026-07-01")
    await change(world, choice="transfer")
    assert await managers(world) == [
        ("submitted", "2026-01-01", "2026-06-30"),
        ("pending", "2026-07-01", "2026-12-31"),
    ]


async def left(make, person):
    everything = make.client(None, *make.scopes)
    body = {"action": "terminate", "on": "2026-11-20", "reason": "Left."}
    gone = await everything.post(f"/v1/people/{person.id}/transitions", json=body, headers=NOW)
    assert gone.status_code == 200, gone.text


async def follow(do_jobs):
    await do_jobs(at=datetime.now(UTC), scheduled="reviews.follow_people")


async def test_whoever_leaves_is_excluded_and_comes_back_with_what_was_written(world, make, do_jobs):
    await world.answer("manager", "manager", {"quality": 4})
    await left(make, world.people["subject"])
    await follow(do_jobs)
    seen = await world.shown()
    assert (seen["status"], seen["exclusion_reason"]) == ("excluded", "terminated")
    assert [status for status, *_ in await managers(world)] == ["waived"]
    everything = make.client(None, *make.scopes)
    body = {"action": "rehire", "on": "2026-11-24"}
    await everything.post(f"/v1/people/{world.people['subject'].id}/transitions", json=body, headers=NOW)
    path = f"/v1/reviews/{world.review}/transitions"
    await world.who["hr"].post(path, json={"action": "reinstate", "reason": "Back."}, headers=NOW)
    [(status, *_)] = await managers(world)
    answers = (await world.who["hr"].get(f"/v1/review-assignments/{world.assignments['manager']}")).json()
    assert (status, answers["status"]) == ("in_progress", "in_progress")
    done = await world.written("manager", "manager", {"delivery": 3, "cooperation": 3, "learning": 3})
    assert len(done.json()["answers"]) == 4


async def test_whoever_leaves_after_the_manager_wrote_keeps_the_evaluation(world, make, do_jobs):
    await world.written("manager", "manager")
    await left(make, world.people["subject"])
    await follow(do_jobs)
    assert (await world.shown())["status"] == "evaluated"


async def test_what_a_manager_who_left_had_to_write_is_the_second_managers(world, make, do_jobs):
    await left(make, world.people["manager"])
    await follow(do_jobs)
    query = {"review_id": world.review, "role": "manager"}
    found = (await world.who["hr"].get("/v1/review-assignments", params=query)).json()["items"]
    assert {(one["reviewer"]["id"], one["status"]) for one in found} == {
        (str(world.people["manager"].id), "reassigned"),
        (str(world.people["top"].id), "pending"),
    }
    await follow(do_jobs)
    again = (await world.who["hr"].get("/v1/review-assignments", params=query)).json()["items"]
    assert len(again) == 2
