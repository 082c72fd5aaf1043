"""`allow("dashboards:read")`: the token, then the scope, then an errand to the services in the caller's name."""

import asyncio
from typing import Any

from fastapi import Depends, Request, Response

from gateway.upstreams import Errand, traceparent
from shared.auth.refusals import ProviderUnavailable
from shared.http.routing import Handler, Route, caller, scope_of


def allow(scope: str) -> Any:
    """`Annotated[Errand, allow("dashboards:read")]`, on a `Punctual` route."""

    async def admit(request: Request) -> Errand:
        await caller(request, scope)
        left = request.scope["until"] - asyncio.get_running_loop().time()
        headers = {
            "X-Timeout-Ms": str(max(1, int(left * 1000))),
            "Authorization": request.headers["authorization"],
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Traceparent": traceparent(request.headers.get("traceparent", "")),
        }
        return Errand(request.app.state.house.upstreams, headers, request.scope["until"])

    admit.scope = scope  # type: ignore[attr-defined]  # the router asks for it first, the OpenAPI document names it
    return Depends(admit)


class Punctual(Route):
    """Its clock runs before the token is checked, which may have to wait for the identity provider."""

    def get_route_handler(self) -> Handler:
        handle, scope = super().get_route_handler(), scope_of(self.dependant)

        async def punctually(request: Request) -> Response:
            request.scope["until"] = asyncio.get_running_loop().time() + request.app.state.house.deadline_seconds
            if scope is not None:
                await _known_in_time(request, scope)
            return await handle(request)

        return punctually


async def _known_in_time(request: Request, scope: str) -> None:
    try:
        async with asyncio.timeout_at(request.scope["until"]):
            await caller(request, scope)
    except TimeoutError as fault:
        raise ProviderUnavailable(headers={"Retry-After": "2"}) from fault
