"""What serves what, without an effect on numbers."""

from tests.performance.conftest import EVERYTHING


async def test_alignment_has_many_targets_no_circle_and_no_effect(client, make):
    me = await make.person()
    child, one, other = await make.active_goal(me), await make.active_goal(me), await make.active_goal(me)
    everything = client(None, *EVERYTHING)
    for parent in (one, other):
        answer = await everything.put(f"{child.path}/alignments/{parent.id}", json={"note": "Serves it"})
    served = [(one["goal_id"], one["title"], one["note"]) for one in answer.json()["aligned_to"]]
    assert served == [(str(goal.id), "Cut lead time", "Serves it") for goal in (one, other)]
    serving = (await everything.get("/v1/goals", params={"aligned_to_id": str(one.id)})).json()["items"]
    assert [goal["id"] for goal in serving] == [str(child.id)]
    await make.check_in(child, 70)
    assert await make.progress(one) is None
    circle = await everything.put(f"{one.path}/alignments/{child.id}", json={})
    assert (circle.status_code, circle.json()["code"]) == (409, "goal_circle")
    assert (await everything.delete(f"{child.path}/alignments/{one.id}")).status_code == 204
    assert (await everything.put(f"{one.path}/alignments/{child.id}", json={})).status_code == 200
