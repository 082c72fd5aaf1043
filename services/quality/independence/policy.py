"""The independence rules as SQL: a feature says who has which part in its records, the table does the rest."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, exists, func, not_, or_, type_coerce

from services.quality.deputies.models import Deputy
from services.quality.deputies.policy import in_force
from services.quality.independence.rules import Independence, Part
from shared.resources.viewer import Condition, Viewer

Parts = Mapping[Part, Callable[[ColumnElement[UUID]], ColumnElement[Any]]]
"""For each part in a record the condition that this person has it; a part that nobody has yet may be null."""


def independent(rule: Independence, parts: Parts) -> Condition:
    """The viewer has none of the parts that the rule names, nor has anybody for whom they may act today."""

    def holds(viewer: Viewer) -> ColumnElement[bool]:
        principal = type_coerce(Deputy.principal_id, Uuid)
        lent = exists().where(in_force(viewer), not_(apart(rule, parts, principal))).correlate_except(Deputy)
        return and_(apart(rule, parts, viewer.id), not_(lent))

    return holds


def apart(rule: Independence, parts: Parts, person: ColumnElement[UUID]) -> ColumnElement[bool]:
    """This person has none of the parts that the rule names."""
    return not_(or_(*(func.coalesce(parts[part](person), False) for part in rule.never)))
