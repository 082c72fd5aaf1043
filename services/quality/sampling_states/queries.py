from sqlalchemy import Integer, Text, Uuid, and_, case, exists, literal, select, update
from sqlalchemy.orm import aliased

from services.quality.characteristics.queries import characteristic_of
from services.quality.processes.queries import process_of
from services.quality.sampling.rules.switching import EXPLAINED, Inspection
from services.quality.sampling.rules.tables import Scheme
from services.quality.sampling_states import schemas
from services.quality.sampling_states.models import InspectedLot, SamplingState, SamplingStep
from services.quality.sampling_states.policy import of_visible_state, visible_to
from services.quality.sampling_states.rules.states import APPROVER, RECORDER, REDUCTION_OFFERED, SWITCHING
from services.quality.suppliers.queries import supplier_of
from shared.database.statements import Statement, argument, rows_given
from shared.resources.resource import Resource
from shared.resources.shapes import one_of
from shared.resources.viewer import Viewer, among, equals, holding

STATE_ID = argument("state_id", Uuid)
_score = SamplingState.standing["state"]["score"].as_integer()

sampling_states = Resource(
    schemas.SamplingState,
    SamplingState,
    visible=visible_to,
    workflow=SWITCHING,
    guards={
        RECORDER: holding("sampling:write"),
        APPROVER: holding("sampling:approve"),
        REDUCTION_OFFERED: lambda _viewer: SamplingState.scheme == Scheme.ANSI_Z1_4,
    },
    derived={
        "process": process_of(SamplingState),
        "characteristic": characteristic_of(SamplingState),
        "supplier": supplier_of(SamplingState),
        "switching_score": case((SamplingState.status == Inspection.NORMAL.value, _score), else_=None),
        "reduction_approved": SamplingState.standing["approved"].as_boolean(),
    },
    filters={
        "status": among(SamplingState.status),
        "process_id": equals(SamplingState.process_id),
        "characteristic_id": equals(SamplingState.characteristic_id),
        "item_ref": equals(SamplingState.item_ref),
        "supplier_id": equals(SamplingState.supplier_id),
    },
    sorts={"created_at": SamplingState.created_at},
)

IN_FORCE = Statement(
    select(SamplingState.status, SamplingState.scheme, SamplingState.level, SamplingState.aql).where(
        SamplingState.id == argument("id", Uuid), visible_to(Viewer(frozenset()))
    )
)

_next = aliased(InspectedLot)
SUPERSEDED = exists().where(_next.supersedes_id == InspectedLot.id).correlate(InspectedLot)
STATUS = case((SUPERSEDED, literal("superseded")), (InspectedLot.voided, literal("voided")), else_=literal("counted"))

inspected_lots = Resource(
    schemas.InspectedLot,
    InspectedLot,
    visible=lambda viewer: and_(InspectedLot.state_id == STATE_ID, of_visible_state(viewer, InspectedLot)),
    derived={"status": STATUS},
    filters={"status": among(STATUS)},
    sorts={"position": InspectedLot.position},
)

_lot = select(InspectedLot.id, InspectedLot.reference, InspectedLot.accepted).where(
    InspectedLot.id == SamplingStep.lot_id
)

_EXPLAINED = {reason.value: literal(said) for reason, said in EXPLAINED.items()}

sampling_steps = Resource(
    schemas.SamplingStep,
    SamplingStep,
    visible=lambda viewer: and_(SamplingStep.state_id == STATE_ID, of_visible_state(viewer, SamplingStep)),
    derived={
        "lot": one_of(_lot.correlate(SamplingStep)),
        "explanation": case(
            {reason.value: literal(said) for reason, said in EXPLAINED.items()}, value=SamplingStep.reason
        ),
    },
    sorts={"position": SamplingStep.position},
)

LOT = (
    select(InspectedLot, SUPERSEDED)
    .where(InspectedLot.id == argument("lot_id", Uuid), InspectedLot.state_id == STATE_ID)
)  # fmt: skip

HISTORY = (
    select(SamplingStep, InspectedLot)
    .outerjoin(InspectedLot, InspectedLot.id == SamplingStep.lot_id)
    .where(SamplingStep.state_id == STATE_ID)
    .order_by(SamplingStep.position)
)
"""Every lot as it counts now and every decision, in their order, with what each did."""


def _anew() -> Statement:
    given = rows_given(id=Uuid, lot_id=Uuid, before=Text, after=Text, switching_score=Integer, reason=Text)
    names = ("lot_id", "before", "after", "switching_score", "reason")
    changed = {name: given.c[name] for name in names} | {
        "version": SamplingStep.version + 1,
        "updated_at": Viewer.now,
    }
    return Statement(update(SamplingStep).where(SamplingStep.id == given.c.id).values(changed))


ANEW = _anew()
"""Steps that came out otherwise."""
