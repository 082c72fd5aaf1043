"""Locked goals change by request: asked for, decided, applied."""

import pytest

from tests.performance.conftest import EVERYTHING

SOME = "00000000-0000-7000-8000-000000000000"
MINE = ("goals:read", "goals:write")


@pytest.fixture
async def lead(make):
    return await make.person()


@pytest.fixture
async def me(make, lead):
    return await make.person(lead=lead)


@pytest.fixture
async def goal(client, make, me, lead):
    made = await make.active_goal(me, key_results=[{"title": title, "target_value": 100} for title in "AB"])
    await client(lead, *MINE).put(f"{made.path}/lock")
    return made


@pytest.fixture
def ask(client, me, goal):
    async def asked(**said):
        body = {"goal_id": str(goal.id), "reason": "The market moved"} | said
        return await client(me, *MINE).post("/v1/goal-changes", json=body)

    return asked


@pytest.fixture
def decide(client, lead):
    async def decided(answer, action="approve", who=lead, **said):
        return await client(who, *MINE).post(
            f"{answer.headers['location']}/transitions", json={"action": action} | said, headers={"If-Match": "*"}
        )

    return decided


async def test_a_locked_goal_says_how_it_can_be_changed(client, me, goal):
    answer = await client(me, *MINE).patch(goal.path, json={"title": "Easier"})
    assert (answer.status_code, answer.json()["code"]) == (409, "transition_not_allowed")
    assert answer.json()["transition"]["guards"][0]["code"] == "locked"
    shown = (await client(me, *MINE).get(goal.path)).json()
    assert shown["locked"] is True
    assert "update" not in shown["allowed_actions"]
    assert "request_change" in shown["allowed_actions"]


async def test_the_lock_of_a_cycle_holds_for_all_its_goals(client, make, me, day):
    cycle = await make.goal_cycle(goals_locked_on=day(0))
    goal = await make.active_goal(me, goal_cycle_id=str(cycle.id))
    assert (await client(me, *MINE).get(goal.path)).json()["locked"] is True
    assert (await client(me, *MINE).patch(goal.path, json={"title": "Easier"})).status_code == 409


async def test_only_the_lead_locks_and_unlocks(client, me, lead, goal):
    assert (await client(me, *MINE).delete(f"{goal.path}/lock")).status_code == 403
    assert (await client(lead, *MINE).delete(f"{goal.path}/lock")).json()["locked"] is False


async def test_an_approved_change_is_applied_at_once(client, me, goal, ask, decide):
    first, second = (part["id"] for part in goal.body["key_results"])
    changes = [
        {"kind": "edit", "goal": {"title": "Two days saved"}},
        {"kind": "edit", "key_result_id": first, "key_result": {"target_value": 50}},
        {"kind": "reweight", "weights": [{"key_result_id": first, "weight": 3}]},
        {"kind": "drop", "key_result_id": second},
        {"kind": "add", "added_key_result": {"title": "C", "target_value": 7}},
    ]
    for change in changes:
        asked = await ask(**change)
        assert asked.status_code == 201, asked.text
        decided = await decide(asked)
        assert (decided.status_code, decided.json()["status"]) == (200, "approved"), decided.text
    shown = (await client(me, *MINE).get(goal.path)).json()
    assert shown["title"] == "Two days saved"
    parts = [(part["title"], part["target_value"], part["weight"], part["status"]) for part in shown["key_results"]]
    assert parts == [("A", 50, 3, "active"), ("B", 100, 1, "dropped"), ("C", 7, 1, "active")]
    assert shown["key_results"][1]["dropped_reason"] == "The market moved"


async def test_who_asked_does_not_decide_and_others_do_not_withdraw(ask, decide, me, lead):
    asked = await ask(kind="edit", goal={"title": "Easier"})
    assert asked.json()["before"] == {"title": "Cut lead time"}
    own, others = await decide(asked, who=me), await decide(asked, "withdraw", who=lead)
    assert (own.status_code, others.status_code) == (403, 403)
    assert (await decide(asked, "withdraw", who=me)).json()["status"] == "withdrawn"


async def test_a_rejection_says_why_and_changes_nothing(client, me, goal, ask, decide):
    asked = await ask(kind="edit", goal={"title": "Easier"})
    silent = await decide(asked, "reject")
    told = await decide(asked, "reject", reason="We promised")
    assert (silent.status_code, silent.json()["code"]) == (422, "reason_required")
    assert (told.json()["status"], told.json()["decision_reason"]) == ("rejected", "We promised")
    assert (await client(me, *MINE).get(goal.path)).json()["title"] == "Cut lead time"


async def test_what_changed_meanwhile_is_not_overwritten(client, lead, goal, ask, decide):
    asked = await ask(kind="edit", goal={"title": "Easier"})
    await client(lead, *MINE).delete(f"{goal.path}/lock")
    await client(lead, *MINE).patch(goal.path, json={"title": "Harder"})
    answer = await decide(asked)
    assert (answer.status_code, answer.json()["code"]) == (409, "goal_changed")
    assert (await client(lead, *MINE).get(asked.headers["location"])).json()["status"] == "pending"


@pytest.mark.parametrize(
    ("said", "pointers"),
    [
        ({"kind": "add"}, ["/added_key_result"]),
        ({"kind": "drop", "goal": {"title": "A"}}, ["/key_result_id", "/goal"]),
        ({"kind": "edit"}, ["/goal"]),
        (
            {"kind": "reweight", "weights": [{"key_result_id": SOME, "weight": weight} for weight in (1, 9)]},
            ["/weights/1/key_result_id"],
        ),
    ],
)
async def test_each_kind_says_just_what_it_needs(ask, said, pointers):
    answer = await ask(**said)
    assert (answer.status_code, answer.json()["code"]) == (422, "change_incomplete")
    assert [error["pointer"] for error in answer.json()["errors"]] == pointers


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"kind": "edit", "goal": {"due_on": "2001-01-01"}}, (422, "due_before_start", ["/goal/due_on"])),
        (
            {"kind": "add", "added_key_result": {"title": "C", "start_value": 7, "target_value": 7}},
            (422, "nothing_to_measure", ["/added_key_result/target_value"]),
        ),
        (
            {"kind": "add", "added_milestone": {"title": "C"}, "key_result_id": "first"},
            (422, "nothing_to_measure", ["/added_milestone/kind"]),
        ),
        (
            {"kind": "edit", "key_result": {"target_value": 0}, "key_result_id": "first"},
            (422, "nothing_to_measure", ["/key_result/target_value"]),
        ),
        ({"kind": "edit", "goal": {"goal_cycle_id": SOME}}, (422, "reference_not_found", ["/goal/goal_cycle_id"])),
    ],
)
async def test_what_can_not_be_applied_is_refused_when_it_is_asked_for(client, goal, ask, said, refused):
    known = {"key_result_id": goal.body["key_results"][0]["id"]} if "key_result_id" in said else {}
    answer = await ask(**said | known)
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert (answer.status_code, answer.json()["code"], pointers) == refused
    assert (await client(None, *EVERYTHING).get("/v1/goal-changes")).json()["items"] == []


async def test_what_is_dropped_already_is_not_asked_to_be_dropped(goal, ask, decide):
    second = goal.body["key_results"][1]["id"]
    await decide(await ask(kind="drop", key_result_id=second))
    again = await ask(kind="drop", key_result_id=second)
    assert (again.status_code, again.json()["code"]) == (409, "transition_not_allowed")


async def test_asking_changes_nothing_of_the_goal_and_tells_only_that_it_was_asked(client, me, goal, ask, events):
    mine = client(me, *MINE)
    before = (await mine.get(goal.path)).json()
    assert (await ask(kind="edit", goal={"title": "Easier"})).status_code == 201
    assert (await ask(kind="drop", key_result_id=goal.body["key_results"][0]["id"])).status_code == 201
    assert (await mine.get(goal.path)).json() == before
    assert [event["type"] for event in await events()][-2:] == ["goal.change_requested"] * 2


async def test_who_may_not_hand_a_goal_over_may_ask_their_lead_to(client, make, lead, ask, decide):
    colleague = await make.person(lead=lead)
    asked = await ask(kind="edit", goal={"owner_id": str(colleague.id)})
    assert asked.status_code == 201
    assert (await decide(asked)).status_code == 200
    goal = await client(lead, *MINE).get(f"/v1/goals/{asked.json()['goal_id']}")
    assert goal.json()["owner"]["id"] == str(colleague.id)


async def test_requests_hide_with_their_goal(client, make, ask):
    asked = await ask(kind="edit", goal={"title": "Easier"})
    stranger = client(await make.person(), *MINE)
    assert (await stranger.get(asked.headers["location"])).status_code == 404
    assert (await stranger.get("/v1/goal-changes")).json()["items"] == []
    assert len((await client(None, *EVERYTHING).get("/v1/goal-changes")).json()["items"]) == 1


async def test_a_goal_that_has_ended_is_changed_by_no_request(client, me, goal, ask, decide):
    asked = [await ask(kind="edit", goal={"title": f"Easier {number}"}) for number in range(2)]
    await client(me, *MINE).post(f"{goal.path}/transitions", json={"action": "end"}, headers={"If-Match": "*"})
    approved = await decide(asked[0])
    assert (approved.status_code, approved.json()["code"]) == (409, "transition_not_allowed")
    assert approved.json()["transition"]["guards"][0]["code"] == "goal_ended"
    assert (await decide(asked[0], "reject", reason="Too late")).status_code == 200
    assert (await decide(asked[1], "withdraw", who=me)).status_code == 200
    assert (await client(me, *MINE).get(goal.path)).json()["title"] == "Cut lead time"


async def test_a_draft_in_a_locked_cycle_can_still_be_finished(client, make, me, day):
    cycle = await make.goal_cycle(goals_locked_on=day(0))
    draft = await make.goal(me, goal_cycle_id=str(cycle.id))
    mine = client(me, *MINE)
    assert (draft.body["locked"], "update" in draft.body["allowed_actions"]) == (False, True)
    assert (await mine.post(f"{draft.path}/key-results", json={"title": "A", "target_value": 1})).status_code == 200
    published = await mine.post(f"{draft.path}/transitions", json={"action": "publish"}, headers={"If-Match": "*"})
    assert published.json()["locked"] is True


async def test_a_lock_is_on_what_was_promised_and_not_on_who_helps_or_how_it_stands(client, make, me, goal):
    mine, helper, other = client(me, *MINE), await make.person(), await make.active_goal(me)
    answers = [
        await mine.post(f"{goal.path}/contributors", json={"person_id": str(helper.id)}),
        await mine.put(f"{goal.path}/alignments/{other.id}", json={}),
        await mine.patch(goal.path, json={"health_override": "at_risk"}),
        await mine.delete(f"{goal.path}/alignments/{other.id}"),
        await mine.delete(f"{goal.path}/contributors/{helper.id}"),
        await mine.patch(goal.path, json={"health_override": None, "title": "Easier"}),
        await mine.put(f"{goal.path}/contribution", json={"parent_goal_id": str(other.id)}),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 204, 204, 409, 409]
