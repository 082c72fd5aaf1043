"""Queries compiled once: a SQLAlchemy statement becomes SQL text and an argument order, run on bare asyncpg."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, TableValuedAlias, bindparam, column, func
from sqlalchemy.dialects.postgresql import ARRAY, asyncpg
from sqlalchemy.sql import ClauseElement

DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]


class NotGiven:
    """Stands for an argument's value until the statement runs."""


def argument(name: str, kind: Any) -> BindParameter[Any]:
    """A value that is given by this name each time the statement runs."""
    return bindparam(name, value=NotGiven, type_=kind)


def rows_given(prefix: str = "", /, **kinds: Any) -> TableValuedAlias:
    """Many rows for one statement: `rows_given(id=Uuid, name=Text).c.name`; `in_columns` makes its arguments.

    `prefix` is that of the arguments' names, where a statement is given rows of several kinds.
    """
    arrays = (argument(f"{prefix}{name}", ARRAY(kind)) for name, kind in kinds.items())
    columns = (column(name, kind) for name, kind in kinds.items())
    return func.unnest(*arrays).table_valued(*columns, name="given").render_derived()


def in_columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Rows with the same keys, of which there is at least one, as one list a key."""
    return {name: [row[name] for row in rows] for name in rows[0]}


class Statement:
    """Keep it at module level: compiling costs a third of a millisecond, running it costs none of that."""

    def __init__(self, query: ClauseElement) -> None:
        compiled: Any = query.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        self.sql = str(compiled)
        self.names: tuple[str, ...] = tuple(compiled.positiontup or ())
        self.literals: Mapping[str, Any] = compiled.params

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """The arguments in order; one that is neither given nor a literal is our mistake, and a KeyError."""
        return [self._literal(name) if name not in values else values[name] for name in self.names]

    def _literal(self, name: str) -> Any:
        value = self.literals[name]
        if value is NotGiven:
            raise KeyError(name)
        return value
