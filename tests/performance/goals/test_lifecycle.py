"""A goal from its draft to its end, and who takes it there."""

from tests.performance.conftest import EVERYTHING

DRAFT = {"title": "Answer within a day", "due_on": "2099-12-31"}
MINE = ("goals:read", "goals:write")


async def test_an_organisation_that_set_nothing_up_runs_a_goal_from_draft_to_closed(client, make):
    lead = await make.person()
    me = await make.person(lead=lead)
    mine, theirs = client(me, *MINE), client(lead, *MINE)
    wanted = DRAFT | {
        "owner_id": str(me.id),
        "key_results": [{"title": "Hours", "start_value": 30, "target_value": 24}],
    }
    goal = (await mine.post("/v1/goals", json=wanted)).json()
    path = f"/v1/goals/{goal['id']}"

    async def moved(who, action, **said):
        version = (await mine.get(path)).headers["etag"]
        answer = await who.post(f"{path}/transitions", json={"action": action} | said, headers={"If-Match": version})
        assert answer.status_code == 200, answer.text
        return answer.json()

    assert (await moved(mine, "publish"))["status"] == "active"
    await mine.post("/v1/check-ins", json={"key_result_id": goal["key_results"][0]["id"], "value": 27})
    await moved(mine, "end")
    await mine.put(f"{path}/score", json={"final_score": 0.5, "score_comment": "Halfway, the rest next year."})
    closed = await moved(theirs, "grade")
    assert (closed["status"], closed["health"], closed["final_score"], closed["score_colour"]) == (
        "closed", "closed", 0.5, "yellow",
    )  # fmt: skip
    assert closed["progress_percent"] == 50


async def test_where_people_may_not_start_goals_alone_their_lead_decides(client, make):
    await make.goal_policy(auto_approve=False)
    lead = await make.person()
    me = await make.person(lead=lead)
    goal = await make.goal(me, key_results=[{"title": "A", "target_value": 1}])
    mine, theirs = client(me, *MINE), client(lead, *MINE)
    alone = await mine.post(f"{goal.path}/transitions", json={"action": "publish"}, headers={"If-Match": goal.etag})
    asked = await mine.post(f"{goal.path}/transitions", json={"action": "submit"}, headers={"If-Match": goal.etag})
    own = await mine.post(f"{goal.path}/transitions", json={"action": "approve"}, headers={"If-Match": '"2"'})
    done = await theirs.post(f"{goal.path}/transitions", json={"action": "approve"}, headers={"If-Match": '"2"'})
    assert [answer.status_code for answer in (alone, asked, own, done)] == [403, 200, 403, 200]
    assert alone.json()["transition"]["guards"][0]["code"] == "not_publisher"
    assert done.json()["status"] == "active"


async def test_where_goals_have_to_be_approved_hr_starts_none_of_its_own(client, make):
    await make.goal_policy(auto_approve=False)
    me, other, part = await make.person(), await make.person(), {"title": "A", "target_value": 1}
    hr, found = client(me, *MINE, "goals:read:all", "goals:write:all"), []
    for owner, level in ((me, "individual"), (me, "team"), (other, "individual"), (me, "company")):
        goal = await make.goal(owner, level=level, key_results=[part])
        found.append(await hr.post(f"{goal.path}/transitions", json={"action": "publish"}, headers={"If-Match": "*"}))
    assert [answer.status_code for answer in found] == [403, 403, 200, 200]


async def test_a_goal_without_key_results_says_what_it_lacks(client, make):
    me = await make.person()
    goal = await make.goal(me)
    mine = client(me, *MINE)
    refused = await mine.post(
        f"/v1/goals/{goal.id}/transitions", json={"action": "publish"}, headers={"If-Match": goal.etag}
    )
    listed = (await mine.get(f"/v1/goals/{goal.id}/transitions")).json()["items"]
    assert refused.status_code == 409
    assert refused.json()["code"] == "transition_not_allowed"
    assert refused.json()["transition"] == next(one for one in listed if one["action"] == "publish")
    assert refused.json()["transition"]["guards"][0]["code"] == "no_key_result"


async def test_a_commitment_that_was_not_kept_needs_a_score_and_a_comment(client, make):
    goal = await make.move(await make.active_goal(await make.person()), "end")
    everything = client(None, *EVERYTHING)

    async def grade():
        return await everything.post(f"{goal.path}/transitions", json={"action": "grade"}, headers={"If-Match": "*"})

    without_score = await grade()
    await everything.put(f"{goal.path}/score", json={"final_score": 0.9})
    without_comment = await grade()
    await everything.put(f"{goal.path}/score", json={"final_score": 0.9, "score_comment": "One supplier failed."})
    graded = await grade()
    codes = [answer.json()["transition"]["guards"][0]["code"] for answer in (without_score, without_comment)]
    assert codes == ["no_score", "no_comment"]
    assert (graded.status_code, graded.json()["status"]) == (200, "closed")


async def test_nobody_grades_their_own_goal(client, make):
    me = await make.person(lead=await make.person())
    goal = await make.move(await make.active_goal(me), "end")
    mine = client(me, *MINE)
    await mine.put(f"{goal.path}/score", json={"final_score": 1})
    answer = await mine.post(f"{goal.path}/transitions", json={"action": "grade"}, headers={"If-Match": "*"})
    assert (answer.status_code, answer.json()["code"]) == (403, "transition_forbidden")


async def test_a_transition_needs_the_version_it_was_decided_on(client, make):
    goal = await make.active_goal(await make.person())
    everything = client(goal, *EVERYTHING)
    blind = await everything.post(f"/v1/goals/{goal.id}/transitions", json={"action": "end"})
    stale = await everything.post(
        f"/v1/goals/{goal.id}/transitions", json={"action": "end"}, headers={"If-Match": '"1"'}
    )
    assert (blind.status_code, stale.status_code) == (428, 412)


async def test_a_closed_goal_is_reopened_by_hr_alone_and_forgets_its_score(client, make):
    me = await make.person()
    goal = await make.move(await make.active_goal(me), "end")
    await client(None, *EVERYTHING).put(f"{goal.path}/score", json={"final_score": 1})
    await client(None, *EVERYTHING).post(
        f"{goal.path}/transitions", json={"action": "grade"}, headers={"If-Match": "*"}
    )
    again = {"action": "reopen", "reason": "It matters after all"}
    mine = await client(me, *MINE).post(f"{goal.path}/transitions", json=again, headers={"If-Match": "*"})
    hr = await client(None, *EVERYTHING).post(f"{goal.path}/transitions", json=again, headers={"If-Match": "*"})
    assert (mine.status_code, hr.status_code) == (403, 200)
    assert (hr.json()["status"], hr.json()["final_score"]) == ("active", None)


async def test_what_is_cancelled_says_why_and_takes_no_check_in(client, make):
    me = await make.person()
    goal = await make.active_goal(me)
    mine, lead = client(me, *MINE), client(None, *EVERYTHING)
    without = await lead.post(f"{goal.path}/transitions", json={"action": "cancel"}, headers={"If-Match": goal.etag})
    gone = await make.move(goal, "cancel", reason="Other plans")
    entry = await mine.post("/v1/check-ins", json={"key_result_id": goal.body["key_results"][0]["id"], "value": 1})
    assert (without.status_code, without.json()["code"]) == (422, "reason_required")
    assert (gone.body["status"], gone.body["closed_reason"]) == ("cancelled", "Other plans")
    assert (entry.status_code, entry.json()["code"]) == (409, "transition_not_allowed")


async def test_reopening_may_not_pass_the_weight_limit(client, make):
    await make.goal_policy(weight_limit=100)
    me = await make.person()
    goal = await make.move(await make.active_goal(me, weight=60), "cancel", reason="Other plans")
    await make.goal(me, weight=60)
    again = {"action": "reopen", "reason": "It matters after all"}
    refused = await client(None, *EVERYTHING).post(
        f"/v1/goals/{goal.id}/transitions", json=again, headers={"If-Match": goal.etag}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "weights_exceeded")
    assert (await client(me, *MINE).get(f"/v1/goals/{goal.id}")).json()["status"] == "cancelled"


async def test_a_goal_whose_only_key_result_was_dropped_has_nothing_to_measure(client, make):
    me = await make.person()
    goal = await make.goal(me, key_results=[{"title": "A", "target_value": 1}])
    mine = client(me, *MINE)
    part = f"{goal.path}/key-results/{goal.body['key_results'][0]['id']}/transitions"
    await mine.post(part, json={"action": "drop", "reason": "No longer ours"})
    answer = await mine.post(f"{goal.path}/transitions", json={"action": "publish"}, headers={"If-Match": "*"})
    assert answer.json()["transition"]["guards"][0]["code"] == "no_key_result"


async def test_once_begun_a_goal_is_cancelled_by_its_lead_and_not_by_its_owner(client, make):
    lead = await make.person()
    goal = await make.active_goal(me := await make.person(lead=lead))
    asked = {"action": "cancel", "reason": "Other plans"}
    answers = [
        await client(who, *MINE).post(f"{goal.path}/transitions", json=asked, headers={"If-Match": "*"})
        for who in (me, lead)
    ]
    assert [answer.status_code for answer in answers] == [403, 200]
    assert answers[0].json()["transition"]["guards"][0]["code"] == "not_canceller"


async def test_hr_starts_goals_of_company_and_units_and_others_submit_them(client, make):
    lead = await make.person()
    head = await make.person(lead=lead)
    unit = await make.org_unit(head_id=str(head.id))
    parts = {"key_results": [{"title": "Scrap", "target_value": 2}]}
    goal = await make.goal(owner_unit_id=str(unit.id), level="org_unit", **parts)
    asked = [(head, "publish"), (lead, "publish"), (head, "submit"), (head, "approve"), (lead, "approve")]
    answers = [
        await client(who, *MINE).post(f"{goal.path}/transitions", json={"action": action}, headers={"If-Match": "*"})
        for who, action in asked
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 200, 403, 200]


async def test_hr_too_decides_on_no_goal_of_its_own(client, make):
    me = await make.person()
    goal = await make.goal(me, key_results=[{"title": "A", "target_value": 1}])
    mine = client(me, *EVERYTHING)
    path = f"{goal.path}/transitions"
    answers = [
        await mine.post(path, json={"action": action}, headers={"If-Match": "*"}) for action in ("submit", "approve")
    ]
    assert [answer.status_code for answer in answers] == [200, 403]
    assert answers[1].json()["transition"]["guards"][0]["code"] == "not_approver"
