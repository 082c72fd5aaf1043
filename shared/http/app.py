"""The application factory of every deployable."""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from fastapi.middleware.cors import CORSMiddleware
from prometheus_client import generate_latest
from starlette.middleware import Middleware

from shared.http import docs, errors, openapi
from shared.http.door import Door
from shared.observability import REGISTRY, configure_logs, log
from shared.problems import Unavailable
from shared.settings import Settings

Check = Callable[[], Awaitable[None]]
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

EXPOSED = ["ETag", "Location", "Link", "Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-Id", "Idempotency-Replayed"]


class NotReady(Unavailable):
    """Something this service needs does not answer; `failed` names it."""


def make_app(
    settings: Settings,
    title: str,
    features: Iterable[APIRouter],
    *,
    lifespan: Lifespan,
    checks: dict[str, Check],
) -> FastAPI:
    """Routes under `/v1`, problem documents, health, docs; `checks` are what `/readyz` asks."""
    configure_logs(settings.log_level)
    app = FastAPI(
        title=title,
        version="1",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=settings.allowed_origins,
                allow_methods=["GET", "POST", "PATCH", "PUT", "DELETE"],
                allow_headers=["Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key"],
                expose_headers=EXPOSED,
            ),
            Middleware(Door, settings.deployable, frozenset(settings.trusted_peers)),
        ],
        telemetry={name: settings.telemetry for name in ("tracing", "metrics", "logs", "auto_configure")},
    )
    errors.install(app)
    for feature in features:
        app.include_router(feature, prefix="/v1")
    app.include_router(_health(checks))
    openapi.install(app)
    docs.install(app)
    return app


def _health(checks: dict[str, Check]) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/livez")
    async def live() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    async def ready() -> dict[str, Any]:
        failed = {name: text for name, check in checks.items() if (text := await _failure(name, check))}
        if failed:
            raise NotReady(failed=failed)
        return {"status": "ok", "checks": list(checks)}

    return router


async def _failure(name: str, check: Check) -> str | None:
    try:
        await check()
    except Exception as fault:
        log.warning("not ready", check=name, fault=repr(fault))
        return type(fault).__name__
    return None


def metrics() -> Response:
    """The numbers of this process in Prometheus' text form."""
    return Response(generate_latest(REGISTRY), media_type="text/plain; version=0.0.4")
