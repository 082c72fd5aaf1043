"""What an organisation says of its goals, as versions that never change."""

import asyncio

from tests.performance.conftest import EVERYTHING


async def test_who_said_nothing_has_good_defaults(client):
    policy = (await client(None, "goals:read").get("/v1/goal-policies/current")).json()
    assert (policy["number"], policy["id"], policy["at_risk_gap"], policy["off_track_gap"]) == (0, None, 0.2, 0.4)
    assert (policy["auto_approve"], policy["weight_limit"], policy["progress_cap"]) == (True, None, 1)


async def test_a_policy_is_in_force_at_once_and_the_earlier_ones_stay(client, make):
    first = await make.goal_policy(at_risk_gap=0.1)
    second = await make.goal_policy(at_risk_gap=0.3, comment="Too strict")
    current = (await client(None, "goals:read").get("/v1/goal-policies/current")).json()
    assert current == second.body
    listed = (await client(None, "goals:read").get("/v1/goal-policies")).json()["items"]
    assert [(one["number"], one["at_risk_gap"]) for one in listed] == [(2, 0.3), (1, 0.1)]
    assert (await client(None, "goals:read").get(first.path)).json() == first.body


async def test_off_track_is_no_nearer_than_at_risk(client):
    body = {"at_risk_gap": 0.5, "off_track_gap": 0.4}
    answer = await client(None, *EVERYTHING).post("/v1/goal-policies", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/off_track_gap")


async def test_numbers_have_no_gaps_and_no_doubles_whoever_publishes_at_once(client):
    everything = client(None, *EVERYTHING)
    answers = await asyncio.gather(*(everything.post("/v1/goal-policies", json={}) for _ in range(5)))
    assert sorted(answer.json()["number"] for answer in answers) == [1, 2, 3, 4, 5]
