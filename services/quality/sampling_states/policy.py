"""Who sees how lots are inspected."""

from typing import Any

from sqlalchemy import ColumnElement, exists

from services.quality.sampling_states.models import SamplingState
from services.quality.suppliers.policy import of_own_supplier
from shared.resources.viewer import Viewer


def visible_to(_viewer: Viewer) -> ColumnElement[bool]:
    """Everyone with the scope; a supplier's people only what is sampled of theirs."""
    return of_own_supplier(SamplingState.supplier_id)


def of_visible_state(viewer: Viewer, record: Any) -> ColumnElement[bool]:
    """Whether the state is seen that a lot or a step belongs to."""
    return exists().where(SamplingState.id == record.state_id, visible_to(viewer)).correlate(record)
