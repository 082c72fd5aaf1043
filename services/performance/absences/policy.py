"""Who sees somebody's leave."""

from sqlalchemy import ColumnElement, or_, true

from services.performance.people.models import Absence
from services.performance.people.policy import self_or_led
from services.performance.relationships.policy import partners
from shared.resources.viewer import Viewer


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Why somebody is away is theirs, their line's and HR's to know; everybody else learns only that they are."""
    if viewer.has("absences:read:all") or viewer.has("absences:write"):
        return true()
    return or_(self_or_led(viewer, Absence.person_id), partners(viewer, Absence.person_id))
