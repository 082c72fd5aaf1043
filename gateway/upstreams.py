"""The one module that talks to the services: a client and a semaphore each, so one that hangs starves no other."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
import httpx
import orjson
from httpx_aiohttp import AiohttpTransport

from gateway.outcomes import Outcome, PartStatus, UpstreamBrokeOff, UpstreamBusy, UpstreamDown
from shared.observability import trace_id

Headers = Mapping[str, str] | list[tuple[bytes, bytes]]

Question = tuple[str, str]
"""A service's name, and the path it is asked for."""

BROKEN = (httpx.HTTPError, aiohttp.ClientError)
"""How a connection fails; what the transport does not translate stays aiohttp's."""

HARMLESS = {"GET", "HEAD"}
"""What may be asked again even when it had been heard."""

KEPT_SECONDS = 4
"""Less than the 5 s after which uvicorn closes an idle connection: a POST must not meet one that is closing."""


class Upstream:
    """One service. As many requests may wait for it as may be under way; whoever comes then is refused early."""

    def __init__(self, name: str, url: str, *, concurrency: int, part_bytes: int) -> None:
        self.name = name
        self._url, self._part_bytes = url.rstrip("/"), part_bytes
        self._transport = AiohttpTransport(client=_session)
        self._slots, self._most, self._asked = asyncio.Semaphore(concurrency), 2 * concurrency, 0

    async def close(self) -> None:
        await self._transport.aclose()

    @asynccontextmanager
    async def exchange(
        self, method: str, target: str, headers: Headers, body: AsyncIterator[bytes] | None = None
    ) -> AsyncIterator[httpx.Response]:
        """The head of the answer, its body still on its way. It waits for ever: the caller sets the deadline."""
        if self._asked >= self._most:
            raise UpstreamBusy(upstream=self.name, headers={"Retry-After": "1"})
        self._asked += 1
        try:
            request = httpx.Request(method, self._url + target, headers=headers, content=body)
            async with self._slots, aclosing(await self._begun(request)) as answer:
                yield answer
        finally:
            self._asked -= 1

    async def _begun(self, request: httpx.Request) -> httpx.Response:
        """The bare transport: httpx's client around it keeps cookies and logs each call, for half the CPU again.

        It calls most faults a ConnectTimeout; only aiohttp's own, the cause, tells whether anything was sent.
        """
        try:
            return await self._transport.handle_async_request(request)
        except BROKEN as fault:
            unsent = isinstance(fault.__cause__, aiohttp.ClientConnectorError)
            if unsent or request.method in HARMLESS:
                raise UpstreamDown(upstream=self.name, headers={"Retry-After": "2"}) from fault
            raise UpstreamBrokeOff(upstream=self.name) from fault

    async def ask(self, path: str, headers: Headers, until: float) -> Outcome:
        """A JSON object whole and in time, or why there is none."""
        code = None
        try:
            async with asyncio.timeout_at(until), self.exchange("GET", path, headers) as answer:
                code = answer.status_code
                status, detail, data = await self._judged(answer)
        except TimeoutError:
            status, detail, data = PartStatus.LATE, "It did not answer in time.", None
        except UpstreamBusy:
            status, detail, data = PartStatus.LATE, "It was not asked: too many requests wait for it.", None
        except UpstreamDown:
            status, detail, data = PartStatus.DOWN, "It can't be reached.", None
        except BROKEN:
            status, detail, data = PartStatus.FAILED, "Its answer broke off.", None
        return Outcome(status, datetime.now(UTC), detail, data, code)

    async def _judged(self, answer: httpx.Response) -> tuple[PartStatus, str | None, bytes | None]:
        if answer.status_code in {401, 403}:
            asked = answer.headers.get("www-authenticate", "and did not say why")[:200]
            return PartStatus.REFUSED, f"It answered {answer.status_code}: {asked}", None
        if answer.status_code != httpx.codes.OK:
            return PartStatus.FAILED, f"It answered {answer.status_code}.", None
        body = await _at_most(self._part_bytes, answer)
        if body is None:
            return PartStatus.FAILED, f"It answered more than {self._part_bytes} bytes.", None
        if not is_object(answer.headers.get("content-type", ""), body):
            return PartStatus.FAILED, "Its answer is no JSON object.", None
        return PartStatus.OK, None, body


@dataclass(frozen=True, slots=True)
class Errand:
    """What one caller wants to know of the services, asked in that caller's name and by one deadline."""

    upstreams: Mapping[str, Upstream]
    headers: Headers
    until: float

    async def ask_all(self, questions: Mapping[str, Question]) -> dict[str, Outcome]:
        asked = (self.upstreams[service].ask(path, self.headers, self.until) for service, path in questions.values())
        return dict(zip(questions, await asyncio.gather(*asked), strict=True))


def traceparent(given: str) -> str:
    """The caller's own trace context, or one that carries on the trace which our door gave the request."""
    return given if trace_id() in given else f"00-{trace_id()}-{os.urandom(8).hex()}-01"


def is_object(media_type: str, body: bytes) -> bool:
    """Parsed only to be sure: one part that is no JSON would spoil the others it is put beside."""
    if media_type.partition(";")[0].strip().lower() != "application/json":
        return False
    try:
        return isinstance(orjson.loads(body), dict)
    except orjson.JSONDecodeError:
        return False


async def _at_most(limit: int, answer: httpx.Response) -> bytes | None:
    """As it came over the wire: what a service packs unasked is not unpacked, because it may be huge then."""
    chunks, size = [], 0
    async for chunk in answer.aiter_raw():
        size += len(chunk)
        if size > limit:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


def _session() -> aiohttp.ClientSession:
    """A cookie of one caller must not reach the next, nor anything that the caller did not send the service."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEPT_SECONDS),
        cookie_jar=aiohttp.DummyCookieJar(),
        skip_auto_headers=["Accept", "Accept-Encoding", "Content-Type", "User-Agent"],
        middlewares=[_change_once],
    )


async def _change_once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Aiohttp would send a PUT or DELETE again: refused the second time, it would look as if it had not been done."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectionError as fault:
        if request.method in HARMLESS or isinstance(fault, aiohttp.ClientConnectorError):
            raise
        raise aiohttp.ClientError(str(fault)) from fault
