"""Queries compiled once: a SQLAlchemy statement becomes SQL text and an argument order, run on bare asyncpg."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import BindParameter, TableValuedAlias, TextClause, bindparam, column, func
from sqlalchemy.dialects.postgresql import ARRAY, asyncpg
from sqlalchemy.sql import ClauseElement

DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]
BEGINNING = re.compile(r"(WITH )?(RECURSIVE )?")
PLACE = re.compile(r"\$(\d+)")
TOGETHER = 1_000


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
        """All that a `text` names has to be given; of other queries, what is an `argument`."""
        compiled: Any = query.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        self.sql = str(compiled)
        values = dict.fromkeys(compiled.params, NotGiven) if isinstance(query, TextClause) else compiled.params
        self.literals: list[Any] = [values[name] for name in compiled.positiontup or ()]
        self.given = [(place, name) for place, name in enumerate(compiled.positiontup or ()) if self._asks(place)]

    def _asks(self, place: int) -> bool:
        return self.literals[place] is NotGiven

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """The arguments in order; one that is not given is our mistake, and a KeyError."""
        arguments = self.literals.copy()
        for place, name in self.given:
            arguments[place] = values[name]
        return arguments


@lru_cache(TOGETHER)
def together(query: str, change: str, arguments: int) -> str:
    """The query and a change that it does not see, in one round trip; the change's arguments follow those of the query.

    Neither may be our caller's words: dollars in a constant would look like arguments.
    """
    moved = PLACE.sub(lambda place: f"${int(place[1]) + arguments}", change)
    begun = cast("re.Match[str]", BEGINNING.match(query))
    others = ", " if begun[1] else " "
    return f"WITH {begun[2] or ''}changed AS ({moved}){others}{query[begun.end() :]}"
