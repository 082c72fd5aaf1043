"""Pytest fixtures: one real PostgreSQL a run, an organisation of its own for each test, and signed-in clients.

Everything a test does is committed by the app role; tests keep apart as customers do, by organisation.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from pydantic import TypeAdapter
from sqlalchemy import event
from sqlalchemy.engine import make_url
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils.compat import uuid7

from shared import embedded
from shared.auth.issuer import Issuer
from shared.auth.issuer import router as issuer_router
from shared.database import connections
from shared.database.roles import administer
from shared.http.routing import Route
from shared.migrations import upgrade
from shared.work import Work

Migrated = Callable[[str], Awaitable[str]]

ISSUER = "http://127.0.0.1:8000"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The administrator's URL of a PostgreSQL server: the one given, or an embedded one for this run."""
    given = os.environ.get("METTLE_DATABASE_URL")
    if given:
        yield given
        return
    version = int(os.environ.get("METTLE_EMBEDDED_VERSION", "18"))
    with embedded.running(tmp_path_factory.mktemp("postgres"), version=version, durable=False) as started:
        yield started.url
    shutil.rmtree(started.data)


@pytest.fixture(scope="session")
def administrator(server: str) -> Iterator[str]:
    """The administrator's URL of a new database, dropped at the end."""
    name = f"mettle_test_{uuid4().hex}"
    asyncio.run(administer(server, f"CREATE DATABASE {name}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    asyncio.run(administer(server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def migrated(administrator: str) -> Migrated:
    """`await migrated("performance")`: the administrator's URL, once that service's schema is up to date."""

    @cache
    def migrate(service: str) -> str:
        upgrade(service, administrator)
        return administrator

    return partial(asyncio.to_thread, migrate)


@pytest.fixture(scope="session")
def issuer_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("issuer") / "key.json"


@pytest.fixture(scope="session")
def issuer(issuer_key: Path) -> Issuer:
    return Issuer(ISSUER, issuer_key)


@pytest.fixture(scope="session")
async def provider(issuer: Issuer) -> AsyncIterator[httpx.AsyncClient]:
    """The development issuer as services reach it."""
    app = FastAPI()
    app.include_router(issuer_router(issuer))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        yield client


@asynccontextmanager
async def started(app: FastAPI) -> AsyncIterator[FastAPI]:
    """The application with its lifespan, as a server would run it."""
    async with app.router.lifespan_context(app):
        yield app


class Checked:
    """An application whose every answer is held against the schema its route declares."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, media_type, body = 0, b"", b""

        async def kept(message: Message) -> None:
            nonlocal status, media_type, body
            status = message.get("status", status)
            media_type = dict(message.get("headers", ())).get(b"content-type", media_type)
            body += message.get("body", b"")
            await send(message)

        await self.app(scope, receive, kept)
        route = scope.get("route")
        if media_type != b"application/json":
            return
        if isinstance(route, Route) and status in {200, 201} and route.response_model:
            TypeAdapter(route.response_model).validate_json(body, extra="forbid")
        if isinstance(route, Route) and status == 202:
            TypeAdapter(route.responses[202]["model"]).validate_json(body, extra="forbid")


@dataclass(frozen=True)
class Member:
    """Somebody who can sign in: an id, and the organisation it belongs to."""

    org_id: UUID
    id: UUID = field(default_factory=uuid7)


@pytest.fixture(autouse=True)
def every_change_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a request of any test adds, changes or removes, some event of it says so."""
    finish = Work.finish

    async def told(work: Work) -> None:
        await work.flush()
        silent = [one.record for one in work._touched.values() if not one.record.apart]
        asked_for = not work.actor.subject.startswith("job:")
        assert work._noted or not (asked_for and silent), f"changed without an event: {silent}"
        await finish(work)

    monkeypatch.setattr(Work, "finish", told)


SignedIn = Callable[..., httpx.AsyncClient]


@pytest.fixture
def org() -> UUID:
    """An organisation that no other test knows."""
    return uuid7()


@pytest.fixture
async def client(app: FastAPI, issuer: Issuer, org: UUID) -> AsyncIterator[SignedIn]:
    """`client(person, "goals:read")`: a client with that person's token; without a person, a program of `org`."""
    opened: list[httpx.AsyncClient] = []

    def signed_in(who: Any = None, *scopes: str) -> httpx.AsyncClient:
        who = who or Member(org)
        token = issuer.mint(str(who.id), scopes, org_id=who.org_id)
        signed = httpx.AsyncClient(
            transport=httpx.ASGITransport(Checked(app)),
            base_url="http://testserver",
            headers={"Authorization": f"Bearer {token}"},
        )
        opened.append(signed)
        return signed

    yield signed_in
    for signed in opened:
        await signed.aclose()


DoJobs = Callable[..., Awaitable[None]]
BRING_FORWARD = """
    UPDATE queue.pgqueuer SET execute_after = now() - interval '1 second'
    WHERE status = 'queued' AND execute_after <= $1::timestamptz + interval '1 minute'
        AND convert_from(payload, 'UTF8')::json ->> 'org_id' = $2
"""


@pytest.fixture
def do_jobs(app: FastAPI, org: UUID, sql: asyncpg.Connection) -> DoJobs:
    """`await do_jobs()` does what is due, through the real queue.

    With `at=` it is that time: what this organisation put off until then is due, and handlers see that day. With
    `scheduled="people.new_day"` the clock asks for it first.
    """
    worker, schema = app.state.worker, app.state.house.queue.schema

    async def done(*, at: datetime | None = None, scheduled: str | None = None) -> None:
        usual = worker.doing.clock
        if scheduled is not None:
            await worker.fire(scheduled, [org])
        if at is not None:
            await sql.execute(BRING_FORWARD.replace("queue.", f"{schema}."), max(at, datetime.now(UTC)), str(org))
            worker.doing.clock = lambda: at
        try:
            await worker.drain()
        finally:
            worker.doing.clock = usual

    return done


@dataclass(frozen=True)
class Made:
    """A record as the API answered it."""

    org_id: UUID
    id: UUID
    body: dict[str, Any]
    etag: str
    path: str = ""


class Maker:
    """Makes records through the API, as somebody who may do everything in one organisation.

    A service's own `Make` names its scopes and adds a function a record.
    """

    scopes: ClassVar[Sequence[str]]

    def __init__(self, client: SignedIn, org: UUID) -> None:
        self.client, self.org, self.count = client, org, 0

    def next(self) -> int:
        self.count += 1
        return self.count

    async def post(self, path: str, body: dict[str, Any], *, on: Made | None = None, by: Any = None) -> Made:
        """`on` is the record whose version a transition was decided on."""
        signed_in = self.client(by or Member(self.org), *self.scopes)
        answer = await signed_in.post(path, json=body, headers={"If-Match": on.etag} if on else {})
        assert answer.status_code in {200, 201}, answer.text
        made = UUID(answer.json()["id"])
        place = answer.headers.get("location") or (on.path if on else f"{path}/{made}")
        return Made(self.org, made, answer.json(), answer.headers["etag"], place)


@pytest.fixture
async def sql(administrator: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection as administrator, for what no caller can see."""
    connection = await asyncpg.connect(administrator)
    yield connection
    await connection.close()


ABOUT_TYPES = ("pg_type", "'jit'")
"""What the driver asks once a connection."""


@contextmanager
def counting(app: FastAPI) -> Iterator[list[str]]:
    """What goes to the database from now on, in its order, a round trip each."""
    sent, usual = list[str](), connections.bind_tenant

    async def bind(connection: Any, *given: Any) -> None:
        connection.add_query_logger(log)
        await usual(connection, *given)

    def log(query: Any) -> None:
        if not any(word in query.query for word in ABOUT_TYPES):
            sent.append(query.query)

    def by_session(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    engine = app.state.house.database._commands.sync_engine
    event.listen(engine, "before_cursor_execute", by_session)
    try:
        with patch.object(connections, "bind_tenant", bind):
            yield sent
    finally:
        event.remove(engine, "before_cursor_execute", by_session)


@pytest.fixture
def statements(app: FastAPI) -> Iterator[list[str]]:
    """`clear()` it before the request that counts."""
    with counting(app) as sent:
        yield sent
