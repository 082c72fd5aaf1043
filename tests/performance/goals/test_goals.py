"""Setting goals, what may be done with them, and who sees them."""

import asyncio
import json

from tests.performance.conftest import EVERYTHING

DRAFT = {"title": "Answer within a day", "weight": 40, "due_on": "2099-12-31"}


async def test_weights_stop_at_one_hundred(client, make):
    me = await make.person()
    await make.goal(me, weight=70)
    answer = await client(me, "goals:write").post("/v1/goals", json=DRAFT | {"owner_id": str(me.id)})
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "weights_exceeded"
    assert answer.json()["free"] == 30


async def test_hidden_goals_look_absent(client, make):
    goal = await make.goal(await make.person())
    answer = await client(await make.person(), "goals:read").get(f"/v1/goals/{goal.id}")
    assert answer.status_code == 404


async def test_a_new_goal_says_where_it_is_and_what_may_be_done_with_it(client, make):
    me = await make.person()
    mine = client(me, "goals:read", "goals:write")
    answer = await mine.post("/v1/goals", json=DRAFT | {"owner_id": str(me.id)})
    assert answer.status_code == 201
    assert answer.json()["allowed_actions"] == ["update", "drop"]
    again = await mine.get(answer.headers["location"])
    assert again.json() == answer.json()
    assert again.headers["etag"] == answer.headers["etag"]
    assert answer.headers["etag"].startswith('"1-')


async def test_a_lead_sets_and_sees_the_goals_of_their_people(client, make):
    top = await make.person()
    lead = await make.person(lead=top)
    person = await make.person(lead=lead)
    answer = await client(lead, "goals:write").post("/v1/goals", json=DRAFT | {"owner_id": str(person.id)})
    assert answer.status_code == 201
    listed = await client(top, "goals:read").get("/v1/goals")
    assert [goal["id"] for goal in listed.json()["items"]] == [answer.json()["id"]]
    assert listed.json()["items"][0]["allowed_actions"] == []


async def test_who_sees_a_goal_but_does_not_set_it_is_forbidden_to_change_it(client, make):
    top = await make.person()
    goal = await make.goal(await make.person(lead=await make.person(lead=top)))
    answer = await client(top, "goals:write").patch(f"/v1/goals/{goal.id}", json={"title": "Mine now"})
    assert answer.status_code == 403


async def test_a_goal_without_key_results_says_what_it_lacks(client, make):
    me = await make.person()
    goal = await make.goal(me)
    mine = client(me, "goals:read", "goals:write")
    refused = await mine.post(
        f"/v1/goals/{goal.id}/transitions", json={"action": "activate"}, headers={"If-Match": goal.etag}
    )
    listed = await mine.get(f"/v1/goals/{goal.id}/transitions")
    assert refused.status_code == 409
    assert refused.json()["code"] == "transition_not_allowed"
    assert refused.json()["transition"] == listed.json()["items"][0]
    assert refused.json()["transition"]["guards"][0]["code"] == "no_key_result"


async def test_a_transition_needs_the_version_it_was_decided_on(client, make):
    goal = await make.active_goal(await make.person())
    everything = client(goal, *EVERYTHING)
    blind = await everything.post(f"/v1/goals/{goal.id}/transitions", json={"action": "achieve"})
    stale = await everything.post(
        f"/v1/goals/{goal.id}/transitions", json={"action": "achieve"}, headers={"If-Match": '"1"'}
    )
    assert (blind.status_code, stale.status_code) == (428, 412)


async def test_progress_is_the_weighted_mean_of_what_was_measured(client, make):
    me = await make.person()
    key_results = [
        {"title": "Tickets", "start_value": 2500, "target_value": 3000, "weight": 3},
        {"title": "Hours", "start_value": 100, "target_value": 0, "weight": 1},
        {"title": "Never measured", "target_value": 1, "weight": 5},
    ]
    goal = await make.goal(me, key_results=key_results)
    mine = client(me, "goals:read", "goals:write")
    await mine.post(f"/v1/goals/{goal.id}/transitions", json={"action": "activate"}, headers={"If-Match": goal.etag})
    tickets, hours, _ = (key_result["id"] for key_result in goal.body["key_results"])
    await mine.post(f"/v1/key-results/{tickets}/check-ins", json={"value": 2600})
    await mine.post(f"/v1/key-results/{hours}/check-ins", json={"value": 20, "confidence": 7})
    now = (await mine.get(f"/v1/goals/{goal.id}")).json()
    assert [key_result["progress_percent"] for key_result in now["key_results"]] == [20, 80, None]
    assert now["progress_percent"] == 35


async def test_four_goals_at_once_cannot_pass_the_limit_together(client, make):
    me = await make.person()
    mine = client(me, "goals:write")
    wanted = DRAFT | {"owner_id": str(me.id), "weight": 60}
    answers = await asyncio.gather(*(mine.post("/v1/goals", json=wanted) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_of_two_who_change_the_same_version_one_is_told_to_read_again(client, make):
    me = await make.person()
    goal = await make.goal(me)
    mine = client(me, "goals:write")
    answers = await asyncio.gather(
        *(
            mine.patch(f"/v1/goals/{goal.id}", json={"title": title}, headers={"If-Match": goal.etag})
            for title in ("This", "That")
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]


async def test_an_unchanged_goal_is_not_sent_twice(client, make):
    me = await make.person()
    goal = await make.goal(me)
    answer = await client(me, "goals:read").get(f"/v1/goals/{goal.id}", headers={"If-None-Match": goal.etag})
    assert (answer.status_code, answer.content) == (304, b"")


async def test_a_list_is_walked_page_by_page_and_shows_each_goal_once(client, make):
    me = await make.person()
    made = {str((await make.goal(me)).id) for _ in range(5)}
    mine, seen, cursor = client(me, "goals:read"), [], None
    while True:
        page = await mine.get("/v1/goals", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))
        seen += [goal["id"] for goal in page.json()["items"]]
        cursor = page.json()["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == 5
    assert set(seen) == made


async def test_a_cursor_of_another_list_is_refused(client, make):
    me = await make.person()
    for _ in range(2):
        await make.goal(me)
    mine = client(me, "goals:read")
    cursor = (await mine.get("/v1/goals", params={"limit": 1})).json()["next_cursor"]
    answer = await mine.get("/v1/goals", params={"limit": 1, "cursor": cursor, "status": "draft"})
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_mismatch")


async def test_check_ins_are_a_history_that_hides_with_its_goal(client, make):
    me = await make.person()
    goal = await make.active_goal(me)
    path = f"/v1/key-results/{goal.body['key_results'][0]['id']}/check-ins"
    mine, stranger = client(me, "goals:read", "goals:write"), client(await make.person(), "goals:read", "goals:write")
    assert (await mine.get(path)).json()["items"] == []
    assert (await stranger.get(path)).status_code == 404
    for value, as_of in ((30, "2026-02-01"), (10, "2026-01-01")):
        entry = await mine.post(path, json={"value": value, "as_of": as_of, "comment": "counted"})
        assert (await mine.get(entry.headers["location"])).json() == entry.json()
    assert [entry["value"] for entry in (await mine.get(path)).json()["items"]] == [30, 10]
    now = (await mine.get(f"/v1/goals/{goal.id}")).json()
    assert now["key_results"][0]["current_value"] == 30
    assert (await stranger.post(path, json={"value": 99})).status_code == 404


async def test_a_dropped_goal_takes_no_check_in_and_gives_its_weight_back(client, make):
    me = await make.person()
    goal = await make.active_goal(me, weight=100)
    mine = client(me, "goals:read", "goals:write")
    without = await mine.post(
        f"/v1/goals/{goal.id}/transitions", json={"action": "drop"}, headers={"If-Match": goal.etag}
    )
    dropped = await mine.post(
        f"/v1/goals/{goal.id}/transitions",
        json={"action": "drop", "reason": "Other plans"},
        headers={"If-Match": goal.etag},
    )
    key_result = goal.body["key_results"][0]["id"]
    entry = await mine.post(f"/v1/key-results/{key_result}/check-ins", json={"value": 1})
    another = await mine.post("/v1/goals", json=DRAFT | {"owner_id": str(me.id), "weight": 100})
    assert (without.status_code, without.json()["code"]) == (422, "reason_required")
    assert (dropped.json()["status"], dropped.json()["allowed_actions"]) == ("dropped", ["reopen"])
    assert (entry.status_code, entry.json()["code"]) == (409, "transition_not_allowed")
    assert another.status_code == 201


async def test_reopening_may_not_pass_the_weight_limit(client, make):
    me = await make.person()
    mine = client(me, "goals:read", "goals:write")
    goal = await make.active_goal(me, weight=60)
    reason = {"action": "drop", "reason": "Other plans"}
    dropped = await mine.post(f"/v1/goals/{goal.id}/transitions", json=reason, headers={"If-Match": goal.etag})
    await make.goal(me, weight=60)
    again = {"action": "reopen", "reason": "It matters after all"}
    refused = await mine.post(
        f"/v1/goals/{goal.id}/transitions", json=again, headers={"If-Match": dropped.headers["etag"]}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "weights_exceeded")
    assert (await mine.get(f"/v1/goals/{goal.id}")).json()["status"] == "dropped"


async def test_what_happened_is_noted_once_with_its_changes(client, make, sql):
    me = await make.person()
    goal = await make.goal(me)
    mine = client(me, "goals:write")
    await mine.patch(f"/v1/goals/{goal.id}", json={"title": "Answer at once", "weight": 20})
    await mine.patch(f"/v1/goals/{goal.id}", json={"weight": 500})
    noted = await sql.fetch(
        "SELECT type, data, actor_id FROM performance.events WHERE record_id = $1 ORDER BY at", goal.id
    )
    assert [event["type"] for event in noted] == ["goal.created", "goal.updated"]
    assert json.loads(noted[1]["data"])["changes"]["weight"] == {"from": 10, "to": 20}
    assert noted[1]["actor_id"] == me.id


async def test_a_key_result_needs_a_way_to_go(client, make):
    me = await make.person()
    goal = await make.goal(me)
    wrong = {"title": "Still", "start_value": 5, "target_value": 5}
    answer = await client(me, "goals:write").post(f"/v1/goals/{goal.id}/key-results", json=wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, "nothing_to_measure")
    assert answer.json()["errors"][0]["pointer"] == "/target_value"


async def test_entries_and_changes_of_one_goal_never_wait_for_each_other_in_a_circle(client, make):
    me = await make.person()
    goal = await make.active_goal(me)
    mine, key_result = client(me, "goals:read", "goals:write"), goal.body["key_results"][0]["id"]
    entries = [mine.post(f"/v1/key-results/{key_result}/check-ins", json={"value": value}) for value in range(10)]
    path = f"/v1/goals/{goal.id}/key-results/{key_result}"
    changes = [mine.patch(path, json={"title": f"Days saved {number}"}) for number in range(10)]
    answers = await asyncio.gather(*(call for pair in zip(entries, changes, strict=True) for call in pair))
    assert {answer.status_code for answer in answers} == {200, 201}
    listed = await mine.get(f"/v1/key-results/{key_result}/check-ins", params={"include_total": True})
    assert listed.json()["total"] == 10


async def test_what_is_not_reached_yet_cannot_be_checked_in(client, make):
    me = await make.person()
    goal = await make.active_goal(me)
    path = f"/v1/key-results/{goal.body['key_results'][0]['id']}/check-ins"
    refused = await client(me, "goals:write").post(path, json={"value": 1, "as_of": "2200-01-01"})
    assert (refused.status_code, refused.json()["code"]) == (422, "not_yet")


async def test_a_check_in_is_found_only_below_its_key_result(client, make):
    me = await make.person()
    goal = await make.active_goal(me)
    mine = client(me, "goals:read", "goals:write")
    key_result = goal.body["key_results"][0]["id"]
    entry = await mine.post(f"/v1/key-results/{key_result}/check-ins", json={"value": 1})
    assert (await mine.get(f"/v1/key-results/{goal.id}/check-ins/{entry.json()['id']}")).status_code == 404


async def test_a_changed_key_result_is_noted_with_its_changes(client, make, sql):
    me = await make.person()
    goal = await make.active_goal(me)
    path = f"/v1/goals/{goal.id}/key-results/{goal.body['key_results'][0]['id']}"
    for _ in range(2):
        await client(me, "goals:write").patch(path, json={"target_value": 50})
    noted = await sql.fetch(
        "SELECT data FROM performance.events WHERE type = 'goal.key_result_changed' AND record_id = $1", goal.id
    )
    assert [json.loads(event["data"])["changes"] for event in noted] == [{"target_value": {"from": "100", "to": "50"}}]
