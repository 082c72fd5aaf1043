"""Leave that is excluded counts neither for what a goal expects nor for the time since its last check-in."""

import pytest

WRITE = "absences:write"


@pytest.fixture
async def owner(make):
    return await make.person()


@pytest.fixture
async def goal(make, owner, day):
    """Half of its hundred days are over, and a quarter is reached."""
    goal = await make.active_goal(owner, starts_on=day(-50), due_on=day(50))
    await make.check_in(goal, 25)
    return goal


async def health(client, goal):
    found = (await client(None, "goals:read", "goals:read:all").get(f"{goal.path}/progress")).json()
    shown = (await client(None, "goals:read", "goals:read:all").get(goal.path)).json()
    assert shown["health"] == found["health"]["health"]
    return found["health"]


@pytest.fixture
async def away(make, owner, do_jobs):
    async def put(starts_on, ends_on):
        absence = await make.absence(owner, starts_on, ends_on)
        await do_jobs()
        return absence

    return put


async def test_days_of_leave_are_not_expected_of_a_goal(client, goal, away, day, do_jobs):
    before = await health(client, goal)
    assert (before["expected_percent"], before["health"]) == (50, "at_risk")
    absence = await away(day(-39), day(-10))
    during = await health(client, goal)
    assert (during["days_passed"], during["days_in_all"], during["health"]) == (20, 70, "on_track")
    assert during["expected_percent"] == pytest.approx(100 * 20 / 70)
    hr = client(None, WRITE)
    assert (await hr.patch(absence.path, json={"excluded_from_period": False})).status_code == 200
    await do_jobs()
    assert await health(client, goal) == before
    await hr.patch(absence.path, json={"excluded_from_period": True, "starts_on": day(-19)})
    await do_jobs()
    assert (await health(client, goal))["days_passed"] == 40
    await hr.delete(absence.path)
    await do_jobs()
    assert await health(client, goal) == before


async def test_who_was_away_had_no_check_ins_to_make(client, make, owner, away, day):
    goal = await make.active_goal(owner, starts_on=day(-60), due_on=day(600))
    await make.check_in(goal, 25, as_of=day(-50))
    assert (await health(client, goal))["health"] == "not_updated"
    await away(day(-45), day(-36))
    found = await health(client, goal)
    assert (found["health"], found["stale_on"]) == ("on_track", day(6))


async def test_leave_of_others_changes_nothing(client, make, goal, day, do_jobs):
    before = await health(client, goal)
    await make.absence(await make.person(), day(-39), day(-10))
    await do_jobs()
    assert await health(client, goal) == before
