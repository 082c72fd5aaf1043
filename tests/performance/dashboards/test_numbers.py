"""The numbers of dashboards, each counted by hand in a world small enough for that."""

import pytest

from tests.performance.conftest import EVERYTHING

READS = ("goals:read",)
OF_ALL = ("goals:read", "goals:read:all")
HEALTHS = ("on_track", "at_risk", "off_track", "not_updated", "done")


@pytest.fixture
def dashboard(client):
    """`await dashboard(person, "team", manager_id=…)`: as that person sees it."""

    async def shown(who, which, *scopes, **asked):
        answer = await client(who, *(scopes or READS)).get(f"/v1/dashboards/{which}", params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return shown


def share(body, key):
    """Numerator, denominator and percent of a metric."""
    metric = next(metric for metric in body["metrics"] if metric["key"] == key)
    assert metric["formula"]
    assert metric["definition"] == "metrics/2"
    assert metric["n"] == metric["denominator"]
    assert body["as_of"].startswith(metric["as_of"])
    return metric["numerator"], metric["denominator"], metric["percent"]


async def test_an_empty_organisation_has_zeros_and_no_percent(dashboard):
    body = await dashboard(None, "company", *OF_ALL)
    assert {(m["numerator"], m["denominator"], m["percent"]) for m in body["metrics"]} == {(0, 0, None)}
    assert len(body["metrics"]) == 16
    assert body["goal_health"] == dict.fromkeys(HEALTHS, 0)
    assert body["goal_progress"] == {"percent": None, "measured": 0, "goals": 0}


async def test_coverage_counts_people_with_an_active_individual_goal(dashboard, make):
    lead = await make.person()
    people = [await make.person(lead=lead) for _ in range(4)]
    await make.active_goal(people[0])
    await make.active_goal(people[0])
    await make.goal(people[1])
    await make.active_goal(people[2], level="team")
    assert share(await dashboard(lead, "team"), "goal_coverage") == (1, 4, 25)
    assert share(await dashboard(None, "company", *OF_ALL), "goal_coverage") == (1, 5, 20)


async def test_alignment_counts_what_serves_a_goal_of_a_higher_level(dashboard, make, client):
    lead = await make.person()
    me = await make.person(lead=lead)
    top = await make.active_goal(lead, level="team", visibility="public")
    contributes, aligned, beside, _alone = [await make.active_goal(me) for _ in range(4)]
    await make.contributes(contributes, top)
    everything = client(None, *EVERYTHING)
    for child, parent in ((aligned, top), (beside, contributes)):
        answer = await everything.put(f"{child.path}/alignments/{parent.id}", json={"note": ""})
        assert answer.status_code in {200, 204}, answer.text
    assert share(await dashboard(me, "me"), "goal_alignment") == (2, 4, 50)


async def test_health_and_progress_are_those_of_active_goals(dashboard, make, day):
    me = await make.person()
    late = {"starts_on": day(-100), "due_on": day(0)}
    await make.check_in(await make.active_goal(me), 60)
    await make.check_in(await make.active_goal(me, **late), 70)
    await make.check_in(await make.active_goal(me, **late), 20)
    await make.check_in(await make.active_goal(me), 100)
    await make.active_goal(me)
    await make.goal(me)
    body = await dashboard(me, "me")
    assert body["goal_health"] == dict.fromkeys(HEALTHS, 1)
    assert body["goal_progress"] == {"percent": 62.5, "measured": 4, "goals": 5}
    assert share(body, "goals_on_track") == (2, 5, 40)
    assert share(body, "goal_progress") == (2.5, 4, 62.5)


async def test_the_mean_gap_is_what_progress_lies_above_or_below_what_is_expected(dashboard, make, day):
    me = await make.person()
    half, over, alone = (day(-10), day(10)), (day(-20), day(-1)), (day(0), day(0))
    for value, (starts_on, due_on) in ((60, half), (70, over), (100, alone)):
        await make.check_in(await make.active_goal(me, starts_on=starts_on, due_on=due_on), value)
    await make.active_goal(me)
    for seen in (await dashboard(me, "me"), await dashboard(None, "company", *OF_ALL)):
        assert share(seen, "goal_gap") == pytest.approx((-0.2, 3, -20 / 3))
    await make.absence(me, day(-7), day(4))
    for seen in (await dashboard(me, "me"), await dashboard(None, "company", *OF_ALL)):
        assert share(seen, "goal_gap") == pytest.approx((0.05, 3, 5 / 3))


async def test_check_ins_are_fresh_within_their_cadence_or_the_policys(dashboard, make, day, do_jobs):
    me = await make.person()
    parts = [{"title": "Weekly", "target_value": 9, "cadence_days": 7}, {"title": "Usual", "target_value": 9}]
    on_time = await make.active_goal(me, starts_on=day(-90), key_results=parts)
    for place, days in ((0, -7), (1, -30)):
        await make.check_in(on_time, 1, of=place, as_of=day(days))
    late = await make.active_goal(me, starts_on=day(-90), key_results=parts)
    for place, days in ((0, -8), (1, -31)):
        await make.check_in(late, 1, of=place, as_of=day(days))
    await make.goal(me, key_results=parts)
    assert share(await dashboard(me, "me"), "check_in_freshness") == (2, 4, 50)
    await make.goal_policy(default_cadence_days=31)
    await do_jobs()
    assert share(await dashboard(me, "me"), "check_in_freshness") == (3, 4, 75)


async def test_days_of_leave_make_no_check_in_late(dashboard, make, day, do_jobs):
    me = await make.person()
    weekly = [{"title": "Weekly", "target_value": 9, "cadence_days": 7}]
    goal = await make.active_goal(me, starts_on=day(-90), due_on=day(90), key_results=weekly)
    await make.check_in(goal, 5, as_of=day(-30))
    late = await dashboard(me, "me")
    assert (share(late, "check_in_freshness"), late["goal_health"]["not_updated"]) == ((0, 1, 0), 1)
    assert [(one["checked_in_on"], one["due_on"]) for one in late["due_check_ins"]] == [(day(-30), day(-23))]
    await make.absence(me, day(-28), day(-5))
    await do_jobs()
    excused = await dashboard(me, "me")
    assert (share(excused, "check_in_freshness"), excused["goal_health"]["not_updated"]) == ((1, 1, 100), 0)
    assert excused["due_check_ins"] == []
    assert share(await dashboard(None, "company", *OF_ALL), "check_in_freshness") == (1, 1, 100)


async def test_nobody_waits_for_a_check_in_where_goals_contribute_or_all_is_reached(dashboard, make, day):
    lead = await make.person()
    fed = await make.active_goal(lead, level="team", starts_on=day(-60))
    child = await make.active_goal(await make.person(lead=lead))
    await make.contributes(child, fed, parent_key_result_id=fed.body["key_results"][0]["id"])
    reached = await make.active_goal(lead, starts_on=day(-60))
    await make.check_in(reached, 100, as_of=day(-50))
    body = await dashboard(lead, "me")
    assert (share(body, "check_in_freshness"), body["due_check_ins"]) == ((0, 0, None), [])


async def test_achievement_is_judged_by_kind_and_cancelled_goals_stand_apart(dashboard, make, client):
    lead = await make.person()
    me = await make.person(lead=lead)
    for kind, score in (("committed", 1), ("committed", 0.9), ("aspirational", 0.7), ("aspirational", 0.6)):
        goal = await make.move(await make.active_goal(me, kind=kind), "end")
        proposal = {"final_score": score, "score_comment": "As it went"}
        answer = await client(None, *EVERYTHING).put(f"{goal.path}/score", json=proposal)
        assert answer.status_code == 200, answer.text
        graded = await client(None, *EVERYTHING).post(
            f"{goal.path}/transitions", json={"action": "grade"}, headers={"If-Match": answer.headers["etag"]}
        )
        assert graded.status_code == 200, graded.text
    await make.move(await make.active_goal(me), "cancel", reason="Not now")
    body = await dashboard(lead, "team")
    assert share(body, "goal_achievement") == (2, 4, 50)
    assert body["goals_cancelled"] == 1
    await make.goal_policy(committed_threshold=0.9, aspirational_threshold=0.6)
    assert share(await dashboard(lead, "team"), "goal_achievement") == (4, 4, 100)


async def test_zones_count_key_results_of_every_kind(dashboard, make):
    me = await make.person()
    kinds = [
        {"title": "Number", "target_value": 100},
        {"title": "Yes or no", "kind": "boolean"},
        {"title": "Within", "kind": "range", "range_low": 1, "range_high": 2},
        {"title": "Zone", "kind": "ordinal"},
        {"title": "Steps", "kind": "milestone", "milestones": [{"title": "One"}]},
    ]
    goal = await make.active_goal(me, key_results=kinds)
    await make.check_in(goal, 10, of=0)
    await make.check_in(goal, 1, of=1)
    await make.check_in(goal, 1.5, of=2)
    await make.check_in(goal, of=3, zone="commit")
    body = await dashboard(me, "me")
    assert body["zones"] == {"fail": 1, "commit": 1, "target": 0, "stretch": 2, "unmeasured": 1}
    shares = {zone: share(body, f"zone_{zone}") for zone in ("fail", "commit", "target", "stretch")}
    assert shares == {"fail": (1, 4, 25), "commit": (1, 4, 25), "target": (0, 4, 0), "stretch": (2, 4, 50)}


async def test_data_quality_names_people_units_and_goals_that_lack_something(dashboard, make):
    head = await make.person()
    await make.person(lead=head)
    await make.org_unit("led", head_id=str(head.id))
    await make.org_unit("alone")
    closed = await make.org_unit("closed")
    await make.move(closed, "close", reason="Nobody works there")
    await make.active_goal(head)
    body = await dashboard(None, "company", *OF_ALL)
    assert share(body, "people_without_manager") == (1, 2, 50)
    assert share(body, "units_without_head") == (1, 2, 50)
    assert share(body, "stale_units") == (0, 2, 0)
    assert share(body, "goals_without_measure") == (0, 1, 0)


async def test_a_goal_whose_key_results_are_all_dropped_is_without_a_measure(dashboard, make):
    me = await make.person()
    goal = await make.active_goal(me)
    drop = {"action": "drop", "reason": "No longer ours"}
    await make.post(f"{goal.path}/key-results/{goal.body['key_results'][0]['id']}/transitions", drop)
    for body in (await dashboard(me, "me"), await dashboard(None, "company", *OF_ALL)):
        assert share(body, "goals_without_measure") == (1, 1, 100)


async def test_a_unit_is_stale_while_its_head_no_longer_works_here(dashboard, make, sql):
    head = await make.person()
    unit = await make.org_unit("led", head_id=str(head.id))
    await make.org_unit("alone")
    await sql.execute("UPDATE performance.people SET status = 'terminated' WHERE id = $1", head.id)
    assert share(await dashboard(None, "company", *OF_ALL), "stale_units") == (1, 2, 50)
    assert share(await dashboard(None, f"org-units/{unit.id}"), "stale_units") == (1, 1, 100)
    await sql.execute("UPDATE performance.people SET status = 'active' WHERE id = $1", head.id)
    assert share(await dashboard(None, "company", *OF_ALL), "stale_units") == (0, 2, 0)


async def test_who_left_is_not_counted(dashboard, make, sql):
    lead, unit = await make.person(), await make.org_unit()
    place = {"effective_from": "2020-01-01", "manager_id": str(lead.id), "org_unit_id": str(unit.id)}
    gone, _stays = await make.person(assignment=place), await make.person(assignment=place)
    await make.active_goal(gone, visibility="public")
    await sql.execute("UPDATE performance.people SET status = 'terminated' WHERE id = $1", gone.id)
    assert share(await dashboard(lead, "team"), "goal_coverage") == (0, 1, 0)
    assert share(await dashboard(lead, f"org-units/{unit.id}"), "goal_coverage") == (0, 1, 0)
