"""Many changed records of a table in one statement, where the unit of work would send one for each."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Table, inspect, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm.attributes import set_committed_value

from shared.database.records import Record
from shared.database.statements import Statement, in_columns, rows_given
from shared.problems import VersionMismatch

VARIANTS = 256


async def send(connection: Any, records: Sequence[Record]) -> None:
    """Changed records of one table, each by its version; afterwards they are as stored."""
    changed = sorted({name for record in records for name in changed_in(record)})
    rows = [{name: getattr(record, name) for name in ("id", "version", *changed)} for record in records]
    statement = _update(records[0].__table__, tuple(changed))
    sent = await connection.fetch(statement.sql, *statement.arguments(in_columns(rows)))
    if len(sent) < len(records):
        raise VersionMismatch()
    for record, row in zip(records, rows, strict=True):
        for name in changed:
            set_committed_value(record, name, row[name])
        set_committed_value(record, "version", row["version"] + 1)


def changed_in(record: Record) -> list[str]:
    return [one.key for one in inspect(record).attrs if one.history.has_changes()]


def fits(record: Record) -> bool:
    """A list can't be a cell of a column of arguments."""
    columns = record.__table__.c
    return not any(isinstance(columns[name].type, ARRAY | JSON) for name in changed_in(record))


@lru_cache(VARIANTS)
def _update(table: Table, changed: tuple[str, ...]) -> Statement:
    given = rows_given(**{name: table.c[name].type for name in ("id", "version", *changed)})
    these = table.c.id == given.c.id, table.c.version == given.c.version
    values = {name: given.c[name] for name in changed} | {"version": table.c.version + 1}
    return Statement(update(table).where(*these).values(**values).returning(table.c.id))
