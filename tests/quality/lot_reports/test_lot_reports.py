"""A lot that was not accepted becomes one nonconformance, however often it is reported or corrected."""

import asyncio

from tests.quality.conftest import EVERYTHING


async def test_a_rejected_lot_is_reported_once_with_what_it_knows(client, make):
    state = await make.sampling_state()
    [lot] = await make.lots(state, 9)
    path = f"/v1/sampling/states/{state.id}/lots/{lot.id}"
    people = [client(make.person(), *EVERYTHING) for _ in range(10)]
    answers = await asyncio.gather(*(one.post(f"{path}/nonconformance", json={}) for one in people))
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
    draft = answers[0].json()
    assert {answer.json()["id"] for answer in answers} == {draft["id"]}
    assert (draft["quantity_affected"], draft["lot_refs"]) == (1_000, [lot.body["reference"]])
    corrected = await people[0].post(f"{path}/corrections", json={"nonconforming": 8, "reason": "Counted again"})
    later = f"/v1/sampling/states/{state.id}/lots/{corrected.json()['id']}/nonconformance"
    again = await people[0].post(later, json={})
    assert (again.status_code, again.json()["id"]) == (200, draft["id"])
    refused = await people[0].post(f"{path}/nonconformance", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "lot_accepted"), "a revision that no longer counts"


async def test_an_accepted_lot_is_none(client, make):
    state = await make.sampling_state()
    [lot] = await make.lots(state, 0)
    caller = client(make.person(), *EVERYTHING)
    path = f"/v1/sampling/states/{state.id}/lots/{lot.id}/nonconformance"
    refused = await caller.post(path, json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "lot_accepted")
    elsewhere = path.replace(str(state.id), str((await make.sampling_state()).id))
    assert (await caller.post(elsewhere, json={})).status_code == 404
    inspector = client(make.person(), "sampling:write", "sampling:read")
    assert (await inspector.post(path, json={})).status_code == 403
