"""Real servers on loopback ports: uvicorn around an application, or a bare socket that breaks HTTP's rules."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import orjson
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

SUMMARY = b'{ "as_of":"2026-01-31T09:30:00.000Z", "goals":1.50, "name":"\\u00e9" }'


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[str]:
    """The application's address; uvicorn's protocol without its signals and ticks, so that it ends at once."""
    config = uvicorn.Config(app, log_config=None, access_log=False, proxy_headers=False, ws="none")
    config.load()
    state = ServerState()
    state.default_headers = [(b"date", b"Sat, 31 Jan 2026 09:30:00 GMT")]
    protocol = partial(HttpToolsProtocol, config, state, {})
    listening = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    listening.close()
    for connection in list(state.connections):
        connection.transport.abort()
    await asyncio.gather(*state.tasks, return_exceptions=True)


@asynccontextmanager
async def talking(talk: Talk) -> AsyncIterator[str]:
    """The address of a server that says what it likes; what it still has to say at the end is not waited for."""
    talks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.current_task())  # type: ignore[arg-type]
        try:
            await talk(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
    for each in talks:
        each.cancel()


def nobody() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


class Answering:
    """Answers every request alike and remembers what it was asked."""

    def __init__(self, body: bytes = SUMMARY, status: int = 200, **headers: str) -> None:
        self.body, self.status, self.headers = body, status, {"content_type": "application/json"} | headers
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in self.headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})

    @property
    def heard(self) -> dict[str, str]:
        return {name.decode(): value.decode("latin-1") for name, value in self.scopes[-1]["headers"]}


class Recording(Answering):
    """Reads the whole body before it answers; `left` is set when the caller goes away meanwhile."""

    def __init__(self, body: bytes = b"{}", status: int = 200, **headers: str) -> None:
        super().__init__(body, status, **headers)
        self.bodies: list[bytes] = []
        self.left = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.left.set()
                return
            body, more = body + message["body"], message["more_body"]
        self.bodies.append(body)
        await super().__call__(scope, receive, send)


def packed() -> Answering:
    """Some kilobytes that would be a gigabyte."""
    return Answering(gzip.compress(orjson.dumps({"x": "0" * 30_000_000})), content_encoding="gzip")


async def dripping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A good head at once, then a byte each tenth of a second."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n")
    await _slowly(writer, SUMMARY + b" " * 900)


async def slow_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    await _slowly(writer, b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}")


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3600)


async def hanging_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")


async def answering_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Does not say that it will close the connection after its answer."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")


async def breaking_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n" + SUMMARY)
    await writer.drain()


async def babbling(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"SSH-2.0-OpenSSH_9.2p1\r\n")
    await writer.drain()


async def _slowly(writer: asyncio.StreamWriter, data: bytes) -> None:
    for position in range(len(data)):
        writer.write(data[position : position + 1])
        await writer.drain()
        await asyncio.sleep(0.1)
