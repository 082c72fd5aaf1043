"""A service's queue: pgqueuer's tables in a schema of their own, filled by the transactions that want work done later.

No row-level security binds a worker that serves every organisation, so nothing but ids and names lies there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from pgqueuer import AsyncpgDriver, Job, Queries
from pgqueuer.adapters.persistence import qb
from pgqueuer.domain.models import TracebackRecord
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import JOB_STATUS
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from shared.database.roles import role

INSTALL = Path(__file__).with_suffix(".sql")
MAX_PAYLOAD_BYTES = 2_000
GRANTED = "SELECT, INSERT, UPDATE, DELETE"

KNOW = "INSERT INTO queue.organisations VALUES ($1) ON CONFLICT DO NOTHING"
KNOWN = "SELECT org_id FROM queue.organisations"
TRIES = "SELECT count(*) FROM queue.pgqueuer_log WHERE job_id = $1 AND status = 'picked'"
HOLD = "SELECT id FROM queue.pgqueuer WHERE id = $1 AND queue_manager_id = $2 FOR UPDATE"
STILL_HELD = "SELECT id FROM queue.pgqueuer WHERE id = ANY($1::bigint[]) AND queue_manager_id = ANY($2::uuid[])"
FORGET = (
    "DELETE FROM queue.pgqueuer_log WHERE created < now() - $1::interval",
    "DELETE FROM queue.pgqueuer WHERE status = 'failed' AND updated < now() - $1::interval",
)


class PayloadTooLarge(ValueError):
    """A payload holds ids; what is large or personal lies in a table under row-level security."""


class Names(DBSettings):
    """Given by us alone: pgqueuer would also listen to its environment, even to a variable called FUNCTION."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


@dataclass(frozen=True, slots=True)
class Errand:
    """What lies in the queue: for which organisation, who asked, and ids to find the rest by."""

    name: str
    org_id: UUID
    payload: Mapping[str, Any]
    asked_by: UUID | None = None
    """None where the clock asked."""
    request_id: str | None = None
    job_id: UUID | None = None
    """The record that callers watch, if they do."""
    delay: timedelta = timedelta(0)

    def sealed(self) -> bytes:
        said = {name: value for name, value in asdict(self).items() if name not in ("name", "delay")}
        sealed = orjson.dumps(said, default=str)
        if len(sealed) > MAX_PAYLOAD_BYTES:
            raise PayloadTooLarge(PayloadTooLarge.__doc__)
        return sealed

    @classmethod
    def opened(cls, name: str, sealed: bytes) -> "Errand":
        said = orjson.loads(sealed)
        asked_by, job_id = (said[key] and UUID(said[key]) for key in ("asked_by", "job_id"))
        return cls(name, UUID(said["org_id"]), said["payload"], asked_by, said["request_id"], job_id)


def delay_until(day_or_instant: date | datetime | None, now: datetime) -> timedelta:
    """A day begins at midnight UTC."""
    if day_or_instant is None:
        return timedelta(0)
    if not isinstance(day_or_instant, datetime):
        day_or_instant = datetime.combine(day_or_instant, time(), UTC)
    return max(day_or_instant - now, timedelta(0))


Ended = list[tuple[Job, JOB_STATUS, TracebackRecord | None]]


class HeldQueries(Queries):
    """pgqueuer ends a job by its id, even one that another worker has taken over; this ends what it still holds."""

    async def log_jobs(self, job_status: Ended) -> None:
        held = await self._held([job for job, _, _ in job_status])
        if held:
            await super().log_jobs([ended for ended in job_status if ended[0].id in held])

    async def retry_job(self, job: Job, delay: timedelta, traceback_record: TracebackRecord | None) -> None:
        if await self._held([job]):
            await super().retry_job(job, delay, traceback_record)

    async def _held(self, jobs: list[Job]) -> set[object]:
        statement = STILL_HELD.replace("queue.", f"{self.qbe.settings.db_schema}.")
        holders = [job.queue_manager_id for job in jobs]
        return {row["id"] for row in await self.driver.fetch(statement, [job.id for job in jobs], holders)}


class Queue:
    def __init__(self, service: str) -> None:
        self.schema = queue_schema(service)
        names = Names(db_schema=self.schema, channel=self.schema)  # channels belong to the database, not to a schema
        self._builders: dict[str, Any] = {
            "qbe": qb.QueryBuilderEnvironment(names),
            "qbq": qb.QueryQueueBuilder(names),
            "qbs": qb.QuerySchedulerBuilder(names),
        }

    def on(self, connection: Any, kind: type[Queries] = HeldQueries) -> Queries:
        """pgqueuer on this connection, in whatever transaction that is in."""
        return kind(AsyncpgDriver(connection), **self._builders)

    async def put(self, connection: Any, errands: Sequence[Errand], once: Sequence[str] | None = None) -> None:
        """All in one statement; a key in `once` that is in the queue already adds nothing."""
        await self.on(connection).enqueue(
            [errand.name for errand in errands],
            [errand.sealed() for errand in errands],
            [0] * len(errands),
            [errand.delay for errand in errands],
            list(once) if once is not None else None,
            on_conflict="skip",
        )

    async def know(self, connection: Any, org_id: UUID) -> None:
        """Nobody else keeps a list of organisations, and the clock works for each of them."""
        await connection.execute(self._ours(KNOW), org_id)

    async def known(self, connection: Any) -> list[UUID]:
        return [row["org_id"] for row in await connection.fetch(self._ours(KNOWN))]

    async def tries(self, connection: Any, job: Job) -> int:
        """pgqueuer counts what failed; what took its process with it has been picked as well."""
        return int(await connection.fetchval(self._ours(TRIES), job.id))

    async def settle(self, connection: Any, job: Job) -> bool:
        """Out of the queue in the transaction of what was done; False where another worker has taken it over."""
        held = await connection.fetchval(self._ours(HOLD), job.id, job.queue_manager_id) is not None
        if held:
            await self.on(connection, Queries).log_jobs([(job, "successful", None)])
        return held

    async def forget(self, connection: Any, age: timedelta) -> None:
        """What ended, or failed for good, longer ago than that."""
        for statement in FORGET:
            await connection.execute(self._ours(statement), age)

    def _ours(self, statement: str) -> str:
        return statement.replace("queue.", f"{self.schema}.")


def queue_schema(service: str) -> str:
    return f"{service}_queue"


def installation(service: str) -> list[str]:
    """One statement each: the tables, and what the app role may do with them."""
    schema, app = queue_schema(service), role(service, "app")
    made = INSTALL.read_text().replace("{schema}", schema).split("\n\nCREATE ")
    return [
        *(f"CREATE {statement}" for statement in made[1:]),
        f"GRANT {GRANTED} ON ALL TABLES IN SCHEMA {schema} TO {app}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {app}",
    ]


def removal(service: str) -> list[str]:
    schema = queue_schema(service)
    tables = ("pgqueuer", "pgqueuer_log", "pgqueuer_schedules", "pgqueuer_statistics", "organisations")
    return [
        f"DROP TABLE {', '.join(f'{schema}.{table}' for table in tables)}",
        f"DROP FUNCTION {schema}.fn_pgqueuer_changed",
        f"DROP TYPE {schema}.pgqueuer_status",
    ]
