"""A demo in a fresh copy of the project, with its own PostgreSQL, processes and ports."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared import embedded
from shared.embedded.home import Home

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = ("alembic.ini", "deploy", "docs/openapi", "gateway", "services", "shared")


def free_ports() -> dict[str, str]:
    names = ("GATEWAY", "PERFORMANCE", "QUALITY")
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in names]
    ports = {f"METTLE_{name}_PORT": str(probe.getsockname()[1]) for name, probe in zip(names, probes, strict=True)}
    for probe in probes:
        probe.close()
    return ports


@contextmanager
def fresh_copy(folder: Path) -> Iterator[Path]:
    for part in PARTS:
        take = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        take(ROOT / part, folder / part)
    try:
        yield folder
    finally:
        data = folder / ".data" / "postgres"
        embedded.stop(data)
        shutil.rmtree(Home.of(data).folder, ignore_errors=True)


def demo(copy: Path, ports: dict[str, str], *options: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("METTLE_")} | ports
    command = [sys.executable, "-m", "deploy.demo", *options]
    return subprocess.Popen(
        command,
        cwd=copy,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    try:
        return process.communicate(timeout=180)[0]
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
