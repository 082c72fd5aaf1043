"""Goals that follow a productivity standard move by themselves."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.performance.standard_check_ins.rules import Change, Standing, changes

MINE = ("goals:read", "goals:write")
JANUARY = {"starts_on": "2026-01-01", "ends_on": "2026-01-31"}
FEBRUARY = {"starts_on": "2026-02-01", "ends_on": "2026-02-28"}
SPAN = {"starts_on": "2026-01-01", "due_on": "2026-12-31"}


async def following(make, person, standard, **fields):
    part = {"title": "Rings an hour", "start_value": 10, "target_value": 30, "standard_id": str(standard.id)}
    return await make.active_goal(person, key_results=[part], **SPAN, **fields)


async def test_a_key_result_is_as_far_as_what_is_measured(client, make, do_jobs):
    person, standard = await make.person(), await make.standard()
    goal = await following(make, person, standard)
    await make.measured(make.measurement(standard, person, numerator=200, denominator=10, **JANUARY))
    await do_jobs()
    assert await make.progress(goal) == 50
    await make.measured(make.measurement(standard, person, numerator=100, denominator=2, **FEBRUARY))
    await do_jobs()
    assert await make.progress(goal) == 75  # 300 in 12 hours are 25 an hour, not the mean of 20 and 50
    entries = (await client(person, *MINE).get("/v1/check-ins", params={"goal_id": str(goal.id)})).json()["items"]
    assert [(one["source"], one["value"], one["as_of"]) for one in entries] == [
        ("standard", 25, "2026-02-28"), ("standard", 20, "2026-01-31"),
    ]  # fmt: skip


async def test_what_was_measured_before_the_goal_began_counts_at_once(make, do_jobs):
    person, standard = await make.person(), await make.standard()
    await make.measured(make.measurement(standard, person, numerator=200, denominator=10, **JANUARY))
    goal = await following(make, person, standard)
    await do_jobs()
    assert await make.progress(goal) == 50


async def test_done_twice_an_errand_changes_nothing(client, make, do_jobs):
    person, standard = await make.person(), await make.standard()
    goal = await following(make, person, standard)
    await make.measured(make.measurement(standard, person, numerator=200, denominator=10, **JANUARY))
    for _ in range(2):
        await do_jobs()
        await make.measured(make.measurement(standard, await make.person(), **JANUARY))
    listed = await client(person, *MINE).get("/v1/check-ins", params={"goal_id": str(goal.id), "include_total": True})
    assert listed.json()["total"] == 1


async def test_a_goal_may_be_the_attainment_of_a_standard_as_a_whole(client, make, do_jobs):
    person, standard = await make.person(), await make.standard()
    await make.target(standard, 25, person_id=str(person.id))
    goal = await make.active_goal(person, progress_method="standard", standard_id=str(standard.id), **SPAN)
    await make.measured(make.measurement(standard, person, numerator=200, denominator=10, **JANUARY))
    await do_jobs()
    assert await make.progress(goal) == 80


async def test_nobody_checks_in_by_hand_what_follows_a_standard(client, make):
    person, standard = await make.person(), await make.standard()
    goal = await following(make, person, standard)
    body = {"key_result_id": goal.body["key_results"][0]["id"], "value": 30}
    answer = await client(person, *MINE).post("/v1/check-ins", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "measured_elsewhere")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"progress_method": "standard"}, "missing"),
        ({"standard_id": "00000000-0000-7000-8000-000000000000"}, "not_of_kind"),
    ],
)
async def test_a_goal_names_a_standard_where_it_follows_one(client, make, said, code):
    me = await make.person()
    body = {"owner_id": str(me.id), "title": "A", "due_on": "2099-12-31"} | said
    answer = await client(me, *MINE).post("/v1/goals", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "standard_missing")
    assert answer.json()["errors"][0]["code"] == code


async def test_another_policy_judges_open_goals_anew(client, make, do_jobs, day):
    me = await make.person()
    goal = await make.active_goal(me, starts_on=day(-50), due_on=day(50))
    await make.check_in(goal, 40)
    health = [(await client(me, *MINE).get(goal.path)).json()["health"]]
    await make.goal_policy(at_risk_gap=0.05, off_track_gap=0.08)
    await do_jobs()
    health.append((await client(me, *MINE).get(goal.path)).json()["health"])
    assert health == ["on_track", "off_track"]


DAYS = st.integers(0, 5).map(lambda days: date(2026, 1, 1) + timedelta(days=days))
SAID = st.lists(st.tuples(DAYS, st.integers(0, 3).map(Decimal)), max_size=6)


@given(SAID, st.none() | st.integers(0, 3).map(Decimal), DAYS)
def test_after_the_changes_the_latest_that_stands_is_the_value_and_again_there_is_nothing_to_do(said, value, as_of):
    standing = [Standing(UUID(int=place), day, number) for place, (day, number) in enumerate(sorted(said))]
    wanted = changes(standing, value, as_of)
    after = applied(standing, wanted)
    assert (after[-1].value, after[-1].as_of) == (value, as_of) if value is not None else not after
    assert not changes(after, value, as_of)


def applied(standing: list[Standing], wanted: list[Change]) -> list[Standing]:
    gone = {change.supersedes for change in wanted}
    new = [Standing(UUID(int=99), one.as_of, one.value) for one in wanted if one.value is not None]
    return [one for one in standing if one.id not in gone] + new


async def test_a_goal_that_is_let_follow_a_standard_does_so_at_once(client, make, do_jobs):
    person, standard = await make.person(), await make.standard()
    await make.target(standard, 25, person_id=str(person.id))
    await make.measured(make.measurement(standard, person, numerator=200, denominator=10, **JANUARY))
    goals = [await make.active_goal(person, progress_method="manual", **SPAN) for _ in range(2)]
    follow = {"progress_method": "standard", "standard_id": str(standard.id)}
    answer = await client(person, *MINE).patch(goals[0].path, json=follow)
    assert answer.status_code == 200, answer.text
    await client(person, *MINE).post("/v1/goals:batch", json={"rows": [{"id": str(goals[1].id), "patch": follow}]})
    await do_jobs()
    assert [await make.progress(goal) for goal in goals] == [80, 80]
