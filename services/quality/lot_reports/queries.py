from sqlalchemy import Uuid, select

from services.quality.sampling_states.models import InspectedLot, SamplingState
from services.quality.sampling_states.policy import visible_to
from services.quality.sampling_states.queries import SUPERSEDED
from shared.database.statements import Statement, argument
from shared.resources.viewer import Viewer

LOT = Statement(
    select(
        InspectedLot.position,
        InspectedLot.reference,
        InspectedLot.lot_size,
        InspectedLot.inspected_at,
        InspectedLot.accepted,
        InspectedLot.voided,
        SUPERSEDED.label("superseded"),
        SamplingState.process_id,
        SamplingState.characteristic_id,
        SamplingState.supplier_id,
        SamplingState.item_ref,
    )
    .join(SamplingState, SamplingState.id == InspectedLot.state_id)
    .where(
        InspectedLot.id == argument("id", Uuid),
        SamplingState.id == argument("state_id", Uuid),
        visible_to(Viewer(frozenset())),
    )
)
