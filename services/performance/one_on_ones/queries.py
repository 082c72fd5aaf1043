from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Text, Uuid, and_, cast, exists, func, null, select, union_all
from sqlalchemy.orm import aliased

from services.performance.goals.models import Goal
from services.performance.goals.policy import visible_to as goal_visible_to
from services.performance.goals.queries.documents import HEALTH
from services.performance.goals.rules.states import GoalStatus, Health
from services.performance.one_on_ones import schemas
from services.performance.one_on_ones.models import (
    ActionItem,
    AgendaItem,
    OneOnOne,
    OneOnOneSeries,
    PrivateNote,
    SharedNote,
)
from services.performance.one_on_ones.policy import (
    sees_action,
    sees_meeting,
    sees_private_note,
    sees_series,
    sees_shared_note,
)
from services.performance.one_on_ones.rules import (
    ACTION_LIFECYCLE,
    ACTIVE,
    BEGUN,
    MEETING_LIFECYCLE,
    MOST_SUGGESTED,
    OWNER,
    SCHEDULED,
    SERIES_ACTIVE,
    SERIES_LIFECYCLE,
    ActionStatus,
)
from services.performance.people.queries.references import person_of
from shared.database.statements import Statement, argument
from shared.resources.resource import VARIANTS, Resource
from shared.resources.shapes import all_of
from shared.resources.viewer import Viewer, among, before, equals, everyone

NEEDS_TALK = Health.OFF_TRACK, Health.AT_RISK, Health.NOT_UPDATED


def _next_at() -> ColumnElement[Any]:
    meeting = aliased(OneOnOne)
    coming = select(func.min(meeting.scheduled_at)).where(meeting.series_id == OneOnOneSeries.id)
    return coming.where(meeting.status == SCHEDULED).correlate(OneOnOneSeries).scalar_subquery()


series = Resource(
    schemas.OneOnOneSeries,
    OneOnOneSeries,
    visible=sees_series,
    workflow=SERIES_LIFECYCLE,
    derived={
        "lead": person_of(OneOnOneSeries.lead_id, OneOnOneSeries),
        "person": person_of(OneOnOneSeries.person_id, OneOnOneSeries),
        "next_at": _next_at(),
    },
    filters={"kind": among(OneOnOneSeries.kind), "status": among(OneOnOneSeries.status)},
    sorts={"created_at": OneOnOneSeries.created_at},
)


def _of_series(column: str) -> ColumnElement[Any]:
    one = aliased(OneOnOneSeries)
    return select(getattr(one, column)).where(one.id == OneOnOne.series_id).correlate(OneOnOne).scalar_subquery()


def _agenda(viewer: Viewer) -> ColumnElement[Any]:
    item = AgendaItem
    goal_id = select(Goal.id).where(Goal.id == item.goal_id, goal_visible_to(viewer)).correlate(item).scalar_subquery()
    columns = (
        item.id, person_of(item.author_id, item).label("author"), item.text, item.discussed,
        item.carried_from_id, goal_id.label("goal_id"), item.action_item_id,
    )  # fmt: skip
    found = select(*columns).where(item.one_on_one_id == OneOnOne.id).correlate(OneOnOne)
    return all_of(found.order_by(item.created_at, item.id))


meetings = Resource(
    schemas.OneOnOne,
    OneOnOne,
    visible=sees_meeting,
    workflow=MEETING_LIFECYCLE,
    guards={
        SERIES_ACTIVE: lambda _viewer: _of_series("status") == ACTIVE,
        BEGUN: lambda viewer: OneOnOne.scheduled_at <= viewer.now,
    },
    derived={
        "lead": person_of(_of_series("lead_id"), OneOnOne),
        "person": person_of(_of_series("person_id"), OneOnOne),
    },
    per_viewer={"agenda": _agenda},
    filters={"series_id": equals(OneOnOne.series_id), "status": among(OneOnOne.status)},
    sorts={"scheduled_at": OneOnOne.scheduled_at},
)

shared_notes = Resource(
    schemas.SharedNote,
    SharedNote,
    visible=sees_shared_note,
    acts={"update": everyone},
    derived={"author": person_of(SharedNote.author_id, SharedNote)},
    filters={"one_on_one_id": equals(SharedNote.one_on_one_id)},
    sorts={"created_at": SharedNote.created_at},
)

private_notes = Resource(
    schemas.PrivateNote,
    PrivateNote,
    visible=sees_private_note,
    acts={"update": everyone},
    filters={"one_on_one_id": equals(PrivateNote.one_on_one_id)},
    sorts={"created_at": PrivateNote.created_at},
)

actions = Resource(
    schemas.ActionItem,
    ActionItem,
    visible=sees_action,
    workflow=ACTION_LIFECYCLE,
    guards={OWNER: lambda viewer: ActionItem.owner_id == viewer.id},
    derived={"owner": person_of(ActionItem.owner_id, ActionItem)},
    filters={
        "one_on_one_id": equals(ActionItem.one_on_one_id),
        "owner_id": equals(ActionItem.owner_id),
        "status": among(ActionItem.status),
        "due_before": before(ActionItem.due_on),
    },
    sorts={"created_at": ActionItem.created_at},
)

_id = argument("id", Uuid)
_carried = aliased(AgendaItem)
LEFT_OPEN = Statement(
    select(AgendaItem.id, AgendaItem.author_id, AgendaItem.text, AgendaItem.goal_id, AgendaItem.action_item_id)
    .join(OneOnOne, OneOnOne.id == AgendaItem.one_on_one_id)
    .where(
        OneOnOne.series_id == argument("series_id", Uuid),
        OneOnOne.status != SCHEDULED,
        ~AgendaItem.discussed,
        ~exists().where(_carried.carried_from_id == AgendaItem.id),
    )
    .order_by(AgendaItem.created_at, AgendaItem.id)
)
"""What no meeting of the series discussed, and none that comes has yet."""
SCHEDULED_NEXT = Statement(
    select(exists().where(OneOnOne.series_id == argument("series_id", Uuid), OneOnOne.status == SCHEDULED))
)
LATE = Statement(
    select(OneOnOne.id)
    .where(OneOnOne.status == SCHEDULED, OneOnOne.scheduled_at < argument("late_from", DateTime(timezone=True)))
    .order_by(OneOnOne.id)
)
PAIR = Statement(
    select(OneOnOneSeries.lead_id, OneOnOneSeries.person_id)
    .join(OneOnOne, OneOnOne.series_id == OneOnOneSeries.id)
    .where(OneOnOne.id == _id)
)


@lru_cache(VARIANTS)
def goal_seen(scopes: frozenset[str]) -> Statement:
    return Statement(select(exists().where(Goal.id == _id, goal_visible_to(Viewer(scopes)))))


ACTION_OF_SERIES = Statement(
    select(
        exists().where(
            ActionItem.id == _id,
            ActionItem.one_on_one_id == OneOnOne.id,
            OneOnOne.series_id == argument("series_id", Uuid),
        )
    )
)


@lru_cache(VARIANTS)
def suggestions(scopes: frozenset[str]) -> Statement:
    """Open actions of the series and goals of the person that need a word, as far as the viewer sees them.

    No row where the meeting is hidden. What is on the agenda already is suggested no more.
    """
    viewer, meeting = Viewer(scopes), aliased(OneOnOne)
    of_series = select(meeting.id).where(meeting.series_id == OneOnOne.series_id).correlate(OneOnOne)
    listed = aliased(AgendaItem)
    on_agenda = exists().where(listed.one_on_one_id == OneOnOne.id)
    todo = select(
        ActionItem.text, cast(null(), Uuid).label("goal_id"), ActionItem.id.label("action_item_id"), ActionItem.due_on
    ).where(
        ActionItem.one_on_one_id.in_(of_series),
        ActionItem.status == ActionStatus.OPEN,
        ~on_agenda.where(listed.action_item_id == ActionItem.id).correlate(OneOnOne, ActionItem),
    )
    talk = select(Goal.title, Goal.id, cast(null(), Uuid), Goal.due_on).where(
        Goal.owner_id == _of_series("person_id"),
        and_(Goal.status == GoalStatus.ACTIVE, HEALTH.in_(NEEDS_TALK)),
        goal_visible_to(viewer),
        ~on_agenda.where(listed.goal_id == Goal.id).correlate(OneOnOne, Goal),
    )
    both = union_all(todo.correlate(OneOnOne), talk.correlate(OneOnOne)).subquery()
    found = all_of(select(*both.c).order_by(both.c.due_on.nulls_last(), both.c.text).limit(MOST_SUGGESTED))
    body = cast(func.json_build_object("items", found), Text)
    return Statement(select(body).select_from(OneOnOne).where(OneOnOne.id == _id, sees_meeting(viewer)))
