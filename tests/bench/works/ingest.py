"""Two thousand subgroups of five over HTTP, beside COPY of the same ten thousand values a row each."""

import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import asyncpg
import orjson
from uuid_utils.compat import uuid7

from tests.bench.filling import Size, id_of
from tests.bench.machine import Machine
from tests.bench.work import Direct, Http, Work, at_least, at_most

ROWS, SIZE = 2_000, 5
SCOPES = "measurements:read", "measurements:write", "characteristics:read"
COLUMNS = "org_id", "id", "characteristic_id", "taken_at", "place", "value"
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def subgroups(number: int) -> list[tuple[datetime, list[float]]]:
    chance = random.Random(number)
    begin = BEGIN + timedelta(seconds=number * ROWS)
    return [(begin + timedelta(seconds=row), [chance.gauss(74, 0.01) for _ in range(SIZE)]) for row in range(ROWS)]


def batch(number: int) -> bytes:
    rows = subgroups(number)
    body: dict[str, Any] = {
        "source": ["bench"],
        "external_id": [f"{number} {row}" for row in range(ROWS)],
        "characteristic_id": [str(id_of(20))],
        "taken_at": [taken_at.isoformat() for taken_at, _ in rows],
        "values": [values for _, values in rows],
    }
    return orjson.dumps(body)


def works(machine: Machine, sizes: Sequence[Size]) -> Iterator[Work]:
    *_, largest = sizes
    bodies = [batch(number) for number in range(40)]

    def sent() -> Iterator[bytes]:
        """Each new to the service: the digits of its keys are exchanged, which costs next to nothing."""
        for number in count():
            body = bodies[number % len(bodies)].replace(b'"source":["bench"]', b'"source":["bench-%d"]' % number)
            yield machine.request("/v1/measurements:batch", largest.org_id, id_of(0), SCOPES, body)

    yield Work(
        "ingest of 10,000 values",
        "COPY, a row a value",
        Direct(copying(machine.postgres.url, largest)),
        Http("quality", sent(), clients=1),
        (at_least("CPU ratio", 1 / 0.75), at_most("statements", 4)),
    )


def copying(url: str, size: Size) -> Callable[[], Awaitable[object]]:
    """The rows are made outside the time that is taken, as the request's body is."""
    rows = [
        (size.org_id, uuid7(), id_of(20), taken_at, place, value)
        for taken_at, values in subgroups(0)
        for place, value in enumerate(values)
    ]
    opened: list[asyncpg.Connection] = []

    async def copy() -> None:
        if not opened:
            opened.append(await asyncpg.connect(url))
        await opened[0].execute("TRUNCATE bench.measured")
        await opened[0].copy_records_to_table("measured", schema_name="bench", columns=COLUMNS, records=rows)

    return copy
