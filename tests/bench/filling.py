"""Three organisations of three sizes in one database, filled by sets: each grows tenfold over the one before."""

import asyncio
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from uuid import UUID

import asyncpg

from shared.database.roles import role_url
from shared.migrations import upgrade

COUNTED_AT_ONCE = 5_000
SCRIPTS = Path(__file__).parent / "data"
LIMITS = """
    CREATE SCHEMA bench;
    GRANT USAGE ON SCHEMA bench TO PUBLIC;
    CREATE TABLE bench.entries (org_id uuid, id uuid, owner_id uuid, title text, value float8, created_at timestamptz
        DEFAULT now(), PRIMARY KEY (org_id, id));
    CREATE TABLE bench.events (org_id uuid, id uuid, record_id uuid, type text, data jsonb, PRIMARY KEY (org_id, id));
    CREATE TABLE bench.measured (org_id uuid, id uuid, characteristic_id uuid, taken_at timestamptz, place int,
        value float8, PRIMARY KEY (org_id, id));
    CREATE TABLE bench.subgroups (org_id uuid, id uuid, characteristic_id uuid, taken_at timestamptz, values float8[],
        PRIMARY KEY (org_id, id));
    ALTER TABLE bench.entries ENABLE ROW LEVEL SECURITY;
    ALTER TABLE bench.events ENABLE ROW LEVEL SECURITY;
    CREATE POLICY tenant ON bench.entries USING (org_id = (SELECT current_setting('app.org_id')::uuid));
    CREATE POLICY tenant ON bench.events USING (org_id = (SELECT current_setting('app.org_id')::uuid));
    GRANT ALL ON ALL TABLES IN SCHEMA bench TO PUBLIC
"""
"""The tables of the limits: as few columns as the work needs."""


@dataclass(frozen=True)
class Size:
    """Ten goals a person, and two subgroups of five a goal."""

    org_id: UUID
    goals: int

    @property
    def people(self) -> int:
        return self.goals // 10

    @property
    def subgroups(self) -> int:
        return 2 * self.goals

    def __str__(self) -> str:
        half = self.subgroups // 2
        return f"{self.goals:,} goals, {self.subgroups:,} subgroups of five, {half:,} nonconformances"

    @property
    def given(self) -> Mapping[str, object]:
        return {"org": self.org_id, "people": self.people, "goals": self.goals, "subgroups": self.subgroups}


def sizes_up_to(goals: int) -> list[Size]:
    """Of three, each ten times the one before."""
    ids = (UUID(f"00000000-0000-7000-8000-0000000000a{place}") for place in range(3))
    return [Size(org_id, goals // part) for org_id, part in zip(ids, (100, 10, 1), strict=True)]


def id_of(number: int) -> UUID:
    return UUID(f"00000000-0000-7000-8000-{number:012x}")


def fill(url: str, sizes: Iterable[Size]) -> None:
    for service in ("performance", "quality"):
        upgrade(service, url)
    asyncio.run(_fill(url, sizes))


async def _fill(url: str, sizes: Iterable[Size]) -> None:
    for size in sizes:
        for script in sorted(SCRIPTS.glob("*.sql")):
            began = time.perf_counter()
            await _run(url, script.read_text(), size)
            print(f"{time.perf_counter() - began:7.1f} s  {script.stem} of {size}", flush=True)
        await _count(url, size)
    connection = await asyncpg.connect(url)
    await connection.execute(LIMITS)
    await connection.close()


async def _count(url: str, size: Size) -> None:
    """What nonconformances count for, some thousands at a time: nothing noted them while they were filled."""
    connection = await asyncpg.connect(role_url(url, "quality", "app"))
    await connection.execute(f"SET app.org_id = '{size.org_id}'")
    for first in range(0, size.subgroups // 2, COUNTED_AT_ONCE):
        ids = [id_of(number) for number in range(first, min(first + COUNTED_AT_ONCE, size.subgroups // 2))]
        await connection.execute("INSERT INTO quality.touched (nonconformance_id) SELECT unnest($1::uuid[])", ids)
        await connection.execute("SELECT quality.fold_counts()")
    await connection.close()


async def settle(url: str, sizes: Iterable[Size]) -> None:
    """What the jobs do every few minutes, which are off while we measure."""
    for service, size in product(("performance", "quality"), sizes):
        connection = await asyncpg.connect(role_url(url, service, "app"))
        await connection.execute(f"SET app.org_id = '{size.org_id}'")
        await connection.execute(f"SELECT {service}.fold_counts()")
        await connection.close()


async def _run(url: str, script: str, size: Size) -> None:
    """VACUUM wants to be alone, so each statement is sent by itself."""
    for name, value in size.given.items():
        script = script.replace(f":{name}", str(value))
    connection = await asyncpg.connect(url)
    for statement in filter(str.strip, script.split(";\n")):
        await connection.execute(statement, timeout=600)
    await connection.close()
