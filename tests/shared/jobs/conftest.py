"""The performance service with jobs of our own: each leaves a job family behind, for everybody to see."""

import asyncio
from datetime import UTC, datetime

import pytest
from uuid_utils.compat import uuid7

from services.performance.features import FEATURES
from services.performance.job_profiles.models import JobFamily
from services.performance.settings import Settings
from services.performance.tables import WATCHED, Table
from shared.auth.actor import Actor
from shared.jobs.declared import Jobs
from shared.problems import Conflict
from shared.service import make_service
from shared.testing import ISSUER, started

jobs = Jobs()


class Refused(Conflict):
    """This can't be done."""


class Signals:
    """What a handler waits for, so that a test can look while it runs."""

    def __init__(self):
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()


SIGNALS: dict[str, Signals] = {}


@jobs.handles("family.make")
async def make_family(work, run):
    family = work.add(JobFamily(code=run.payload["code"], name=work.actor.subject))
    work.note("job_family.created", family, attempt=run.attempt)


@jobs.handles("family.make_slowly")
async def make_family_slowly(work, run):
    await make_family(work, run)
    await work.flush()
    await run.progress(40)
    signals = SIGNALS[run.payload["code"]]
    signals.begun.set()
    await signals.go_on.wait()
    return f"/v1/job-families?code={run.payload['code']}"


@jobs.handles("family.fail")
async def fail(work, run):
    await make_family(work, run)
    await work.flush()
    raise RuntimeError(f"Ada Lovelace at {run.payload['code']}")


@jobs.handles("family.refuse")
async def refuse(_work, _run):
    raise Refused()


@jobs.scheduled("family.every_new_year", "0 0 1 1 *")
async def make_the_years_family(work, _run):
    family = work.add(JobFamily(code=f"y{work.now.year}", name="New year"))
    work.note("job_family.created", family)


def settings_of(administrator, **more):
    development = {"environment": "development", "issuer": ISSUER, "log_level": "ERROR", "jobs": False}
    return Settings.model_validate(development | more | {"database_url": administrator})


def service(settings, provider=None):
    return make_service(settings, "Jobs", Table.metadata, FEATURES, [jobs], provider=provider)


@pytest.fixture(scope="session")
async def app(migrated, provider):
    async with started(service(settings_of(await migrated("performance")), provider)) as running:
        yield running


class Bench:
    """An organisation that leaves work behind, and what becomes of it."""

    def __init__(self, app, org, client, sql):
        self.worker, self.house, self.org, self.client, self.sql = app.state.worker, app.state.house, org, client, sql
        self.asker = Actor(org, uuid7(), "ada", frozenset())

    def working(self):
        """A command's work, as a request would have it."""
        return self.house.working(self.asker, datetime.now(UTC), request_id="a" * 32)

    async def enqueue(self, name, code, **more):
        async with self.working() as work:
            work.enqueue(name, {"code": code}, **more)

    async def start(self, name, code):
        """A watched job; its id."""
        async with self.working() as work:
            accepted = await WATCHED.start(work, name, {"code": code})
        return accepted.location.rpartition("/")[2]

    async def look(self, id, who=None, *scopes, **headers):
        return await self.client(who or self.asker, "jobs:read", *scopes).get(f"/v1/jobs/{id}", headers=headers)

    async def codes(self):
        """The families there are by now."""
        of_ours = "SELECT code FROM performance.job_families WHERE org_id = $1 ORDER BY code"
        return [row["code"] for row in await self.sql.fetch(of_ours, self.org)]

    async def queued(self):
        """What of this organisation lies in the queue."""
        of_ours = "SELECT * FROM performance_queue.pgqueuer WHERE convert_from(payload, 'UTF8')::json ->> 'org_id' = $1"
        return await self.sql.fetch(of_ours, str(self.org))

    async def until(self, condition, seconds=20):
        async with asyncio.timeout(seconds):
            while not await condition():  # noqa: ASYNC110 # it is in the database that something happens
                await asyncio.sleep(0.02)


@pytest.fixture
def bench(app, org, client, sql):
    return Bench(app, org, client, sql)


@pytest.fixture
def signals():
    """Of the slow job with that code."""

    def of(code):
        return SIGNALS.setdefault(code, Signals())

    yield of
    SIGNALS.clear()
