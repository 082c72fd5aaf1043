"""Every gate from every state by everybody, and with each of its conditions unmet, against a table of its own."""

from itertools import product

import pytest

from services.quality.capas.rules.kinds import CapaStatus
from services.quality.capas.rules.states import LIFECYCLE
from shared.workflow import Excusable, Guard, Right
from tests.quality.capas.test_capas import BETTER, judged

ROLES = ("owner", "manager", "member", "verifier", "outsider")
UNPLANNED = ("draft", "initiated", "described", "contained", "analysed")
TABLE = {
    # action: (from, to, by)
    "initiate": (("draft",), "initiated", "manager"),
    "describe": (("initiated",), "described", "owner"),
    "contain": (("described",), "contained", "owner"),
    "analyse": (("contained",), "analysed", "owner"),
    "plan": (("analysed",), "planned", "manager"),
    "implement": (("planned",), "implementing", "owner"),
    "finish": (("implementing",), "implemented", "owner"),
    "prevent": (("implemented",), "prevented", "owner"),
    "skip_prevention": (("implemented",), "prevented", "owner"),
    "watch": (("prevented",), "effectiveness_pending", "owner"),
    "confirm": (("effectiveness_pending",), "effective", "verifier"),
    "send_back": (("effectiveness_pending",), "analysed", "verifier"),
    "extend": (("effectiveness_pending",), "effectiveness_pending", "verifier"),
    "start_over": (("effectiveness_pending",), "analysed", "manager"),
    "close": (("effective",), "closed", "manager"),
    "cancel": (UNPLANNED, "cancelled", "manager"),
    "reopen": (("closed",), "analysed", "manager"),
}
"""The specification's, row by row."""
VERDICT = "UPDATE quality.effectiveness_results SET verdict = '{}' WHERE capa_id = $1"
NEEDED = {
    "skip_prevention": "UPDATE quality.capas SET method = 'simple' WHERE id = $1",
    "send_back": VERDICT.format("ineffective"),
    "extend": VERDICT.format("inconclusive"),
    "start_over": VERDICT.format("inconclusive") + ";UPDATE quality.capas SET extended = true WHERE id = $1",
    "reopen": "UPDATE quality.capas SET closed_at = now() - interval '400 days' WHERE id = $1;"
    "UPDATE quality.capas SET closed_at = now() - interval '1 minute' WHERE id = $1",
}
CAUSES = "UPDATE quality.root_causes SET {} WHERE capa_id = $1"
ACTIONS = "UPDATE quality.capa_actions SET {} WHERE capa_id = $1"
UNDONE = ACTIONS.format("status = 'open', done_at = NULL, verified_by = NULL")
CAPA = "UPDATE quality.capas SET {} WHERE id = $1"
BREAKS = {
    "no_source": "DELETE FROM quality.capa_sources WHERE capa_id = $1",
    "no_owner_or_sponsor": CAPA.format("sponsor_id = NULL"),
    "no_due_date": CAPA.format("due_on = NULL"),
    "team_too_small": "DELETE FROM quality.capa_members WHERE capa_id = $1",
    "no_problem": CAPA.format("problem = NULL"),
    "not_contained": UNDONE + " AND kind = 'containment'",
    "cause_pending": "INSERT INTO quality.root_causes (org_id, id, capa_id, level, text, evidence, author_id, status,"
    " version) SELECT org_id, gen_random_uuid(), id, 'systemic', 'x', '', author_id, 'pending', 1"
    " FROM quality.capas WHERE id = $1",
    "no_occurrence": CAUSES.format("level = 'systemic'") + " AND level = 'occurrence'",
    "no_escape": CAUSES.format("level = 'systemic'") + " AND level = 'escape'",
    "cause_without_action": ACTIONS.format("root_cause_id = NULL"),
    "no_frozen_plan": "UPDATE quality.effectiveness_plans SET status = 'replaced' WHERE capa_id = $1",
    "action_open": UNDONE + " AND kind = 'corrective'",
    "not_simple": CAPA.format("method = 'eight_d'"),
    "any_action_open": UNDONE,
    "window_open": CAPA.format("window_to = now() + interval '1 day'"),
    "not_effective": VERDICT.format("inconclusive"),
    "not_ineffective": VERDICT.format("effective"),
    "not_inconclusive": VERDICT.format("effective"),
    "not_extended": CAPA.format("extended = false"),
    "already_extended": CAPA.format("extended = true"),
    "no_recurrence": CAPA.format("closed_at = now() - interval '400 days'"),
    "sod_2": CAPA.format("owner_id = 'MANAGER'"),
    "sod_1": "INSERT INTO quality.capa_members (org_id, id, capa_id, person_id, version)"
    " SELECT org_id, gen_random_uuid(), capa_id, verifier_id, 1 FROM quality.effectiveness_plans WHERE capa_id = $1",
}  # fmt: skip
ALSO = {"window_open": {"not_effective", "not_ineffective", "not_inconclusive"}}
"""What can't be said either: a verdict is of the window as it is."""


@pytest.fixture
async def ready(case):
    """At its last gate, with everything that any gate asks for."""
    await case.to("implementing")
    await case.finish(await case.action("preventive"))
    await case.to("effectiveness_pending")
    await case.measured(100, BETTER)
    await judged(case)
    return case


async def put(case, status, *changes):
    await case.sql.execute(CAPA.format("status = $2"), case.capa.id, status)
    for change in changes:
        for one in change.split(";"):
            await case.sql.execute(one.replace("MANAGER", str(case.people["manager"].id)), case.capa.id)


async def listed(case, role):
    answer = await case.as_(role).get(f"/v1/capas/{case.capa.id}/transitions")
    return {row["action"]: row for row in answer.json()["items"]} if answer.status_code == 200 else None


def differences(seen, table):
    """Which (state, role, action) is allowed or refused otherwise than the table says."""
    found = []
    for ((state, role), rows), (action, (sources, to, by)) in product(seen.items(), table.items()):
        allowed = state in sources and role == by and action not in NEEDED
        if (rows[action]["allowed"], rows[action]["to"]) != (allowed, to):
            found.append((state, role, action))
    return found


async def test_every_gate_from_every_state_by_everybody_is_as_the_table_says(ready):
    assert set(TABLE) == {action for action, step in LIFECYCLE.steps.items() if step.target is not None}
    seen = {}
    for state, role in product(map(str, CapaStatus), ROLES):
        await put(ready, state)
        rows = await listed(ready, role)
        if rows is None:
            assert (state, role) == ("draft", "outsider")
            continue
        seen[state, role] = rows
    assert len(seen) == len(CapaStatus) * len(ROLES) - 1
    assert differences(seen, TABLE) == []
    for planted in (
        {"watch": (("prevented", "implemented"), "effectiveness_pending", "owner")},
        {"close": (("effective",), "closed", "owner")},
        {"confirm": (("effectiveness_pending",), "closed", "verifier")},
    ):
        assert differences(seen, TABLE | planted), planted


async def test_what_is_refused_says_what_the_list_says(ready):
    for state, role in product(("contained", "effective"), ROLES):
        await put(ready, state)
        rows = await listed(ready, role)
        for action in TABLE:
            if rows[action]["allowed"]:
                continue
            refused = await ready.move(role, action, "So it is")
            first = rows[action]["guards"][0]["code"]
            assert refused.status_code == (403 if first.startswith(("not_owner", "not_qual", "not_ver")) else 409)
            assert refused.json()["transition"] == rows[action], (state, role, action)


GUARDED = [
    (action, guard)
    for action, step in LIFECYCLE.steps.items()
    for guard in step.guards
    if step.target is not None and (not isinstance(guard, Right) or guard.code in BREAKS)
]
KEPT = {
    "capas": "id", "capa_members": "capa_id", "capa_sources": "capa_id", "root_causes": "capa_id",
    "capa_actions": "capa_id", "effectiveness_plans": "capa_id", "effectiveness_results": "capa_id",
}  # fmt: skip


async def kept(case):
    """All rows of the case, to be put back after each break."""
    one = "SELECT json_agg(t) FROM quality.{} t WHERE {} = $1"
    return {table: await case.sql.fetchval(one.format(*of), case.capa.id) for table, *of in _places()}


def _places():
    return [(table, table, key) for table, key in KEPT.items()]


async def put_back(case, rows):
    for table, key in reversed(KEPT.items()):
        await case.sql.execute(f"DELETE FROM quality.{table} WHERE {key} = $1", case.capa.id)
    for table, written in rows.items():
        again = f"INSERT INTO quality.{table} SELECT * FROM json_populate_recordset(NULL::quality.{table}, $1)"
        await case.sql.execute(again, written or "[]")


async def test_each_condition_alone_holds_a_gate_shut(ready):
    rows = await kept(ready)
    for action, guard in GUARDED:
        await put_back(ready, rows)
        await _held_shut(ready, action, guard)
    assert {guard.code for _, guard in GUARDED} <= {*BREAKS, "no_preventive_action"}


async def _held_shut(case, action: str, guard: Guard):
    sources, _, by = TABLE[action]
    said = (action, guard.code)
    await put(case, sources[0], *(NEEDED[one] for one in [action] if one in NEEDED))
    assert (await listed(case, by))[action]["allowed"] or guard.code == "no_recurrence", said
    if isinstance(guard, Excusable):
        await put(case, sources[0], ACTIONS.format("status = 'cancelled', done_at = NULL, verified_by = NULL"))
        assert (await listed(case, by))[action]["needs_reason"], said
        return
    await put(case, sources[0], BREAKS[guard.code])
    row = (await listed(case, by))[action]
    assert {one["code"] for one in row["guards"]} - ALSO.get(guard.code, set()) == {guard.code}, said
    refused = await case.move(by, action, "So it is")
    assert refused.status_code == (403 if isinstance(guard, Right) else 409), said
    assert refused.json()["transition"]["guards"] == row["guards"], said
    assert (await case.read())["status"] == sources[0], said
