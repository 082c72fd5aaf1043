"""The life of a nonconformance as a table: who may do what from where, what has to hold first, what is signed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.quality.independence.rules import CLOSING, SOD_4
from services.quality.nonconformances.rules.words import NonconformanceStatus, Severity
from services.quality.signatures.rules import Meaning
from shared.workflow import Excusable, Guard, Right, Step, Workflow

(
    DRAFT,
    OPEN,
    CONTAINED,
    UNDER_REVIEW,
    DISPOSITIONED,
    EXECUTING,
    VERIFYING,
    CLOSED,
    CANCELLED,
) = NonconformanceStatus
UNDECIDED = {OPEN, CONTAINED, UNDER_REVIEW}
DECIDED_ON = {UNDER_REVIEW, DISPOSITIONED, EXECUTING, VERIFYING}
ONGOING = UNDECIDED | {DISPOSITIONED, EXECUTING, VERIFYING}

CONTAINED_WITHIN = {Severity.CRITICAL: timedelta(hours=24)}
SAME_CAUSE, SAME_CAUSE_DAYS = 3, 90
"""So many nonconformances of one cause in so many days are no accident."""

HANDLER = Right("not_handler", "A draft is its reporter's, an open one its owner's.", "/owner_id")
REPORTER = Right("not_reporter", "Its reporter withdraws a draft.")
OWNER = Right("not_owner", "This is for its owner.", "/owner_id")
OWNER_OR_BOARD = Right("not_owner_or_board", "This is for its owner or the review board.", "/owner_id")
BOARD = Right("not_board", "This needs the scope nonconformances:approve.")
REVIEWER = Right("not_reviewer", "This needs the scope nonconformances:review.")
MANAGER = Right("not_manager", "This needs the scope nonconformances:write:all.")

DESCRIBED = Guard("no_description", "Say what is and what should be.", "/description")
RATED = Guard("no_severity", "Say how severe it is.", "/severity")
PLACED = Guard("no_process", "Name the process or the characteristic it concerns.", "/process_id")
QUANTIFIED = Guard("no_quantity", "Say how much is affected, or that it can't be counted.", "/quantity_affected")
OWNED = Guard("no_owner", "Name an owner; its process has none.", "/owner_id")
CONTAINMENT = Excusable("not_contained", "A containment is done, or a reason says why none is needed.", "/containments")
TRACED = Guard("no_lots", "Name the lots that are affected.", "/lot_refs")
HELD = Guard("no_hold", "Have the affected stock put on hold.", "/hold_requested")
ALLOTTED = Guard("not_allotted", "The dispositions sum to the quantity affected.", "/dispositions")
TWO_PEOPLE = Guard("one_person", "Of critical severity, a second person approves this first.", "/signatures")
CONCEDED = Guard("no_customer_approval", "The customer has to approve what deviates.", "/dispositions")
CAUSED = Guard("no_cause", "Name at least one cause.", "/cause_codes")
DECIDED = Guard("no_capa_decision", "Decide whether a CAPA is required, and say why.", "/capa_decision")
OVERRIDDEN = Guard("not_overridden", "Only a quality manager decides against a mandatory CAPA.", "/capa_decision")
MANDATORY = Excusable("capa_mandatory", "A CAPA is mandatory here, or a reason overrides that.", "/capa_decision")
EXECUTED = Guard("not_executed", "Each disposition is executed, with evidence.", "/dispositions")
INSPECTED = Guard("not_inspected", "What was reworked or repaired is inspected again.", "/dispositions")
COSTED = Guard("no_costs", "Enter the costs, or confirm that there are none.", "/costs")
CORRECTED = Guard("no_capa", "The CAPA that it requires is under way.", "/capa_decision")
STILL_APPROVED = Guard(
    "approval_outdated", "It was changed since it was approved: have it approved again.", "/signatures"
)
UNWATCHED = Guard("capa_watched", "The effectiveness of its CAPA is being watched.")

LIFECYCLE = Workflow(
    {
        "update": Step({DRAFT, *ONGOING}, None, (HANDLER,)),
        "record_containment": Step(ONGOING, None, (OWNER,)),
        "propose_disposition": Step({UNDER_REVIEW}, None, (OWNER_OR_BOARD,)),
        "approve": Step(DECIDED_ON, None, (BOARD, SOD_4), signed=Meaning.APPROVED),
        "execute_disposition": Step({EXECUTING}, None, (OWNER,)),
        "record_cost": Step(ONGOING, None, (OWNER,)),
        "open": Step({DRAFT}, OPEN, (HANDLER, DESCRIBED, RATED, PLACED, QUANTIFIED, OWNED)),
        "withdraw": Step({DRAFT}, CANCELLED, (REPORTER,), needs_reason=True),
        "contain": Step({OPEN}, CONTAINED, (OWNER, CONTAINMENT)),
        "review": Step({CONTAINED}, UNDER_REVIEW, (OWNER, TRACED, HELD)),
        "dispose": Step(
            {UNDER_REVIEW}, DISPOSITIONED,
            (BOARD, SOD_4, ALLOTTED, TWO_PEOPLE, CONCEDED, CAUSED, DECIDED, OVERRIDDEN, MANDATORY),
            signed=Meaning.APPROVED,
        ),
        "execute": Step({DISPOSITIONED}, EXECUTING, (OWNER,)),
        "submit": Step({EXECUTING}, VERIFYING, (OWNER, EXECUTED, INSPECTED)),
        "close": Step(
            {VERIFYING}, CLOSED, (REVIEWER, CLOSING, ALLOTTED, COSTED, CORRECTED, STILL_APPROVED),
            signed=Meaning.VERIFIED,
        ),
        "reject": Step({VERIFYING}, EXECUTING, (REVIEWER, CLOSING), needs_reason=True),
        "cancel": Step({DRAFT, *UNDECIDED}, CANCELLED, (MANAGER,), needs_reason=True),
        "reopen": Step({CLOSED}, OPEN, (MANAGER, UNWATCHED), needs_reason=True),
    }
)  # fmt: skip


def effects(action: str, severity: Severity | None, reason: str | None, now: datetime) -> dict[str, Any]:
    """What a transition leaves on the record besides its status."""
    clock = {"contain_by": _contain_by(severity, now)}
    left: dict[str, dict[str, Any]] = {
        "open": {"opened_at": now, **clock},
        "withdraw": {"resolution": reason},
        "contain": {"contained_at": now},
        "dispose": {"dispositioned_at": now},
        "close": {"closed_at": now, "resolution": reason},
        "cancel": {"resolution": reason},
        "reopen": {
            "closed_at": None,
            "resolution": None,
            "escalated_at": None,
            "contain_by": _contain_by(severity, now),
        },
    }
    return {"stage_since": now} | left.get(action, {})


def excuses(action: str, reason: str | None, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Where the reason of a transition stood in for a condition, the record keeps it; `facts` say what held."""
    kept = {CONTAINMENT: "not_contained_because", MANDATORY: "capa_overridden_because"}
    return {
        name: None if facts[guard.code] else reason
        for guard, name in kept.items()
        if guard in LIFECYCLE.steps[action].guards
    }


def on_behalf_of(action: str, owner_id: UUID | None, actor_id: UUID) -> UUID | None:
    """For whom a deputy acted; what is for the owner alone, somebody else does only as their deputy."""
    return owner_id if OWNER in LIFECYCLE.steps[action].guards and owner_id != actor_id else None


def _contain_by(severity: Severity | None, now: datetime) -> datetime | None:
    within = CONTAINED_WITHIN.get(severity) if severity else None
    return now + within if within else None
