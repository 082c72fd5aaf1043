"""Dashboards and roll-ups, what their counters cost who writes, and reads along the reporting lines."""

import random
from collections.abc import Awaitable, Callable, Iterator, Sequence

import asyncpg
import orjson

from tests.bench.filling import Size, id_of
from tests.bench.load import once
from tests.bench.machine import Machine, raw
from tests.bench.work import Direct, Http, Side, Work, at_least, at_most
from tests.bench.works.commands import WRITER, check_in

HR = (
    "goals:read",
    "goals:read:all",
    "productivity:read",
    "productivity:read:all",
    "summary:read",
    "people:read",
    "nonconformances:read",
    "nonconformances:approve",
    "nonconformances:review",
)
COUNTED = "goals", "key_results", "check_ins"
DIVISION_HEAD = 24
"""In a tree of 100,000 with eight to a lead, this one leads 1,695."""
BLOCK = at_most("p50", 2.0), at_most("growth", 2), at_most("statements", 3)


def works(machine: Machine, sizes: Sequence[Size]) -> Iterator[Work]:
    *_, largest = sizes

    def reading(service: str, path: str, size: Size, person: int, scopes: tuple[str, ...] = HR) -> Side:
        return Http.same(service, machine.request(path, size.org_id, id_of(person), scopes), clients=1)

    plain = Http.same("limits", raw("/sql/goal"), clients=1)
    for name, service, path in (
        ("dashboard of the company, HR", "performance", "/v1/dashboards/company"),
        ("summary of performance, HR", "performance", "/v1/summary"),
        ("summary of quality", "quality", "/v1/summary"),
        ("Pareto of causes, a year", "quality", "/v1/metrics/pareto"),
        ("ageing by stage", "quality", "/v1/metrics/ageing"),
        ("metrics of quality", "quality", "/v1/metrics"),
        ("inbox of a quality manager", "quality", "/v1/inbox"),
    ):
        *less, ours = (reading(service, path, size, size.people - 1) for size in sizes)
        yield Work(name, "one row on bare ASGI", plain, ours, BLOCK, tuple(less))
    below = "/v1/dashboards/team?depth=all"
    scan = Http.same("limits", raw("/sql/roll-up"), clients=1)
    roll_up = reading("performance", below, largest, DIVISION_HEAD, ("goals:read", "productivity:read"))
    third = (at_least("ratio", 1 / 3),)
    yield Work("goals of 1,695 people, by their head", "index-only scan of the range", scan, roll_up, third)
    division = id_of(DIVISION_HEAD)
    for name, path in (
        ("people below a division head", f"/v1/people/{division}/reports?depth=all&limit=50"),
        ("the same on a day of 2024", f"/v1/people/{division}/reports?depth=all&limit=50&as_of=2024-06-30"),
        ("chain above an employee", f"/v1/people/{id_of(largest.people - 1)}/chain"),
        ("tree of a division's units", f"/v1/org-units/{division}/tree?limit=50"),
        ("tree of a division's goal", f"/v1/goals/{id_of(10 * DIVISION_HEAD + 6)}/tree?limit=50"),
    ):
        yield Work(name, "one row on bare ASGI", plain, reading("performance", path, largest, DIVISION_HEAD))
    yield from _upkeep(machine, largest)


def _upkeep(machine: Machine, size: Size) -> Iterator[Work]:
    """The same writes with the counters' triggers and without; without, goals are counted again at the end of each."""
    dice, port = random.Random(2), machine.processes["performance"].port

    def writing(path: str, body: Callable[[], object], *, counted: bool) -> Callable[[], Awaitable[object]]:
        async def write() -> None:
            await _switch(machine.postgres.url, size, counted=counted)
            for _ in range(20):
                sent = orjson.dumps(body())
                await once(port, machine.request(path, size.org_id, id_of(0), WRITER, sent))

        return write

    for name, path, body in (
        ("20 check-ins with counters", "/v1/check-ins", lambda: check_in(dice.randrange(400))),
        ("20 batches of 50 goals with counters", "/v1/goals:batch", lambda: {"rows": _moved(dice)}),
    ):
        plain, ours = (Direct(writing(path, body, counted=counted)) for counted in (False, True))
        yield Work(name, "the same without", plain, ours, (at_least("ratio", 0.8),))


def _moved(dice: random.Random) -> list[dict[str, object]]:
    due_on = f"2099-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}"
    return [{"id": str(id_of(10 * number)), "patch": {"due_on": due_on}} for number in range(500, 550)]


async def _switch(url: str, size: Size, *, counted: bool) -> None:
    connection = await asyncpg.connect(url)
    for table in COUNTED:
        await connection.execute(f"ALTER TABLE performance.{table} {'ENABLE' if counted else 'DISABLE'} TRIGGER USER")
    await connection.close()
