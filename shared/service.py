"""What both services are made of: settings, database, verifier and features become one application."""

import gc
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import httpx
from fastapi import APIRouter, FastAPI
from sqlalchemy import MetaData
from starlette.middleware import Middleware

from shared import events
from shared.auth.verifier import verifier_of
from shared.database.connections import Database
from shared.database.roles import app_url, relay_url
from shared.feed.positions import Positions
from shared.http.app import make_app
from shared.http.overload import Admission, Limit
from shared.idempotency import Answers
from shared.jobs.declared import Jobs
from shared.jobs.forgetting import forgetting
from shared.jobs.worker import Worker
from shared.pages import Cursors
from shared.queue import Queue
from shared.sequencer import News, Sequencer
from shared.settings import DatabaseSettings
from shared.work import House

OFTEN, SELDOM, HARDLY = 20_000, 20, 50


def _spare_what_stays() -> None:
    """What is there at the start is never garbage: a request with many rows must not pay for looking through it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OFTEN, SELDOM, HARDLY)


def make_service(
    settings: DatabaseSettings,
    title: str,
    metadata: MetaData,
    features: Iterable[APIRouter],
    jobs: Iterable[Jobs],
    *,
    provider: httpx.AsyncClient | None = None,
) -> FastAPI:
    reached = provider or httpx.AsyncClient(timeout=5)
    house = _house(settings, metadata, reached)
    database = house.database
    news = News()
    sequencer = Sequencer(relay_url(settings), settings.deployable, news)
    watched, answers = (metadata.tables[f"{metadata.schema}.{name}"] for name in ("jobs", "idempotency_keys"))
    worker = Worker(house, watched, [*jobs, forgetting(answers)], settings.deployable)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await database.open()
        sequencer.start()
        if settings.jobs:
            worker.start()
        _spare_what_stays()
        try:
            yield
        finally:
            await worker.stop()
            await sequencer.stop()
            await database.close()
            if provider is None:
                await reached.aclose()

    app = make_app(settings, title, features, lifespan=lifespan, checks={"database": database.check}, inside=_limits())
    app.state.house, app.state.worker = house, worker
    _tell_news(app, news, Positions(settings.secret_key.get_secret_value(), settings.deployable))
    return app


def _limits() -> list[Middleware]:
    return [Middleware(Admission, Limit())]


def _house(settings: DatabaseSettings, metadata: MetaData, provider: httpx.AsyncClient) -> House:
    return House(
        Database(
            app_url(settings),
            pool=settings.database_pool,
            name=f"mettle-{settings.deployable}",
            replica=settings.replica_url.get_secret_value() if settings.replica_url else None,
            pooled=settings.pooled,
        ),
        verifier_of(settings, provider),
        Cursors(settings.secret_key.get_secret_value()),
        events.insertion(metadata.tables[f"{metadata.schema}.events"]),
        Queue(settings.deployable),
        Answers(metadata.tables[f"{metadata.schema}.idempotency_keys"]),
    )


def _tell_news(app: FastAPI, news: News, positions: Positions) -> None:
    """What the feed finds in place."""
    app.state.news, app.state.positions = news, positions
    app.state.at_stop.append(news.end)
