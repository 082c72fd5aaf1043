"""Whose team somebody may look at as a whole."""

from typing import Any

from sqlalchemy import ColumnElement, or_, true

from services.performance.delegations.policy import acted_for, deputises
from services.performance.goals.policy import APPROVE
from services.performance.people.policy import led
from services.performance.relationships.policy import partners
from shared.resources.viewer import Viewer


def sees_team_of(viewer: Viewer, manager: Any) -> ColumnElement[bool]:
    """One's own, those of the people one leads or is HR partner of, and every one for HR; a deputy as the lead does."""
    if viewer.has("goals:read:all"):
        return true()
    own = manager == viewer.id, manager.in_(acted_for(APPROVE))
    return or_(*own, led(viewer, manager), deputises(viewer, APPROVE, manager), partners(viewer, manager))
