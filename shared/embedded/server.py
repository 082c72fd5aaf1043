"""Start and stop a server that lives in one folder."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from shared.embedded import account, postmaster, programs
from shared.embedded.home import SUPERUSER, Home
from shared.embedded.postmaster import PATIENCE
from shared.embedded.refusals import CannotStart


@dataclass(frozen=True)
class Server:
    """`url` is the administrator's; `data` is the folder really used: removing it after `stop` removes all."""

    url: str = field(repr=False)
    data: Path
    pid: int


@contextmanager
def running(data: Path, *, version: int = 18, durable: bool = True) -> Iterator[Server]:
    try:
        yield start(data, version=version, durable=durable)
    finally:
        stop(data)


def start(data: Path, *, version: int = 18, durable: bool = True) -> Server:
    """Made if there is none, started if it does not run; it outlives its starter, until `stop`."""
    data.mkdir(parents=True, exist_ok=True)
    home = Home.of(data)
    tools = programs.for_account(version)
    with home.locked() as lock:
        if not home.cluster.exists():
            home.initialise(tools, version, durable, lock)
        _check_version(home, version)
        return _answering(home, tools, durable, lock)


def stop(data: Path) -> None:
    """Leaves the data, and nothing else. No server, no harm."""
    home = Home.of(data)
    if not home.lock.exists():
        return
    with home.locked():
        if found := postmaster.find(home):
            postmaster.end(home, found)
        home.pid_file.unlink(missing_ok=True)


def _check_version(home: Home, version: int) -> None:
    made_by = (home.cluster / "PG_VERSION").read_text().strip()
    if made_by != str(version):
        raise CannotStart(f"{home.folder} holds data of PostgreSQL {made_by}, not {version}: use another folder.")


def _answering(home: Home, tools: Path, durable: bool, lock: IO[str]) -> Server:
    """Ready is who answers a query: a process or an open port is not enough."""
    password = home.password.read_text()
    deadline = time.monotonic() + PATIENCE
    answer = ""
    while time.monotonic() < deadline:
        if not (found := postmaster.find(home)):
            postmaster.launch(home, tools, durable, lock)
            continue
        target = f"host=127.0.0.1 port={found.port} user={SUPERUSER} dbname=postgres"
        asked = account.run(tools / "psql", "-XAtqc", "SELECT 1", target, env={"PGPASSWORD": password})
        if asked.returncode == 0:
            url = f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{found.port}/postgres"
            return Server(url, home.folder, found.pid)
        answer = asked.stdout
        time.sleep(0.05)
    raise CannotStart(f"PostgreSQL does not answer in {home.folder}: {answer}\n{home.end_of_log()}")
