"""Bodies on their way through: as they come, whole or visibly not, and no longer than somebody wants them."""

import asyncio

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from tests.gateway.servers import Answering, Recording, breaking_off


class Echoing:
    """Sends back each piece as it comes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        more = True
        while more:
            message = await receive()
            more = message["more_body"]
            await send({"type": "http.response.body", "body": message["body"], "more_body": more})


class Streaming:
    """Sends a first line at once and a next one whenever it is told to, for ever."""

    def __init__(self) -> None:
        self.go, self.left = asyncio.Semaphore(0), asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
        watching = asyncio.create_task(self._watch(receive))
        while not self.left.is_set():
            await send({"type": "http.response.body", "body": b": ping\n\n", "more_body": True})
            await self.go.acquire()
        await watching

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.left.set()
        self.go.release()


@pytest.mark.parametrize("declared", [True, False])
async def test_a_large_body_streams_through(gateway, declared):
    service, chunk, count = Recording(), b"x" * 100_000, 80

    async def chunks():
        for _ in range(count):
            yield chunk

    headers = {"Content-Length": str(len(chunk) * count)} if declared else {}
    answer = await (await gateway(service)).post("/performance/v1/files", content=chunks(), headers=headers)
    assert answer.status_code == 200
    assert service.bodies == [chunk * count]
    assert ("content-length" in service.heard) == declared


async def test_an_early_refusal_does_not_wait_for_the_whole_body(gateway):
    address = (await gateway(Answering(b"{}", 413))).base_url
    reader, writer = await asyncio.open_connection(address.host, address.port)
    writer.write(b"POST /performance/v1/files HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nonly the beginning")
    async with asyncio.timeout(5):
        assert (await reader.readline()).split()[1] == b"413"
    writer.close()


async def test_a_service_may_answer_while_it_still_reads(gateway):
    address, size = (await gateway(Echoing())).base_url, 20_000_000
    reader, writer = await asyncio.open_connection(address.host, address.port)
    head = f"POST /performance/v1/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {size}\r\n\r\n"
    writer.write(head.encode() + b"x" * size)
    async with asyncio.timeout(20):
        _, _, body = (await reader.read()).partition(b"\r\n\r\n")
    assert body.count(b"x") == size
    writer.close()


async def test_a_caller_who_leaves_half_way_leaves_no_half_body(gateway):
    service = Recording()
    client = await gateway(service)

    async def half():
        yield b"x" * 1000
        await asyncio.sleep(0.1)
        raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        await client.post("/performance/v1/files", content=half())
    await asyncio.wait_for(service.left.wait(), 5)
    assert service.bodies == []


async def test_a_stream_is_passed_on_as_it_comes_until_the_caller_leaves(gateway):
    service = Streaming()
    client = await gateway(service, pass_through_seconds=0.5)
    async with client.stream("GET", "/performance/v1/events/stream") as answer:
        lines = answer.aiter_raw()
        for _ in range(6):
            assert await anext(lines) == b": ping\n\n"
            await asyncio.sleep(0.2)
            service.go.release()
    for _ in range(3):
        service.go.release()
        await asyncio.sleep(0.05)
    assert service.left.is_set()


async def test_an_answer_that_breaks_off_is_not_taken_for_whole(gateway, capsys):
    client = await gateway(breaking_off, log_level="WARNING")
    with pytest.raises(httpx.RemoteProtocolError):
        await client.get("/performance/v1/goals")
    logged = capsys.readouterr().err
    assert "an answer broke off" in logged
    assert "Traceback" not in logged
