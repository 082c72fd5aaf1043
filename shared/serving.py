"""How every deployable listens: httptools, which refuses what h11 lets through, on uvloop, draining when stopped."""

import asyncio
import gc
import sys
from contextlib import suppress
from socket import socket
from typing import cast

import uvicorn
from prometheus_client import start_http_server
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.observability import REGISTRY
from shared.settings import Settings

DRAIN_SECONDS = 20
HEAD_SECONDS = 5
"""For a request's head, from the connection or from its first byte on a connection that is kept."""
NOT_STARTED = 3
"""The status with which uvicorn ends then too."""


class HeadInTime(HttpToolsProtocol):
    """uvicorn waits for ever for the end of a head, and for the first byte of a new connection."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast(asyncio.Transport, transport))
        self._wait()

    def data_received(self, data: bytes) -> None:
        if self._late is None and (self.cycle is None or self.cycle.response_complete):
            self._wait()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        self._done()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._done()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._late = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _give_up(self) -> None:
        self._late = None
        self.transport.close()

    def _done(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


class Server(uvicorn.Server):
    async def startup(self, sockets: list[socket] | None = None) -> None:
        """What is there by now stays: to look through it for garbage would hold up requests for 0.2 s each time."""
        await super().startup(sockets)
        gc.collect()
        gc.freeze()

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Whoever waits for news is let go first: a stream would hold us up until it is cut."""
        for let_go in self.config.loaded_app.state.at_stop:
            let_go()
        await super().shutdown(sockets)


def serve(application: str, settings: Settings) -> None:
    """`serve("gateway.app:create", Settings())`; metrics have an address of their own, never reached from outside."""
    if settings.metrics_port is not None:
        start_http_server(settings.metrics_port, "127.0.0.1", REGISTRY)
    config = uvicorn.Config(
        application,
        factory=True,
        host=settings.host,
        port=settings.port,
        http=HeadInTime,
        loop="uvloop",
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
    server = Server(config)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(NOT_STARTED)
