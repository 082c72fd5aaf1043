"""Changes, beside FastAPI and asyncpg that write a row and its event by one statement in three round trips."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

import orjson
from uuid_utils.compat import uuid7

from tests.bench.filling import Size, id_of
from tests.bench.machine import Machine, raw
from tests.bench.work import Http, Work, at_least, at_most

Body = Callable[[int], Mapping[str, Any]]

WRITER = (
    "goals:read", "goals:write", "goals:write:all", "goals:read:all", "nonconformances:read", "nonconformances:write",
    "nonconformances:read:all", "gages:read", "gages:write",
)  # fmt: skip
GOALS = 400
HOT = at_least("ratio", 0.6), at_most("statements", 4)
PLAIN = at_least("ratio", 0.35), at_most("statements", 4)
NONCONFORMANCE = {
    "title": "Bore too wide", "detected_at": "2026-01-31T09:30:00Z", "detected_where": "supplier", "severity": "minor",
    "process_id": str(id_of(0)),
}  # fmt: skip


def check_in(number: int) -> Mapping[str, Any]:
    """Key results have the ids of every second goal; active goals end in 0 to 6."""
    return {"key_result_id": str(id_of(10 * (number % GOALS))), "value": number % 100}


def gage(_number: int) -> Mapping[str, Any]:
    return {
        "code": f"G-{uuid7().hex[-12:]}", "name": "Calliper", "unit": "mm", "resolution": 0.01,
        "calibration_interval_days": 365, "next_due_on": "2099-12-31",
    }  # fmt: skip


def works(machine: Machine, sizes: Sequence[Size]) -> Iterator[Work]:
    entry = orjson.dumps({"owner_id": str(id_of(1)), "title": "Bore too wide", "value": 1.5})
    limit = Http.same("limits", raw("/command", entry))
    for name, service, path, body_of, goals in (
        ("check-in", "performance", "/v1/check-ins", check_in, HOT),
        ("nonconformance", "quality", "/v1/nonconformances", lambda _number: NONCONFORMANCE, HOT),
        ("gage, a plain record", "quality", "/v1/gages", gage, PLAIN),
    ):
        *less, ours = (Http(service, _sent(machine, path, size, body_of)) for size in sizes)
        yield Work(f"{name} created", "FastAPI + asyncpg, one CTE", limit, ours, goals, tuple(less))


def _sent(machine: Machine, path: str, size: Size, body_of: Body) -> Iterator[bytes]:
    for number in count(1):
        yield machine.request(path, size.org_id, id_of(0), WRITER, orjson.dumps(body_of(number)))
