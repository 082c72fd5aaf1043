"""Who reads what two people tell each other: these two."""

from typing import Any

from sqlalchemy import ColumnElement, Uuid, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from services.performance.one_on_ones.models import ActionItem, OneOnOne, OneOnOneSeries, PrivateNote, SharedNote
from services.performance.one_on_ones.rules import SeriesKind
from services.performance.people.models import Person
from services.performance.people.policy import BELOW, employed, led
from shared.database.statements import Statement, argument
from shared.resources.viewer import Viewer


def sees_series(viewer: Viewer, series: Any = OneOnOneSeries) -> ColumnElement[bool]:
    """The two, while they work here; a lead only of those whom they lead today."""
    leads = and_(series.lead_id == viewer.id, or_(series.kind == SeriesKind.COACHING, led(viewer, series.person_id)))
    return and_(or_(series.person_id == viewer.id, leads), employed(viewer.id, viewer.today))


def sees_meeting(viewer: Viewer, meeting: Any = OneOnOne) -> ColumnElement[bool]:
    series = aliased(OneOnOneSeries)
    return exists().where(series.id == meeting.series_id, sees_series(viewer, series)).correlate_except(series)


def sees_action(viewer: Viewer) -> ColumnElement[bool]:
    """The two; and who has to do it, also after a change of lead."""
    own = and_(ActionItem.owner_id == viewer.id, employed(viewer.id, viewer.today))
    return or_(own, _of_meeting(viewer, ActionItem))


def sees_shared_note(viewer: Viewer) -> ColumnElement[bool]:
    """A former lead keeps what they wrote."""
    own = and_(SharedNote.author_id == viewer.id, employed(viewer.id, viewer.today))
    return or_(own, _of_meeting(viewer, SharedNote))


def sees_private_note(viewer: Viewer) -> ColumnElement[bool]:
    return and_(PrivateNote.author_id == viewer.id, employed(viewer.id, viewer.today))


def _of_meeting(viewer: Viewer, part: Any) -> ColumnElement[bool]:
    meeting = aliased(OneOnOne)
    seen = exists().where(meeting.id == part.one_on_one_id, sees_meeting(viewer, meeting))
    return seen.correlate_except(meeting)


_lead, _person = aliased(Person), aliased(Person)
LEADS = Statement(
    select(func.starts_with(_person.lead_path, _lead.lead_path + BELOW)).where(
        _lead.id == argument("lead_id", Uuid), _person.id == argument("person_id", Uuid)
    )
)
"""Whether the one leads the other today; no row where either is not there."""
