"""The gateway as an ASGI application: `uvicorn --factory gateway.app:create`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

from gateway import documents
from gateway.dashboards.router import router as dashboards
from gateway.events.router import router as events
from gateway.passthrough import PassThrough
from gateway.settings import Settings
from gateway.upstreams import Errand, Upstream
from shared.auth.issuer import Issuer, ensure_development
from shared.auth.issuer import router as issuer_router
from shared.auth.tokens import Verifier
from shared.auth.verifier import verifier_of
from shared.http.app import make_app

PROBE_SECONDS = 0.3


@dataclass
class House:
    """What a request finds in place."""

    verifier: Verifier
    upstreams: dict[str, Upstream]
    deadline_seconds: float

    async def services(self) -> dict[str, Any]:
        """How each service is, for `/readyz`: we can answer without them, and soon enough for any probe."""
        until = asyncio.get_running_loop().time() + PROBE_SECONDS
        found = await Errand(self.upstreams, {}, until).ask_all({name: (name, "/readyz") for name in self.upstreams})
        return {"services": {name: outcome.status for name, outcome in found.items()}}


def create(settings: Settings | None = None, provider: httpx.AsyncClient | None = None) -> FastAPI:
    """`provider` reaches the OpenID provider; tests hand in one of their own."""
    settings = settings or Settings()
    reached = provider or httpx.AsyncClient(timeout=5)
    house = House(verifier_of(settings, reached), upstreams_of(settings), settings.deadline_seconds)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        for upstream in house.upstreams.values():
            await upstream.close()
        if provider is None:
            await reached.aclose()

    app = make_app(
        settings,
        "Mettle gateway",
        [dashboards, events],
        lifespan=lifespan,
        checks={},
        details=house.services,
        document=documents.committed,
    )
    app.state.house = house
    for name, upstream in house.upstreams.items():
        app.mount(f"/{name}", PassThrough(upstream, settings.pass_through_seconds))
    if settings.development_issuer_key is not None:
        ensure_development(settings.environment, settings.host)
        issuer = Issuer(str(settings.issuer), settings.development_issuer_key, settings.audience)
        app.include_router(issuer_router(issuer))
    return app


def upstreams_of(settings: Settings) -> dict[str, Upstream]:
    urls = {"performance": settings.performance_url, "quality": settings.quality_url}
    limits = {"concurrency": settings.upstream_concurrency, "part_bytes": settings.part_bytes}
    return {name: Upstream(name, str(url), **limits) for name, url in urls.items()}
