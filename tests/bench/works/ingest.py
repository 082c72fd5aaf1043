"""Subgroups of five over HTTP: two thousand beside COPY of their values a row each, ten thousand beside COPY of
the same rows."""

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

ROWS, MOST_ROWS, SIZE = 2_000, 10_000, 5
SCOPES = "measurements:read", "measurements:write", "characteristics:read"
VALUE_COLUMNS = "org_id", "id", "characteristic_id", "taken_at", "place", "value"
ROW_COLUMNS = "org_id", "id", "characteristic_id", "taken_at", "values"
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def subgroups(number: int, rows: int) -> list[tuple[datetime, list[float]]]:
    chance = random.Random(number)
    begin = BEGIN + timedelta(seconds=number * rows)
    return [(begin + timedelta(seconds=row), [chance.gauss(74, 0.01) for _ in range(SIZE)]) for row in range(rows)]


def batch(number: int, rows: int) -> bytes:
    taken = subgroups(number, rows)
    body: dict[str, Any] = {
        "source": ["bench"],
        "external_id": [f"{number} {row}" for row in range(rows)],
        "characteristic_id": [str(id_of(20))],
        "taken_at": [taken_at.isoformat() for taken_at, _ in taken],
        "values": [values for _, values in taken],
    }
    return orjson.dumps(body)


def works(machine: Machine, sizes: Sequence[Size]) -> Iterator[Work]:
    *_, largest = sizes
    url = machine.postgres.url
    yield Work(
        "ingest of 10,000 values",
        "COPY, a row a value",
        Direct(copying(url, "measured", VALUE_COLUMNS, list(_of_values(largest)))),
        Http("quality", sent(machine, largest, ROWS), clients=1),
        (at_least("CPU ratio", 1 / 0.75), at_most("statements", 4)),
    )
    yield Work(
        "ingest of 10,000 subgroups of five",
        "COPY of the same rows",
        Direct(copying(url, "subgroups", ROW_COLUMNS, list(_of_subgroups(largest)))),
        Http("quality", sent(machine, largest, MOST_ROWS), clients=1),
    )


def sent(machine: Machine, size: Size, rows: int) -> Iterator[bytes]:
    """Each new to the service: the digits of its keys are exchanged, which costs next to nothing."""
    bodies = [batch(number, rows) for number in range(40 * ROWS // rows)]
    for number in count():
        body = bodies[number % len(bodies)].replace(b'"source":["bench"]', b'"source":["bench-%d"]' % number)
        yield machine.request("/v1/measurements:batch", size.org_id, id_of(0), SCOPES, body)


def _of_values(size: Size) -> Iterator[tuple[object, ...]]:
    for taken_at, values in subgroups(0, ROWS):
        yield from ((size.org_id, uuid7(), id_of(20), taken_at, place, value) for place, value in enumerate(values))


def _of_subgroups(size: Size) -> Iterator[tuple[object, ...]]:
    return ((size.org_id, uuid7(), id_of(20), *row) for row in subgroups(0, MOST_ROWS))


def copying(url: str, table: str, columns: Sequence[str], rows: Sequence[Any]) -> Callable[[], Awaitable[object]]:
    """The rows are made outside the time that is taken, as the request's body is; binary, as asyncpg copies."""
    opened: list[asyncpg.Connection] = []

    async def copy() -> None:
        if not opened:
            opened.append(await asyncpg.connect(url))
        await opened[0].execute(f"TRUNCATE bench.{table}")
        await opened[0].copy_records_to_table(table, schema_name="bench", columns=columns, records=rows)

    return copy
