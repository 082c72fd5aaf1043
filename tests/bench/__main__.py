"""`python -m tests.bench [words of a work's name]`: fill, measure each work beside its limit, write it down."""

import argparse
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import uvloop
from fastapi import FastAPI

from services.performance.app import create as create_performance
from services.performance.settings import Settings as PerformanceSettings
from services.quality.app import create as create_quality
from services.quality.settings import Settings as QualitySettings
from shared import embedded
from shared.database.roles import role_url
from shared.embedded.server import Server
from shared.testing import counting, started
from tests.bench import report, rounds
from tests.bench.filling import Size, fill, settle, sizes_up_to
from tests.bench.load import Unexpected
from tests.bench.machine import Machine, running
from tests.bench.work import Http, Outcome, Work
from tests.bench.works import charts, commands, dashboards, files, front, ingest, lists

KINDS = lists, charts, front, dashboards, commands, ingest, files
"""Those that only read come first, so that they read what was filled."""


async def measure(machine: Machine, sizes: Sequence[Size], asked: argparse.Namespace) -> list[Outcome]:
    await settle(machine.postgres.url, sizes)
    await files.prepare(machine)
    works = [work for kind in KINDS for work in kind.works(machine, sizes)]
    chosen = [work for work in works if all(word in work.name.lower() for word in asked.only)]
    outcomes = await rounds.run(machine, chosen, asked.rounds)
    for service, app in applications(machine).items():
        await _count(app, [one for one in outcomes if one.work.asked == service])
    return outcomes


def applications(machine: Machine) -> Mapping[str, FastAPI]:
    """The same services once more, in this process, where their round trips can be counted."""
    given = {"environment": "development", "log_level": "ERROR", "issuer": machine.issuer.url, "jobs": False}
    urls = {name: role_url(machine.postgres.url, name, "app") for name in ("performance", "quality")}
    performance, quality = (given | {"app_database_url": url} for url in urls.values())
    return {
        "performance": create_performance(PerformanceSettings.model_validate(performance)),
        "quality": create_quality(QualitySettings.model_validate(quality)),
    }


async def _count(app: FastAPI, outcomes: Sequence[Outcome]) -> None:
    transport = httpx.ASGITransport(app)
    async with started(app), httpx.AsyncClient(transport=transport, base_url="http://in", timeout=60) as client:
        with counting(app) as sent:
            for outcome in outcomes:
                for _ in range(2):  # the first time, the driver asks about types
                    sent.clear()
                    (await client.send(_request(client, outcome.work))).raise_for_status()
                outcome.statements = len(sent)


def _request(client: httpx.AsyncClient, work: Work) -> httpx.Request:
    """What the load sends next, as httpx knows it."""
    assert isinstance(work.ours, Http)
    head, _, body = next(work.ours.requests).partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split()
    headers = dict(line.split(": ", 1) for line in lines)
    return client.build_request(method, path, headers=headers, content=body or None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="words that a work's name must have; nothing is written then")
    parser.add_argument("--goals", type=int, default=1_000_000, help="of the largest organisation")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--data", type=Path, help="keep the filled server here and use it again")
    asked = parser.parse_args()
    asked.only = [word.lower() for word in asked.only]
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    with TemporaryDirectory() as folder:
        data = asked.data or Path(folder) / "postgres"
        filled = data.exists() and any(data.iterdir())
        with embedded.running(data, durable=False) as postgres:
            sizes = sizes_up_to(asked.goals)
            if not filled:
                fill(postgres.url, sizes)
            _measured(postgres, Path(folder), sizes, asked)


def _measured(postgres: Server, folder: Path, sizes: Sequence[Size], asked: argparse.Namespace) -> None:
    with running(postgres, folder) as machine:
        try:
            outcomes = uvloop.run(measure(machine, sizes, asked))
        except Unexpected:
            print(*(log.read_text()[-2000:] for log in sorted(folder.glob("*.log"))), sep="\n")
            raise
        if not asked.only:
            report.write(machine, outcomes, sizes[-1])


if __name__ == "__main__":
    main()
