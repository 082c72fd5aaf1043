"""Whose numbers: people, and the goals that are theirs."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Double, Uuid, and_, any_, exists, func, not_, or_, select, true, union
from sqlalchemy.orm import aliased

from services.performance.counters.models import COUNTERS
from services.performance.counters.rules import Count
from services.performance.dashboards.rules import Depth
from services.performance.delegations.policy import people_acted_for
from services.performance.delegations.rules import DelegationScope
from services.performance.goals.models import Goal, GoalContributor, KeyResult
from services.performance.goals.policy import open_to_all
from services.performance.goals.rules.states import Visibility
from services.performance.people.models import Assignment, OrgUnit, OrgUnitVersion, Person
from services.performance.people.policy import (
    BELOW,
    END,
    LED,
    REPORTS,
    assigned,
    colleagues,
    in_force,
    led_directly,
    version_in_force,
)
from services.performance.people.rules.employment import PersonStatus
from services.performance.people.rules.units import OrgUnitStatus
from services.performance.relationships.policy import BESIDE
from shared.database.statements import argument
from shared.resources.viewer import Viewer

MANAGER, UNIT = argument("manager_id", Uuid), argument("org_unit_id", Uuid)


@dataclass(frozen=True, slots=True)
class Whose:
    """`people` has an id and a line a row; `units` too, where there are any."""

    people: Any
    goals: ColumnElement[bool]
    units: Any = None


def ids_of(rows: Any) -> ColumnElement[Any]:
    """As an array, so that what refers to these is found by its index: PostgreSQL can't guess how many rows are few."""
    return func.array(select(rows.c.id).scalar_subquery())


def _people(*conditions: ColumnElement[bool]) -> Any:
    return select(Person.id, Person.lead_path).where(Person.status == PersonStatus.ACTIVE, *conditions).cte("scope")


def _owned_by(people: Any) -> ColumnElement[bool]:
    return Goal.owner_id == any_(ids_of(people))


def of_viewer() -> Whose:
    return Whose(_people(Person.id == Viewer.id), Goal.owner_id == Viewer.id)


def of_team(depth: Depth) -> Whose:
    people = _people(Person.id.in_(led_directly(MANAGER)) if depth is Depth.DIRECT else _from_path(BELOW))
    return Whose(people, _owned_by(people))


def _from_path(first: str) -> ColumnElement[bool]:
    lead = aliased(Person)
    path = select(lead.lead_path).where(lead.id == MANAGER).scalar_subquery()
    return and_(Person.lead_path >= path + first, Person.lead_path < path + END)


def of_line() -> Whose:
    """A lead and all below."""
    people = _people(_from_path(""))
    return Whose(people, _owned_by(people))


def of_unit(*, include_subunits: bool) -> Whose:
    """A person's goals are counted where the person works today, a unit's own where it stands."""
    units = _units_below() if include_subunits else select(UNIT.label("id")).cte("units")
    line = aliased(Assignment)
    members = select(line.person_id).where(line.org_unit_id == any_(ids_of(units)), in_force(line, Viewer.today))
    people = _people(Person.id.in_(members))
    return Whose(people, or_(_owned_by(people), Goal.owner_unit_id == any_(ids_of(units))), units)


def _units_below() -> Any:
    version = aliased(OrgUnitVersion)
    units = select(UNIT.label("id")).cte("units", recursive=True)
    below = select(version.org_unit_id).join(units, version.parent_id == units.c.id)
    return units.union(below.where(version_in_force(version, Viewer.today)))


def _of_close(viewer: Viewer) -> Whose:
    close = union(
        select(viewer.id.label("id")), colleagues(viewer), *(select(func.unnest(one.c.ids)) for one in _close_people())
    ).cte("close")
    version, mine = aliased(OrgUnitVersion), assigned("org_unit_id", viewer.id, viewer.today)
    headed = select(version.org_unit_id).where(
        version.head_id == any_(ids_of(close)), version_in_force(version, viewer.today)
    )
    helped = union(
        select(GoalContributor.goal_id.label("id")).where(GoalContributor.person_id == viewer.id),
        select(KeyResult.goal_id).where(KeyResult.owner_id == viewer.id),
    ).cte("helped")
    units = union(select(mine.label("id")), headed).cte("close_units")
    theirs = Goal.owner_id == any_(ids_of(close)), Goal.owner_unit_id == any_(ids_of(units))
    goals = and_(or_(*theirs, Goal.id == any_(ids_of(helped))), not_(open_to_all()))
    return Whose(_people(Person.id == any_(ids_of(close))), goals)


def _close_people() -> tuple[CTE, ...]:
    scopes = DelegationScope.GOAL_APPROVE, DelegationScope.REVIEW_WRITE
    return LED, REPORTS, BESIDE, *(people for scope in scopes for people in people_acted_for(scope))


CLOSE = _of_close(Viewer(frozenset()))
"""What a viewer may see of the organisation beside what all see, and more: `visible_to` has to pass each goal."""


def _of_others() -> Whose:
    led = select(func.unnest(LED.c.ids).label("id")).subquery()
    others = select(Person.id).where(~exists().where(led.c.id == Person.id)).cte("others")
    far = Goal.owner_id == any_(ids_of(others)), Goal.owner_unit_id.is_not(None)
    return Whose(others, and_(or_(Goal.visibility == Visibility.PRIVATE, *far), not_(open_to_all())))


HIDDEN = _of_others()
"""All that may be hidden from who leads most: what is private, and what is not of those whom they lead."""

_LED_COUNT = func.cardinality(select(LED.c.ids).scalar_subquery())
_COUNTED = select(func.coalesce(func.sum(COUNTERS.c.value), 0)).where(COUNTERS.c.measure == Count.PEOPLE)
_MOST = select((_COUNTED.scalar_subquery() * argument("most_led", Double) < _LED_COUNT).label("led")).cte("most")
LEADS_MOST: ColumnElement[bool] = select(_MOST.c.led).scalar_subquery()
"""Known before any goal is read, so that PostgreSQL does not run what depends on the other answer."""


def of_company() -> Whose:
    return Whose(_people(), true(), select(OrgUnit.id).where(OrgUnit.status == OrgUnitStatus.ACTIVE).cte("units"))


def unit_exists() -> ColumnElement[bool]:
    return exists().where(OrgUnit.id == UNIT)
