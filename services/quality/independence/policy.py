"""The independence rules as SQL: a feature says who has which part in its records, the table does the rest."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, not_, or_

from services.quality.independence.rules import Independence, Part
from shared.resources.viewer import Condition, Viewer

Parts = Mapping[Part, Callable[[ColumnElement[UUID]], ColumnElement[Any]]]
"""For each part in a record the condition that this person has it."""


def independent(rule: Independence, parts: Parts) -> Condition:
    """The viewer has none of the parts that the rule names; nobody has a part that is not taken yet."""

    def holds(viewer: Viewer) -> ColumnElement[bool]:
        return not_(or_(*(func.coalesce(parts[part](viewer.id), False) for part in rule.never)))

    return holds
