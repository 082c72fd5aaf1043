"""The server's process: found only if it is really ours, started, ended."""

import os
import shlex
import signal
import subprocess
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO

from shared.embedded.home import Home
from shared.embedded.refusals import CannotStart

PATIENCE = 60.0
PORTS = range(20_000, 32_768)  # Above are those that the system hands out to clients.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "jit": "off",
}
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Postmaster:
    pid: int
    port: int


def find(home: Home) -> Postmaster | None:
    """None too when postmaster.pid is stale, even if its process id is some other program's by now."""
    try:
        pid, _, _, port, *_ = home.pid_file.read_text().splitlines()
        noted = Postmaster(int(pid), int(port))
    except (FileNotFoundError, ValueError):
        return None
    return noted if _serves(noted.pid, home.cluster) else None


def launch(home: Home, programs: Path, durable: bool, lock: IO[str]) -> None:
    """Another port when one is taken; patience while the processes of a killed server still hold its memory."""
    home.pid_file.unlink(missing_ok=True)  # Stale; PostgreSQL itself would believe any live process of that id.
    ports = _ports(home)
    port = next(ports)
    deadline = time.monotonic() + PATIENCE
    settings = SETTINGS if durable else SETTINGS | CARELESS
    pg_ctl = [programs / "pg_ctl", "start", "-w", "-t", f"{PATIENCE:.0f}", "-D", home.cluster, "-o"]
    while not home.work(lock, *pg_ctl, _options(settings | {"port": str(port)})):
        reason = home.end_of_log()
        if "Address already in use" in reason:
            port = next(ports)
        elif "is still in use" not in reason or time.monotonic() > deadline:
            raise CannotStart(f"PostgreSQL did not start in {home.folder}:\n{reason}")
        else:
            time.sleep(0.2)


def end(home: Home, postmaster: Postmaster) -> None:
    """Fast: sessions are cut, open transactions rolled back."""
    os.kill(postmaster.pid, signal.SIGINT)
    deadline = time.monotonic() + PATIENCE
    while _serves(postmaster.pid, home.cluster):
        if time.monotonic() > deadline:
            raise TimeoutError(f"PostgreSQL does not stop in {home.folder}:\n{home.end_of_log()}")
        time.sleep(0.02)


def _options(settings: dict[str, str]) -> str:
    return shlex.join(f"--{name}={value}" for name, value in settings.items())


def _ports(home: Home) -> Iterator[int]:
    """The same first one each time, so that a URL somebody noted stays right."""
    first = zlib.crc32(os.fsencode(home.folder))
    return (PORTS[(first + step) % len(PORTS)] for step in count())


def _serves(pid: int, cluster: Path) -> bool:
    program, *arguments = _command_line(pid) or [""]
    return Path(program).name == "postgres" and arguments[:2] == ["-D", str(cluster)]


def _command_line(pid: int) -> list[str]:
    """Empty for a process that is gone. Bare containers have no `ps`, other systems no /proc."""
    if not Path("/proc/self").exists():
        ps = ["ps", "-ww", "-o", "args=", "-p", str(pid)]
        return subprocess.run(ps, stdout=subprocess.PIPE, text=True, check=False).stdout.split()
    try:
        return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []
