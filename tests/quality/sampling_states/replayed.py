"""What is stored of a sampling state against the rules, literally, from the first lot on."""

from typing import Any
from uuid import UUID

import orjson

from services.quality.sampling.rules import switching
from services.quality.sampling.rules.switching import Inspection, LotOutcome, SwitchingState
from services.quality.sampling.rules.tables import Scheme

STATE = "SELECT status, entries, scheme, standing FROM quality.sampling_states WHERE id = $1"
LOTS = """
SELECT s.position, s.decision, s.before, s.after, l.voided, l.accepted, l.ac, l.accepted_one_aql_tighter,
    l.between_limits, l.production_steady, l.original
FROM quality.sampling_steps s
LEFT JOIN quality.inspected_lots l ON l.state_id = s.state_id AND l.position = s.position AND NOT EXISTS (
    SELECT FROM quality.inspected_lots n WHERE n.supersedes_id = l.id)
WHERE s.state_id = $1 ORDER BY s.position
"""
OUTCOME = ("accepted", "ac", "accepted_one_aql_tighter", "between_limits", "production_steady", "original")


async def faults(sql: Any, id: UUID) -> list[str]:
    """Where the stored steps or the stored state differ from those of a replay, and places lost or taken twice."""
    stored = await sql.fetchrow(
        "SELECT status, entries, scheme, standing FROM quality.sampling_states WHERE id = $1", id
    )
    rows = await sql.fetch(LOTS, id)
    wrong = [] if [row["position"] for row in rows] == list(range(1, stored["entries"] + 1)) else ["places"]
    state, approved = SwitchingState(), False
    for row in rows:
        before = state.inspection
        state, approved = _after(state, approved, row, Scheme(stored["scheme"]))
        if (before, state.inspection) != (row["before"], row["after"]):
            wrong.append(f"step {row['position']}")
    if state.inspection != stored["status"]:
        wrong.append("status")
    if orjson.loads(stored["standing"])["state"]["score"] != state.score:
        wrong.append("score")
    return wrong


def _after(state: SwitchingState, approved: bool, row: Any, scheme: Scheme) -> tuple[SwitchingState, bool]:
    stopped = state.inspection is Inspection.DISCONTINUED
    if row["decision"] == "resume" and stopped:
        return switching.resume(state), False
    if row["decision"] == "restore_normal" and state.inspection is Inspection.REDUCED:
        return switching.restore_normal(state), False
    if row["decision"] == "approve_reduction":
        return state, approved or state.inspection is Inspection.NORMAL
    if row["decision"] or row["voided"] or stopped:
        return state, approved
    lot = LotOutcome(**{name: row[name] for name in OUTCOME}, reduced_approved=approved)
    state = switching.advance(state, lot, scheme).state
    return state, approved and state.inspection is Inspection.NORMAL
