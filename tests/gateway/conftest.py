"""The gateway over real HTTP, before whatever two servers a test puts behind it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from inspect import iscoroutinefunction
from typing import Any
from uuid import UUID

import httpx
import pytest

from gateway.app import create
from gateway.settings import Settings
from shared.auth.issuer import Issuer
from shared.testing import ISSUER, Checked, started
from tests.gateway.servers import nobody, serving, talking

DEADLINE = 1.0

Behind = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture
def token(issuer: Issuer, org: UUID) -> Callable[..., str]:
    return lambda *scopes: issuer.mint("ann", scopes, org_id=org)


@pytest.fixture
async def gateway(provider: httpx.AsyncClient, token: Callable[..., str]) -> AsyncIterator[Behind]:
    """`await gateway(performance, quality)`: a client of a gateway before these two.

    Each is an application, a talk over a bare socket, an address, or None for nobody there; `identity` reaches
    the identity provider.
    """
    async with AsyncExitStack() as stack:

        async def address_of(upstream: Any) -> str:
            if upstream is None or isinstance(upstream, str):
                return upstream or nobody()
            bare = iscoroutinefunction(upstream)
            return await stack.enter_async_context(talking(upstream) if bare else serving(upstream))

        async def before(
            performance: Any = None, quality: Any = None, identity: httpx.AsyncClient = provider, **given: Any
        ) -> httpx.AsyncClient:
            urls = {"performance_url": await address_of(performance), "quality_url": await address_of(quality)}
            fixed = {"environment": "development", "issuer": ISSUER, "log_level": "ERROR", "deadline_seconds": DEADLINE}
            settings = Settings.model_validate(fixed | urls | given)
            app = await stack.enter_async_context(started(create(settings, identity)))
            url = await stack.enter_async_context(serving(Checked(app)))
            headers = {"Authorization": f"Bearer {token('dashboards:read', 'summary:read')}"}
            return await stack.enter_async_context(httpx.AsyncClient(base_url=url, headers=headers))

        yield before
