"""Who sees a measurement."""

from sqlalchemy import ColumnElement, or_, true

from services.performance.measurements.models import Measurement
from services.performance.standards.policy import sees_person
from shared.resources.viewer import Viewer


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """A person's: theirs, their line's, HR's, and the program's that measured it. A unit's: everybody's."""
    if viewer.has("productivity:read:all"):
        return true()
    own = [Measurement.recorded_by == viewer.id] if viewer.has("productivity:write") else []
    return or_(Measurement.org_unit_id.is_not(None), sees_person(viewer, Measurement.person_id), *own)
