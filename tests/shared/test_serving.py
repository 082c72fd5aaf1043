"""Real servers and the connections that hold them up."""

import asyncio
import os
import resource
import sys
import time
from contextlib import asynccontextmanager, suppress
from socket import create_server

import httpx
import pytest

from shared.serving import HEAD_SECONDS

SLOW = int(os.environ.get("METTLE_SLOW_CONNECTIONS", "300"))
"""1,500 where somebody asks for the whole of it."""
HEALTHY = 100
CLOSED_SECONDS = 10
SERVER = """
import sys
from shared import serving
from shared.settings import Settings

async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

def create():
    return app

class Ours(Settings):
    deployable = "gateway"

if sys.argv[2] == "stock":
    serving.HeadInTime = "httptools"
serving.serve("__main__:create", Ours(environment="development", port=int(sys.argv[1])))
"""


@asynccontextmanager
async def served(how="ours"):
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", SERVER, str(port), how)
    try:
        async with asyncio.timeout(60), httpx.AsyncClient() as client:
            while True:
                with suppress(httpx.TransportError):
                    await client.get(f"http://127.0.0.1:{port}/")
                    break
                await asyncio.sleep(0.1)
        yield port
    finally:
        process.kill()
        await process.wait()


async def drip(port, first):
    """Bytes of a head, one a second, until the server hangs up; how long that took."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began, hung_up = time.monotonic(), asyncio.create_task(reader.read())
    writer.write(first)
    while not hung_up.done() and time.monotonic() - began < CLOSED_SECONDS:
        writer.write(b"x")
        await asyncio.wait({hung_up}, timeout=1)
    took = time.monotonic() - began if hung_up.done() else None
    hung_up.cancel()
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    return took


async def healthy(port):
    """What somebody waits who asks meanwhile, in seconds, over a connection each."""
    waited = []
    for _ in range(HEALTHY):
        began = time.monotonic()
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"http://127.0.0.1:{port}/")).text == "ok"
        waited.append(time.monotonic() - began)
    return sorted(waited)


async def held_up(port):
    """How many slow connections the server left open, and what the healthy waited."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 2 * SLOW), hard), hard))
    slow = [asyncio.create_task(drip(port, b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")) for _ in range(SLOW)]
    await asyncio.sleep(0.5)
    waited = await healthy(port)
    took = await asyncio.gather(*slow)
    return sum(each is None for each in took), waited


async def test_slow_heads_are_hung_up_on_and_hold_up_nobody():
    async with served() as port:
        left, waited = await held_up(port)
    print(f"{SLOW} slow connections: {left} left open; healthy p99 {waited[-2] * 1000:.0f} ms")
    assert left == 0


async def test_uvicorn_alone_leaves_them_open(monkeypatch):
    monkeypatch.setattr("tests.shared.test_serving.SLOW", 5)
    async with served("stock") as port:
        assert (await held_up(port))[0] == 5


@pytest.mark.parametrize("asked_before", [False, True])
async def test_who_says_nothing_or_stops_in_the_second_head_is_hung_up_on(asked_before):
    async with served() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        if asked_before:
            writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            await reader.readuntil(b"ok")
            writer.write(b"GET / HT")
        async with asyncio.timeout(2 * HEAD_SECONDS):
            assert await reader.read() == b""
        writer.close()


async def test_a_slow_body_is_no_slow_head():
    async with served() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n")
        assert b"200" in await reader.readline()
        writer.close()
