"""A file of 2,000 people in and out, beside COPY of the same lines."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import count

import asyncpg
import orjson
from uuid_utils.compat import uuid7

from shared.workbooks.lines import MEDIA_TYPE as XLSX
from tests.bench.filling import Size, id_of
from tests.bench.load import once
from tests.bench.machine import Machine
from tests.bench.work import Direct, Http, Work
from tests.performance.people_files.company import LEVELS, PROFILES, as_csv, as_workbook, company

PEOPLE = 2_000
SCOPES = "people:import", "people:read", "job_profiles:write", "jobs:read"
LINES = "CREATE TABLE IF NOT EXISTS bench.lines (line text); TRUNCATE bench.lines"
IN, OUT = "/v1/people/import?source", "/v1/people/export?source=same&format"


Jobs = list[tuple[str, dict[str, object]]]

ORG = uuid7()
"""An organisation of its own, in which nobody is yet."""


async def prepare(machine: Machine) -> None:
    """The jobs that the file names, and the file taken once."""
    port = machine.processes["performance"].port
    profiles: Jobs = [("/v1/job-profiles", {"code": code, "name": code}) for code in PROFILES]
    levels: Jobs = [
        ("/v1/job-levels", {"code": code, "name": code, "rank": 1 + rank}) for rank, code in enumerate(LEVELS)
    ]
    for path, body in profiles + levels:
        await once(port, machine.request(path, ORG, id_of(0), SCOPES, orjson.dumps(body)))
    await once(port, request(machine, f"{IN}=same", as_csv(company(PEOPLE))))


def request(machine: Machine, path: str, file: bytes | None = None, form: str = "text/csv") -> bytes:
    return machine.request(path, ORG, id_of(0), SCOPES, file, media_type=form)


def works(machine: Machine, _sizes: Sequence[Size]) -> Iterator[Work]:
    file = as_csv(company(PEOPLE))

    def sent() -> Iterator[bytes]:
        """Others each time: their addresses and their source are new."""
        for number in count():
            yield request(machine, f"{IN}=file{number}", file.replace(b"@", b"@n%d." % number))

    again = request(machine, f"{IN}=same", file)
    dry = request(machine, f"{IN}=dry&dry_run=true", file.replace(b"@", b"@dry."))
    book = request(machine, f"{IN}=dry&dry_run=true", as_workbook(company(PEOPLE)), XLSX)
    limit = Direct(lambda: _copied(machine.postgres.url, file))
    for name, requests in (
        ("2,000 people in, a dry run", Http.same("performance", dry, 1)),
        ("2,000 people in, a dry run of a workbook", Http.same("performance", book, 1)),
        ("2,000 people in, taken", Http("performance", sent(), 1)),
        ("2,000 people in, unchanged", Http.same("performance", again, 1)),
        ("2,000 people out, CSV", Http.same("performance", request(machine, f"{OUT}=csv"), 1)),
        ("2,000 people out, XLSX", Http.same("performance", request(machine, f"{OUT}=xlsx"), 1)),
    ):
        yield Work(name, "COPY of the lines", limit, requests)


async def _copied(url: str, file: bytes) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(LINES)
    await connection.copy_to_table("lines", schema_name="bench", source=BytesIO(file), delimiter="\x01")
    await connection.close()
