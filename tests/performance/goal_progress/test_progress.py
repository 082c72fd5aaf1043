"""How far a goal was on any day, and how its number can be worked out again."""

import hashlib
import json
import math
import random
from datetime import date, timedelta
from typing import Any

import pytest

from tests.performance.conftest import EVERYTHING

MINE = ("goals:read", "goals:write")


async def test_progress_of_any_day_is_what_was_known_of_it(client, make):
    me = await make.person()
    goal = await make.active_goal(me, starts_on="2026-01-01", due_on="2026-12-31")
    for value, as_of in ((10, "2026-02-01"), (30, "2026-03-01")):
        await make.check_in(goal, value, as_of=as_of)

    async def on(day):
        answer = (await client(me, *MINE).get(f"{goal.path}/progress", params={"as_of": day})).json()
        return answer["progress_percent"], answer["health"]["health"]

    assert await on("2026-01-15") == (None, "not_updated")
    assert await on("2026-02-01") == (10, "on_track")
    assert await on("2026-02-28") == (10, "on_track")
    assert await on("2026-03-10") == (30, "on_track")


async def test_a_past_day_s_progress_includes_what_contributed_then(client, make):
    me = await make.person()
    parent = await make.active_goal(me, level="company", progress_method="children")
    child = await make.active_goal(me)
    await make.contributes(child, parent)
    for value, as_of in ((20, "2026-02-01"), (60, "2026-03-01")):
        await make.check_in(child, value, as_of=as_of)
    seen = [
        (await client(me, *MINE).get(f"{parent.path}/progress", params={"as_of": day})).json()["progress_percent"]
        for day in ("2026-01-01", "2026-02-15", "2026-03-15")
    ]
    assert seen == [None, 20, 60]


async def test_health_says_why(client, make, day):
    me = await make.person()
    goal = await make.active_goal(me, starts_on=day(-50), due_on=day(50))
    await make.check_in(goal, 20)
    health = (await client(me, *MINE).get(f"{goal.path}/progress")).json()["health"]
    assert (health["health"], health["expected_percent"], health["gap_percent"]) == ("at_risk", 50, -30)
    assert health["reasons"][0]["code"] == "behind_expected"
    assert health["off_track_on"] == day(11)
    assert health["reasons"][0]["detail"] == f"20 % of 50 % expected on {day(0)}: more than 20 points behind."


async def test_an_explanation_holds_all_that_the_number_follows_from(client, make):
    me = await make.person()
    parts = [{"title": f"Part {weight}", "target_value": 100, "weight": weight} for weight in (40, 20, 40)]
    goal = await make.active_goal(me, level="company", progress_method="pooled", key_results=parts)
    for place, value in enumerate((30, 30, 140)):
        await make.check_in(goal, value, of=place)
    child = await make.active_goal(me)
    await make.contributes(child, goal, weight=3)
    await make.check_in(child, 50)
    explained = (await client(me, *MINE).get(f"{goal.path}/explanation")).json()
    shares = [(part["counted_percent"], part["effective_weight_percent"]) for part in explained["key_results"]]
    assert shares == [(30, 40), (30, 20), (100, 40)]
    of_parts = sum(counted * share for counted, share in shares) / 100
    (contribution,) = explained["contributions"]
    assert (contribution["goal_id"], contribution["progress_percent"], contribution["weight"]) == (str(child.id), 50, 3)
    assert explained["progress_percent"] == (of_parts + 3 * 50) / 4
    assert (explained["policy"]["number"], explained["formula"]) == (0, "goals/1")
    assert explained["progress_percent"] == await make.progress(goal)


async def test_the_same_inputs_have_the_same_hash_and_others_another(client, make):
    me = await make.person()
    goal = await make.active_goal(me)

    async def explained():
        return (await client(me, *MINE).get(f"{goal.path}/explanation")).json()

    first, again = await explained(), await explained()
    assert first == again
    said = {name: value for name, value in first.items() if name != "inputs_hash"}
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert len(first["inputs_hash"]) == 64
    assert first["inputs_hash"] == hashlib.sha256(canonical.encode()).hexdigest()
    await make.check_in(goal, 10)
    assert (await explained())["inputs_hash"] != first["inputs_hash"]


async def test_goals_that_a_viewer_may_not_see_are_explained_without_a_name(client, make):
    me, viewer = await make.person(), await make.person()
    parent = await make.active_goal(me, level="company", progress_method="children")
    for visibility, value in (("public", 80), ("private", 20), ("private", 50)):
        child = await make.active_goal(me, visibility=visibility)
        await make.contributes(child, parent)
        await make.check_in(child, value)
    contributions = (await client(viewer, *MINE).get(f"{parent.path}/explanation")).json()["contributions"]
    named = [(one["title"], one["goals"], one["progress_percent"]) for one in contributions]
    assert named == [("Cut lead time", 1, 80), (None, 2, 35)]
    assert [round(one["effective_weight_percent"]) for one in contributions] == [33, 67]


async def test_hidden_goals_explain_nothing(client, make):
    goal, stranger = await make.active_goal(await make.person()), await make.person()
    for part in ("progress", "explanation", "lineage", "tree"):
        assert (await client(stranger, *MINE).get(f"{goal.path}/{part}")).status_code == 404


async def test_the_number_is_the_same_whatever_the_order_of_check_ins(client, make):
    me, chance = await make.person(), random.Random(11)
    entries = [
        (place, value, f"2026-0{month}-01") for place in range(3) for month, value in ((1, 17), (2, 91), (3, 33))
    ]
    parts = [{"title": str(weight), "target_value": 97, "weight": weight} for weight in (1, 3, 7)]
    numbers = set()
    for _ in range(4):
        parent = await make.active_goal(me, level="company", progress_method="children")
        goal = await make.active_goal(me, key_results=parts)
        await make.contributes(goal, parent)
        chance.shuffle(entries)
        for place, value, as_of in entries:
            await make.check_in(goal, value, of=place, as_of=as_of)
        numbers.add((await make.progress(goal), await make.progress(parent)))
    assert len(numbers) == 1


async def test_the_stored_number_is_what_is_worked_out_afresh(client, make):
    me = await make.person()
    goal = await make.active_goal(me, key_results=[{"title": str(w), "target_value": 7, "weight": w} for w in (1, 2)])
    await make.check_in(goal, 3)
    await make.check_in(goal, 5, of=1)
    everything = client(None, *EVERYTHING)
    afresh = (await everything.get(f"{goal.path}/progress")).json()
    stored = (await everything.get(goal.path)).json()
    assert afresh["progress_percent"] == stored["progress_percent"]
    days = ("at_risk_on", "off_track_on", "stale_on")
    assert [afresh["health"][name] for name in days] == [stored[name] for name in days]


async def test_a_draft_has_no_health_wherever_it_is_asked_for(client, make):
    me = await make.person()
    goal = await make.goal(me, key_results=[{"title": "A", "target_value": 1}])
    for part in ("progress", "explanation"):
        health = (await client(me, *MINE).get(f"{goal.path}/{part}")).json()["health"]
        assert (health["health"], [reason["code"] for reason in health["reasons"]]) == (None, ["not_begun"])


async def test_a_goal_that_has_ended_was_on_track_as_long_as_it_was(client, make, day):
    me = await make.person()
    goal = await make.active_goal(me, starts_on=day(-50), due_on=day(50))
    await make.check_in(goal, 40, as_of=day(-10))
    await make.move(goal, "cancel", reason="Other plans")
    health = [
        (await client(me, *MINE).get(f"{goal.path}/progress", params={"as_of": day(at)})).json()["health"]["health"]
        for at in (-10, 0)
    ]
    assert health == ["on_track", "closed"]


async def test_from_an_explanation_alone_anybody_works_the_number_out_again(client, make, day):
    """Every kind of key result, none measured, one dropped, milestones, several weights and what contributes."""
    me, chance = await make.person(), random.Random(5)
    parts = [{"title": "Plan", "weight": 1}, {"title": "Build", "weight": 4}]
    kinds: list[dict[str, Any]] = [
        {"start_value": 200, "target_value": 50}, {"kind": "boolean"}, {"kind": "ordinal"},
        {"kind": "range", "range_low": 5, "range_high": 9, "tolerance": 4}, {"kind": "milestone", "milestones": parts},
        {"target_value": 3}, {"target_value": 9},
    ]  # fmt: skip
    key_results = [
        {"title": "A", "weight": chance.randint(0, 9), "cadence_days": 9 + at} | kind for at, kind in enumerate(kinds)
    ]
    goal = await make.active_goal(
        me, level="company", progress_method="pooled", key_results=key_results, starts_on=day(-40)
    )
    said: list[dict[str, Any]] = [{"value": 120}, {"value": 1}, {"zone": "target"}, {"value": 11}]
    for place, entry in enumerate(said):
        await make.check_in(goal, of=place, **entry)
    await make.check_in(goal, 1, of=4, milestone_id=goal.body["key_results"][4]["milestones"][1]["id"])
    await make.check_in(goal, 1, of=6)
    dropped = f"{goal.path}/key-results/{goal.body['key_results'][6]['id']}/transitions"
    await client(me, *MINE).post(dropped, json={"action": "drop", "reason": "No longer ours"})
    for value, weight in ((30, 2), (80, 5), (None, 7)):
        child = await make.active_goal(me)
        await make.contributes(child, goal, weight=weight)
        if value is not None:
            await make.check_in(child, value)
    explained = (await client(me, *MINE).get(f"{goal.path}/explanation")).json()
    assert reckoned(explained) == pytest.approx(explained["progress_percent"], abs=1e-6)
    assert explained["progress_percent"] == await make.progress(goal)
    starts_on, due_on, as_of = (date.fromisoformat(explained[name]) for name in ("starts_on", "due_on", "as_of"))
    assert explained["health"]["expected_percent"] == pytest.approx(100 * ((as_of - starts_on) / (due_on - starts_on)))
    shortest = min(one["cadence_days"] for one in explained["key_results"] if one["status"] == "active")
    patience = math.ceil(shortest * explained["policy"]["stale_after_cadences"])
    assert explained["health"]["stale_on"] == str(as_of + timedelta(days=patience + 1))


def reckoned(explained):
    """A reader's own arithmetic, by F1, F3 and F4 of the specification."""
    of_parts = mean((one["weight"], share_of(one)) for one in explained["key_results"] if one["status"] != "dropped")
    children = [(one["weight"], one["progress_percent"]) for one in explained["contributions"]]
    return mean([(1, of_parts), *children])


def share_of(one):
    value, low, high = one["current_value"], one["range_low"], one["range_high"]
    if one["kind"] == "milestone":
        return mean((part["weight"], 100 * part["done"]) for part in one["milestones"])
    if one["kind"] == "ordinal":
        return {"fail": 0, "commit": 30, "target": 70, "stretch": 100, None: None}[one["zone"]]
    if value is None:
        return None
    if one["kind"] == "boolean":
        return 100 * value
    if one["kind"] == "range":
        return 100 * min(1, max(0, 1 - max(low - value, value - high, 0) / one["tolerance"]))
    return 100 * min(1, max(0, (value - one["start_value"]) / (one["target_value"] - one["start_value"])))


def mean(weighted):
    measured = [(weight, share) for weight, share in weighted if share is not None]
    return sum(weight * share for weight, share in measured) / sum(weight for weight, _ in measured)
