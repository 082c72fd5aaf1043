"""The four dashboards."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, any_, cast, exists, func, literal, select, union_all
from sqlalchemy.orm import aliased

from services.performance.dashboards.policy import sees_team_of
from services.performance.dashboards.queries import scopes as of
from services.performance.dashboards.queries.attainment import attainment_of
from services.performance.dashboards.queries.kept_attainment import attainment_of_company
from services.performance.dashboards.queries.numbers import health_counts, mean_progress, numbers, object_of
from services.performance.dashboards.queries.organisation import counted_for
from services.performance.dashboards.queries.seen import Seen, away_of, counted_of, expected, seen_by
from services.performance.dashboards.queries.talking import (
    asked_feedback,
    gaps_of,
    last_given,
    last_met,
    open_actions,
)
from services.performance.dashboards.rules import MOST_SHOWN, Depth
from services.performance.goal_changes.models import GoalChangeRequest
from services.performance.goal_changes.rules import ChangeStatus
from services.performance.goals.models import Goal, KeyResult
from services.performance.goals.policy import may_decide, visible_to
from services.performance.goals.queries.documents import percent
from services.performance.goals.rules.states import GoalStatus, Health
from services.performance.people.models import Person
from services.performance.people.queries.references import org_unit_of, person_of
from shared.database.statements import Statement
from shared.resources.resource import VARIANTS
from shared.resources.shapes import all_of, instant
from shared.resources.viewer import Viewer

Scopes = frozenset[str]


@lru_cache(VARIANTS)
def mine(scopes: Scopes) -> Statement:
    viewer = Viewer(scopes)
    due = {"due_check_ins": _due_check_ins(viewer), "awaited_decisions": _awaited_decisions(viewer)}
    due |= {"open_actions": open_actions(viewer), "asked_feedback": asked_feedback(viewer)}
    return _statement(_live(viewer, seen_by(viewer, of.of_viewer())) | due)


@lru_cache(VARIANTS)
def team(scopes: Scopes, depth: Depth) -> Statement:
    """No row where the caller may not look at this team, or there is no such person."""
    viewer, whose = Viewer(scopes), of.of_team(depth)
    seen, lead = seen_by(viewer, whose), aliased(Person)
    known = exists().where(lead.id == of.MANAGER, sees_team_of(viewer, lead.id))
    parts = {
        "manager": person_of(of.MANAGER),
        "depth": depth.value,
        "people_total": select(func.count()).select_from(whose.people).scalar_subquery(),
        "people": _members(viewer, seen),
    }
    return _statement(_live(viewer, seen) | parts, known)


@lru_cache(VARIANTS)
def org_unit(scopes: Scopes, *, include_subunits: bool) -> Statement:
    """No row where there is no such unit."""
    viewer = Viewer(scopes)
    seen = seen_by(viewer, of.of_unit(include_subunits=include_subunits))
    parts = {"org_unit": org_unit_of(of.UNIT), "include_subunits": include_subunits}
    return _statement(_live(viewer, seen) | parts, of.unit_exists())


@lru_cache(VARIANTS)
def company(scopes: Scopes) -> Statement:
    viewer = Viewer(scopes)
    counts = counted_for(viewer)
    people = select(counts.c.people).scalar_subquery()
    return _statement(numbers(counts, attainment_of_company(viewer, people)))


def _live(viewer: Viewer, seen: Seen) -> dict[str, ColumnElement[Any]]:
    counts = counted_of(seen)
    people = select(counts.c.people).scalar_subquery()
    return numbers(counts, attainment_of(viewer, seen.whose, people), gaps_of(viewer, seen.whose))


def _statement(parts: dict[str, Any], *conditions: ColumnElement[bool]) -> Statement:
    return Statement(select(cast(object_of(parts), Text)).where(*conditions))


def _members(viewer: Viewer, seen: Seen) -> ColumnElement[Any]:
    goals, person, away = seen.goals, aliased(Person), away_of(seen)

    def bad(health: Health) -> ColumnElement[Any]:
        return func.count().filter(goals.c.health == health).desc()

    own = and_(goals.c.owner_id == person.id, seen.active)
    found = select(
        person_of(person.id, person).label("person"),
        health_counts(goals).label("goal_health"),
        mean_progress(goals).label("goal_progress"),
        percent(func.avg(goals.c.progress - expected(goals, away))).label("goal_gap_percent"),
        func.max(goals.c.checked_in_on).label("checked_in_on"),
        last_given(viewer, person.id).label("feedback_on"),
        last_met(viewer, person.id).label("met_on"),
    )
    people = seen.whose.people
    found = found.select_from(person).join(people, people.c.id == person.id).outerjoin(goals, own)
    found = found.outerjoin(away, away.c.goal_id == goals.c.id)
    worst = bad(Health.OFF_TRACK), bad(Health.AT_RISK), bad(Health.NOT_UPDATED), func.avg(goals.c.progress)
    grouped = found.group_by(person.org_id, person.id)
    return all_of(grouped.order_by(*worst, person.display_name, person.id).limit(MOST_SHOWN))


def _goal_ref() -> ColumnElement[Any]:
    return object_of({"id": Goal.id, "title": Goal.title})


def _due_check_ins(viewer: Viewer) -> ColumnElement[Any]:
    """Of key results that the viewer owns, or that nobody else does of the viewer's goals."""
    due_on = KeyResult.next_check_in_on
    columns = (
        KeyResult.id.label("key_result_id"), KeyResult.title, _goal_ref().label("goal"),
        due_on.label("due_on"), KeyResult.checked_in_on,
    )  # fmt: skip
    of_mine = select(KeyResult.id).join(Goal, Goal.id == KeyResult.goal_id).where(Goal.owner_id == viewer.id)
    own = union_all(
        select(KeyResult.id).where(KeyResult.owner_id == viewer.id), of_mine.where(KeyResult.owner_id.is_(None))
    )
    due = select(*columns).join(Goal, Goal.id == KeyResult.goal_id).where(
        KeyResult.id == any_(of.ids_of(own.subquery())),
        Goal.status == GoalStatus.ACTIVE, due_on <= viewer.today,
    )  # fmt: skip
    return all_of(due.order_by(due_on, KeyResult.id).limit(MOST_SHOWN))


def _awaited_decisions(viewer: Viewer) -> ColumnElement[Any]:
    """What waits for the viewer as a lead; that HR may decide everything is no reason to show HR everything."""
    # The status stands in the text, or a plan kept for any status could not use the index of the few proposed goals.
    as_a_lead, asker = Viewer(frozenset()), GoalChangeRequest.requested_by
    told = _goal_ref().label("goal"), person_of(Goal.owner_id, Goal).label("owner")
    proposed = select(*told, cast(None, Goal.id.type).label("goal_change_id"), Goal.updated_at.label("at"))
    proposed = proposed.where(Goal.status == literal(GoalStatus.PROPOSED.value, literal_execute=True))
    proposed = proposed.where(may_decide(as_a_lead), visible_to(viewer))
    asked = select(*told, GoalChangeRequest.id, GoalChangeRequest.created_at)
    asked = asked.join(Goal, Goal.id == GoalChangeRequest.goal_id).where(
        GoalChangeRequest.status == ChangeStatus.PENDING, asker != viewer.id
    )
    asked = asked.where(may_decide(as_a_lead, asker), visible_to(viewer))
    both = union_all(proposed, asked).subquery()
    columns = both.c.goal, both.c.owner, both.c.goal_change_id, instant(both.c.at).label("since")
    return all_of(select(*columns).order_by(both.c.at).limit(MOST_SHOWN))
