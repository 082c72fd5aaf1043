"""The application factory of every deployable."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.middleware import Middleware

from shared.http import docs, errors, openapi
from shared.http.door import Door
from shared.observability import configure_logs, log
from shared.problems import Unavailable
from shared.settings import Settings

Check = Callable[[], Awaitable[None]]
Details = Callable[[], Awaitable[dict[str, Any]]]
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

EXPOSED = [
    "ETag",
    "Location",
    "Link",
    "Retry-After",
    "RateLimit",
    "RateLimit-Policy",
    "X-Request-Id",
    "Idempotency-Replayed",
]


class NotReady(Unavailable):
    """Something this service needs does not answer; `failed` names it."""


async def no_details() -> dict[str, Any]:
    return {}


def make_app(
    settings: Settings,
    title: str,
    features: Iterable[APIRouter],
    *,
    lifespan: Lifespan,
    checks: Mapping[str, Check],
    details: Details = no_details,
    document: openapi.Whole | None = None,
    inside: Sequence[Middleware] = (),
) -> FastAPI:
    """Routes under `/v1`, problem documents, health, docs; `checks` decide `/readyz`, `details` it only tells.

    `document` is the OpenAPI document to serve where it is not the application's own. What is `inside` the
    door may refuse by raising a problem.
    """
    configure_logs(settings.log_level)
    on = settings.telemetry
    door = Middleware(Door, settings.deployable, frozenset(settings.trusted_peers))
    app = FastAPI(
        title=title,
        version="1",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        middleware=[*_for_browsers(settings), door, *inside],
        redirect_slashes=False,  # a redirect would name our own address, not the one the caller used
        telemetry={"tracing": on, "metrics": on, "logs": on, "auto_configure": on},
    )
    app.state.at_stop = list[Callable[[], None]]()
    errors.install(app)
    for feature in features:
        app.include_router(feature, prefix="/v1")
    app.include_router(_health(checks, details))
    openapi.install(app, document)
    docs.install(app)
    return app


def _for_browsers(settings: Settings) -> list[Middleware]:
    """Outside the door, so that refusals and faults reach a browser too."""
    if not settings.allowed_origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST", "PATCH", "PUT", "DELETE"],
            allow_headers=[
                "Authorization",
                "Content-Type",
                "If-Match",
                "If-None-Match",
                "Idempotency-Key",
                "Traceparent",
            ],
            expose_headers=EXPOSED,
        )
    ]


def _health(checks: Mapping[str, Check], details: Details) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/livez")
    async def live() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    async def ready() -> dict[str, Any]:
        failed = {name: text for name, check in checks.items() if (text := await _failure(name, check))}
        if failed:
            raise NotReady(failed=failed)
        return {"status": "ok", "checks": list(checks), **await details()}

    return router


async def _failure(name: str, check: Check) -> str | None:
    try:
        await check()
    except Exception as fault:
        log.warning("not ready", check=name, fault=repr(fault))
        return type(fault).__name__
    return None
