"""Who looks, as SQL sees them, and the conditions and filters written with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, Date, DateTime, Text, Uuid, any_, bindparam, false, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from shared.database.statements import argument


class Viewer:
    """The id and the day are arguments of a statement; the scopes are known when it is compiled."""

    id: ClassVar[ColumnElement[UUID]] = argument("viewer_id", Uuid)
    today: ClassVar[ColumnElement[Any]] = argument("today", Date)
    as_of: ClassVar[ColumnElement[Any]] = argument("as_of", Date)
    now: ClassVar[ColumnElement[Any]] = argument("now", DateTime(timezone=True))
    prefix: ClassVar[ColumnElement[str]] = argument("prefix", Text)
    """What stands before our own paths where this caller reaches us."""

    def __init__(self, scopes: frozenset[str]) -> None:
        self._scopes = scopes

    def has(self, scope: str) -> bool:
        return scope in self._scopes


Condition = Callable[[Viewer], ColumnElement[bool]]


def everyone(_viewer: Viewer) -> ColumnElement[bool]:
    """Whoever has the route's scope."""
    return true()


def holding(scope: str) -> Condition:
    return lambda viewer: true() if viewer.has(scope) else false()


Filter = Callable[[str], ColumnElement[bool]]
"""From a filter's name, which is also its argument's, to the condition."""


@dataclass(frozen=True, slots=True)
class SeenBy:
    """A filter by something that not everybody sees: its condition depends on who looks."""

    condition: Callable[[str, Viewer], ColumnElement[bool]]


def equals(column: Any) -> Filter:
    return lambda name: column == argument(name, column.type)


def among(column: Any) -> Filter:
    return lambda name: column == any_(argument(name, ARRAY(Text)))


def written(compare: Callable[[Any], ColumnElement[bool]], words: Sequence[str]) -> ColumnElement[bool]:
    """`written(status.in_, WORDS)`: in the statement itself, where an index of some rows has to be recognised."""
    return compare(bindparam(None, list(words), expanding=True, literal_execute=True))


def beforehand(value: Any) -> ColumnElement[Any]:
    """Worked out once: under row-level security an index is asked only by what could not leak, which COALESCE might."""
    return select(value).correlate(None).scalar_subquery()


def before(column: Any) -> Filter:
    return lambda name: column < argument(name, column.type)


def since(column: Any) -> Filter:
    return lambda name: column >= argument(name, column.type)
