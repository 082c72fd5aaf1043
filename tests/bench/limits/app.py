"""Bare ASGI before everything; what needs a framework to be the limit asks FastAPI."""

import os
from collections.abc import Mapping

import aiohttp
import asyncpg
from sqlalchemy.engine import make_url
from starlette.types import Receive, Scope, Send

from shared.database.roles import role_url
from tests.bench.filling import sizes_up_to
from tests.bench.limits.commands import app as commands
from tests.bench.limits.statements import STATEMENTS

ORG = sizes_up_to(1)[-1].org_id
POOL = 10
JSON = [(b"content-type", b"application/json")]


async def keep(_connection: asyncpg.Connection) -> None:
    """A connection goes back as it is: nothing was changed in it."""


class Limits:
    def __init__(self) -> None:
        self.asked: Mapping[str, tuple[asyncpg.Pool, str]] = {}

    async def start(self) -> None:
        administrator = os.environ["METTLE_APP_DATABASE_URL"]
        for service, statements in STATEMENTS.items():
            url = role_url(make_url(administrator).render_as_string(hide_password=False), service, "app")
            settings = {"app.org_id": str(ORG), "jit": "off", "timezone": "UTC"}
            pool = await asyncpg.create_pool(url, min_size=0, max_size=POOL, reset=keep, server_settings=settings)
            self.asked = {**self.asked} | {f"/sql/{name}": (pool, sql) for name, sql in statements.items()}
            commands.state.pool, commands.state.org_id = pool, ORG
        self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        self.urls = [os.environ[f"METTLE_{service.upper()}_URL"] for service in STATEMENTS]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["path"] in self.asked:
            pool, sql = self.asked[scope["path"]]
            async with pool.acquire() as connection:
                await _answer(send, (await connection.fetchval(sql)).encode())
        elif scope["path"] == "/splice":
            await _answer(send, await self._spliced(scope))
        elif scope["path"] == "/livez":
            await _answer(send, b'{"status":"ok"}')
        else:
            await commands(scope, receive, send)

    async def _spliced(self, scope: Scope) -> bytes:
        """Both services' summaries, one after the other, as bytes put between bytes."""
        headers = {"Authorization": dict(scope["headers"])[b"authorization"].decode()}
        bodies = []
        for url in self.urls:
            async with self.session.get(f"{url}/v1/summary", headers=headers) as answer:
                bodies.append(await answer.read())
        return b'{"performance":' + bodies[0] + b',"quality":' + bodies[1] + b"}"

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.session.close()
                await send({"type": "lifespan.shutdown.complete"})
                return


async def _answer(send: Send, body: bytes) -> None:
    headers = [*JSON, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


app = Limits()
