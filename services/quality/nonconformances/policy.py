"""Who sees a nonconformance, who changes one, and who ends one."""

from sqlalchemy import ColumnElement, or_, true

from services.quality.nonconformances.models import Nonconformance
from services.quality.nonconformances.rules import DRAFT
from shared.resources.viewer import Viewer


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """A draft is its reporter's and its owner's; once opened, everyone sees it."""
    if viewer.has("nonconformances:read:all") or viewer.has("nonconformances:write:all"):
        return true()
    return or_(Nonconformance.status != DRAFT, handles(viewer))


def handles(viewer: Viewer) -> ColumnElement[bool]:
    """The reporter, the owner, or the quality manager."""
    return or_(owns(viewer), Nonconformance.reporter_id == viewer.id)


def owns(viewer: Viewer) -> ColumnElement[bool]:
    """The owner, or the quality manager."""
    if viewer.has("nonconformances:write:all"):
        return true()
    return Nonconformance.owner_id == viewer.id
