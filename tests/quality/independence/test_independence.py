"""The independence table, row by row: who has a part that a rule names, does not do what it guards."""

import pytest

from services.quality.independence.rules import ACTING, CLOSING, INDEPENDENCE, SOD_1, SOD_2, SOD_3, SOD_4, SOD_7, Part
from services.quality.nonconformances.rules.words import DEVIATING, DispositionKind
from tests.quality.capas.conftest import drawn_up
from tests.quality.capas.test_capas import BETTER, judged, missing
from tests.quality.conftest import EVERYTHING, SIGNED


async def refusal(client, make, who, record, action):
    caller, path = client(who, *EVERYTHING), f"{record.path}/transitions"
    tag = (await caller.get(record.path)).headers["etag"]
    body = {"action": action, "reason": "Because"} | ({"signature": SIGNED[action]} if action in SIGNED else {})
    refused = await caller.post(path, json=body, headers={"If-Match": tag})
    assert refused.status_code == 403, refused.text
    explained = next(one for one in (await caller.get(path)).json()["items"] if one["action"] == action)
    assert refused.json()["transition"] == explained
    return [guard["code"] for guard in explained["guards"]]


async def disposing(make, kind="use_as_is"):
    record = await make.at("under_review")
    record = await make.part(record, "dispositions", kind=kind)
    return await make.ready(record, "dispose")


async def owner_authorises(client, make, _sql):
    record = await disposing(make)
    return await refusal(client, make, make.owner(record), record, "dispose")


async def proposer_approves(client, make, _sql):
    proposer = make.person()
    chart = await make.default_chart(await make.characteristic())
    body = {"center": 74, "sigma": 0.01, "source": "Pilot"}
    trial = await make.post(f"/v1/charts/{chart}/limit-sets", body, by=proposer)
    return await refusal(client, make, proposer, trial, "approve")


async def executor_closes(client, make, _sql):
    record = await make.ready(await make.at("verifying"), "close")
    return await refusal(client, make, make.owner(record), record, "close")


TAKES_PART = {
    Part.OWNER: "UPDATE quality.capas SET owner_id = $2 WHERE id = $1",
    Part.ACTION_OWNER: "UPDATE quality.capa_actions SET owner_id = $2, verified_by = NULL, status = 'done'"
    " WHERE capa_id = $1 AND kind = 'corrective'",
    Part.PLANNER: "UPDATE quality.effectiveness_plans SET author_id = $2 WHERE capa_id = $1",
    Part.TEAM_MEMBER: "UPDATE quality.capa_members SET person_id = $2 WHERE ctid ="
    " (SELECT min(ctid) FROM quality.capa_members WHERE capa_id = $1)",
}


def verifier_confirms(part):
    async def confirms(_client, make, sql):
        case = await drawn_up(make, sql)
        await case.to("effectiveness_pending")
        await case.measured(100, BETTER)
        await judged(case)
        await sql.execute(TAKES_PART[part], case.capa.id, case.people["verifier"].id)
        return sorted(missing(await case.move("verifier", "confirm")))

    return confirms


async def owner_cancels(_client, make, sql):
    case = await drawn_up(make, sql)
    await sql.execute(TAKES_PART[Part.OWNER], case.capa.id, case.people["manager"].id)
    return sorted(missing(await case.move("manager", "cancel", "Mistaken")))


async def author_verifies(_client, make, sql):
    case = await drawn_up(make, sql)
    cause = await case.cause("occurrence", verified=False)
    return sorted(missing(await case.do("member", "root-causes", cause["id"], "verify")))


async def action_owner_verifies(_client, make, sql):
    case = await drawn_up(make, sql)
    action = await case.action("containment")
    await case.finish(action)
    return sorted(missing(await case.do("member", "capa-actions", action["id"], "verify")))


ROWS = {
    **{(SOD_1, part): verifier_confirms(part) for part in TAKES_PART},
    (SOD_2, Part.OWNER): owner_cancels,
    (SOD_3, Part.AUTHOR): author_verifies,
    (ACTING, Part.ACTION_OWNER): action_owner_verifies,
    (SOD_4, Part.OWNER): owner_authorises,
    (SOD_7, Part.PROPOSER): proposer_approves,
    (CLOSING, Part.EXECUTOR): executor_closes,
}


def test_every_row_of_the_table_is_tried():
    assert ROWS.keys() == {(rule, part) for rule in INDEPENDENCE for part in rule.never}


@pytest.mark.parametrize(("rule", "part"), ROWS, ids=[f"{rule.code}-{part}" for rule, part in ROWS])
async def test_who_has_the_part_is_refused_with_every_scope_there_is(client, make, sql, rule, part):
    assert await ROWS[rule, part](client, make, sql) == [rule.code]


@pytest.mark.parametrize("kind", DispositionKind)
async def test_only_what_leaves_the_requirement_unmet_needs_somebody_else(client, make, kind):
    record = await disposing(make, kind)
    steps = (await client(make.owner(record), *EVERYTHING).get(f"{record.path}/transitions")).json()["items"]
    assert next(one["allowed"] for one in steps if one["action"] == "dispose") == (kind not in DEVIATING)


async def test_handing_it_on_makes_no_owner_independent(client, make):
    record = await disposing(make)
    owner = make.owner(record)
    handed_on = await make.patched(record, owner_id=str(make.person().id))
    assert await refusal(client, make, owner, handed_on, "dispose") == [SOD_4.code]


async def test_critical_and_deviating_takes_two_people_of_whom_neither_is_the_owner(client, make):
    record = await make.at("under_review", severity="critical")
    record = await make.part(record, "dispositions", kind="concession")
    record = await make.patched(
        await make.ready(record, "dispose"), capa_decision="required", capa_rationale="Critical"
    )
    first, second = make.person(), make.person()
    assert await lacking(client, make, first, record) == ["one_person"]
    own = await client(make.owner(record), *EVERYTHING).post(f"{record.path}/signatures", json=APPROVED)
    assert (own.status_code, own.json()["transition"]["guards"][0]["code"]) == (403, SOD_4.code)
    assert (await client(first, *EVERYTHING).post(f"{record.path}/signatures", json=APPROVED)).status_code == 200
    assert await lacking(client, make, first, record) == ["one_person"]
    assert await lacking(client, make, second, record) == []
    edited = await make.patched(record, description="75.0 instead of 74.0 mm")
    assert await lacking(client, make, second, edited) == ["one_person"]


APPROVED = {"signature": "approved"}


async def lacking(client, make, who, record):
    steps = (await client(who, *EVERYTHING).get(f"{record.path}/transitions")).json()["items"]
    return [guard["code"] for guard in next(one for one in steps if one["action"] == "dispose")["guards"]]
