"""What every request passes first, as plain ASGI: trace, head limits, a last catch for faults, log line, metrics."""

import re
from collections.abc import Iterable
from time import perf_counter

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import deadline
from shared.http.errors import answer
from shared.observability import REQUESTS, begin_trace, log
from shared.problems import BadRequest, Problem

MAX_HEADERS = 100
PREFIX = re.compile(r"(/[a-z0-9-]+)+")
MAX_HEAD_BYTES = 32_000
MAX_TARGET_BYTES = 8_000
GONE = 499
"""What the log says of a caller who left before the end."""

Header = tuple[bytes, bytes]
CONTENT_POLICY = b"default-src 'self'; frame-ancestors 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'"
SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", CONTENT_POLICY),
    (b"referrer-policy", b"no-referrer"),
]  # fmt: skip


class HeadTooLarge(Problem):
    """The request's headers are more or larger than taken: 100 headers, 32 KB."""

    status = 431


class TargetTooLong(Problem):
    """The path and query are longer than taken: 8 KB."""

    status = 414


class HostInvalid(BadRequest):
    """A request names exactly one host."""


class Door:
    def __init__(self, app: ASGIApp, deployable: str, trusted_peers: frozenset[str] = frozenset()) -> None:
        self.app, self.deployable, self.trusted_peers = app, deployable, trusted_peers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await _Visit(self, scope).run(receive, send)


class _Visit:
    """One request on its way through the door."""

    def __init__(self, door: Door, scope: Scope) -> None:
        self.door, self.scope = door, scope
        self.status, self.began = 0, perf_counter()
        headers = dict(scope["headers"])
        self.trace = begin_trace(headers.get(b"traceparent", b"").decode("latin-1"))
        deadline.begin(headers.get(b"x-timeout-ms", b"").decode("latin-1"))
        if scope.get("client") and scope["client"][0] in door.trusted_peers:
            _under_prefix(scope, headers.get(b"x-forwarded-prefix", b"").decode("latin-1"))

    async def run(self, receive: Receive, send: Send) -> None:
        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                message["headers"] = self._with_ours(message["headers"])
            await send(message)

        try:
            _check_head(self.scope)
            await self.door.app(self.scope, receive, counted)
        except ClientDisconnect:
            self.status = GONE
        except Exception as fault:
            await self._failed(fault, receive, counted)
        finally:
            self._report()

    def _with_ours(self, given: Iterable[Header]) -> list[Header]:
        """An answer's own policy may be stricter than ours."""
        given = list(given)
        has = {name.lower() for name, _ in given}
        ours = [(name, value) for name, value in SECURITY_HEADERS if name not in has]
        return [*given, *ours, (b"x-request-id", self.trace.encode())]

    async def _failed(self, fault: Exception, receive: Receive, send: Send) -> None:
        """Starlette would answer outside CORS and break the connection; the caller learns the trace id only."""
        problem = fault if isinstance(fault, Problem) else Problem()
        if problem is not fault:
            log.error("fault", exc_info=fault, path=self.scope["path"])
        if not self.status:
            await answer(problem, self.scope["path"])(self.scope, receive, send)

    def _report(self) -> None:
        seconds = perf_counter() - self.began
        route = getattr(self.scope.get("route"), "path", "unknown")
        REQUESTS.labels(self.door.deployable, self.scope["method"], route, self.status).observe(seconds)
        log.info(
            "request",
            method=self.scope["method"],
            path=self.scope["path"],
            status=self.status,
            milliseconds=round(seconds * 1000, 1),
        )


def _under_prefix(scope: Scope, prefix: str) -> None:
    """Behind the gateway our paths begin with its prefix, so that locations and links we answer can be followed."""
    if PREFIX.fullmatch(prefix):
        scope["root_path"] = prefix
        scope["path"] = prefix + scope["path"]


def _check_head(scope: Scope) -> None:
    headers = scope["headers"]
    if len(scope["path"]) + len(scope["query_string"]) > MAX_TARGET_BYTES:
        raise TargetTooLong()
    if len(headers) > MAX_HEADERS or sum(len(name) + len(value) for name, value in headers) > MAX_HEAD_BYTES:
        raise HeadTooLarge()
    if sum(name == b"host" for name, _ in headers) != 1:
        raise HostInvalid()
