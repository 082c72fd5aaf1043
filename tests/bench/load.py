"""Our own load: callers on raw connections, each of which asks, reads the whole answer and asks again."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import cast

from httptools import HttpResponseParser


class Unexpected(Exception):
    """An answer that is no success: what is measured would not be the work."""


@dataclass
class Load:
    """What came of some seconds of asking; latencies in seconds, bytes of the last body."""

    seconds: float = 0
    latencies: list[float] = field(default_factory=list)
    bytes: int = 0


class Caller(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's own is none of asyncio's

    def connection_lost(self, _fault: Exception | None) -> None:
        if not self._whole.done():
            self._whole.set_exception(Unexpected("the connection was closed"))

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        self._whole.set_result(None)

    async def ask(self, request: bytes) -> bytes:
        self._parser, self._body = HttpResponseParser(self), list[bytes]()
        self._whole = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        await self._whole
        status, body = self._parser.get_status_code(), b"".join(self._body)
        if status not in {200, 201}:
            raise Unexpected(f"{status} to {request[:200]!r}: {body[:500]!r}")
        return body


async def load(port: int, requests: Iterator[bytes], *, clients: int, seconds: float) -> Load:
    """So many callers at once, for so long; each call that began is waited for."""
    callers = [await _caller(port) for _ in range(clients)]
    done, began = Load(), perf_counter()
    until = began + seconds

    async def calling(caller: Caller) -> None:
        while (asked := perf_counter()) < until:
            body = await caller.ask(next(requests))
            done.latencies.append(perf_counter() - asked)
            done.bytes = len(body)

    await asyncio.gather(*map(calling, callers))
    done.seconds = perf_counter() - began
    for caller in callers:
        caller.transport.abort()
    return done


async def once(port: int, request: bytes) -> bytes:
    caller = await _caller(port)
    try:
        return await caller.ask(request)
    finally:
        caller.transport.abort()


async def _caller(port: int) -> Caller:
    _, caller = await asyncio.get_running_loop().create_connection(Caller, "127.0.0.1", port)
    return caller
