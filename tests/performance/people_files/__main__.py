"""`python -m tests.performance.people_files --people 5000`: how long a file of them takes, tried, taken and again.

As text, as JSON and as a workbook.
"""

import argparse
import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from fastapi import FastAPI
from uuid_utils.compat import uuid7

from services.performance.app import create
from services.performance.settings import Settings
from shared import embedded
from shared.auth.issuer import Issuer
from shared.auth.issuer import router as issuer_router
from shared.migrations import upgrade
from shared.testing import ISSUER, started
from shared.workbooks.lines import MEDIA_TYPE as XLSX
from tests.performance.people_files.company import LEVELS, PROFILES, Company, as_csv, as_json, as_workbook, company

SCOPES = "people:import", "people:read", "job_profiles:write", "jobs:read"
Write = Callable[[Company], bytes]
FORMS: dict[str, Write] = {"text/csv": as_csv, "application/json": as_json, XLSX: as_workbook}


async def measure(url: str, people: int) -> None:
    with TemporaryDirectory() as folder:
        issuer, provider_app = Issuer(ISSUER, Path(folder) / "key.json"), FastAPI()
        provider_app.include_router(issuer_router(issuer))
        provider = httpx.AsyncClient(transport=httpx.ASGITransport(provider_app))
        given = {"environment": "development", "log_level": "ERROR", "issuer": ISSUER, "database_url": url}
        app = create(Settings.model_validate(given), provider)
        async with started(app):
            for form, write in FORMS.items():
                token = issuer.mint(str(uuid7()), SCOPES, org_id=uuid7())
                await _files(_client(app, token), people, form, write)


def _client(app: FastAPI, token: str) -> httpx.AsyncClient:
    door, headers = httpx.ASGITransport(app), {"Authorization": f"Bearer {token}"}
    return httpx.AsyncClient(transport=door, base_url="http://in", headers=headers, timeout=600)


async def _jobs(client: httpx.AsyncClient) -> None:
    for code in PROFILES:
        (await client.post("/v1/job-profiles", json={"code": code, "name": code})).raise_for_status()
    for rank, code in enumerate(LEVELS):
        (await client.post("/v1/job-levels", json={"code": code, "name": code, "rank": rank + 1})).raise_for_status()


async def _files(client: httpx.AsyncClient, people: int, form: str, write: Write) -> None:
    """In an organisation of its own."""
    await _jobs(client)
    rows = company(people)
    file, moved = write(rows), write([row | {"job_title": "Other"} for row in rows])
    print(f"{people} people, {len(file) / 1e6:.1f} MB of {form}")
    await _timed(client, "dry run", file, form, dry_run=True)
    await _timed(client, "taken", file, form)
    await _timed(client, "again", file, form)
    await _timed(client, "again, dry", file, form, dry_run=True)
    await _timed(client, "all move", moved, form)
    for kind in ("csv", "xlsx"):
        began, cpu = time.perf_counter(), time.process_time()
        answer = await client.get("/v1/people/export", params={"source": "csv", "format": kind})
        answer.raise_for_status()
        spent = f"{time.perf_counter() - began:6.2f} s, {time.process_time() - cpu:6.2f} s of our CPU"
        print(f"{kind:12} {spent}: {len(answer.content) / 1e6:.1f} MB")


async def _timed(client: httpx.AsyncClient, what: str, file: bytes, form: str, **query: Any) -> None:
    began, cpu = time.perf_counter(), time.process_time()
    answer = await client.post("/v1/people/import", params=query, content=file, headers={"content-type": form})
    answer.raise_for_status()
    if answer.status_code == 202:
        answer = await _watched(client, answer.headers["location"])
    summary = answer.json()["summary"]
    said = ", ".join(f"{count} {outcome}" for outcome, count in summary.items() if count)
    print(f"{what:12} {time.perf_counter() - began:6.2f} s, {time.process_time() - cpu:6.2f} s of our CPU: {said}")


async def _watched(client: httpx.AsyncClient, job: str) -> httpx.Response:
    """The import, once its job is done."""
    while (known := (await client.get(job)).json())["status"] in {"queued", "running"}:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    assert known["status"] == "succeeded", known
    return await client.get(known["result_url"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=5_000)
    asked = parser.parse_args()
    with TemporaryDirectory() as data, embedded.running(Path(data), durable=True) as server:
        upgrade("performance", server.url)
        asyncio.run(measure(server.url, asked.people))


if __name__ == "__main__":
    main()
