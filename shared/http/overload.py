"""Overload is refused early: as many requests at once as are answered soon, with a share kept for interactive use.

A queue that stands shows in the quickest answer: while even that one takes long, fewer are let in.
"""

from collections.abc import Callable
from time import monotonic

from starlette.types import ASGIApp, Receive, Scope, Send

from shared.problems import Unavailable

FEWEST, FIRST, MOST = 10, 128, 512
WINDOW_SECONDS = 0.25
SOON_SECONDS = 0.2
"""What the quickest of a window may take before it has stood in a queue."""
FEWER, MORE = 0.8, 1.1
BULK_SHARE = 0.5
BULK = (":batch", "/import", "/export")
NEVER_REFUSED = {"/livez", "/readyz"}
BACKGROUND = {b"u=4", b"u=5", b"u=6", b"u=7"}
"""Urgencies of RFC 9218 below the usual 3."""


class Overloaded(Unavailable):
    """More is asked than can be answered in time. Nothing was done; try again in a moment."""


class Limit:
    """How many may be under way, by what the last answers took."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self.most, self.under_way, self.bulk = float(FIRST), 0, 0
        self._peak, self._quickest, self._ends = 0, float("inf"), clock() + WINDOW_SECONDS

    def enter(self, *, bulk: bool) -> float:
        """When it began; raises where there is no room."""
        if self.under_way >= int(self.most) or (bulk and self.bulk >= int(self.most * BULK_SHARE)):
            raise Overloaded(headers={"Retry-After": "1"})
        self.under_way += 1
        self.bulk += bulk
        self._peak = max(self._peak, self.under_way)
        return self._clock()

    def leave(self, began: float, *, bulk: bool) -> None:
        now = self._clock()
        self.under_way -= 1
        self.bulk -= bulk
        self._quickest = min(self._quickest, now - began)
        if now >= self._ends:
            self._adapt(now)

    def _adapt(self, now: float) -> None:
        if self._quickest > SOON_SECONDS:
            self.most = max(FEWEST, self.most * FEWER)
        elif self._peak >= 0.8 * self.most:
            self.most = min(MOST, self.most * MORE)
        self._peak, self._quickest, self._ends = self.under_way, float("inf"), now + WINDOW_SECONDS


class Admission:
    def __init__(self, app: ASGIApp, limit: Limit) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in NEVER_REFUSED or waits(scope):
            await self.app(scope, receive, send)
            return
        bulk = is_bulk(scope)
        began = self.limit.enter(bulk=bulk)
        try:
            await self.app(scope, receive, send)
        finally:
            self.limit.leave(began, bulk=bulk)


def waits(scope: Scope) -> bool:
    """Streams and long polls stand still most of the time."""
    return bool(scope["path"].endswith("/stream") or b"wait_seconds=" in scope["query_string"])


def is_bulk(scope: Scope) -> bool:
    """What nobody sits and waits for: files, batches, and what its sender calls less urgent (`Priority: u=5`)."""
    said = next((value for name, value in scope["headers"] if name == b"priority"), b"")
    return scope["path"].endswith(BULK) or not BACKGROUND.isdisjoint(said.replace(b" ", b"").split(b","))
