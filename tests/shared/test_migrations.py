"""The migrations make exactly what the models say, and can be taken back and repeated."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from importlib import import_module
from uuid import uuid4

import asyncpg
import pytest
from alembic import command
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from shared.database.roles import isolation, prepare, role_url
from shared.embedded import program
from shared.migrations import ROOT, configuration, downgrade, settings_for, upgrade

TABLE = re.compile(r"^(CREATE TABLE .*?\()\n(.*?)\n\);$", re.DOTALL | re.MULTILINE)
SERVICES = ["performance", "quality"]


@pytest.fixture
async def empty(server):
    """The administrator's URL of a database with nothing in it."""
    name = f"mettle_test_{uuid4().hex}"
    connection = await asyncpg.connect(server)
    await connection.execute(f"CREATE DATABASE {name}")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


async def _make_from_models(administrator: str, service: str) -> None:
    import_module(f"services.{service}.features")
    metadata = import_module(f"services.{service}.tables").Table.metadata
    await prepare(administrator, service)
    owner = make_url(role_url(administrator, service, "owner")).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(owner)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        for table in metadata.sorted_tables:
            options = {name: table.info[name] for name in ("privileges", "relayed") if name in table.info}
            for statement in isolation(service, table.name, **options):
                await connection.exec_driver_sql(statement)
    await engine.dispose()


def _dump(url: str, service: str) -> str:
    """The schema as PostgreSQL tells it, without what differs from dump to dump."""
    command = [
        str(program("pg_dump")),
        "--schema-only",
        f"--schema={service}",
        f"--exclude-table={service}.alembic_version",
        url,
    ]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    kept = "\n".join(line for line in text.splitlines() if not line.startswith(("--", "\\")))
    return TABLE.sub(_in_order, kept)


def _in_order(table: re.Match[str]) -> str:
    """A column that was added later stands last; which place it has says nothing."""
    return "\n".join((table[1], *sorted(line.rstrip(",") for line in table[2].splitlines()), ");"))


@pytest.mark.parametrize("service", SERVICES)
async def test_the_migrated_schema_is_the_schema_of_the_models(empty, migrated, service):
    await _make_from_models(empty, service)
    made = _dump(empty, service)
    assert made.count("CREATE POLICY") >= 2
    assert _dump(await migrated(service), service) == made


@pytest.mark.parametrize("service", SERVICES)
async def test_every_migration_can_be_taken_back_and_done_again(empty, service):
    await asyncio.to_thread(upgrade, service, empty)
    first = _dump(empty, f"{service}*")
    await asyncio.to_thread(downgrade, service, empty, "base")
    assert "CREATE TABLE" not in _dump(empty, f"{service}*")
    await asyncio.to_thread(upgrade, service, empty)
    assert _dump(empty, f"{service}*") == first


@pytest.mark.parametrize("service", SERVICES)
async def test_a_schema_that_is_up_to_date_asks_for_no_migration(migrated, service, tmp_path):
    administrator = await migrated(service)
    elsewhere = configuration(service)
    shutil.copytree(ROOT / f"services/{service}/migrations", tmp_path / "migrations")
    elsewhere.set_main_option("script_location", str(tmp_path / "migrations"))

    def write():
        with settings_for(service, administrator):
            return command.revision(elsewhere, "nothing", autogenerate=True)

    assert await asyncio.to_thread(write) == []


async def test_two_migrators_at_once_leave_one_schema(empty):
    await asyncio.gather(*(asyncio.to_thread(_in_a_process_of_its_own, empty) for _ in range(2)))
    assert _dump(empty, "performance").count("CREATE TABLE performance.goals ") == 1


def _in_a_process_of_its_own(administrator: str) -> None:
    environment = os.environ | {"METTLE_DATABASE_URL": administrator, "METTLE_ENVIRONMENT": "development"}
    command = [sys.executable, "-m", "alembic", "-n", "performance", "upgrade", "head"]
    subprocess.run(command, check=True, capture_output=True, env=environment)
