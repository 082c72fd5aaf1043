"""A unit of work: who asks, when, and the transaction; reading, or changing and noting what happened."""

from collections.abc import AsyncIterator, Awaitable, Callable, Container, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, partial
from itertools import groupby
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import MetaData, Table, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from shared import events
from shared.auth.actor import Actor
from shared.auth.tokens import Verifier
from shared.database import changes
from shared.database.connections import Database
from shared.database.records import Record
from shared.database.refusals import refused
from shared.database.statements import Statement, together
from shared.events import Touched, Versioned
from shared.idempotency import Answers, Claim
from shared.pages import Cursors
from shared.problems import NotFound, VersionMismatch, VersionRequired
from shared.queue import Errand, Queue, delay_until

WORD = "hashtextextended(current_setting('app.org_id') || ' ' || $1, 0)"

AnyRecord = TypeVar("AnyRecord", bound=Record)


class Connection(Protocol):
    """What we use of an asyncpg connection."""

    async def fetch(self, sql: str, *arguments: Any) -> list[Mapping[str, Any]]: ...
    async def fetchrow(self, sql: str, *arguments: Any) -> Mapping[str, Any] | None: ...
    async def fetchval(self, sql: str, *arguments: Any) -> Any: ...
    async def execute(self, sql: str, *arguments: Any) -> str: ...
    def cursor(self, sql: str, *arguments: Any) -> Awaitable[Any]: ...


@cache
def _places(metadata: MetaData) -> dict[Table, int]:
    return {table: place for place, table in enumerate(metadata.sorted_tables)}


def _place(record: Record) -> int:
    """Of the record's table among those that refer to one another."""
    return _places(record.metadata)[record.__table__]


@dataclass
class Reading:
    """A look at one organisation's data as this actor may see it, in one read-only transaction."""

    connection: Connection
    actor: Actor
    now: datetime
    cursors: Cursors
    prefix: str = field(default="", kw_only=True)
    """What stands before our own paths where this caller reaches us."""
    request_id: str | None = field(default=None, kw_only=True)
    viewed: list[dict[str, Any]] = field(default_factory=list, kw_only=True)
    """The confidential records that the answer shows, as events."""

    @property
    def today(self) -> date:
        return self.now.date()

    def values(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What every statement may ask for by name, and what this one is given."""
        always = {"viewer_id": self.actor.id, "today": self.today, "as_of": self.today, "now": self.now}
        return {**always, "prefix": self.prefix, **given}

    async def rows(self, statement: Statement, **given: Any) -> list[Mapping[str, Any]]:
        await self.flush()
        return await self.connection.fetch(statement.sql, *statement.arguments(self.values(given)))

    async def row(self, statement: Statement, **given: Any) -> Mapping[str, Any] | None:
        await self.flush()
        return await self.connection.fetchrow(statement.sql, *statement.arguments(self.values(given)))

    async def value(self, statement: Statement, **given: Any) -> Any:
        await self.flush()
        return await self.connection.fetchval(statement.sql, *statement.arguments(self.values(given)))

    async def answer(self, statement: Statement, **given: Any) -> Mapping[str, Any] | None:
        """The row that the caller is answered with."""
        return await self.row(statement, **given)

    async def portions(self, statement: Statement, size: int, **given: Any) -> AsyncIterator[list[Mapping[str, Any]]]:
        """The rows of one long answer, some at a time; one such answer a transaction."""
        await self.flush()
        sql, arguments = statement.sql, statement.arguments(self.values(given))
        cursor = await self.connection.cursor(sql, *arguments)
        while rows := await cursor.fetch(size):
            yield rows

    async def flush(self) -> None:
        """Nothing is pending where nothing can be changed."""


@dataclass
class Work(Reading):
    """A change: everything in one transaction, committed before the answer leaves."""

    session: AsyncSession
    noting: Statement
    queue: Queue
    aside: Callable[[], AbstractAsyncContextManager[Connection]]
    expected: Container[int] | None = None
    """The versions that the caller would change; None where it named none."""
    _new: list[Record] = field(default_factory=list)
    _noted: list[dict[str, Any]] = field(default_factory=list)
    _errands: list[Errand] = field(default_factory=list)
    _touched: dict[UUID, Touched] = field(default_factory=dict)

    async def flush(self) -> None:
        """Send what is new and changed: a statement a table, those first that others refer to.

        SQLAlchemy would know that order only from relationships, and between features we have none.
        """
        self._keep_removed()
        with refused():
            for _, records in groupby(sorted(self._new, key=_place), key=type):
                self.session.add_all(records)
                await self.session.flush()
            self._new.clear()
            await self._send_changes()
            await self.session.flush()

    async def answer(self, statement: Statement, **given: Any) -> Mapping[str, Any] | None:
        """Read back in one round trip with the events of what was done, which no answer shows."""
        await self.flush()
        if not self._noted:
            return await super().answer(statement, **given)
        asked = statement.arguments(self.values(given))
        sql = together(statement.sql, self.noting.sql, len(asked))
        return await self.connection.fetchrow(sql, *asked, *self._told())

    def _keep_removed(self) -> None:
        """What is about to go, for the event."""
        for gone in self.session.deleted:
            self._touched.setdefault(gone.id, Touched(gone, len(self._noted), removed=True))

    async def _send_changes(self) -> None:
        """Several records of a table go in one statement; one alone, and what has lists, the session sends better."""
        dirty = [record for record in self.session.dirty if changes.changed_in(record) and changes.fits(record)]
        for _, of_table in groupby(sorted(dirty, key=_place), key=type):
            records = list(of_table)
            if len(records) > 1:
                await changes.send(self.connection, records)

    def add(self, record: AnyRecord) -> AnyRecord:
        """A new record; its id is ours, so nothing has to be read back."""
        record.id = record.id or uuid7()
        record.org_id = self.actor.org_id
        record.created_at = record.updated_at = self.now
        self._new.append(record)
        self._touched[record.id] = Touched(record, len(self._noted))
        return record

    def change(self, record: Record, values: Mapping[str, Any]) -> bool:
        """Set what differs and remember from what to what, for the event; where nothing does, the version stays."""
        differing = {name: value for name, value in values.items() if getattr(record, name) != value}
        if not differing:
            return False
        touched = self._touched.setdefault(record.id, Touched(record, len(self._noted), {}))
        for name, value in differing.items():
            if touched.changes is not None:
                touched.changes[name] = {"from": getattr(record, name), "to": value}
            setattr(record, name, value)
        record.updated_at = self.now
        return True

    def touch(self, record: Record) -> None:
        """Something that belongs to the record changed, so its version must."""
        record.updated_at = self.now

    async def lock(self, kind: type[AnyRecord], id: UUID) -> AnyRecord:
        """Hold a record until the end, because a rule over several others depends on its owner standing still."""
        await self.flush()
        record = await self.session.scalar(select(kind).where(kind.id == id).with_for_update(key_share=True))
        if record is None:
            raise NotFound()
        return record

    async def hold(self, what: str, *, shared: bool = False) -> None:
        """Until the end, nobody else of this organisation gets past the same word; those who share pass together.

        For rules over more rows than one owner has: hold it before any row is locked, always in the same order.
        """
        lock = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        await self.connection.execute(f"SELECT {lock}({WORD})", what)  # one of two literals

    def check_version(self, record: Record, *, required: bool = False) -> None:
        if self.expected is None and required:
            raise VersionRequired()
        if self.expected is not None and record.version not in self.expected:
            raise VersionMismatch(current=record.version)

    def note(
        self,
        type: str,
        record: Versioned,
        *,
        about: Versioned | None = None,
        on_behalf_of: UUID | None = None,
        **data: Any,
    ) -> None:
        """What happened, as a row of this transaction; `about` is the part of the record that changed, if one did.

        Where a deputy acted, the event says for whom, beside who did it.
        """
        if on_behalf_of is not None:
            data["on_behalf_of_id"] = on_behalf_of
        self._keep_removed()
        touched = self._touched.pop((about or record).id, None)
        self._noted.append({"type": type, "record": record, "data": data, "touched": touched})

    def enqueue(
        self,
        name: str,
        payload: Mapping[str, Any],
        *,
        not_before: date | datetime | None = None,
        job_id: UUID | None = None,
    ) -> None:
        """Have a handler in some feature's `jobs.py` do something after the commit, and only if there is one.

        The payload is ids, no more: every organisation's lie in one table.
        """
        errand = Errand(name, self.actor.org_id, payload, self.actor.id, self.request_id, job_id)
        self._errands.append(replace(errand, delay=delay_until(not_before, self.now)))

    async def finish(self) -> None:
        """Write what is left: records first, then their events in one statement, then what is to be done later."""
        await self.flush()
        if self._noted:
            await self.connection.execute(self.noting.sql, *self._told())
        if self._errands:
            await self.queue.put(self.connection, self._errands)
            self._errands.clear()

    def _told(self) -> list[Any]:
        """The arguments of the events noted until now."""
        rows = events.told(self._noted, self._touched.values())
        self._noted.clear()
        self._touched.clear()
        return self.noting.arguments(events.arguments(rows, self.actor.id, self.now, self.request_id))


@dataclass
class House:
    """What every piece of work finds in place."""

    database: Database
    verifier: Verifier
    cursors: Cursors
    noting: Statement
    queue: Queue
    answers: Answers
    _known: set[UUID] = field(default_factory=set)

    @asynccontextmanager
    async def reading(self, actor: Actor, now: datetime, **more: Any) -> AsyncIterator[Reading]:
        async with self.database.reading(actor.org_id) as connection:
            reading = Reading(connection, actor, now, self.cursors, **more)
            yield reading
        if reading.viewed:
            given = events.arguments(reading.viewed, actor.id, now, reading.request_id)
            async with self.database.aside(actor.org_id) as connection:
                await connection.execute(self.noting.sql, *self.noting.arguments(given))

    @asynccontextmanager
    async def working(
        self, actor: Actor, now: datetime, claim: Claim | None = None, **more: Any
    ) -> AsyncIterator[Work]:
        """Committed at the end, with all that was noted and left for later."""
        await self._know(actor.org_id)
        async with self.database.writing(actor.org_id, claim.rider if claim else None) as (session, connection):
            if claim is not None:
                await claim.settle(connection)
            aside = partial(self.database.aside, actor.org_id)
            work = Work(connection, actor, now, self.cursors, session, self.noting, self.queue, aside, **more)
            yield work
            await work.finish()

    async def _know(self, org_id: UUID) -> None:
        """The first time that a process works for an organisation, it makes sure that the clock will too."""
        if org_id not in self._known:
            async with self.database.aside(org_id) as connection:
                await self.queue.know(connection, org_id)
            self._known.add(org_id)
