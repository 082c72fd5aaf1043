"""The counters of an organisation are what counting everything anew would say, whoever writes, and at once."""

import asyncio
import random
from datetime import UTC, datetime

import pytest

from services.performance.counters.queries import counted
from services.performance.dashboards.queries.scopes import of_company
from services.performance.dashboards.queries.seen import counted_of, seen_by
from shared.auth.actor import Actor
from shared.database.statements import Statement
from shared.resources.viewer import Viewer
from tests.performance.conftest import EVERYTHING
from tests.performance.counters.checker import differences

HR = ("goals:read", "goals:read:all")
LIVE = Statement(counted_of(seen_by(Viewer(frozenset(HR)), of_company())).select())
KEPT = Statement(counted().select())


@pytest.fixture
def agreed(app, org, sql):
    """`await agreed()`: the counts, after all ways to count have said the same; `at` another time than now."""

    async def compared(at=None):
        assert await differences(sql, org) == []
        async with app.state.house.reading(Actor(org, org, "test", frozenset()), at or datetime.now(UTC)) as work:
            live, kept = dict(await work.row(LIVE)), dict(await work.row(KEPT))
        assert {name: kept[name] for name in live} == {name: value or 0 for name, value in live.items()}
        return kept

    return compared


@pytest.fixture
def waiting(sql, org):
    """How much was touched that the counters have not taken yet."""
    return lambda: sql.fetchval("SELECT count(*) FROM performance.touched WHERE org_id = $1", org)


@pytest.fixture
async def varied(client, make, day):
    """Goals of many kinds in many states, with what changes a count about each of them."""
    unit, top = await make.org_unit("ops"), await make.person()
    people = [await make.person(lead=top) for _ in range(3)]
    await make.org_unit("led", head_id=str(top.id))
    late = {"starts_on": day(-90), "due_on": day(10)}
    goals = [
        await make.active_goal(people[0], visibility="public"),
        await make.active_goal(people[0], **late),
        await make.active_goal(people[1], kind="aspirational", **late),
        await make.active_goal(people[1], level="team", progress_method="manual"),
        await make.goal(people[2]),
        await make.active_goal(owner_unit_id=str(unit.id), level="org_unit"),
    ]
    for goal, value in zip(goals[:3], (100, 20, 70), strict=True):
        await make.check_in(goal, value, as_of=day(-3))
    await make.contributes(goals[0], goals[3])
    await client(None, *EVERYTHING).put(f"{goals[1].path}/alignments/{goals[5].id}", json={"note": ""})
    return people, goals


async def test_counters_are_right_at_once_and_after_they_took_the_changes(make, varied, agreed, do_jobs, waiting):
    before = await agreed()
    assert (before["active"], before["aligned"], before["holding"], before["done"]) == (5, 2, 2, 1)
    assert await waiting() > 0
    await do_jobs(scheduled="counters.fold")
    assert await waiting() == 0
    assert await agreed() == before
    _, goals = varied
    await make.check_in(goals[1], 100)
    await make.move(goals[4], "cancel", reason="Not now")
    await make.person()
    after = await agreed()
    assert (after["done"], after["cancelled"], after["people"]) == (2, 1, before["people"] + 1)


async def test_whoever_touches_many_has_them_taken_at_once(make, varied, do_jobs, waiting, monkeypatch):
    monkeypatch.setattr("services.performance.goals.service.progress.MANY", 2)
    await do_jobs(scheduled="counters.fold")
    _, goals = varied
    await make.check_in(goals[0], 40)
    assert await waiting() > 0
    await do_jobs()
    assert await waiting() == 0


async def test_what_turns_with_the_days_needs_no_write(make, day, agreed):
    me = await make.person()
    goal = await make.active_goal(me, starts_on=day(-10), due_on=day(10))
    await make.check_in(goal, 50)
    seen = []
    for days in (0, 5, 9, 60):
        kept = await agreed(datetime.fromisoformat(f"{day(days)}T12:00:00+00:00"))
        seen.append(next(name for name in ("on_track", "at_risk", "off_track", "not_updated") if kept[name]))
    assert seen == ["on_track", "at_risk", "off_track", "not_updated"]


async def test_who_leaves_is_no_longer_counted_among_those_with_goals(varied, agreed, sql, do_jobs):
    people, _ = varied
    before = await agreed()
    await do_jobs(scheduled="counters.fold")
    await sql.execute("UPDATE performance.people SET status = 'terminated' WHERE id = $1", people[0].id)
    after = await agreed()
    assert (after["people"], after["holding"]) == (before["people"] - 1, before["holding"] - 1)
    await do_jobs(scheduled="counters.fold")
    assert await agreed() == after


async def test_whatever_path_a_change_takes_it_is_counted(varied, agreed, sql, org):
    people, goals = varied
    for statement in (
        "UPDATE performance.goals SET level = 'individual', owner_id = $2, owner_unit_id = NULL WHERE org_id = $1",
        "UPDATE performance.goals SET visibility = 'public', status = 'active' WHERE org_id = $1 AND owner_id = $2",
        "UPDATE performance.key_results SET zone = 'fail', cadence_days = 3 WHERE org_id = $1 AND $2::uuid IS NOT NULL",
        "DELETE FROM performance.goal_contributions WHERE org_id = $1 AND $2::uuid IS NOT NULL",
        "UPDATE performance.org_unit_versions SET head_id = $2 WHERE org_id = $1",
        "UPDATE performance.goals SET status = 'closed', final_score = 0.8 WHERE org_id = $1 AND owner_id = $2",
    ):
        await sql.execute(statement, org, people[1].id)
        found = await agreed()
    assert (found["closed"], found["without_head"], found["active"]) == (len(goals), 0, 0)


@pytest.mark.parametrize("table", ["goals", "key_results", "people", "check_ins", "org_unit_versions"])
async def test_a_trigger_that_is_switched_off_is_found(varied, sql, org, do_jobs, table):
    await do_jobs(scheduled="counters.fold")
    change = sql.transaction()
    await change.start()
    try:
        assert await differences(sql, org) == []
        await sql.execute(f"ALTER TABLE performance.{table} DISABLE TRIGGER USER")
        for statement in {
            "goals": ["UPDATE performance.goals SET status = 'closed' WHERE org_id = $1 AND status = 'active'"],
            "key_results": ["UPDATE performance.key_results SET zone = 'stretch', status = 'done' WHERE org_id = $1"],
            "people": ["UPDATE performance.people SET status = 'terminated' WHERE org_id = $1"],
            "check_ins": ["DELETE FROM performance.check_ins WHERE org_id = $1"],
            "org_unit_versions": ["UPDATE performance.org_unit_versions SET head_id = NULL WHERE org_id = $1"],
        }[table]:
            await sql.execute(statement, org)
        assert await differences(sql, org) != []
    finally:
        await change.rollback()


async def test_eight_writers_at_once_while_changes_are_taken_lose_nothing(client, make, agreed, do_jobs):
    lead = await make.person()
    people = [await make.person(lead=lead) for _ in range(2)]
    shared = [await make.active_goal(person, visibility="public") for person in people]
    top = await make.active_goal(lead, level="team")
    for goal in shared:
        await make.contributes(goal, top)
    everything, dice = client(None, *EVERYTHING), random.Random(7)

    async def writes():
        for _ in range(6):
            goal = dice.choice(shared)
            key_result = goal.body["key_results"][0]["id"]
            body = {"key_result_id": key_result, "value": dice.randrange(120)}
            answer = await everything.post("/v1/check-ins", json=body)
            assert answer.status_code in {201, 409, 503}, answer.text
            mine = await make.active_goal(dice.choice(people))
            if dice.random() < 0.5:
                await make.move(mine, "cancel", reason="Not now")

    async def folds():
        for _ in range(4):
            await do_jobs(scheduled="counters.fold")

    await asyncio.gather(*(writes() for _ in range(8)), folds())
    found = await agreed()
    assert found["active"] + found["cancelled"] == 48 + 3
    await do_jobs(scheduled="counters.fold")
    assert await agreed() == found


async def test_the_company_and_the_summary_are_those_of_the_counters(client, varied, agreed):
    kept = await agreed()
    company = (await client(None, *HR).get("/v1/dashboards/company")).json()
    assert company["goal_health"]["done"] == kept["done"] == 1
    summary = (await client(None, "summary:read", *HR).get("/v1/summary")).json()
    assert summary["goals"]["active"] == kept["active"]
    assert summary["people_with_active_goal"] == kept["busy"] == 2
    assert summary["check_ins_last_30_days"] == 3
