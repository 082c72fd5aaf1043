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
    assert (first.status_code, again.status_code) == (201, 200)
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


async def test_what_is_of_nothing_or_of_two_things_is_refused(client, make, goal, mine):
    other = await make.active_goal(await make.person(), progress_method="manual")
    unknown = "00000000-0000-7000-8000-000000000000"
    whole = {"goal_id": str(goal.id)}
    for body in (
        {},
        whole | {"key_result_id": unknown},
        {"goal_id": str(other.id), "key_result_id": key_result_of(goal)},
    ):
        answer = await mine.post("/v1/check-ins", json=body | {"value": 1})
        assert (answer.status_code, answer.json()["code"]) == (422, "target_missing")
        batch = await mine.post("/v1/check-ins:batch", json={"rows": [body | {"value": 1}]})
        assert batch.json()["results"][0]["problem"]["code"] == "target_missing"


async def test_nobody_moves_another_s_milestone_from_a_goal_of_their_own(client, make):
    parts = [{"title": "Plan"}, {"title": "Build"}]
    theirs = await make.active_goal(
        await make.person(), key_results=[{"title": "The line runs", "kind": "milestone", "milestones": parts}]
    )
    me = await make.person()
    own = await make.active_goal(me, progress_method="manual")
    milestone = {"milestone_id": theirs.body["key_results"][0]["milestones"][0]["id"]}
    answer = await client(me, *MINE).post("/v1/check-ins", json={"goal_id": str(own.id), "value": 1} | milestone)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/milestone_id")
    await make.check_in(theirs, 0, milestone_id=theirs.body["key_results"][0]["milestones"][1]["id"])
    assert await make.progress(theirs) == 0


async def test_a_hidden_entry_can_t_be_told_from_none_by_correcting_it(make, goal, mine):
    hidden = await make.check_in(await make.active_goal(await make.person()), 1)
    body = {"key_result_id": key_result_of(goal), "value": 5}
    answers = [
        await mine.post("/v1/check-ins", json=body | {"supersedes_id": id})
        for id in (str(hidden.id), "00000000-0000-7000-8000-000000000000")
    ]
    told = [(answer.status_code, answer.json()["code"], answer.json()["errors"]) for answer in answers]
    assert told[0] == told[1]


async def test_a_correction_that_names_no_day_is_of_the_day_it_corrects(client, make, goal, mine):
    wrong = await make.check_in(goal, 90, as_of="2026-02-01")
    right = await make.check_in(goal, 9, supersedes_id=str(wrong.id))
    assert right.body["as_of"] == "2026-02-01"
    past = await mine.get(f"{goal.path}/progress", params={"as_of": "2026-02-15"})
    assert past.json()["progress_percent"] == 9


async def test_sent_again_in_other_words_an_entry_is_another(goal, mine):
    body = {"key_result_id": key_result_of(goal), "value": 7, "source": "integration", "external_id": "erp-1"}
    said = body | {"confidence": 5, "comment": "counted"}
    first = await mine.post("/v1/check-ins", json=said)
    for other in ({"confidence": 6}, {"comment": "guessed"}, {"as_of": "2026-01-01"}):
        answer = await mine.post("/v1/check-ins", json=said | other)
        assert (answer.status_code, answer.json()["code"]) == (409, "already_checked_in"), other
    again = await mine.post("/v1/check-ins", json=said | {"as_of": first.json()["as_of"]})
    assert (again.status_code, again.json()) == (200, first.json())


async def test_sent_again_after_the_goal_has_ended_an_entry_is_still_there(make, goal, mine):
    body = {"key_result_id": key_result_of(goal), "value": 7, "source": "integration", "external_id": "erp-1"}
    first = await mine.post("/v1/check-ins", json=body)
    await make.move(goal, "cancel", reason="Other plans")
    again = await mine.post("/v1/check-ins", json=body)
    assert (again.status_code, again.json()) == (200, first.json())


async def test_in_one_batch_the_same_twice_is_there_once(make, goal, mine):
    of_it = {"key_result_id": key_result_of(goal), "source": "integration"}
    wrong = await make.check_in(goal, 90)
    rows = [
        of_it | {"value": 10, "external_id": "a"},
        of_it | {"value": 10, "external_id": "a"},
        of_it | {"value": 11, "external_id": "a"},
        of_it | {"value": 12, "supersedes_id": str(wrong.id)},
        of_it | {"value": 13, "supersedes_id": str(wrong.id)},
    ]
    answer = await mine.post("/v1/check-ins:batch", json={"rows": rows})
    outcomes = [(one["outcome"], one["problem"] and one["problem"]["code"]) for one in answer.json()["results"]]
    assert outcomes == [
        ("created", None), ("unchanged", None), ("failed", "already_checked_in"), ("created", None),
        ("failed", "already_corrected"),
    ]  # fmt: skip
    assert answer.json()["results"][0]["id"] == answer.json()["results"][1]["id"]


async def test_what_a_standard_measured_is_not_taken_back_by_hand(client, make, do_jobs):
    person, standard = await make.person(), await make.standard()
    part = {"title": "Rings an hour", "target_value": 100, "standard_id": str(standard.id)}
    goal = await make.active_goal(person, starts_on="2026-01-01", key_results=[part])
    await make.measured(make.measurement(standard, person))
    await do_jobs()
    mine = client(person, *MINE)
    (entry,) = (await mine.get("/v1/check-ins", params={"goal_id": str(goal.id)})).json()["items"]
    body = {"key_result_id": entry["key_result_id"], "supersedes_id": entry["id"]}
    answer = await mine.post("/v1/check-ins", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "measured_elsewhere")
