"""Plans of development: who reads and keeps them, what they refer to, and how they and their items move."""

from itertools import product

import pytest

MINE = ("development:read", "development:write")
VIEWERS = ("person", "coach", "manager", "top", "hr", "colleague", "former_manager")
PARTIES = {"person", "coach", "manager"}
ITEMS = {
    "start": {"open": "in_progress"},
    "complete": {"open": "done", "in_progress": "done"},
    "drop": {"open": "dropped", "in_progress": "dropped"},
    "reopen": {"done": "open", "dropped": "open"},
}
PLANS = {
    "complete": {"active": "completed"},
    "cancel": {"active": "cancelled"},
    "reopen": {"completed": "active", "cancelled": "active"},
}


@pytest.fixture
async def people(make, day):
    people = {name: await make.person() for name in ("top", "coach", "hr", "colleague", "former_manager")}
    people["manager"] = await make.person(people["top"])
    people["person"] = await make.person(people["former_manager"])
    await make.assignment(people["person"], effective_from=day(0), manager_id=str(people["manager"].id))
    return people


@pytest.fixture
def clients(client, people):
    return {name: client(people[name], *MINE, *(("development:read:all",) if name == "hr" else ())) for name in VIEWERS}


@pytest.fixture
async def plan(make, people):
    return await make.development_plan(people["person"], coach_id=str(people["coach"].id))


async def take(who, path, action):
    said = {"action": action, "reason": "So it is"}
    return await who.post(f"{path}/transitions", json=said, headers={"If-Match": "*"})


def foretold(table, state, action, viewer):
    if viewer not in PARTIES | {"hr"}:
        return 404
    if viewer == "hr":
        return 403
    return table[action].get(state, 409)


async def walked(clients, made_in, table, states):
    came = {}
    for state in states:
        path = await made_in(state)
        for action, viewer in product(table, clients):
            answer = await take(clients[viewer], path, action)
            moved = answer.status_code == 200
            came[state, action, viewer] = answer.json()["status"] if moved else answer.status_code
            path = await made_in(state) if moved else path
    return came


async def test_items_move_as_their_table_says(clients, make, people, plan):
    ways = {"open": [], "in_progress": ["start"], "done": ["complete"], "dropped": ["drop"]}

    async def made_in(state):
        item = await make.development_item(plan, people["person"], evidence="The report of the audit")
        for action in ways[state]:
            await take(clients["person"], item.path, action)
        return item.path

    came = await walked(clients, made_in, ITEMS, ways)
    assert len(came) == 4 * 4 * 7
    assert {case: result for case, result in came.items() if result != foretold(ITEMS, *case)} == {}


async def test_plans_move_as_their_table_says(clients, make, people):
    ways = {"active": [], "completed": ["complete"], "cancelled": ["cancel"]}

    async def made_in(state):
        plan = await make.development_plan(people["person"], coach_id=str(people["coach"].id))
        for action in ways[state]:
            await take(clients["person"], plan.path, action)
        return plan.path

    came = await walked(clients, made_in, PLANS, ways)
    assert len(came) == 3 * 3 * 7
    assert {case: result for case, result in came.items() if result != foretold(PLANS, *case)} == {}


async def test_every_way_to_look_shows_the_same(clients, make, people, plan):
    item = await make.development_item(plan, people["person"])
    for viewer, looks in clients.items():
        sees = viewer in PARTIES | {"hr"}
        for part, one in (("development-plans", plan), ("development-items", item)):
            listed = (await looks.get(f"/v1/{part}", params={"include_total": True})).json()
            assert ([each["id"] for each in listed["items"]], listed["total"]) == ([str(one.id)] * sees, int(sees))
            assert (await looks.get(one.path)).status_code == (200 if sees else 404), (viewer, part)


async def test_one_plans_for_oneself_and_for_ones_reports(clients, people):
    body = {"person_id": str(people["person"].id), "title": "Towards lead auditor"}
    came = {name: (await who.post("/v1/development-plans", json=body)).status_code for name, who in clients.items()}
    assert came == {name: 201 if name in {"person", "manager"} else 403 for name in VIEWERS}
    own = await clients["person"].post("/v1/development-plans", json=body | {"coach_id": body["person_id"]})
    assert (own.status_code, own.json()["code"]) == (409, "coach_of_oneself")


async def test_a_plan_ends_when_its_items_have(clients, make, people, plan):
    mine, item = clients["person"], await make.development_item(plan, people["person"])
    early = await take(mine, plan.path, "complete")
    assert early.json()["transition"]["guards"][0]["code"] == "items_open"
    shown = await take(mine, item.path, "complete")
    assert shown.json()["transition"]["guards"][0]["code"] == "no_evidence"
    await mine.patch(item.path, json={"evidence": "The report of the audit"})
    await take(mine, item.path, "complete")
    assert (await take(mine, plan.path, "complete")).json()["items_done"] == 1
    late = await take(mine, item.path, "reopen")
    assert late.json()["transition"]["guards"][0]["code"] == "plan_ended"


async def test_items_are_for_competencies_and_goals_that_their_author_sees(clients, make, people, plan):
    competency, goal = await make.competency(), await make.active_goal(people["person"], visibility="private")
    item = await make.development_item(plan, people["person"], competency_id=str(competency.id), goal_id=str(goal.id))
    assert item.body["competency_id"] == str(competency.id)
    seen = {name: (await clients[name].get(item.path)).json()["goal_id"] for name in ("person", "coach", "manager")}
    assert seen == {"person": str(goal.id), "coach": None, "manager": str(goal.id)}
    body = {"plan_id": str(plan.id), "action": "Helps", "goal_id": str(goal.id)}
    answer = await clients["coach"].post("/v1/development-items", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "reference_not_found")


async def test_no_event_carries_a_word_of_a_plan(clients, make, people, plan, events):
    await clients["person"].patch(plan.path, json={"aim": "Away from the foundry"})
    told = str([one for one in await events() if one["type"].startswith("development")])
    assert "development_plan.updated" in told
    assert not [word for word in ("foundry", "auditor") if word in told]
