"""The performance service as an ASGI application: `uvicorn --factory services.performance.app:create`."""

from functools import partial

import httpx
from fastapi import FastAPI

from services.performance.features import FEATURES, JOBS
from services.performance.feedback_requests.rules import TOKEN_PREFIX
from services.performance.feedback_requests.service import guest_of
from services.performance.settings import Settings
from services.performance.tables import Table
from shared.service import make_service
from shared.work import House


def create(settings: Settings | None = None, provider: httpx.AsyncClient | None = None) -> FastAPI:
    """`provider` reaches the OpenID provider; tests hand in one of their own."""
    app = make_service(settings or Settings(), "Mettle performance", Table.metadata, FEATURES, JOBS, provider=provider)
    house: House = app.state.house
    house.verifier.also(TOKEN_PREFIX, partial(guest_of, house.database))
    return app
