"""Who acts for whom today, as SQL: what owners' rights and the independence rules are built on."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_

from services.quality.deputies.models import Deputy
from shared.resources.viewer import Viewer


def in_force(viewer: Viewer) -> ColumnElement[bool]:
    """This row makes the viewer somebody's deputy today."""
    days = Deputy.valid_from <= viewer.today, Deputy.valid_to >= viewer.today
    return and_(Deputy.deputy_id == viewer.id, *days, Deputy.revoked_at.is_(None))


def acts_as(viewer: Viewer, person: Any) -> ColumnElement[bool]:
    """The viewer is this person, or their deputy today."""
    lent = exists().where(Deputy.principal_id == person, in_force(viewer)).correlate_except(Deputy)
    return or_(person == viewer.id, lent)


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Both of them."""
    return or_(Deputy.principal_id == viewer.id, Deputy.deputy_id == viewer.id)
