"""The quality service as an ASGI application: `uvicorn --factory services.quality.app:create`."""

import httpx
from fastapi import FastAPI

from services.quality.features import FEATURES, JOBS
from services.quality.settings import Settings
from services.quality.tables import Table
from shared.service import make_service


def create(settings: Settings | None = None, provider: httpx.AsyncClient | None = None) -> FastAPI:
    """`provider` reaches the OpenID provider; tests hand in one of their own."""
    return make_service(settings or Settings(), "Mettle quality", Table.metadata, FEATURES, JOBS, provider=provider)
