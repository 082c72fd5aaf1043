"""The processes that are measured: both services, the gateway, the limits and PostgreSQL; what CPU each has used."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from uuid import UUID

from shared.auth.issuer import Issuer
from shared.database.roles import role_url
from shared.embedded.server import Server

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60
NANOSECONDS = 1e9


@dataclass(frozen=True)
class Process:
    pid: int
    port: int
    seconds: float
    """From its start to its first answer."""
    idle_bytes: int


@dataclass(frozen=True)
class Machine:
    postgres: Server
    processes: Mapping[str, Process]
    issuer: Issuer
    tokens: dict[tuple[UUID, UUID, tuple[str, ...]], str] = field(default_factory=dict)

    def request(
        self,
        path: str,
        org_id: UUID,
        sub: UUID,
        scopes: tuple[str, ...],
        body: bytes | None = None,
        *,
        media_type: str = "application/json",
    ) -> bytes:
        """As a client sends it who has signed in once."""
        who = org_id, sub, scopes
        if who not in self.tokens:
            self.tokens[who] = self.issuer.mint(str(sub), scopes, org_id=org_id)
        return raw(path, body, f"Authorization: Bearer {self.tokens[who]}", media_type=media_type)

    def used(self, process: str | None) -> tuple[float, float]:
        """CPU seconds of one of the processes, or of this one, and of PostgreSQL's backends."""
        return cpu(self.processes[process].pid if process else os.getpid()), _of_children(self.postgres.pid)


def raw(path: str, body: bytes | None = None, *headers: str, media_type: str = "application/json") -> bytes:
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", "Host: 127.0.0.1", *headers]
    if body is not None:
        lines += [f"Content-Type: {media_type}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


def cpu(pid: int) -> float:
    """Of all its threads, to the nanosecond; the clock ticks of `stat` are too coarse for half a second."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / NANOSECONDS
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def _of_children(parent: int) -> float:
    tasks = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return sum(cpu(int(pid)) for pid in tasks)


def resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return 1024 * int(status.partition("VmRSS:")[2].split()[0])


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def running(postgres: Server, folder: Path) -> Iterator[Machine]:
    """As `make demo` runs them, but for the jobs' worker, which would come in between."""
    ports = {name: free_port() for name in ("gateway", "performance", "quality", "limits")}
    at = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    common = {
        "METTLE_ENVIRONMENT": "development",
        "METTLE_ISSUER": at["gateway"],
        "METTLE_DEVELOPMENT_ISSUER_KEY": str(folder / "issuer.json"),
        "METTLE_PERFORMANCE_URL": at["performance"],
        "METTLE_QUALITY_URL": at["quality"],
        "METTLE_TRUSTED_PEERS": '["127.0.0.1"]',
        "METTLE_JOBS": "false",
        "METTLE_BENCH_UPSTREAM": at["limits"],
    }
    packages = {"gateway": "gateway", "limits": "tests.bench.limits"}
    issuer = Issuer(at["gateway"], folder / "issuer.json")
    with ExitStack() as stack:
        started = {}
        for name, port in ports.items():
            own = common | {f"METTLE_{name.upper()}_PORT": str(port), "METTLE_APP_DATABASE_URL": _url(postgres, name)}
            package = packages.get(name, f"services.{name}")
            started[name] = stack.enter_context(_process(package, own, port, folder / f"{name}.log"))
        yield Machine(postgres, started, issuer)


def _url(postgres: Server, name: str) -> str:
    return role_url(postgres.url, name, "app") if name in {"performance", "quality"} else postgres.url


@contextmanager
def _process(package: str, settings: Mapping[str, str], port: int, log: Path) -> Iterator[Process]:
    began = time.perf_counter()
    with log.open("w") as written:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("METTLE_")}
        started = subprocess.Popen([sys.executable, "-m", package], env={**kept, **settings}, cwd=ROOT, stderr=written)
    try:
        _await_answer(port, log)
        yield Process(started.pid, port, time.perf_counter() - began, resident(started.pid))
    finally:
        started.terminate()
        started.wait(timeout=30)


def _await_answer(port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            urlopen(f"http://127.0.0.1:{port}/livez", timeout=1).close()
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
        else:
            return
    raise TimeoutError(f"nothing answers on port {port}:\n{log.read_text()[-2000:]}")
