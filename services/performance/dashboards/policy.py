"""Whose team somebody may look at as a whole."""

from typing import Any

from sqlalchemy import ColumnElement, or_, true

from services.performance.people.policy import led
from shared.resources.viewer import Viewer


def sees_team_of(viewer: Viewer, manager: Any) -> ColumnElement[bool]:
    """One's own, those of the people one leads, and every one for HR."""
    if viewer.has("goals:read:all"):
        return true()
    return or_(manager == viewer.id, led(viewer, manager))
