"""The three roles of a schema: `owner` migrates, `app` serves requests under row-level security, `relay` reads events.

`prepare` makes them with an administrator's URL. Their passwords follow from that URL's by HMAC, so preparing again
changes nothing, nothing has to be stored, and two preparers agree.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Sequence
from typing import Literal

import asyncpg
from sqlalchemy.engine import URL, make_url

from shared.settings import DatabaseSettings

Kind = Literal["owner", "app", "relay"]

OLDEST_POSTGRESQL = 16
ATTEMPTS = 50
MET_ANOTHER = (asyncpg.InternalServerError, asyncpg.UniqueViolationError, asyncpg.DuplicateObjectError)
"""Roles belong to the server and no lock of one database covers them, so preparers of two databases can collide."""
TENANT = "org_id = (SELECT nullif(current_setting('app.org_id', true), '')::uuid)"
ALL_ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE")
NUMBERING = ("SELECT", "UPDATE (seq)")


class DatabaseMissing(Exception):
    """Set METTLE_DATABASE_URL to an administrator's URL, or METTLE_APP_DATABASE_URL to the app role's own."""


class PostgresTooOld(Exception):
    """Mettle needs PostgreSQL 16 or newer."""


def role(schema: str, kind: Kind) -> str:
    return f"mettle_{schema}_{kind}"


def role_url(administrator: str, schema: str, kind: Kind) -> str:
    """The administrator's URL with the role's name and derived password in place of his own."""
    url = make_url(administrator)
    name = role(schema, kind)
    return _plain(url.set(username=name, password=_password(url, name)))


def app_url(settings: DatabaseSettings) -> str:
    """What a service connects to: its own URL where one is set, else its role on the administrator's."""
    if settings.app_database_url is not None:
        return settings.app_database_url.get_secret_value()
    if settings.database_url is not None:
        return role_url(settings.database_url.get_secret_value(), settings.deployable, "app")
    raise DatabaseMissing(DatabaseMissing.__doc__)


def relay_url(settings: DatabaseSettings) -> str | None:
    """What the sequencer connects to; None where this process numbers nothing or knows no way to it."""
    if not settings.sequencer:
        return None
    if settings.relay_database_url is not None:
        return settings.relay_database_url.get_secret_value()
    if settings.database_url is not None:
        return role_url(settings.database_url.get_secret_value(), settings.deployable, "relay")
    return None


async def administer(administrator: str, statement: str) -> None:
    """One statement that belongs to no transaction, such as CREATE DATABASE."""
    connection = await asyncpg.connect(_plain(make_url(administrator)), timeout=10)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def prepare(administrator: str, schema: str) -> None:
    """Roles and schema; safe to repeat, and safe at the same time as another."""
    connection = await asyncpg.connect(_plain(make_url(administrator)), timeout=10)
    try:
        if connection.get_server_version().major < OLDEST_POSTGRESQL:
            raise PostgresTooOld(PostgresTooOld.__doc__)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with connection.transaction():
                    await _make(connection, make_url(administrator), schema)
                return
            except MET_ANOTHER:
                if attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(0.02 * attempt)
    finally:
        await connection.close()


async def _make(connection: asyncpg.Connection, administrator: URL, schema: str) -> None:
    for kind in ("owner", "app", "relay"):
        await _ensure_role(connection, administrator, role(schema, kind))
    owner, others = role(schema, "owner"), f"{role(schema, 'app')}, {role(schema, 'relay')}"
    await connection.execute(f"GRANT {owner} TO CURRENT_USER")
    for name, users in ((schema, others), (f"{schema}_queue", role(schema, "app"))):
        await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {name} AUTHORIZATION {owner}")
        await connection.execute(f"GRANT USAGE ON SCHEMA {name} TO {users}")


async def _ensure_role(connection: asyncpg.Connection, administrator: URL, name: str) -> None:
    exists = await connection.fetchval("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", name)
    password = _password(administrator, name)
    secret = f" PASSWORD '{password}'" if password else ""
    await connection.execute(f"{'ALTER' if exists else 'CREATE'} ROLE {name} LOGIN NOSUPERUSER NOBYPASSRLS{secret}")


def isolation(
    schema: str, table: str, privileges: Sequence[str] = ALL_ROWS, *, relayed: bool | Sequence[str] = False
) -> list[str]:
    """What makes a table a tenant's own: one policy, forced on the owner too, and grants to the app role.

    `relayed` is what the relay role may do with everybody's rows; True is to read and number them.
    """
    name = f"{schema}.{table}"
    statements = [
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant ON {name} USING ({TENANT}) WITH CHECK ({TENANT})",
        f"GRANT {', '.join(privileges)} ON {name} TO {role(schema, 'app')}",
    ]
    if relayed:
        relay, granted = role(schema, "relay"), NUMBERING if relayed is True else relayed
        statements += [
            f"CREATE POLICY relay ON {name} TO {relay} USING (true) WITH CHECK (true)",
            *(f"GRANT {privilege} ON {name} TO {relay}" for privilege in granted),
        ]
    return statements


def _password(administrator: URL, name: str) -> str | None:
    """None where the administrator needs none either (peer, trust or certificate login)."""
    if administrator.password is None:
        return None
    return hmac.new(administrator.password.encode(), name.encode(), hashlib.sha256).hexdigest()


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
