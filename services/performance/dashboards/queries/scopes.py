"""Whose numbers: people, and the goals that are theirs."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Uuid, and_, any_, exists, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from services.performance.dashboards.rules import Depth
from services.performance.goals.models import Goal
from services.performance.people.models import Assignment, OrgUnit, OrgUnitVersion, Person
from services.performance.people.policy import BELOW, END, in_force, led_directly
from services.performance.people.rules.employment import PersonStatus
from services.performance.people.rules.units import OrgUnitStatus
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
    people = _people(Person.id.in_(led_directly(MANAGER)) if depth is Depth.DIRECT else _below())
    return Whose(people, _owned_by(people))


def _below() -> ColumnElement[bool]:
    lead = aliased(Person)
    path = select(lead.lead_path).where(lead.id == MANAGER).scalar_subquery()
    return and_(Person.lead_path >= path + BELOW, Person.lead_path < path + END)


def of_unit(*, include_subunits: bool) -> Whose:
    """A person's goals are counted where the person works today, a unit's own where it stands."""
    units = _units_below() if include_subunits else select(UNIT.label("id")).cte("units")
    line = aliased(Assignment)
    members = select(line.person_id).where(line.org_unit_id == any_(ids_of(units)), in_force(line, Viewer.today))
    people = _people(Person.id.in_(members))
    return Whose(people, or_(_owned_by(people), Goal.owner_unit_id == any_(ids_of(units))), units)


def _units_below() -> Any:
    version = OrgUnitVersion
    begun = select(version.org_unit_id, version.parent_id).where(version.effective_from <= Viewer.today)
    latest = begun.ext(distinct_on(version.org_unit_id)).order_by(version.org_unit_id, version.effective_from.desc())
    today = latest.cte("units_today")
    units = select(UNIT.label("id")).cte("units", recursive=True)
    return units.union(select(today.c.org_unit_id).join(units, today.c.parent_id == units.c.id))


def of_company() -> Whose:
    return Whose(_people(), true(), select(OrgUnit.id).where(OrgUnit.status == OrgUnitStatus.ACTIVE).cte("units"))


def unit_exists() -> ColumnElement[bool]:
    return exists().where(OrgUnit.id == UNIT)
