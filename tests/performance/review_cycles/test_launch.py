"""A launch makes exactly one review a subject: again, at once, and after a crash in the middle."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.performance.review_cycles.service import launching
from shared.testing import Member


@pytest.fixture
async def team(make):
    """Somebody on top, who reviews themselves by nobody, and six who report to them."""
    top = await make.person()
    return top, [await make.person(top) for _ in range(6)]


@pytest.fixture
async def planned(make, team, cycle):
    """Scheduled, for the team."""
    return await make.move(await cycle(roles=["self"]), "schedule")


@pytest.fixture
def few_at_once(monkeypatch):
    """Seven people are four parts here."""
    monkeypatch.setattr(launching, "AT_ONCE", 2)


async def test_a_first_cycle_starts_with_three_calls(client, make, do_jobs):
    boss = await make.person()
    await make.person(boss)
    keeper = client(None, "review_cycles:read", "review_cycles:write")
    days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    phases = [{"kind": "manager_review", "opens_on": "2026-12-01", "due_on": "2099-12-31"}]
    body = {"name": "First", "fallback_reviewer_id": None, "roles": ["self"], "phases": phases}
    created = await keeper.post("/v1/review-cycles", json=body | days)
    place = created.headers["location"]
    now = {"If-Match": "*"}
    assert (await keeper.post(f"{place}/transitions", json={"action": "schedule"}, headers=now)).status_code == 200
    assert (await keeper.post(f"{place}/launch", headers=now)).status_code == 202
    await do_jobs()
    cycle = (await keeper.get(place)).json()
    assert (cycle["status"], cycle["template"]["code"], cycle["scoring_policy"]["code"]) == (
        "running",
        "standard",
        "standard",
    )
    assert (await keeper.get(f"{place}/preview")).json()["known"] == 2


async def test_the_default_pack_is_made_once(make, cycle):
    first, second = await cycle(), await cycle()
    assert first.body["template"] == second.body["template"]
    assert first.body["scoring_policy"] == second.body["scoring_policy"]


async def test_the_preview_says_what_the_launch_does(keeper, make, cycle, launch, counted):
    boss = await make.person()
    first, *_ = [await make.person(boss) for _ in range(7)]
    planned = await cycle(fallback_reviewer_id=str(first.id))
    before = (await keeper.get(f"{planned.path}/preview")).json()
    assert before == {"people": 8, "reviews": 8, "excluded": 0, "known": 0, "blocking": {}, "blocked": []}
    await launch(await make.move(planned, "schedule"))
    assert await counted() == (8, 8, 16, 16)
    assert (await keeper.get(f"{planned.path}/preview")).json() == before | {"reviews": 0, "known": 8}


async def test_who_has_no_manager_blocks_the_schedule_and_is_named(keeper, make, team, cycle):
    planned = await cycle()
    found = (await keeper.get(f"{planned.path}/preview")).json()
    assert found["blocking"] == {"no_manager": 1}
    assert [(one["person"]["id"], one["code"]) for one in found["blocked"]] == [(str(team[0].id), "no_manager")]
    refused = await keeper.post(
        f"{planned.path}/transitions", json={"action": "schedule"}, headers={"If-Match": planned.etag}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "launch_blocked")
    assert refused.json()["blocking"] == {"no_manager": 1}


async def test_who_is_asked_for_competencies_needs_some(keeper, make, cycle):
    boss, level = await make.person(), await make.job_level()
    await make.person(
        assignment={"effective_from": "2020-01-01", "manager_id": str(boss.id), "job_level_id": str(level.id)}
    )
    sections = [{"key": "c", "title": "C", "kind": "competencies", "items": [{"key": "shown", "prompt": "Shown?"}]}]
    template = await make.review_template(await make.rating_scale(), sections)
    planned = await cycle(template_id=str(template.id), roles=["self"])
    found = (await keeper.get(f"{planned.path}/preview")).json()
    assert found["blocking"] == {"no_competency_expectations": 2}
    welding = await make.published_competency()
    expected = {"competency_id": str(welding.id), "job_level_id": str(level.id), "expected_proficiency": 3}
    await make.post("/v1/competency-expectations", expected | {"effective_from": "2025-01-01"})
    assert (await keeper.get(f"{planned.path}/preview")).json()["blocking"] == {"no_competency_expectations": 1}


async def test_two_evaluations_of_a_kind_do_not_overlap_for_anybody(keeper, team, cycle, launched):
    await launched(roles=["self"])
    second = await cycle(roles=["self"], starts_on="2026-07-01", ends_on="2027-06-30")
    assert (await keeper.get(f"{second.path}/preview")).json()["blocking"] == {"overlapping_review": 7}
    others = [
        await cycle(roles=["self"], kind="mid_year"),
        await cycle(roles=["self"], purpose="development_only"),
        await cycle(roles=["self"], starts_on="2027-01-01", ends_on="2027-12-31"),
    ]
    for other in others:
        assert (await keeper.get(f"{other.path}/preview")).json()["blocking"] == {}


@pytest.mark.usefixtures("team", "few_at_once")
async def test_launched_twice_and_at_once_a_subject_has_one_review(keeper, planned, do_jobs, counted):
    begun = [await keeper.post(f"{planned.path}/launch", headers={"If-Match": "*"}) for _ in range(3)]
    assert [answer.status_code for answer in begun] == [202] * 3
    await asyncio.gather(do_jobs(), do_jobs())
    assert await counted() == (7, 7, 7, 7)


@pytest.mark.usefixtures("team", "few_at_once")
async def test_after_a_crash_in_the_middle_the_rest_is_made_and_nothing_twice(
    keeper, planned, do_jobs, counted, monkeypatch
):
    part, parts = launching._launch_part, []

    async def dying(work, id, after):
        parts.append(after)
        if len(parts) == 3:
            raise ConnectionResetError
        return await part(work, id, after)

    monkeypatch.setattr(launching, "_launch_part", dying)
    begun = await keeper.post(f"{planned.path}/launch", headers={"If-Match": "*"})
    await do_jobs()
    assert (await counted())[0] == 4
    assert (await keeper.get(planned.path)).json()["status"] == "launching"
    await do_jobs(at=datetime.now(UTC) + timedelta(hours=1))
    assert await counted() == (7, 7, 7, 7)
    assert (await keeper.get(begun.headers["location"])).json()["status"] == "succeeded"
    assert (await keeper.get(planned.path)).json()["status"] == "running"


async def test_who_comes_later_is_admitted(make, team, launched, launch, counted):
    running = await launched(roles=["self"])
    await make.person(team[0])
    await launch(running)
    assert await counted() == (8, 8, 8, 8)


async def test_who_was_hired_late_is_excluded_and_keeps_a_review_that_says_so(make, team, launched, sql, org):
    await make.person(hired_on="2026-10-04")
    await make.person(hired_on="2026-10-03")
    await launched(roles=["self"])
    found = await sql.fetch("SELECT status, exclusion_reason FROM performance.reviews WHERE org_id = $1", org)
    assert sorted(map(str, (row["exclusion_reason"] for row in found))) == ["None"] * 8 + ["min_service"]


async def test_everybody_asked_has_the_day_of_their_phase_and_their_own_zone(make, launched, sql, org):
    top = await make.person(time_zone="Pacific/Auckland")
    boss = await make.person(top, time_zone="America/Los_Angeles")
    subject = await make.person(boss)
    await make.person(subject)
    await make.relationship(subject, await make.person(top), "dotted_line")
    roles = ["self", "manager", "second_manager", "direct_report", "dotted_line"]
    await launched(roles=roles, fallback_reviewer_id=str(boss.id))
    found = await sql.fetch(
        """SELECT role, due_on, closes_on, assignment.time_zone FROM performance.review_assignments assignment
        JOIN performance.reviews review ON review.id = review_id WHERE subject_id = $1""",
        subject.id,
    )
    assert {row["role"] for row in found} == set(roles)
    zones = {row["role"]: row["time_zone"] for row in found}
    assert (zones["manager"], zones["second_manager"]) == ("America/Los_Angeles", "Pacific/Auckland")
    closes = {row["role"]: row["closes_on"] and row["closes_on"].isoformat() for row in found}
    assert (closes["self"], closes["manager"], closes["dotted_line"]) == ("2099-11-30", None, None)


@pytest.mark.usefixtures("team")
async def test_what_is_open_expires_when_its_day_is_over_and_an_extension_opens_it_again(
    keeper, launched, do_jobs, sql, org
):
    running = await launched(roles=["self"])

    async def statuses():
        rows = await sql.fetch("SELECT status FROM performance.review_assignments WHERE org_id = $1", org)
        return {row["status"] for row in rows}

    closing = datetime(2099, 12, 1, tzinfo=UTC)
    await do_jobs(at=closing - timedelta(seconds=1), scheduled="reviews.close_assignments")
    assert await statuses() == {"pending"}
    await do_jobs(at=closing, scheduled="reviews.close_assignments")
    assert await statuses() == {"expired"}
    later = {"phase": "self_review", "due_on": "2099-12-20", "closes_on": "2099-12-24"}
    answer = await keeper.post(f"{running.path}/extensions", json=later)
    assert answer.json() == {"assignments": 7}
    assert await statuses() == {"in_progress"}
    earlier = await keeper.post(f"{running.path}/extensions", json=later | {"due_on": "2099-12-19"})
    assert (earlier.status_code, earlier.json()["code"], earlier.json()["due_on"]) == (422, "not_later", "2099-12-20")


async def test_only_some_units_are_reviewed(make, launched, counted):
    unit = await make.org_unit()
    await make.person()
    await make.person(assignment={"effective_from": "2020-01-01", "org_unit_id": str(unit.id)})
    await launched(roles=["self"], org_unit_ids=[str(unit.id)])
    assert await counted() == (1, 1, 1, 1)


async def test_a_phase_goes_back_until_something_is_released(keeper, make, team, launched):
    running = await launched(roles=["self"])

    async def move(action, **said):
        answer = await keeper.post(
            f"{running.path}/transitions", json={"action": action} | said, headers={"If-Match": "*"}
        )
        return answer.status_code, answer.json().get("status") or answer.json()

    assert (await move("calibrate"))[1] == "calibration"
    assert (await move("resume"))[0] == 422
    assert (await move("resume", reason="One team was forgotten."))[1] == "running"
    assert (await move("release"))[1] == "releasing"
    assert (await move("recalibrate", reason="HR asked."))[1] == "calibration"
    assert (await move("release"))[1] == "releasing"
    status, refused = await move("close")
    assert (status, refused) == (422, 422)
    assert (await move("close", reason="The company was sold."))[1] == "closed"


async def test_a_launch_is_no_transition(keeper, make, team, cycle):
    planned = await make.move(await cycle(roles=["self"]), "schedule")
    refused = await keeper.post(
        f"{planned.path}/transitions", json={"action": "launch"}, headers={"If-Match": planned.etag}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "launch_is_a_job")


async def test_who_may_not_keep_cycles_launches_none(client, make, team, cycle):
    planned = await make.move(await cycle(roles=["self"]), "schedule")
    reader = client(Member(planned.org_id), "review_cycles:read")
    assert (await reader.post(f"{planned.path}/launch", headers={"If-Match": "*"})).status_code == 403
    assert (await reader.get(f"{planned.path}/preview")).status_code == 403
