"""`allow("dashboards:read")`: the token, then the scope, then an errand to the services in the caller's name."""

import asyncio
from typing import Any

from fastapi import Depends, Request

from gateway.upstreams import Errand, traceparent
from shared.auth.tokens import bearer


def allow(scope: str) -> Any:
    """`Annotated[Errand, allow("dashboards:read")]`; the deadline runs from here."""

    async def admit(request: Request) -> Errand:
        house, authorization = request.app.state.house, request.headers.get("authorization", "")
        actor = await house.verifier.actor(bearer(authorization))
        actor.require(scope)
        headers = {
            "Authorization": authorization,
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Traceparent": traceparent(request.headers.get("traceparent", "")),
        }
        return Errand(house.upstreams, headers, asyncio.get_running_loop().time() + house.deadline_seconds)

    admit.scope = scope  # type: ignore[attr-defined]  # the OpenAPI document names it
    return Depends(admit)
