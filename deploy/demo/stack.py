"""The parts of Mettle on one machine: a database, three processes, and the settings that join them."""

import asyncio
import os
import shlex
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from honcho.manager import Manager
from sqlalchemy.engine import make_url

from deploy.demo.terminal import step
from shared import embedded
from shared.database.roles import role_url
from shared.migrations import upgrade

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT / ".data"
SERVICES = ("performance", "quality")
COMMON = os.environ.get("METTLE_DATABASE_URL", "")
PORTS = {"gateway": 8000, "performance": 8001, "quality": 8002}


class PortTaken(Exception):
    """Another program listens where one of ours should."""


@dataclass(frozen=True)
class Addresses:
    gateway: int
    performance: int
    quality: int

    @classmethod
    def chosen(cls) -> "Addresses":
        """From METTLE_GATEWAY_PORT and its like; a taken one is said before anything starts."""
        ports = {name: int(os.environ.get(f"METTLE_{name.upper()}_PORT", port)) for name, port in PORTS.items()}
        for name, port in ports.items():
            _ensure_free(name, port)
        return cls(**ports)

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{getattr(self, name)}"


def _ensure_free(name: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise PortTaken(
                f"Port {port}, where the {name} should listen, is taken. Stop what listens there, or choose another:"
                f" METTLE_{name.upper()}_PORT={port + 100} make demo"
            ) from None


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """An administrator's URL a service: the given ones, and for the rest a server that lives and ends with us."""
    given = {name: os.environ.get(f"METTLE_{name.upper()}_DATABASE_URL", COMMON) for name in SERVICES}
    if all(given.values()):
        yield given
        return
    with step("start PostgreSQL"):
        server = embedded.start(DATA / "postgres")
    try:
        ours = asyncio.run(_database_of_its_own(server.url))
        yield {name: url or ours for name, url in given.items()}
    finally:
        embedded.stop(DATA / "postgres")


async def _database_of_its_own(administrator: str) -> str:
    connection = await asyncpg.connect(administrator)
    try:
        if not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'mettle')"):
            await connection.execute("CREATE DATABASE mettle")
    finally:
        await connection.close()
    return make_url(administrator).set(database="mettle").render_as_string(hide_password=False)


def migrate(administrators: dict[str, str]) -> None:
    for service, administrator in administrators.items():
        with step(f"migrate {service}"):
            upgrade(service, administrator)


def processes(administrators: dict[str, str], addresses: Addresses) -> Manager:
    """One process a deployable; services get their app role's address and never the administrator's."""
    manager = Manager()
    shared = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")} | {
        "METTLE_ENVIRONMENT": "development",
        "METTLE_ISSUER": addresses.url("gateway"),
        "METTLE_DEVELOPMENT_ISSUER_KEY": str(DATA / "issuer.json"),
        "METTLE_PERFORMANCE_URL": addresses.url("performance"),
        "METTLE_QUALITY_URL": addresses.url("quality"),
        "METTLE_LOG_LEVEL": os.environ.get("METTLE_LOG_LEVEL", "WARNING"),
        "PYTHONUNBUFFERED": "1",
    }
    for name, package in (
        ("performance", "services.performance"),
        ("quality", "services.quality"),
        ("gateway", "gateway"),
    ):
        own = {f"METTLE_{name.upper()}_PORT": str(getattr(addresses, name))}
        if name in SERVICES:
            own["METTLE_APP_DATABASE_URL"] = role_url(administrators[name], name, "app")
            own["METTLE_TRUSTED_PEERS"] = '["127.0.0.1"]'  # the gateway, which calls from here
        command = f"exec {shlex.quote(sys.executable)} -m {package}"
        manager.add_process(name, command, env=shared | own, cwd=str(ROOT))
    return manager
