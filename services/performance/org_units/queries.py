from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Text, Uuid, and_, cast, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import aliased

from services.performance.org_units import schemas
from services.performance.org_units.rules import ACTIVE, LIFECYCLE, NO_UNIT_IN_IT, NOBODY_IN_IT, WRITER
from services.performance.people.models import Assignment, OrgUnit, OrgUnitVersion
from services.performance.people.policy import in_force, version_in_force
from services.performance.people.queries.references import org_unit_of, org_unit_said, person_of, version_of
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.shapes import all_of, columns_of, one_of
from shared.resources.viewer import Viewer, among, equals, everyone, holding, since


def _referred(column: str, shown: Callable[..., ColumnElement[Any]]) -> ColumnElement[Any]:
    """Whom or what the version for the day asked for refers to."""
    version = version_of(OrgUnit.id).correlate(OrgUnit).subquery()
    return select(shown(version.c[column], version)).scalar_subquery()


def _peopled() -> ColumnElement[bool]:
    """Today or on a day to come."""
    line = aliased(Assignment)
    lasts = or_(line.effective_from > Viewer.today, in_force(line, Viewer.today))
    return exists().where(line.org_unit_id == OrgUnit.id, lasts).correlate(OrgUnit)


def _divided() -> ColumnElement[bool]:
    """Into units that are not closed, today or on a day to come."""
    version, unit = aliased(OrgUnitVersion), aliased(OrgUnit)
    lasts = or_(version.effective_from > Viewer.today, version_in_force(version, Viewer.today))
    of_unit = version.parent_id == OrgUnit.id, unit.id == version.org_unit_id, unit.status == ACTIVE
    return exists().where(*of_unit, lasts).correlate(OrgUnit)


SAID = {name: org_unit_said(name) for name in ("name", "kind", "parent_id", "head_id", "effective_from")}

org_units = Resource(
    schemas.OrgUnit,
    OrgUnit,
    visible=everyone,
    workflow=LIFECYCLE,
    guards={
        WRITER: holding("people:write"),
        NOBODY_IN_IT: lambda _viewer: ~_peopled(),
        NO_UNIT_IN_IT: lambda _viewer: ~_divided(),
    },
    derived={
        "name": SAID["name"],
        "kind": SAID["kind"],
        "parent": _referred("parent_id", org_unit_of),
        "head": _referred("head_id", person_of),
        "effective_from": SAID["effective_from"],
    },
    filters={
        "code": equals(OrgUnit.code),
        "kind": among(SAID["kind"]),
        "status": among(OrgUnit.status),
        "parent_id": equals(SAID["parent_id"]),
        "head_id": equals(SAID["head_id"]),
        "updated_since": since(OrgUnit.updated_at),
    },
    sorts={"name": SAID["name"], "code": OrgUnit.code},
)


def _history() -> Statement:
    row = OrgUnitVersion
    derived = {"parent": org_unit_of(row.parent_id, row), "head": person_of(row.head_id, row)}
    found = select(*columns_of(schemas.OrgUnitVersion, row, derived)).where(row.org_unit_id == argument("id", Uuid))
    items = all_of(found.order_by(row.effective_from.desc()))
    return Statement(select(cast(func.json_build_object("items", items), Text)))


def _standing_above() -> Statement:
    """In which unit this one stands, past and future, and everything that was or will be above it."""
    above = select(argument("id", Uuid).label("id")).cte("above", recursive=True)
    higher = select(OrgUnitVersion.parent_id).join(above, OrgUnitVersion.org_unit_id == above.c.id)
    above = above.union(higher.where(OrgUnitVersion.parent_id.is_not(None)))
    said = OrgUnitVersion.org_unit_id, OrgUnitVersion.effective_from, OrgUnitVersion.parent_id
    return Statement(select(*said).join(above, above.c.id == OrgUnitVersion.org_unit_id))


def _tree() -> Statement:
    top = select(
        OrgUnit.id, cast(None, Uuid).label("parent_id"), literal(0).label("depth"), array([OrgUnit.id]).label("path")
    )
    nodes = top.where(OrgUnit.id == argument("id", Uuid)).cte("nodes", recursive=True)
    version = aliased(OrgUnitVersion)
    path = func.array_append(nodes.c.path, version.org_unit_id)
    below = select(version.org_unit_id, nodes.c.id, nodes.c.depth + 1, path)
    below = below.join(nodes, version.parent_id == nodes.c.id)
    deeper = version_in_force(version, Viewer.as_of), nodes.c.depth < argument("depth", Integer)
    nodes = nodes.union_all(below.where(*deeper))
    after = cast(argument("after_key", Text), ARRAY(Uuid))
    rest = nodes.c.path > func.coalesce(after, array([], type_=Uuid))
    body, key = cast(one_of(_node(nodes)), Text), cast(nodes.c.path, Text)
    shown = select(nodes.c.id, key.label("key"), body.label("body")).where(rest)
    return Statement(shown.order_by(nodes.c.path).limit(argument("limit", Integer)))


def _node(nodes: Any) -> Select[Any]:
    line, version = aliased(Assignment), aliased(OrgUnitVersion)
    people = and_(line.org_unit_id == OrgUnit.id, in_force(line, Viewer.as_of))
    children = and_(version.parent_id == OrgUnit.id, version_in_force(version, Viewer.as_of))
    derived = {
        **{name: nodes.c[name] for name in ("parent_id", "depth")},
        "name": SAID["name"],
        "kind": SAID["kind"],
        "head": _referred("head_id", person_of),
        "people": _number_of(line, people),
        "children": _number_of(version, children),
    }
    return select(*columns_of(schemas.OrgUnitNode, OrgUnit, derived)).where(OrgUnit.id == nodes.c.id).correlate(nodes)


def _number_of(record: Any, condition: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).select_from(record).where(condition).correlate(OrgUnit).scalar_subquery()


HISTORY, STANDING_ABOVE, TREE = _history(), _standing_above(), _tree()
