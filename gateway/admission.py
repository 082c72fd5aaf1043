"""`allow("dashboards:read")`: the token, then the scope, then an errand to the services in the caller's name."""

import asyncio
from typing import Any

from fastapi import Depends, Request

from gateway.upstreams import Errand, traceparent
from shared.http.routing import caller


def allow(scope: str) -> Any:
    """`Annotated[Errand, allow("dashboards:read")]`; the deadline runs from here."""

    async def admit(request: Request) -> Errand:
        house = request.app.state.house
        await caller(request, scope)
        headers = {
            "Authorization": request.headers["authorization"],
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Traceparent": traceparent(request.headers.get("traceparent", "")),
        }
        return Errand(house.upstreams, headers, asyncio.get_running_loop().time() + house.deadline_seconds)

    admit.scope = scope  # type: ignore[attr-defined]  # the router asks for it first, the OpenAPI document names it
    return Depends(admit)
