"""The performance service as an ASGI application: `uvicorn --factory services.performance.app:create`."""

import httpx
from fastapi import FastAPI

from services.performance.features import FEATURES, JOBS
from services.performance.settings import Settings
from services.performance.tables import Table
from shared.service import make_service


def create(settings: Settings | None = None, provider: httpx.AsyncClient | None = None) -> FastAPI:
    """`provider` reaches the OpenID provider; tests hand in one of their own."""
    return make_service(settings or Settings(), "Mettle performance", Table.metadata, FEATURES, JOBS, provider=provider)
