"""`python -m tests.performance.scale`: fill, then print how long reads take and what the counters cost who writes."""

import argparse
import asyncio
import statistics
import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import asyncpg
import httpx
from fastapi import FastAPI

from services.performance.app import create
from services.performance.settings import Settings
from shared import embedded
from shared.auth.issuer import Issuer
from shared.auth.issuer import router as issuer_router
from shared.migrations import upgrade
from shared.testing import ISSUER, started
from tests.performance.scale.writes import upkeep

ORG = UUID("00000000-0000-7000-8000-0000000000aa")
FILL = Path(__file__).with_name("fill.sql")
ROUNDS = 7
WRITTEN = 200
WRITER = ("goals:read", "goals:read:all", "goals:write", "goals:write:all")
TOP, DIVISION_HEAD = 0, 24
"""In a tree of 100,000 with eight to a lead, person 24 leads 1,696."""


def id_of(number: int) -> UUID:
    return UUID(f"00000000-0000-7000-8000-{number:012x}")


async def fill(url: str, people: int, goals: int) -> None:
    connection = await asyncpg.connect(url)
    script = FILL.read_text().replace(":people", str(people)).replace(":goals", str(goals))
    for statement in _statements(script):
        began = time.perf_counter()
        await connection.execute(statement)
        print(f"{time.perf_counter() - began:7.1f} s  {' '.join(statement.split())[:70]}", flush=True)
    await connection.close()


def _statements(script: str) -> Iterable[str]:
    """VACUUM wants to be alone, so each is sent by itself."""
    return (part for part in script.split(";\n") if part.strip())


def reads(people: int) -> list[tuple[str, int, tuple[str, ...], str]]:
    """What is asked, by whom, with which further scopes."""
    lead, employee = (people - 2) // 8 - 1, people - 1
    hr, division = ("goals:read:all", "productivity:read:all"), id_of(DIVISION_HEAD)
    dashboards = [
        ("me, employee", employee, (), "/v1/dashboards/me"),
        ("me, team lead", lead, (), "/v1/dashboards/me"),
        ("me, division head", DIVISION_HEAD, (), "/v1/dashboards/me"),
        ("team of 8", lead, (), "/v1/dashboards/team"),
        ("team, all below division head", DIVISION_HEAD, (), "/v1/dashboards/team?depth=all"),
        ("division, by its head", DIVISION_HEAD, (), f"/v1/dashboards/org-units/{division}?include_subunits=true"),
        ("division, by HR", employee, hr, f"/v1/dashboards/org-units/{division}?include_subunits=true"),
        ("company, by HR", employee, hr, "/v1/dashboards/company"),
        ("summary, HR", employee, (*hr, "summary:read"), "/v1/summary"),
        ("summary, employee", employee, ("summary:read",), "/v1/summary"),
    ]
    viewers = {"employee": employee, "team lead": lead, "division head": DIVISION_HEAD, "top": TOP}
    lists = [(f"list of 50, {name}", number, (), "/v1/goals?limit=50") for name, number in viewers.items()]
    own, team = id_of(10 * employee), id_of(10 * DIVISION_HEAD + 6)
    return [
        *dashboards,
        *lists,
        ("list of 50, HR", employee, hr, "/v1/goals?limit=50"),
        ("team's active goals, lead", lead, (), f"/v1/goals?limit=50&status=active&manager_id={id_of(lead)}"),
        ("one goal, employee", employee, (), f"/v1/goals/{own}"),
        ("one goal, top", TOP, (), f"/v1/goals/{own}"),
        *organisation(employee, division),
        ("tree of a division's goal", DIVISION_HEAD, (), f"/v1/goals/{team}/tree?limit=50"),
    ]


def organisation(employee: int, division: UUID) -> list[tuple[str, int, tuple[str, ...], str]]:
    """Who is above and below whom, today and on a day that the assignments are asked about."""
    chain, reports = f"/v1/people/{id_of(employee)}/chain", f"/v1/people/{division}/reports?depth=all&limit=50"
    all_reports = f"/v1/people/{id_of(TOP)}/reports?depth=all&limit=50"
    unit = f"/v1/people?org_unit_id={division}&include_subunits=true&limit=50"
    return [
        (f"{name}{when}", employee, (), path + then)
        for when, past in (("", ""), (" in 2024", "as_of=2024-06-30"))
        for name, path in (
            ("chain above an employee", chain),
            ("below a division head", reports),
            ("below the top", all_reports),
            ("people of a division", unit),
            ("tree of a division", f"/v1/org-units/{division}/tree?limit=50"),
        )
        for then in [past and f"{'&' if '?' in path else '?'}{past}"]
    ]


async def measure(url: str, people: int) -> None:
    with TemporaryDirectory() as folder:
        issuer, provider_app = Issuer(ISSUER, Path(folder) / "key.json"), FastAPI()
        provider_app.include_router(issuer_router(issuer))
        provider = httpx.AsyncClient(transport=httpx.ASGITransport(provider_app))
        given = {"environment": "development", "log_level": "ERROR", "issuer": ISSUER, "jobs": False}
        app = create(Settings.model_validate(given | {"database_url": url}), provider)
        async with started(app), httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://in") as client:
            for name, person, more, path in reads(people):
                scopes = ("goals:read", "people:read", "productivity:read", *more)
                token = issuer.mint(str(id_of(person)), scopes, org_id=ORG)
                await timed(client, name, path, {"Authorization": f"Bearer {token}"})
            writer = issuer.mint(str(id_of(TOP)), WRITER, org_id=ORG)
            client.headers["Authorization"] = f"Bearer {writer}"
            await upkeep(client, url, [id_of(10 * number) for number in range(people - WRITTEN, people)])


async def timed(client: httpx.AsyncClient, name: str, path: str, headers: dict[str, str]) -> None:
    taken, statuses = [], set()
    for _ in range(ROUNDS):
        began = time.perf_counter()
        answer = await client.get(path, headers=headers, timeout=60)
        taken.append(1000 * (time.perf_counter() - began))
        statuses.add(answer.status_code)
    kept = statistics.median(taken)
    said = f"{sorted(statuses)} {len(answer.content):7} bytes"
    print(f"{name:34} {kept:9.1f} ms  first {taken[0]:8.1f}  {said}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--goals", type=int, default=1_000_000)
    parser.add_argument("--data", type=Path, help="keep the filled server here and use it again")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        data = asked.data or Path(folder)
        filled = data.exists() and any(data.iterdir())
        with embedded.running(data, durable=False) as server:
            if not filled:
                upgrade("performance", server.url)
                asyncio.run(fill(server.url, asked.people, asked.goals))
            asyncio.run(measure(server.url, asked.people))


if __name__ == "__main__":
    main()
