"""What each dashboard has beside the numbers, and who may look at it."""

from uuid_utils.compat import uuid7

from shared.testing import Member
from tests.performance.conftest import EVERYTHING

HEALTHS = ("on_track", "at_risk", "off_track", "not_updated", "done")
MINE = ("goals:read", "goals:write")


async def test_a_team_is_shown_person_by_person_the_worst_first(client, make, day):
    lead = await make.person()
    good, bad, idle = [await make.person(lead=lead) for _ in range(3)]
    below = await make.person(lead=good)
    await make.check_in(await make.active_goal(good), 40, as_of=day(0))
    await make.check_in(await make.active_goal(bad, starts_on=day(-100), due_on=day(0)), 10, as_of=day(-2))
    looking = client(lead, "goals:read")
    body = (await looking.get("/v1/dashboards/team")).json()
    assert (body["manager"]["id"], body["depth"], body["people_total"]) == (str(lead.id), "direct", 3)
    assert body["people"][0]["person"]["id"] == str(bad.id)
    assert body["people"][0]["goal_health"] == dict.fromkeys(HEALTHS, 0) | {"off_track": 1}
    rows = {row["person"]["id"]: row for row in body["people"]}
    assert rows.keys() == {str(one.id) for one in (good, bad, idle)}
    assert rows[str(good.id)]["goal_progress"] == {"percent": 40, "measured": 1, "goals": 1}
    assert rows[str(good.id)]["checked_in_on"] == day(0)
    assert (rows[str(bad.id)]["goal_gap_percent"], rows[str(idle.id)]["goal_gap_percent"]) == (-90, None)
    assert rows[str(idle.id)]["goal_progress"] == {"percent": None, "measured": 0, "goals": 0}
    deep = (await looking.get("/v1/dashboards/team", params={"depth": "all"})).json()
    assert {row["person"]["id"] for row in deep["people"]} == {*rows, str(below.id)}


async def test_anothers_team_is_for_those_above_them_and_hr(client, make):
    top = await make.person()
    lead = await make.person(lead=top)
    worker = await make.person(lead=lead)
    viewers = {"top": top, "lead": lead, "worker": worker, "stranger": await make.person(), "hr": await make.person()}
    answers = {}
    for name, who in viewers.items():
        looking = client(who, "goals:read", *(["goals:read:all"] if name == "hr" else []))
        answers[name] = (await looking.get("/v1/dashboards/team", params={"manager_id": str(lead.id)})).status_code
    assert answers == {"top": 200, "lead": 200, "worker": 404, "stranger": 404, "hr": 200}


async def test_a_unit_counts_who_works_there_and_below_with_its_own_goals(client, make):
    whole = await make.org_unit("whole")
    part = await make.org_unit("part", parent_id=str(whole.id))
    for unit in (whole, part, part):
        place = {"effective_from": "2020-01-01", "org_unit_id": str(unit.id)}
        await make.active_goal(await make.person(assignment=place), visibility="public")
    await make.active_goal(owner_unit_id=str(part.id), level="org_unit", visibility="public")
    looking, found = client(await make.person(), "goals:read"), {}
    for unit, deep in ((whole, False), (whole, True), (part, False)):
        answer = await looking.get(f"/v1/dashboards/org-units/{unit.id}", params={"include_subunits": deep})
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert (body["org_unit"]["id"], body["include_subunits"]) == (str(unit.id), deep)
        found[(unit.body["code"], deep)] = (body["goal_progress"]["goals"], body["metrics"][0]["denominator"])
    assert found == {("whole", False): (1, 1), ("whole", True): (4, 3), ("part", False): (3, 2)}
    assert (await looking.get(f"/v1/dashboards/org-units/{uuid7()}")).status_code == 404


async def test_what_is_due_and_what_waits_for_me_is_listed(client, make, day):
    lead = await make.person()
    worker = await make.person(lead=lead)
    due = await make.active_goal(lead, starts_on=day(-30))
    await make.active_goal(lead, starts_on=day(-29))
    goal = await make.goal(worker, key_results=[{"title": "Days saved", "target_value": 9}])
    proposed = await make.move(goal, "submit")
    active = await make.active_goal(worker)
    change = {"goal_id": str(active.id), "kind": "edit", "reason": "Why not", "goal": {"title": "Other"}}
    asked = await make.post("/v1/goal-changes", change)
    body = (await client(lead, *MINE).get("/v1/dashboards/me")).json()
    assert [(one["goal"]["id"], one["due_on"]) for one in body["due_check_ins"]] == [(str(due.id), day(0))]
    waiting = [(one["goal"]["id"], one["goal_change_id"]) for one in body["awaited_decisions"]]
    assert waiting == [(str(proposed.id), None), (str(active.id), str(asked.id))]
    assert (await client(worker, *MINE).get("/v1/dashboards/me")).json()["awaited_decisions"] == []


async def test_the_company_is_for_everybody_as_far_as_they_see_it(client, make):
    me = await make.person()
    await make.active_goal(me)
    await make.active_goal(await make.person(), visibility="public")
    await make.active_goal(await make.person())
    company = (await client(me, "goals:read").get("/v1/dashboards/company")).json()
    assert company["goal_progress"]["goals"] == 2
    assert (company["metrics"][0]["numerator"], company["metrics"][0]["denominator"]) == (2, 3)


async def test_two_organisations_never_count_each_other(client, make):
    lead = await make.person()
    await make.active_goal(await make.person(lead=lead))
    other = client(Member(uuid7()), *EVERYTHING)
    assert (await other.get("/v1/dashboards/company")).json()["goal_progress"]["goals"] == 0
    assert (await other.get("/v1/dashboards/team", params={"manager_id": str(lead.id)})).status_code == 404
