"""Who sees a nonconformance, who does what with one, and who reported it."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, any_, case, exists, func, null, or_, true, type_coerce

from services.quality.deputies.policy import acts_as
from services.quality.independence.policy import Parts
from services.quality.independence.rules import Part
from services.quality.nonconformances.models import Disposition, Nonconformance
from services.quality.nonconformances.rules.states import DRAFT
from services.quality.suppliers.policy import of_own_supplier
from shared.resources.viewer import Viewer


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """A draft is its reporter's and its owner's; once opened, everyone sees it, a supplier's people only theirs."""
    mine = of_own_supplier(Nonconformance.supplier_id)
    if viewer.has("nonconformances:read:all") or viewer.has("nonconformances:write:all"):
        return mine
    return and_(mine, or_(Nonconformance.status != DRAFT, owns(viewer), reported(viewer)))


def manages(viewer: Viewer) -> bool:
    """The quality manager."""
    return viewer.has("nonconformances:write:all")


def handles(viewer: Viewer) -> ColumnElement[bool]:
    if manages(viewer):
        return true()
    return or_(owns(viewer), and_(Nonconformance.status == DRAFT, reported(viewer)))


def owns(viewer: Viewer) -> ColumnElement[bool]:
    """The owner, or their deputy today."""
    return func.coalesce(acts_as(viewer, Nonconformance.owner_id), False)


def owns_or_decides(viewer: Viewer) -> ColumnElement[bool]:
    return true() if viewer.has("nonconformances:approve") else owns(viewer)


def reported(viewer: Viewer) -> ColumnElement[bool]:
    return Nonconformance.reporter_id == viewer.id


def reporter(viewer: Viewer) -> ColumnElement[Any]:
    """Who reported it, for quality managers, the reporter, and where it is not confidential everybody."""
    if manages(viewer):
        return type_coerce(Nonconformance.reporter_id, Uuid)
    return case((reporter_known(viewer), Nonconformance.reporter_id), else_=null().cast(Uuid))


def reporter_known(viewer: Viewer) -> ColumnElement[bool]:
    return true() if manages(viewer) else or_(Nonconformance.confidential.is_(False), reported(viewer))


def _executed(person: ColumnElement[UUID]) -> ColumnElement[bool]:
    of_this = Disposition.nonconformance_id == Nonconformance.id, Disposition.withdrawn_at.is_(None)
    carried_out = or_(Disposition.executed_by == person, person == any_(Disposition.past_executor_ids))
    return exists().where(*of_this, carried_out).correlate_except(Disposition)


PARTS: Parts = {
    Part.OWNER: lambda person: or_(Nonconformance.owner_id == person, person == any_(Nonconformance.past_owner_ids)),
    Part.EXECUTOR: _executed,
}
