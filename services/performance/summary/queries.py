from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, literal, select

from services.performance.check_ins.queries import check_ins
from services.performance.counters.queries import counted
from services.performance.counters.rules import RECENT_DAYS
from services.performance.goals.models import CheckIn, Goal
from services.performance.goals.policy import visible_to
from services.performance.goals.queries.documents import percent
from services.performance.goals.rules.states import GoalStatus
from services.performance.people.models import Person
from services.performance.people.queries.lines import step
from services.performance.people.queries.persons import people
from services.performance.people.rules.employment import PersonStatus
from services.performance.summary.schemas import GoalCounts
from shared.database.statements import Statement
from shared.resources.resource import VARIANTS
from shared.resources.shapes import instant
from shared.resources.viewer import Viewer


@lru_cache(VARIANTS)
def summary(scopes: frozenset[str]) -> Statement:
    """All numbers as one JSON text; for who sees all goals, from the counters of the organisation."""
    viewer = Viewer(scopes)
    parts = _kept(counted()) if viewer.has("goals:read:all") else _live(viewer)
    return Statement(select(cast(_object({"as_of": instant(Viewer.now)} | parts), Text)))


def _kept(counts: Any) -> dict[str, ColumnElement[Any]]:
    goals = {name: counts.c[name] for name in GoalCounts.model_fields}
    mean = percent(counts.c.progress / func.nullif(counts.c.measured, 0))
    parts = {
        "people_active": counts.c.people,
        "people_without_manager": counts.c.without_manager,
        "people_with_active_goal": counts.c.busy,
        "goals": _object(goals),
        "goal_progress": _object({"percent": mean, "measured": counts.c.measured, "goals": counts.c.active}),
        "check_ins_last_30_days": counts.c.check_ins,
    }
    return {name: select(part).select_from(counts).scalar_subquery() for name, part in parts.items()}


def _live(viewer: Viewer) -> dict[str, ColumnElement[Any]]:
    sees, person = visible_to(viewer), (people.visible(viewer), Person.status == PersonStatus.ACTIVE)
    active = sees, Goal.status == GoalStatus.ACTIVE
    recent = CheckIn.as_of > Viewer.today - literal(RECENT_DAYS), CheckIn.as_of <= Viewer.today
    return {
        "people_active": _count(Person, *person),
        "people_without_manager": _count(Person, *person, Person.lead_path == step(Person.id)),
        "people_with_active_goal": _count(Person, *person, Person.id.in_(select(Goal.owner_id).where(*active))),
        "goals": select(_goals()).where(sees).scalar_subquery(),
        "goal_progress": _progress(*active),
        "check_ins_last_30_days": _count(CheckIn, check_ins.visible(viewer), *recent),
    }


def _object(parts: dict[str, Any]) -> ColumnElement[Any]:
    return func.json_build_object(*(part for pair in parts.items() for part in pair))


def _count(record: Any, *conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    return select(func.count()).select_from(record).where(*conditions).scalar_subquery()


def _goals() -> ColumnElement[Any]:
    """One pass over the rows."""
    counts = {status.value: func.count().filter(Goal.status == status) for status in GoalStatus}
    overdue = func.count().filter(Goal.status == GoalStatus.ACTIVE, Goal.due_on < Viewer.today)
    return _object(counts | {"overdue": overdue})


def _progress(*active: ColumnElement[bool]) -> ColumnElement[Any]:
    """The mean beside what it is the mean of."""
    parts = {"percent": percent(func.avg(Goal.progress)), "measured": func.count(Goal.progress), "goals": func.count()}
    return select(_object(parts)).where(*active).scalar_subquery()
