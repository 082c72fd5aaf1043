"""Queries compiled once: a SQLAlchemy statement becomes SQL text and an argument order, run on bare asyncpg."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BindParameter, bindparam
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.sql import ClauseElement

DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]


class NotGiven:
    """Stands for an argument's value until the statement runs."""


def argument(name: str, kind: Any) -> BindParameter[Any]:
    """A value that is given by this name each time the statement runs."""
    return bindparam(name, value=NotGiven, type_=kind)


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
