"""What the calendar does to assignments."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Text,
    Uuid,
    any_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from services.performance.review_cycles.models import Review, ReviewAssignment
from services.performance.review_cycles.rules.reviews import OPEN, AssignmentStatus
from shared.database.statements import Statement, argument
from shared.resources.viewer import Viewer

TABLE = ReviewAssignment.__table__


def day_end(day: Any, time_zone: Any) -> ColumnElement[Any]:
    """The first instant of the next day there."""
    return func.timezone(time_zone, cast(day + literal_column("1"), DateTime))


def _extend() -> Statement:
    reviews = select(Review.id).where(Review.cycle_id == argument("cycle_id", Uuid))
    some = argument("review_ids", ARRAY(Uuid))
    meant = (
        TABLE.c.review_id.in_(reviews),
        or_(some.is_(None), TABLE.c.review_id == any_(some)),
        TABLE.c.role == any_(argument("roles", ARRAY(Text))),
        TABLE.c.status.in_([*OPEN, AssignmentStatus.EXPIRED]),
    )
    expired = TABLE.c.status == AssignmentStatus.EXPIRED
    changed = update(TABLE).values(
        due_on=argument("due_on", Date),
        closes_on=argument("closes_on", Date),
        status=case((expired, AssignmentStatus.IN_PROGRESS.value), else_=TABLE.c.status),
        updated_at=Viewer.now,
        version=TABLE.c.version + 1,
    )
    return Statement(changed.where(*meant).returning(TABLE.c.id))


EXTEND = _extend()


def _close() -> Statement:
    changed = update(TABLE).values(
        status=AssignmentStatus.EXPIRED.value, updated_at=Viewer.now, version=TABLE.c.version + 1
    )
    over = day_end(TABLE.c.closes_on, TABLE.c.time_zone) <= Viewer.now
    return Statement(changed.where(TABLE.c.status.in_(OPEN), over).returning(TABLE.c.id, TABLE.c.review_id))


CLOSE = _close()
"""What is open after its day of closing expires."""
