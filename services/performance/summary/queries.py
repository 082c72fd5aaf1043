from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, exists, func, literal, select
from sqlalchemy.orm import aliased

from services.performance.check_ins.queries import check_ins
from services.performance.goals.models import CheckIn, Goal
from services.performance.goals.policy import visible_to
from services.performance.goals.queries.documents import percent
from services.performance.goals.rules.states import GoalStatus
from services.performance.people.models import Assignment, Person
from services.performance.people.policy import in_force
from services.performance.people.queries.persons import people
from services.performance.people.rules.employment import PersonStatus
from shared.database.statements import Statement
from shared.resources.resource import VARIANTS
from shared.resources.shapes import instant
from shared.resources.viewer import Viewer

DAYS = 30


@lru_cache(VARIANTS)
def summary(scopes: frozenset[str]) -> Statement:
    """All numbers as one JSON text."""
    viewer = Viewer(scopes)
    sees, person = visible_to(viewer), (people.visible(viewer), Person.status == PersonStatus.ACTIVE)
    active = sees, Goal.status == GoalStatus.ACTIVE
    recent = CheckIn.as_of > Viewer.today - literal(DAYS), CheckIn.as_of <= Viewer.today
    parts = {
        "as_of": instant(Viewer.now),
        "people_active": _count(Person, *person),
        "people_without_manager": _count(Person, *person, ~_managed()),
        "people_with_active_goal": _count(Person, *person, Person.id.in_(select(Goal.owner_id).where(*active))),
        "goals": select(_goals()).where(sees).scalar_subquery(),
        "goal_progress": _progress(*active),
        "check_ins_last_30_days": _count(CheckIn, check_ins.visible(viewer), *recent),
    }
    return Statement(select(cast(_object(parts), Text)))


def _object(parts: dict[str, Any]) -> ColumnElement[Any]:
    return func.json_build_object(*(part for pair in parts.items() for part in pair))


def _count(record: Any, *conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    return select(func.count()).select_from(record).where(*conditions).scalar_subquery()


def _managed() -> ColumnElement[bool]:
    line = aliased(Assignment)
    return exists().where(line.person_id == Person.id, line.manager_id.is_not(None), in_force(line, Viewer.today))


def _goals() -> ColumnElement[Any]:
    """One pass over the rows."""
    counts = {status.value: func.count().filter(Goal.status == status) for status in GoalStatus}
    overdue = func.count().filter(Goal.status == GoalStatus.ACTIVE, Goal.due_on < Viewer.today)
    return _object(counts | {"overdue": overdue})


def _progress(*active: ColumnElement[bool]) -> ColumnElement[Any]:
    """The mean beside what it is the mean of."""
    parts = {"percent": percent(func.avg(Goal.progress)), "measured": func.count(Goal.progress), "goals": func.count()}
    return select(_object(parts)).where(*active).scalar_subquery()
