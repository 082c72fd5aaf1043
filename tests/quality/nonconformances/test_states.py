"""The state machine, walked whole: every status, transition, role and guard of the table, and nothing besides."""

import pytest

from services.quality.independence.rules import CLOSING, SOD_4, Independence
from services.quality.nonconformances.rules import states
from services.quality.nonconformances.rules.states import LIFECYCLE
from services.quality.nonconformances.rules.words import NonconformanceStatus
from services.quality.roles.rules import ROLES, Role
from shared.testing import Member
from shared.workflow import Excusable, Right
from tests.quality.conftest import SIGNED

PEOPLE = ("its reporter", "its owner")
"""Who is somebody to the record, with nothing but a reporter's scopes; all others are what their role makes them."""
WHO: dict[Right, set[str]] = {
    states.HANDLER: {"its owner", Role.QUALITY_MANAGER},
    states.REPORTER: {"its reporter"},
    states.OWNER: {"its owner"},
    states.OWNER_OR_BOARD: {"its owner", Role.REVIEW_BOARD, Role.QUALITY_MANAGER},
    states.BOARD: {Role.REVIEW_BOARD, Role.QUALITY_MANAGER},
    states.REVIEWER: {Role.QUALITY_ENGINEER, Role.QUALITY_MANAGER},
    states.MANAGER: {Role.QUALITY_MANAGER},
}
"""Whom each right is for; independence has tests of its own."""
WRITERS = [role for role in Role if "nonconformances:write" in ROLES[role]]
TRANSITIONS = {action: step for action, step in LIFECYCLE.steps.items() if step.target}
SET = "UPDATE quality.nonconformances SET {} WHERE id = $1"
OF_PARTS = "UPDATE quality.dispositions SET {} WHERE nonconformance_id = $1"
UNMET = {
    states.DESCRIBED: SET.format("description = ' '"),
    states.RATED: SET.format("severity = NULL"),
    states.PLACED: SET.format("process_id = NULL"),
    states.QUANTIFIED: SET.format("quantity_affected = NULL"),
    states.OWNED: SET.format("owner_id = NULL"),
    states.CONTAINMENT: "DELETE FROM quality.containments WHERE nonconformance_id = $1",
    states.TRACED: SET.format("lot_refs = '{}'"),
    states.HELD: SET.format("hold_requested = false"),
    states.ALLOTTED: OF_PARTS.format("quantity = 2"),
    states.TWO_PEOPLE: SET.format("severity = 'critical'"),
    states.CONCEDED: OF_PARTS.format("customer_approval_ref = NULL"),
    states.CAUSED: "DELETE FROM quality.nonconformance_causes WHERE nonconformance_id = $1",
    states.DECIDED: SET.format("capa_rationale = ' '"),
    states.OVERRIDDEN: SET.format("capa_decision = 'not_required', recurrence_of_id = id"),
    states.MANDATORY: SET.format("capa_decision = 'not_required', recurrence_of_id = id"),
    states.EXECUTED: OF_PARTS.format("executed_at = NULL, executed_by = NULL, evidence = NULL"),
    states.INSPECTED: OF_PARTS.format("kind = 'rework', inspection_ref = NULL"),
    states.COSTED: SET.format("costs_are_zero = false"),
    states.CORRECTED: SET.format("capa_decision = 'required'"),
    states.STILL_APPROVED: SET.format("title = 'Another one'"),
    states.UNWATCHED: """WITH capa AS (
        INSERT INTO quality.capas (org_id, id, number, title, kind, method, risk, process_id, author_id, status,
            iteration, extended, version)
        SELECT org_id, gen_random_uuid(), number, 'x', 'corrective', 'simple', 'minor', process_id, reporter_id,
            'effectiveness_pending', 1, false, 1 FROM quality.nonconformances WHERE id = $1 RETURNING org_id, id
    ) INSERT INTO quality.capa_sources (org_id, id, capa_id, nonconformance_id, version)
        SELECT org_id, gen_random_uuid(), id, $1, 1 FROM capa""",
}
"""What leaves just that guard unmet where all others are met."""


def test_every_guard_of_the_table_is_walked():
    rights = {guard for guard in LIFECYCLE.guards if isinstance(guard, Right)}
    assert rights == WHO.keys() | {SOD_4, CLOSING}
    assert set(LIFECYCLE.guards) - rights == UNMET.keys()


@pytest.fixture
def ready(make, sql):
    """A nonconformance in that status, with all that its next steps need; reporter and owner are two people."""

    async def brought(status):
        reporter, owner = make.person(), make.person()
        record = await make.complete(reporter, owner_id=str(owner.id), quantity_affected=3, unit="pcs")
        if status == "cancelled":
            return await make.moved(record, "withdraw", "Mistaken", by=reporter)
        if status != "draft":
            record = await make.moved(record, "open", by=reporter)
            contained = await make.part(record, "containments", text="Sorted out")
            done = f"containments/{contained.body['containments'][0]['id']}/completion"
            await make.part(record, done, evidence="List 4")
            record = await make.patched(record, lot_refs=["L-1"], hold_requested=True)
        return await onward(record, status)

    async def onward(record, status):
        for action in ("contain", "review", "dispose", "execute", "submit", "close"):
            if record.body["status"] == status:
                break
            record = await make.moved(await made_ready(record, action), action)
        wanted = next((action for action, step in TRANSITIONS.items() if status in step.sources), None)
        return await made_ready(record, wanted) if wanted else record

    async def made_ready(record, action):
        if action == "dispose":
            deviates = {"kind": "use_as_is", "customer_approval_ref": "C-1", "quantity": 3}
            await make.part(record, "dispositions", **deviates)
            record = await make.patched(record, customer_approval_required=True)
        return await make.ready(record, action)

    return brought


@pytest.mark.parametrize("status", NonconformanceStatus)
async def test_each_role_may_do_what_the_table_says_and_is_refused_the_rest(client, make, ready, status):
    record = await ready(status)
    path = f"/v1/nonconformances/{record.id}"
    for who, caller in callers(client, make, record).items():
        read = await caller.get(path)
        if status == "draft" and who not in (*PEOPLE, Role.QUALITY_MANAGER):
            assert read.status_code == 404
            continue
        assert read.json()["allowed_actions"] == [
            action for action, step in LIFECYCLE.steps.items() if status in step.sources and may(who, step, status)
        ], f"{who} in {status}"
        explained = {one["action"]: one for one in (await caller.get(f"{path}/transitions")).json()["items"]}
        for action, step in TRANSITIONS.items():
            if explained[action]["allowed"]:
                continue
            body = {"action": action, "reason": "Because", "signature": SIGNED.get(action)}
            refused = await caller.post(f"{path}/transitions", json=body, headers={"If-Match": record.etag})
            expected = 409 if may(who, step, status) else 403
            assert refused.status_code == expected, f"{who} {action} from {status}: {refused.text}"
            assert refused.json()["transition"] == explained[action]
    unchanged = await client(make.owner(record), *make.scopes).get(path)
    assert (unchanged.json()["status"], unchanged.json()["version"]) == (status, record.body["version"])


def may(who, step, status):
    """Of the rights in the table; a draft is its reporter's too."""
    rights = [guard for guard in step.guards if isinstance(guard, Right) and guard in WHO]
    drafted = status == "draft" and who == "its reporter"
    return all(who in WHO[right] or (right is states.HANDLER and drafted) for right in rights)


def callers(client, make, record):
    people = dict(zip(PEOPLE, (record.body["reporter_id"], record.body["owner_id"]), strict=True))
    known = {who: client(Member(make.org, id), *ROLES[Role.REPORTER]) for who, id in people.items()}
    return known | {role: client(make.person(), *ROLES[role]) for role in WRITERS}


GUARDED = [
    pytest.param(action, guard, id=f"{action}-{guard.code}")
    for action, step in TRANSITIONS.items()
    for guard in step.guards
    if not isinstance(guard, Right)
]


@pytest.fixture
def unmet(client, make, ready, sql):
    """A nonconformance from which that transition could be taken, but for one guard."""

    async def lacking(action, guard):
        record = await ready(next(iter(TRANSITIONS[action].sources)))
        if action == "dispose":
            record = await make.patched(record, capa_decision="required")
        await sql.execute(UNMET[guard], record.id)
        if action == "close" and guard in (states.ALLOTTED, states.CORRECTED):
            approved = {"signature": "approved"}
            again = client(make.person(), *ROLES[Role.QUALITY_MANAGER])
            assert (await again.post(f"{record.path}/signatures", json=approved)).status_code == 200
        return record

    return lacking


@pytest.mark.parametrize(("action", "guard"), GUARDED)
async def test_each_guard_alone_refuses_its_transition(client, make, unmet, action, guard):
    step, record = TRANSITIONS[action], await unmet(action, guard)
    caller = one_who_may(client, make, record, step, guard)
    path = f"/v1/nonconformances/{record.id}/transitions"
    explained = next(one for one in (await caller.get(path)).json()["items"] if one["action"] == action)
    body = {"action": action, "signature": SIGNED.get(action)}
    refused = await caller.post(path, json=body, headers={"If-Match": record.etag})
    if isinstance(guard, Excusable):
        assert (explained["allowed"], explained["needs_reason"]) == (True, True)
        assert (refused.status_code, refused.json()["code"]) == (422, "reason_required")
        assert refused.json()["errors"][0] == {"pointer": "/reason", "code": guard.code, "detail": guard.detail}
        excused = await caller.post(path, json=body | {"reason": "Because"}, headers={"If-Match": record.etag})
        assert (excused.status_code, excused.json()["status"]) == (200, step.target)
    else:
        assert refused.status_code == 409
        assert [one["code"] for one in explained["guards"]] == [guard.code]
        assert refused.json()["transition"] == explained


def one_who_may(client, make, record, step, guard):
    """Somebody with every right of the step; who decides against a CAPA is a manager only where that is the point."""
    first = next(right for right in step.guards if isinstance(right, Right) and not isinstance(right, Independence))
    if first in (states.OWNER, states.HANDLER):
        person = record.body["reporter_id" if action_of_draft(step) else "owner_id"]
        return client(Member(make.org, person), *ROLES[Role.REPORTER])
    role = Role.REVIEW_BOARD if first is states.BOARD and guard is not states.MANDATORY else Role.QUALITY_MANAGER
    return client(make.person(), *ROLES[role])


def action_of_draft(step):
    return states.DRAFT in step.sources
