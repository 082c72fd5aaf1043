from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.performance.one_on_ones.rules import ActionStatus, MeetingStatus, SeriesKind, SeriesStatus
from services.performance.tables import Table, belongs_to


class OneOnOneSeries(Table):
    """`lead_id` is the one who leads or coaches, `person_id` the other."""

    __tablename__ = "one_on_one_series"
    __table_args__ = (
        belongs_to("people", "lead_id"),
        belongs_to("people", "person_id"),
        CheckConstraint("lead_id <> person_id", name="person_id"),
        CheckConstraint("cadence_days BETWEEN 1 AND 366", name="cadence_days"),
    )

    kind: Mapped[SeriesKind]
    lead_id: Mapped[UUID]
    person_id: Mapped[UUID]
    aim: Mapped[str]
    cadence_days: Mapped[int | None]
    time_zone: Mapped[str]
    status: Mapped[SeriesStatus] = mapped_column(default=SeriesStatus.ACTIVE)

    untold = frozenset({"aim"})


class OneOnOne(Table):
    __tablename__ = "one_on_ones"
    __table_args__ = (
        belongs_to("one_on_one_series", "series_id"),
        Index("ix_one_on_ones_scheduled", "org_id", "scheduled_at", postgresql_where="status = 'scheduled'"),
    )

    series_id: Mapped[UUID]
    scheduled_at: Mapped[datetime]
    status: Mapped[MeetingStatus] = mapped_column(default=MeetingStatus.SCHEDULED)
    status_reason: Mapped[str | None]

    untold = frozenset({"status_reason"})


class AgendaItem(Table):
    """What was not discussed is carried to the next meeting as an item of its own."""

    __tablename__ = "agenda_items"
    __table_args__ = (
        belongs_to("one_on_ones", "one_on_one_id"),
        belongs_to("people", "author_id"),
        belongs_to("agenda_items", "carried_from_id"),
        belongs_to("goals", "goal_id"),
        belongs_to("action_items", "action_item_id"),
    )

    one_on_one_id: Mapped[UUID]
    author_id: Mapped[UUID]
    text: Mapped[str]
    discussed: Mapped[bool] = mapped_column(default=False)
    carried_from_id: Mapped[UUID | None]
    goal_id: Mapped[UUID | None]
    action_item_id: Mapped[UUID | None]

    untold = frozenset({"text", "goal_id"})


class SharedNote(Table):
    __tablename__ = "shared_notes"
    __table_args__ = (belongs_to("one_on_ones", "one_on_one_id"), belongs_to("people", "author_id"))

    one_on_one_id: Mapped[UUID]
    author_id: Mapped[UUID]
    text: Mapped[str]

    untold = frozenset({"text"})


class PrivateNote(Table):
    """For its author alone; whoever else looks at the meeting sees neither it nor that there is one."""

    apart = True

    __tablename__ = "private_notes"
    __table_args__ = (belongs_to("one_on_ones", "one_on_one_id"), belongs_to("people", "author_id"))

    one_on_one_id: Mapped[UUID]
    author_id: Mapped[UUID]
    text: Mapped[str]


class ActionItem(Table):
    __tablename__ = "action_items"
    __table_args__ = (
        belongs_to("one_on_ones", "one_on_one_id"),
        belongs_to("people", "owner_id"),
        CheckConstraint("(status = 'done') = (done_at IS NOT NULL)", name="done_at"),
    )

    one_on_one_id: Mapped[UUID]
    owner_id: Mapped[UUID]
    text: Mapped[str]
    due_on: Mapped[date | None]
    status: Mapped[ActionStatus] = mapped_column(default=ActionStatus.OPEN)
    done_at: Mapped[datetime | None]
    status_reason: Mapped[str | None]

    untold = frozenset({"text", "status_reason"})
