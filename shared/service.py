"""What both services are made of: settings, database, verifier and features become one application."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from fastapi import APIRouter, FastAPI
from sqlalchemy import MetaData

from shared import events
from shared.auth.tokens import Verifier
from shared.auth.verifier import verifier_of
from shared.database.connections import Database
from shared.database.roles import app_url
from shared.database.statements import Statement
from shared.http.app import make_app
from shared.pages import Cursors
from shared.settings import DatabaseSettings


@dataclass
class House:
    """What a request finds in place."""

    database: Database
    verifier: Verifier
    cursors: Cursors
    noting: Statement


def make_service(
    settings: DatabaseSettings,
    title: str,
    metadata: MetaData,
    features: Iterable[APIRouter],
    provider: httpx.AsyncClient | None = None,
) -> FastAPI:
    reached = provider or httpx.AsyncClient(timeout=5)
    database = Database(app_url(settings), pool=settings.database_pool, name=f"mettle-{settings.deployable}")
    house = House(
        database,
        verifier_of(settings, reached),
        Cursors(settings.secret_key.get_secret_value()),
        events.insertion(metadata.tables[f"{metadata.schema}.events"]),
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await database.open()
        try:
            yield
        finally:
            await database.close()
            if provider is None:
                await reached.aclose()

    app = make_app(settings, title, features, lifespan=lifespan, checks={"database": database.check})
    app.state.house = house
    return app
