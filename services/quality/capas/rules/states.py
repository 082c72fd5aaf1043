from services.quality.capas.rules.kinds import CapaActionStatus, CapaStatus, CauseStatus, DueChangeStatus
from services.quality.independence.rules import ACTING, SOD_1, SOD_2, SOD_3
from services.quality.signatures.rules import Meaning
from shared.workflow import Excusable, Guard, Right, Step, Workflow

(
    DRAFT, INITIATED, DESCRIBED, CONTAINED, ANALYSED, PLANNED, IMPLEMENTING, IMPLEMENTED, PREVENTED,
    EFFECTIVENESS_PENDING, EFFECTIVE, CLOSED, CANCELLED,
) = CapaStatus  # fmt: skip
UNPLANNED = {DRAFT, INITIATED, DESCRIBED, CONTAINED, ANALYSED}
AT_WORK = {*UNPLANNED, PLANNED, IMPLEMENTING, IMPLEMENTED}
OPEN = {*AT_WORK, PREVENTED, EFFECTIVENESS_PENDING, EFFECTIVE}

OWNER = Right("not_owner", "This is for its owner.", "/owner_id")
MANAGER = Right("not_quality_manager", "This needs the scope capas:manage.")
VERIFIER = Right("not_verifier", "This is for the verifier whom the effectiveness plan names.")
HANDLER = Right("not_owner_or_manager", "This is for its owner or a quality manager.", "/owner_id")
TEAM = Right("not_in_team", "This is for its team.")

SOURCED = Guard("no_source", "Say where it comes from: a nonconformance, a signal, or a reference.", "/sources")
STAFFED = Guard("no_owner_or_sponsor", "Name an owner and a sponsor.", "/owner_id")
TEAMED = Guard("team_too_small", "An 8D has a team of at least two.", "/team")
DUE = Guard("no_due_date", "Say by when it is due.", "/due_on")
PROBLEM_DESCRIBED = Guard("no_problem", "Describe the problem: what is and what is not, and a figure.", "/problem")
CONTAINMENT_DONE = Guard(
    "not_contained", "Every containment action is done and verified, or a quality manager says that none is needed."
)
OCCURRENCE_KNOWN = Guard("no_occurrence", "Somebody else has to verify why it happened.")
ESCAPE_KNOWN = Guard("no_escape", "An 8D needs to know why it was not found, verified by somebody else.")
NOTHING_PENDING = Guard("cause_pending", "Each root cause is verified or rejected, as it now reads.")
EACH_CAUSE_ACTED_ON = Guard("cause_without_action", "Each verified cause needs an action.")
PLAN_FROZEN = Guard("no_frozen_plan", "The effectiveness plan of this round has to be frozen.")
ACTIONS_DONE = Guard("action_open", "Each corrective and systemic action has to be done.")
READ_ACROSS = Excusable("no_preventive_action", "A preventive action is done, or it is said why none is needed.")
SIMPLE = Guard("not_simple", "Only the simple method goes on without looking at prevention.")
NOTHING_OPEN = Guard("any_action_open", "No action may be open.")
WINDOW_OVER = Guard("window_open", "The window of the effectiveness plan has not ended.")
PROVEN = Guard("not_effective", "The computed verdict of this round is not effective.")
DISPROVEN = Guard("not_ineffective", "The computed verdict of this round is not ineffective.")
UNDECIDED = Guard("not_inconclusive", "The computed verdict of this round is not inconclusive.")
EXTENDABLE = Guard("already_extended", "The window was extended once; now a quality manager decides.")
EXTENDED = Guard("not_extended", "The window is extended once before a quality manager decides.")
RECURRED = Guard("no_recurrence", "No source was added in the twelve months since it was closed.")

LIFECYCLE = Workflow(
    {
        "update": Step(OPEN, None, (HANDLER,)),
        "staff": Step(OPEN, None, (HANDLER,)),
        "add_source": Step({*OPEN, CLOSED}, None, (HANDLER,)),
        "add_cause": Step(UNPLANNED, None, (TEAM,)),
        "add_action": Step(AT_WORK, None, (TEAM,)),
        "waive_containment": Step({DESCRIBED}, None, (MANAGER, SOD_2)),
        "plan_effectiveness": Step({*UNPLANNED, PLANNED}, None, (HANDLER,)),
        "propose_due": Step(OPEN, None, (OWNER,)),
        "initiate": Step({DRAFT}, INITIATED, (MANAGER, SOURCED, STAFFED, DUE, TEAMED)),
        "describe": Step({INITIATED}, DESCRIBED, (OWNER, PROBLEM_DESCRIBED)),
        "contain": Step({DESCRIBED}, CONTAINED, (OWNER, CONTAINMENT_DONE)),
        "analyse": Step({CONTAINED}, ANALYSED, (OWNER, NOTHING_PENDING, OCCURRENCE_KNOWN, ESCAPE_KNOWN)),
        "plan": Step(
            {ANALYSED}, PLANNED,
            (MANAGER, NOTHING_PENDING, OCCURRENCE_KNOWN, ESCAPE_KNOWN, EACH_CAUSE_ACTED_ON, PLAN_FROZEN),
            signed=Meaning.APPROVED,
        ),
        "implement": Step({PLANNED}, IMPLEMENTING, (OWNER,)),
        "finish": Step({IMPLEMENTING}, IMPLEMENTED, (OWNER, ACTIONS_DONE)),
        "prevent": Step({IMPLEMENTED}, PREVENTED, (OWNER, READ_ACROSS)),
        "skip_prevention": Step({IMPLEMENTED}, PREVENTED, (OWNER, SIMPLE), needs_reason=True),
        "watch": Step({PREVENTED}, EFFECTIVENESS_PENDING, (OWNER, NOTHING_OPEN)),
        "confirm": Step(
            {EFFECTIVENESS_PENDING}, EFFECTIVE, (VERIFIER, SOD_1, WINDOW_OVER, PROVEN), signed=Meaning.VERIFIED
        ),
        "send_back": Step(
            {EFFECTIVENESS_PENDING}, ANALYSED, (VERIFIER, SOD_1, WINDOW_OVER, DISPROVEN), needs_reason=True,
            signed=Meaning.REJECTED,
        ),
        "extend": Step(
            {EFFECTIVENESS_PENDING}, EFFECTIVENESS_PENDING, (VERIFIER, SOD_1, WINDOW_OVER, UNDECIDED, EXTENDABLE),
            needs_reason=True,
        ),
        "start_over": Step(
            {EFFECTIVENESS_PENDING}, ANALYSED, (MANAGER, SOD_2, WINDOW_OVER, UNDECIDED, EXTENDED), needs_reason=True,
            signed=Meaning.REJECTED,
        ),
        "close": Step({EFFECTIVE}, CLOSED, (MANAGER, SOD_2, NOTHING_OPEN), signed=Meaning.APPROVED),
        "cancel": Step(UNPLANNED, CANCELLED, (MANAGER, SOD_2), needs_reason=True),
        "reopen": Step({CLOSED}, ANALYSED, (MANAGER, RECURRED), needs_reason=True),
    }
)  # fmt: skip

FAILED = frozenset({"send_back", "start_over"})
"""After these it has to be done again."""
TO_EXECUTIVE = 3
"""The round that begins when a second one failed."""

CAPA_AT_ANALYSIS = Guard("capa_moved_on", "Causes are changed and verified until the CAPA is planned.")
CAUSES = Workflow(
    {
        "update": Step({CauseStatus.PENDING, CauseStatus.VERIFIED, CauseStatus.REJECTED}, None,
                       (TEAM, CAPA_AT_ANALYSIS)),
        "verify": Step({CauseStatus.PENDING}, CauseStatus.VERIFIED, (TEAM, SOD_3, CAPA_AT_ANALYSIS)),
        "reject": Step({CauseStatus.PENDING}, CauseStatus.REJECTED, (TEAM, SOD_3, CAPA_AT_ANALYSIS), needs_reason=True),
    }
)  # fmt: skip

ACTION_OWNER = Right("not_action_owner", "This is for who has to do it.", "/owner_id")
CAPA_AT_WORK = Guard("capa_moved_on", "Actions are changed until the CAPA is implemented.")
EVIDENCE = Guard("no_evidence", "Say what shows that it is done.", "/evidence")
AFTER_OTHERS = Guard("waits_for_others", "It depends on actions that are not done.", "/depends_on")
ACTIONS = Workflow(
    {
        "update": Step({CapaActionStatus.OPEN}, None, (TEAM, CAPA_AT_WORK)),
        "finish": Step({CapaActionStatus.OPEN}, CapaActionStatus.DONE, (ACTION_OWNER, EVIDENCE, AFTER_OTHERS)),
        "verify": Step({CapaActionStatus.DONE}, CapaActionStatus.VERIFIED, (TEAM, ACTING)),
        "reopen": Step({CapaActionStatus.DONE, CapaActionStatus.VERIFIED}, CapaActionStatus.OPEN,
                       (TEAM, CAPA_AT_WORK), needs_reason=True),
        "cancel": Step({CapaActionStatus.OPEN}, CapaActionStatus.CANCELLED, (HANDLER, CAPA_AT_WORK), needs_reason=True),
    }
)  # fmt: skip

DUE_CHANGES = Workflow(
    {
        "approve": Step({DueChangeStatus.PROPOSED}, DueChangeStatus.APPROVED, (MANAGER, SOD_2)),
        "reject": Step({DueChangeStatus.PROPOSED}, DueChangeStatus.REJECTED, (MANAGER, SOD_2), needs_reason=True),
    }
)
