"""`/performance/*` and `/quality/*` as the services themselves answer them: bare ASGI, bodies streamed both ways."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from string import ascii_letters, digits, punctuation
from urllib.parse import quote

import httpx
from starlette.types import Receive, Scope, Send

from gateway.outcomes import UpstreamBrokeOff, UpstreamDown, UpstreamLate
from gateway.upstreams import BROKEN, Upstream, traceparent
from shared.observability import log

RawHeaders = list[tuple[bytes, bytes]]

HOP_BY_HOP = {
    b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection",
    b"te", b"trailer", b"transfer-encoding", b"upgrade",
}  # fmt: skip

OURS_TO_SAY = HOP_BY_HOP | {b"host", b"expect", b"forwarded", b"x-real-ip", b"traceparent", b"origin"}
"""What a service hears from us or not at all; browsers of other origins are answered at our own door."""

AS_WRITTEN = ascii_letters + digits + punctuation
SAID_AT_OUR_DOOR = HOP_BY_HOP | {b"date", b"server", b"x-request-id"}


class PassThrough:
    """Mounted at the service's name. The caller's token goes on unread: the service judges it."""

    def __init__(self, upstream: Upstream, seconds: float) -> None:
        self.upstream, self.seconds = upstream, seconds
        self.path = f"/{upstream.name}/*"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"] = self  # whose path is our name in the door's numbers
        await _Passage(self, scope, receive, send).run()


class _Passage:
    """One request on its way to a service, and the answer on its way back."""

    def __init__(self, through: PassThrough, scope: Scope, receive: Receive, send: Send) -> None:
        self.upstream, self.seconds = through.upstream, through.seconds
        self.scope, self.receive, self.send = scope, receive, send
        self.uploading, self.begun, self.left = has_body(scope), False, False

    async def run(self) -> None:
        try:
            async with asyncio.timeout(self.seconds) as limit, self._exchange() as answer:
                await self._answer(answer, limit)
        except (UpstreamDown, UpstreamBrokeOff):
            if not self.left:
                raise
        except (TimeoutError, *BROKEN) as fault:
            if not self.begun:
                raise UpstreamLate(upstream=self.upstream.name) from fault
            log.warning("an answer broke off", upstream=self.upstream.name, fault=repr(fault))

    def _exchange(self) -> AbstractAsyncContextManager[httpx.Response]:
        body = self._body() if self.uploading else None
        return self.upstream.exchange(self.scope["method"], target(self.scope), onward(self.scope), body)

    async def _body(self) -> AsyncIterator[bytes]:
        """A caller who leaves half-way breaks the call off: half a body must not look like a whole one."""
        while self.uploading:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                self.left = True
                raise ConnectionAbortedError("the caller left")
            self.uploading = message.get("more_body", False)
            if message.get("body"):
                yield message["body"]

    async def _answer(self, answer: httpx.Response, limit: asyncio.Timeout) -> None:
        """The time is for the first byte and then, because a stream may be endless, for each next one."""
        self.begun = True
        start = {"type": "http.response.start", "status": answer.status_code, "headers": homeward(answer.headers.raw)}
        await self.send(start)
        async for chunk in answer.aiter_raw():
            if await self._gone():
                return
            await self.send({"type": "http.response.body", "body": chunk, "more_body": True})
            limit.reschedule(asyncio.get_running_loop().time() + self.seconds)
        await self.send({"type": "http.response.body"})

    async def _gone(self) -> bool:
        """Whether the caller has left already; looked up, not waited for."""
        if self.uploading:
            return False
        try:
            async with asyncio.timeout(0):
                return bool((await self.receive())["type"] == "http.disconnect")
        except TimeoutError:
            return False


def has_body(scope: Scope) -> bool:
    headers = dict(scope["headers"])
    return b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0"


def target(scope: Scope) -> str:
    """Path and query as the caller wrote them, without our prefix; whatever they are, no host can be read into them."""
    mounted = scope["root_path"].removeprefix(scope["app_root_path"])
    path, query = scope["raw_path"].removeprefix(f"{mounted}/".encode()), scope["query_string"]
    return "/" + quote(path + b"?" * bool(query) + query, safe=AS_WRITTEN)


def onward(scope: Scope) -> RawHeaders:
    """What the service hears: the caller's headers end to end, and from us where the request came from."""
    given = scope["headers"]
    dropped = OURS_TO_SAY | _named_by_connection(given)
    headers = [pair for pair in given if pair[0] not in dropped and not pair[0].startswith(b"x-forwarded-")]
    ours = {
        "x-forwarded-prefix": scope["root_path"],
        "x-forwarded-proto": scope["scheme"],
        "x-forwarded-for": (scope.get("client") or ["unknown"])[0],
        "traceparent": traceparent(dict(given).get(b"traceparent", b"").decode("latin-1")),
    }
    return headers + [(name.encode(), value.encode()) for name, value in ours.items()]


def homeward(headers: RawHeaders) -> RawHeaders:
    """What the caller hears, in lower case as ASGI has it; what our own door says is not said twice."""
    lowered = [(name.lower(), value) for name, value in headers]
    dropped = SAID_AT_OUR_DOOR | _named_by_connection(lowered)
    return [pair for pair in lowered if pair[0] not in dropped]


def _named_by_connection(headers: RawHeaders) -> set[bytes]:
    """Headers that the sender meant for its next hop only."""
    return {word.strip() for name, value in headers if name == b"connection" for word in value.lower().split(b",")}
