"""A history that only grows: entries, corrections, and what other systems send twice."""

import pytest

MINE = ("goals:read", "goals:write")


@pytest.fixture
async def goal(make):
    return await make.active_goal(await make.person())


@pytest.fixture
def mine(client, goal):
    class Owner:
        org_id, id = goal.org_id, goal.body["owner"]["id"]

    return client(Owner, *MINE)


def key_result_of(goal):
    return goal.body["key_results"][0]["id"]


async def test_check_ins_are_a_history_that_hides_with_its_goal(client, make, goal, mine):
    stranger = client(await make.person(), *MINE)
    of_it = {"key_result_id": key_result_of(goal)}
    assert (await mine.get("/v1/check-ins", params=of_it)).json()["items"] == []
    for value, as_of in ((30, "2026-02-01"), (10, "2026-01-01")):
        entry = await mine.post("/v1/check-ins", json=of_it | {"value": value, "as_of": as_of, "comment": "counted"})
        assert (await mine.get(entry.headers["location"])).json() == entry.json()
        assert (await stranger.get(entry.headers["location"])).status_code == 404
    assert [entry["value"] for entry in (await mine.get("/v1/check-ins", params=of_it)).json()["items"]] == [30, 10]
    assert (await stranger.get("/v1/check-ins", params=of_it)).json()["items"] == []
    assert (await mine.get(goal.path)).json()["key_results"][0]["current_value"] == 30
    assert (await stranger.post("/v1/check-ins", json=of_it | {"value": 99})).status_code == 404


async def test_a_correction_supersedes_and_a_retraction_takes_back(make, goal, mine):
    wrong = await make.check_in(goal, 90)
    right = await make.check_in(goal, 9, supersedes_id=str(wrong.id))
    assert await make.progress(goal) == 9
    assert (await mine.get(f"/v1/check-ins/{wrong.id}")).json()["superseded"] is True
    again = {"key_result_id": key_result_of(goal), "value": 5, "supersedes_id": str(wrong.id)}
    twice = await mine.post("/v1/check-ins", json=again)
    assert (twice.status_code, twice.json()["code"]) == (409, "already_corrected")
    await make.check_in(goal, None, supersedes_id=str(right.id), comment="It was another line.")
    assert await make.progress(goal) is None


async def test_a_correction_is_of_what_it_corrects(make, goal, mine):
    other = await make.check_in(await make.active_goal(await make.person()), 1)
    body = {"key_result_id": key_result_of(goal), "value": 5, "supersedes_id": str(other.id)}
    answer = await mine.post("/v1/check-ins", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/supersedes_id")


async def test_what_a_system_sends_twice_is_there_once(goal, mine):
    body = {"key_result_id": key_result_of(goal), "value": 7, "source": "integration", "external_id": "erp-1"}
    first, again = await mine.post("/v1/check-ins", json=body), await mine.post("/v1/check-ins", json=body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = await mine.post("/v1/check-ins", json=body | {"value": 8})
    assert (other.status_code, other.json()["code"]) == (409, "already_checked_in")


async def test_many_entries_at_once_have_an_outcome_each(make, goal, mine):
    of_it = {"key_result_id": key_result_of(goal)}
    rows = [
        of_it | {"value": 10, "as_of": "2026-01-01", "source": "integration", "external_id": "a"},
        of_it | {"value": 20, "as_of": "2200-01-01"},
        of_it | {"zone": "target"},
        of_it | {"value": 40, "as_of": "2026-02-01"},
    ]
    for outcomes in (["created", "failed", "failed", "created"], ["unchanged", "failed", "failed", "created"]):
        answer = await mine.post("/v1/check-ins:batch", json={"rows": rows})
        assert [one["outcome"] for one in answer.json()["results"]] == outcomes
    pointers = [one["problem"]["errors"][0]["pointer"] for one in answer.json()["results"][1:3]]
    assert pointers == ["/rows/1/as_of", "/rows/2/zone"]
    assert await make.progress(goal) == 40


async def test_what_is_not_reached_yet_cannot_be_checked_in(goal, mine):
    body = {"key_result_id": key_result_of(goal), "value": 1, "as_of": "2200-01-01"}
    refused = await mine.post("/v1/check-ins", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "not_yet")


async def test_a_goal_measured_as_a_whole_is_checked_in_in_percent(client, make):
    goal = await make.active_goal(await make.person(), progress_method="manual", key_results=[])
    await make.check_in(goal, 45, of=None)
    assert await make.progress(goal) == 45
    whole = await make.active_goal(await make.person())
    answer = await client(whole, *MINE, "goals:read:all", "goals:write:all").post(
        "/v1/check-ins", json={"goal_id": str(whole.id), "value": 45}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "measured_elsewhere")


async def test_check_ins_leave_the_version_alone_so_that_nobody_s_edit_is_refused(make, goal, mine):
    await make.check_in(goal, 10)
    now = await mine.get(goal.path)
    assert now.json()["version"] == goal.body["version"]
    assert now.headers["etag"] != goal.etag
    answer = await mine.patch(goal.path, json={"title": "Days saved by all"}, headers={"If-Match": goal.etag})
    assert answer.status_code == 200
