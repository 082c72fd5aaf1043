"""The service in numbers: what they count, and for whom."""

from datetime import UTC, datetime, timedelta

from uuid_utils.compat import uuid7

from shared.testing import Member
from tests.performance.conftest import Make

GOALS = ("draft", "proposed", "active", "at_grading", "closed", "cancelled", "archived", "overdue")
ALL_GOALS = ("summary:read", "goals:read:all")


def day(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


async def summary_for(client, who, *scopes):
    answer = await client(who, *scopes).get("/v1/summary")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_empty_organisation_has_zeros_and_no_progress(client):
    body = await summary_for(client, None, *ALL_GOALS)
    assert datetime.now(UTC) - datetime.fromisoformat(body.pop("as_of")) < timedelta(seconds=10)
    assert {(metric["numerator"], metric["denominator"], metric["percent"]) for metric in body.pop("metrics")} == {
        (0, 0, None)
    }
    assert body == {
        "people_active": 0,
        "people_without_manager": 0,
        "people_with_active_goal": 0,
        "goals": dict.fromkeys(GOALS, 0),
        "goal_progress": {"percent": None, "measured": 0, "goals": 0},
        "check_ins_last_30_days": 0,
    }


async def test_people_are_counted_with_and_without_manager_and_goal(client, make):
    lead = await make.person()
    await make.active_goal(await make.person(lead=lead))
    await make.goal(await make.person(lead=lead))
    body = await summary_for(client, None, *ALL_GOALS)
    assert (body["people_active"], body["people_without_manager"], body["people_with_active_goal"]) == (3, 1, 1)


async def test_who_will_get_a_manager_has_none_today(client, make):
    lead = await make.person()
    await make.person(assignment={"effective_from": day(1), "manager_id": str(lead.id)})
    assert (await summary_for(client, None, *ALL_GOALS))["people_without_manager"] == 2


async def test_who_has_left_is_not_counted(client, make, sql):
    gone = await make.person()
    await make.active_goal(gone)
    await sql.execute("UPDATE performance.people SET status = 'terminated' WHERE id = $1", gone.id)
    body = await summary_for(client, None, *ALL_GOALS)
    assert (body["people_active"], body["people_without_manager"], body["people_with_active_goal"]) == (0, 0, 0)


async def test_goals_are_counted_by_status_and_those_past_their_day_are_overdue(client, make):
    me = await make.person()
    await make.goal(me, starts_on="2020-01-01", due_on=day(-1))
    await make.active_goal(me, starts_on="2020-01-01", due_on=day(-1))
    await make.active_goal(me, due_on=day(0))
    await make.move(await make.goal(me), "cancel", reason="Not now")
    await make.move(await make.active_goal(me), "end")
    body = await summary_for(client, None, *ALL_GOALS)
    counted = {"draft": 1, "active": 2, "at_grading": 1, "cancelled": 1, "overdue": 1}
    assert body["goals"] == dict.fromkeys(GOALS, 0) | counted


async def test_progress_is_the_mean_of_the_active_goals_that_were_measured(client, make):
    me = await make.person()
    await make.active_goal(me)
    await make.check_in(await make.active_goal(me), 20)
    await make.check_in(await make.active_goal(me), 50)
    ended = await make.active_goal(me)
    await make.check_in(ended, 100)
    await make.move(ended, "end")
    body = await summary_for(client, None, *ALL_GOALS)
    assert body["goals"]["at_grading"] == 1
    assert body["goal_progress"] == {"percent": 35, "measured": 2, "goals": 3}


async def test_check_ins_of_thirty_days_are_counted_today_included(client, make):
    goal = await make.active_goal(await make.person())
    for days in (-30, -29, 0):
        await make.check_in(goal, 10, as_of=day(days))
    assert (await summary_for(client, None, *ALL_GOALS))["check_ins_last_30_days"] == 2


async def test_everyone_counts_only_the_goals_they_may_see(client, make):
    lead = await make.person()
    mine, theirs = await make.person(lead=lead), await make.person()
    await make.check_in(await make.active_goal(mine), 40)
    await make.check_in(await make.active_goal(theirs), 80)
    seen = {}
    for name, viewer in (("me", mine), ("lead", lead), ("stranger", await make.person())):
        body = await summary_for(client, viewer, "summary:read")
        seen[name] = (body["goals"]["active"], body["goal_progress"]["percent"], body["check_ins_last_30_days"])
        assert body["people_with_active_goal"] == body["goals"]["active"]
    assert seen == {"me": (1, 40, 1), "lead": (1, 40, 1), "stranger": (0, None, 0)}


async def test_two_organisations_never_count_each_other(client, make):
    other = Make(client, uuid7())
    await make.check_in(await make.active_goal(await make.person()), 10)
    for _ in range(2):
        await other.check_in(await other.active_goal(await other.person()), 90)
    ours = await summary_for(client, None, *ALL_GOALS)
    theirs = await summary_for(client, Member(other.org), *ALL_GOALS)
    assert (ours["people_active"], ours["goals"]["active"], ours["goal_progress"]["percent"]) == (1, 1, 10)
    assert (theirs["people_active"], theirs["goals"]["active"], theirs["goal_progress"]["percent"]) == (2, 2, 90)
    assert (ours["check_ins_last_30_days"], theirs["check_ins_last_30_days"]) == (1, 2)


async def test_without_the_scope_nothing_is_told(client):
    answer = await client(None, "goals:read:all").get("/v1/summary")
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
