"""How every deployable listens: httptools, which refuses what h11 lets through, on uvloop, draining when stopped."""

import gc
import sys
from contextlib import suppress
from socket import socket

import uvicorn
from prometheus_client import start_http_server

from shared.observability import REGISTRY
from shared.settings import Settings

DRAIN_SECONDS = 20
NOT_STARTED = 3
"""The status with which uvicorn ends then too."""


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
        http="httptools",
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
