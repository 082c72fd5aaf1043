"""Transactions bound to one organisation: reads on bare asyncpg, commands through SQLAlchemy's unit of work."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine
from uuid_utils.compat import uuid7

from shared.database.refusals import UNREACHABLE, broke_off, reaching, refused
from shared.deadline import remaining_ms
from shared.problems import Unavailable

STATEMENT_MS = 15_000
SESSION_SETTINGS = {
    "timezone": "UTC",
    "statement_timeout": f"{STATEMENT_MS}ms",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
    "jit": "off",
}
ROLLBACK_SECONDS = 2
PATIENCE = 5
"""Seconds a request waits for a connection before it is told that we are busy."""
KEPT_STATEMENTS: dict[str, Any] = {"statement_cache_size": 200, "max_cacheable_statement_size": 0}
"""However long they are: asyncpg would have those over 15 KB planned each time. One takes up to 3 MB a connection."""
UNKEPT: dict[str, Any] = {"statement_cache_size": 0}
UNKEPT_BY_SESSION = {"prepared_statement_cache_size": 0, "prepared_statement_name_func": lambda: f"once_{uuid7()}"}
"""Behind PgBouncer the next transaction may be another server's, which knows none of the statements."""
READ = "BEGIN READ ONLY"
WRITE = "BEGIN"
ASIDE = "BEGIN; SET LOCAL synchronous_commit = off"
BOUND_BY_ROWS = """
    SELECT NOT (rolsuper OR rolbypassrls OR EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid))
    FROM pg_roles WHERE rolname = current_user
"""


class NotTheAppRole(Exception):
    """The service must connect as its app role: neither superuser nor owner, and row-level security must bind it."""


@dataclass
class Rider:
    """A statement that goes to the database with the binding, at no round trip of its own."""

    sql: str
    told: str = ""
    """What the database said of it, such as `INSERT 0 1`."""


async def bind_tenant(connection: Any, org_id: UUID, begin: str, rider: Rider | None = None) -> None:
    """Open the transaction and name its tenant in one round trip; the only place that sets `app.org_id`.

    It is the pre-ping too: nothing has happened yet, so a dead connection can be replaced.
    """
    bound = f"{begin}; SET LOCAL app.org_id = '{UUID(int=org_id.int)}'"
    if (left := remaining_ms()) is not None:
        bound += f"; SET LOCAL statement_timeout = {min(left, STATEMENT_MS)}"
    if rider is None:
        await connection.execute(bound)
    else:
        rider.told = await connection.execute(f"{bound}; {rider.sql}")


async def _keep(_connection: Any) -> None:
    """asyncpg resets a connection on release with one more round trip; ours carry transaction-local settings only."""


class Database:
    """`replica` is the URL of one that answers reads; `pooled`: PgBouncer in transaction mode stands between."""

    def __init__(
        self, url: str, *, pool: int = 10, name: str = "mettle", replica: str | None = None, pooled: bool = False
    ) -> None:
        self.url, self._replica, self._size = url, replica, pool
        self._reads: asyncpg.Pool | None = None
        self._asides: asyncpg.Pool | None = None
        self._settled = "".join(f"; SET LOCAL {key} = '{value}'" for key, value in SESSION_SETTINGS.items() if pooled)
        settings = {"application_name": name} | ({} if pooled else SESSION_SETTINGS)
        self._connecting = {"server_settings": settings, "timeout": 5, **(UNKEPT if pooled else KEPT_STATEMENTS)}
        self._commands = create_async_engine(
            make_url(url).set(drivername="postgresql+asyncpg"),
            isolation_level="AUTOCOMMIT",  # bind_tenant opens the transaction, in one round trip with the tenant
            pool_size=pool,
            max_overflow=0,
            pool_timeout=PATIENCE,
            connect_args=self._connecting | (UNKEPT_BY_SESSION if pooled else {}),
        )

    async def open(self) -> None:
        self._asides = await self._opened(self.url)
        self._reads = await self._opened(self._replica) if self._replica else self._asides

    async def _opened(self, url: str) -> asyncpg.Pool:
        return await asyncpg.create_pool(url, min_size=0, max_size=self._size, reset=_keep, **self._connecting)

    async def close(self) -> None:
        for pool in filter(None, {self._reads, self._asides}):
            await pool.close()
        await self._commands.dispose()

    async def check(self) -> None:
        """Raise unless the database answers and row-level security binds our role."""
        async with _open(self._reads).acquire(timeout=PATIENCE) as connection:
            bound = await connection.fetchval(BOUND_BY_ROWS)
        if not bound:
            raise NotTheAppRole(NotTheAppRole.__doc__)

    def reading(self, org_id: UUID) -> AbstractAsyncContextManager[Any]:
        """A read-only transaction on a bare asyncpg connection: begin with the tenant, your queries, commit."""
        return self._bare(_open(self._reads), org_id, READ)

    def aside(self, org_id: UUID) -> AbstractAsyncContextManager[Any]:
        """A transaction beside a command's that ends before it, for what no other command may have to wait for.

        Its commit need not wait for the disk: the command's own comes later in the same log and takes it along. Its
        connection is none of the commands': those that wait for a second of theirs could all wait for one another.
        """
        return self._bare(_open(self._asides), org_id, ASIDE)

    @asynccontextmanager
    async def _bare(self, pool: asyncpg.Pool, org_id: UUID, begin: str) -> AsyncIterator[Any]:
        lease = Lease(partial(pool.acquire, timeout=PATIENCE), pool.release, partial(_discard, pool))
        async with _transaction(lease, self._size, org_id, begin + self._settled) as connection:
            yield connection

    @asynccontextmanager
    async def writing(self, org_id: UUID, rider: Rider | None = None) -> AsyncIterator[tuple[AsyncSession, Any]]:
        """A transaction for commands: the session and, beneath it, the same asyncpg connection for queries."""
        lease = Lease(self._commands.connect, AsyncConnection.close, _invalidate)
        async with (
            _transaction(lease, self._size, org_id, WRITE + self._settled, rider) as outer,
            AsyncSession(outer, expire_on_commit=False, autoflush=False) as session,
        ):
            yield session, await _driver(outer)


def _open(pool: asyncpg.Pool | None) -> asyncpg.Pool:
    if pool is None:
        raise RuntimeError("the database is not open yet")
    return pool


async def _discard(pool: asyncpg.Pool, connection: Any) -> None:
    with suppress(asyncpg.InterfaceError):  # the pool has taken a dead one back already
        connection.terminate()
    await pool.release(connection)


async def _invalidate(connection: AsyncConnection) -> None:
    await connection.invalidate()
    await connection.close()


@dataclass(frozen=True)
class Lease:
    """How a pool gives a connection, takes it back, and takes back one that nobody should get again."""

    take: Callable[[], Awaitable[Any]]
    give_back: Callable[[Any], Awaitable[None]]
    discard: Callable[[Any], Awaitable[None]]


async def _driver(connection: Any) -> Any:
    if not isinstance(connection, AsyncConnection):
        return connection
    return (await connection.get_raw_connection()).driver_connection


@asynccontextmanager
async def _transaction(
    lease: Lease, most: int, org_id: UUID, begin: str, rider: Rider | None = None
) -> AsyncIterator[Any]:
    """Commit at the end, roll back on any error. Only a connection whose transaction has surely ended goes back."""
    with reaching():
        connection = await _bound(lease, most, org_id, begin, rider)
    raw, over = await _driver(connection), False
    try:
        with refused():
            yield connection
            with reaching():
                await raw.execute("COMMIT")
            over = True
    except BaseException as error:
        over = over or await _rolled_back(raw)
        if not over and broke_off(error):
            raise Unavailable(headers={"Retry-After": "2"}) from error
        raise
    finally:
        await asyncio.shield(lease.give_back(connection) if over else lease.discard(connection))


async def _bound(lease: Lease, most: int, org_id: UUID, begin: str, rider: Rider | None) -> Any:
    """A connection with its transaction open; those that died in the pool are replaced."""
    for _ in range(most + 1):
        connection = await lease.take()
        try:
            await bind_tenant(await _driver(connection), org_id, begin, rider)
            return connection
        except UNREACHABLE:
            await lease.discard(connection)
        except BaseException:
            await asyncio.shield(lease.discard(connection))
            raise
    raise Unavailable(headers={"Retry-After": "2"})


async def _rolled_back(raw: Any) -> bool:
    """Whether the transaction is surely over: a caller who leaves twice must not leave it to the next one."""
    try:
        async with asyncio.timeout(ROLLBACK_SECONDS):
            await raw.execute("ROLLBACK")
    except BaseException:
        return False
    return True
