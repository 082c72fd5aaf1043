from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, select

from services.performance.org_units import schemas
from services.performance.people.models import OrgUnit
from services.performance.people.queries.references import org_unit_of, org_unit_said, person_of, version_of
from shared.resources.resource import Resource
from shared.resources.viewer import everyone


def _referred(column: str, shown: Callable[..., ColumnElement[Any]]) -> ColumnElement[Any]:
    """Whom or what the version for the day asked for refers to."""
    version = version_of(OrgUnit.id).correlate(OrgUnit).subquery()
    return select(shown(version.c[column], version)).scalar_subquery()


org_units = Resource(
    schemas.OrgUnit,
    OrgUnit,
    visible=everyone,
    derived={
        "name": org_unit_said("name"),
        "kind": org_unit_said("kind"),
        "parent": _referred("parent_id", org_unit_of),
        "head": _referred("head_id", person_of),
        "effective_from": org_unit_said("effective_from"),
    },
    sorts={"name": org_unit_said("name"), "code": OrgUnit.code},
)
