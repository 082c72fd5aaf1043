"""How other records show a person or a unit that they refer to."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Uuid, case, exists, select, true
from sqlalchemy.orm import aliased

from services.performance.people.models import OrgUnit, OrgUnitVersion, Person
from services.performance.people.rules.units import ALWAYS, OrgUnitStatus
from shared.database.statements import Statement, argument
from shared.resources.shapes import one_of
from shared.resources.viewer import Viewer


def person_of(person_id: Any, *outer: Any) -> ColumnElement[Any]:
    """The reference to a person, or null."""
    other = aliased(Person)
    return one_of(select(other.id, other.display_name).where(other.id == person_id).correlate(*outer))


CLOSED = Statement(select(exists().where(OrgUnit.id == argument("id", Uuid), OrgUnit.status == OrgUnitStatus.CLOSED)))
"""Whether this unit is closed."""


def version_of(unit_id: Any) -> Select[Any]:
    """A unit's version in force on the day asked for, else its first: a unit has a name on every day."""
    version = aliased(OrgUnitVersion)
    begun = case((version.effective_from <= Viewer.as_of, version.effective_from), else_=ALWAYS)
    of_unit = select(version).where(version.org_unit_id == unit_id)
    return of_unit.order_by(begun.desc(), version.effective_from).limit(1)


def org_unit_said(column: str) -> ColumnElement[Any]:
    """What the version of an `OrgUnit` for the day asked for says."""
    version = version_of(OrgUnit.id).correlate(OrgUnit).subquery()
    return select(version.c[column]).scalar_subquery()


def org_unit_of(unit_id: Any, *outer: Any) -> ColumnElement[Any]:
    """The reference to a unit as it is called on the day asked for, or null."""
    unit = aliased(OrgUnit)
    version = version_of(unit.id).correlate(unit).lateral()
    named = select(unit.id, unit.code, version.c.name).join(version, true()).where(unit.id == unit_id)
    return one_of(named.correlate(*outer))
