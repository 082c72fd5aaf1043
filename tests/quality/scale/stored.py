"""What a batch costs beside COPY, and a chart as data grow: `python -m tests.quality.scale.stored`."""

import argparse
import asyncio
import os
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import orjson
from fastapi import FastAPI
from uuid_utils.compat import uuid7

from services.quality.app import create
from services.quality.charts.queries.showing import SHOWN
from services.quality.settings import Settings
from shared import embedded
from shared.auth.issuer import Issuer
from shared.auth.issuer import router as issuer_router
from shared.database.roles import role_url
from shared.migrations import upgrade
from shared.testing import ISSUER, started
from tests.quality.conftest import EVERYTHING

ORG = UUID("00000000-0000-7000-8000-0000000000aa")
FILL = Path(__file__).with_name("fill.sql")
ROUNDS, ROWS = 7, 10_000
LIMITS = {"center": 74, "sigma": 0.01, "source": "Pilot"}
COLUMNS = (
    "org_id", "id", "characteristic_id", "taken_at", "values", "specification_id", "source", "external_id", "revision",
    "recorded_by", "version",
)  # fmt: skip


class Caller:
    def __init__(self, client: httpx.AsyncClient, issuer: Issuer) -> None:
        self.client, self.issuer = client, issuer

    async def post(self, path: str, body: Any, etag: str = "*") -> Any:
        return orjson.loads(await self.send(path, body, etag))

    async def send(self, path: str, body: Any, etag: str = "*") -> bytes:
        token = self.issuer.mint(str(uuid7()), EVERYTHING, org_id=ORG)
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "If-Match": etag}
        answer = await self.client.post(path, content=content, headers=headers, timeout=60)
        assert answer.status_code in {200, 201}, answer.text
        return answer.content

    async def get(self, path: str) -> Any:
        token = self.issuer.mint(str(ORG), EVERYTHING, org_id=ORG)
        answer = await self.client.get(path, headers={"Authorization": f"Bearer {token}"}, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def characteristic(self, process_id: str, code: str) -> dict[str, Any]:
        body = {
            "process_id": process_id, "code": code, "name": "Diameter", "unit": "mm", "usl": 75,
            "characteristic_class": "major",
        }  # fmt: skip
        made: dict[str, Any] = await self.post("/v1/characteristics", body)
        return made

    async def watch(self, characteristic_id: str) -> None:
        """Limits in force since ever, by two people."""
        chart = (await self.get(f"/v1/charts?characteristic_id={characteristic_id}"))["items"][0]
        trial = await self.post(f"/v1/charts/{chart['id']}/limit-sets", LIMITS)
        path = f"/v1/limit-sets/{trial['id']}/transitions"
        await self.post(path, {"action": "approve", "reason": "Scale"})
        await self.post(path, {"action": "activate", "valid_from": "1999-01-01T00:00:00Z"})


def batch(characteristic_id: str, number: int) -> dict[str, Any]:
    begin, chance = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=number * ROWS), random.Random(number)
    return {
        "source": ["scale"],
        "external_id": [f"{number} {row}" for row in range(ROWS)],
        "characteristic_id": [characteristic_id],
        "taken_at": [(begin + timedelta(seconds=row)).isoformat() for row in range(ROWS)],
        "values": [[chance.gauss(74, 0.01) for _ in range(5)] for _ in range(ROWS)],
    }


def records(sent: dict[str, Any], known: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The same rows as COPY takes them, made outside the time that is taken."""
    same = UUID(known["specification"]["id"])
    return [
        (ORG, uuid7(), UUID(known["id"]), datetime.fromisoformat(taken_at), values, same, "copy", key, 1, same, 1)
        for taken_at, values, key in zip(sent["taken_at"], sent["values"], sent["external_id"], strict=True)
    ]


def cpu(server: int) -> tuple[float, float]:
    """Seconds of ours, and of all of PostgreSQL's processes, as Linux counts them."""
    stats = [stat.read_text().rpartition(")")[2].split() for stat in Path("/proc").glob("[0-9]*/stat")]
    ticks = sum(int(stat[11]) + int(stat[12]) for stat in stats if stat[1] == str(server))
    return sum(os.times()[:2]), ticks / os.sysconf("SC_CLK_TCK")


async def measured(name: str, server: int, what: Callable[[int], Awaitable[Any]]) -> None:
    taken = []
    for number in range(ROUNDS):
        before, began = cpu(server), time.perf_counter()
        await what(number)
        wall, after = time.perf_counter() - began, cpu(server)
        taken.append((wall, after[0] - before[0], after[1] - before[1]))
    wall, ours, theirs = (statistics.median(column) for column in zip(*taken, strict=True))
    print(
        f"{name:42} {wall * 1000:7.0f} ms  CPU {ours * 1000:6.0f} + {theirs * 1000:5.0f} ms  {ROWS / wall:9.0f} rows/s"
    )


async def ingest(caller: Caller, owner: str, server: int, process_id: str) -> None:
    plain, watched = [await caller.characteristic(process_id, code) for code in ("plain", "watched")]
    await caller.watch(watched["id"])
    connection = await asyncpg.connect(owner)
    await connection.execute("ALTER TABLE quality.subgroups NO FORCE ROW LEVEL SECURITY")
    rows = [records(batch(plain["id"], number), plain) for number in range(ROUNDS)]
    bodies = [orjson.dumps(batch(plain["id"], number)) for number in range(ROUNDS)]
    judged = [orjson.dumps(batch(watched["id"], 100 + number)) for number in range(ROUNDS)]

    async def copied(number: int) -> None:
        await connection.copy_records_to_table(
            "subgroups", schema_name="quality", columns=COLUMNS, records=rows[number]
        )

    async def sent(number: int) -> None:
        await caller.send("/v1/measurements:batch", bodies[number])

    async def watched_too(number: int) -> None:
        await caller.send("/v1/measurements:batch", judged[number])

    await measured("binary COPY by the owner", server, copied)
    await measured("batch", server, sent)
    await measured("the same batch again, unchanged", server, sent)
    await measured("batch, each point judged", server, watched_too)
    await connection.execute("ALTER TABLE quality.subgroups FORCE ROW LEVEL SECURITY")
    await connection.close()


async def reads(caller: Caller, characteristic_id: str, stored: int) -> None:
    for last in (25, 1_000):
        taken = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            answer = await caller.get(f"/v1/characteristics/{characteristic_id}/chart?last={last}")
            taken.append(1000 * (time.perf_counter() - began))
            assert answer["total"] == last
        print(f"chart of the last {last:5} of {stored:9} stored  {statistics.median(taken):7.1f} ms", flush=True)


async def fill(url: str, characteristics: list[dict[str, Any]], first: int, last: int) -> None:
    known = "{" + ",".join(one["id"] for one in characteristics) + "}"
    given = {":first": str(first), ":last": str(last), ":characteristics": known}
    script = FILL.read_text()
    for name, value in (given | {":specification": characteristics[0]["specification"]["id"]}).items():
        script = script.replace(name, value)
    connection = await asyncpg.connect(url)
    for statement in filter(str.strip, script.split(";\n")):
        await connection.execute(statement)
    await connection.close()


async def explain(url: str, chart_id: str) -> None:
    """The plan of what a chart reads, as the app role."""
    connection = await asyncpg.connect(role_url(url, "quality", "app"))
    given: dict[str, Any] = {"id": UUID(chart_id), "last": 1_000, "most": 100_001}
    given |= {"taken_since": datetime(1900, 1, 1, tzinfo=UTC), "taken_before": datetime(2201, 1, 1, tzinfo=UTC)}
    async with connection.transaction():
        await connection.execute(f"SET LOCAL app.org_id = '{ORG}'")
        plan = await connection.fetch(f"EXPLAIN (ANALYZE, BUFFERS) {SHOWN.sql}", *SHOWN.arguments(given))
    print("\n".join(row[0] for row in plan))
    await connection.close()


async def run(url: str, server: int, sizes: list[int]) -> None:
    with TemporaryDirectory() as folder:
        issuer, provider_app = Issuer(ISSUER, Path(folder) / "key.json"), FastAPI()
        provider_app.include_router(issuer_router(issuer))
        provider = httpx.AsyncClient(transport=httpx.ASGITransport(provider_app))
        given = {"environment": "development", "log_level": "ERROR", "issuer": ISSUER, "jobs": False}
        app = create(Settings.model_validate(given | {"database_url": url}), provider)
        async with started(app), httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://in") as client:
            caller = Caller(client, issuer)
            process = await caller.post("/v1/processes", {"code": "P", "name": "Turning"})
            many = [await caller.characteristic(process["id"], f"C-{number}") for number in range(10)]
            await caller.watch(many[0]["id"])
            await ingest(caller, role_url(url, "quality", "owner"), server, process["id"])
            filled = 0
            for size in sizes:
                await fill(url, many, filled + 1, size)
                filled = size
                await reads(caller, many[0]["id"], size)
            await ingest_again(caller, server, many[0]["id"])
            chart = await caller.get(f"/v1/characteristics/{many[0]['id']}/chart")
            await explain(url, chart["id"])


async def ingest_again(caller: Caller, server: int, characteristic_id: str) -> None:
    """With all that is stored by then."""
    bodies = [orjson.dumps(batch(characteristic_id, 200 + number)) for number in range(ROUNDS)]

    async def sent(number: int) -> None:
        await caller.send("/v1/measurements:batch", bodies[number])

    await measured("batch, judged, on top of all", server, sent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subgroups", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    asked = parser.parse_args()
    with TemporaryDirectory() as folder, embedded.running(Path(folder), durable=False) as server:
        upgrade("quality", server.url)
        asyncio.run(run(server.url, server.pid, asked.subgroups))


if __name__ == "__main__":
    main()
