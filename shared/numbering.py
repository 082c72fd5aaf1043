"""Numbers that people say, such as NCR-2026-000123: counted by kind and year for each organisation, gaps allowed."""

from sqlalchemy import Column, Integer, MetaData, SmallInteger, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import insert

from shared.database.records import CURRENT_ORG
from shared.database.statements import Statement, argument
from shared.work import Work


class Numbers:
    """The counters of one service; its `tables.py` makes them, `await NUMBERS.next(work, "NCR")` takes one."""

    def __init__(self, metadata: MetaData) -> None:
        counters = Table(
            "numbers",
            metadata,
            Column("org_id", Uuid, primary_key=True, server_default=CURRENT_ORG),
            Column("kind", Text, primary_key=True),
            Column("year", SmallInteger, primary_key=True, autoincrement=False),
            Column("last", Integer, nullable=False),
            info={"privileges": ("SELECT", "INSERT", "UPDATE")},
        )
        first = insert(counters).values(kind=argument("kind", Text), year=argument("year", SmallInteger), last=1)
        following = first.on_conflict_do_update(constraint=counters.primary_key, set_={"last": counters.c.last + 1})
        self._take = Statement(following.returning(counters.c.last))

    async def next(self, work: Work, kind: str) -> str:
        """Taken aside, so that writers don't queue for the counter's row until one another's end.

        After a crash either the record is there and so is its number, or the number is free and nobody has seen it.
        """
        year = work.today.year
        async with work.aside() as connection:
            last = await connection.fetchval(self._take.sql, *self._take.arguments({"kind": kind, "year": year}))
        return f"{kind}-{year}-{last:06}"
