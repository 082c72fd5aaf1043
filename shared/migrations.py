"""The one Alembic environment: a service migrates its own schema as its owner, in short locks, one at a time."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from alembic import command, context
from alembic.autogenerate import renderers, rewriter
from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import MigrateOperation, Operations, ops
from asyncpg.exceptions import LockNotAvailableError
from sqlalchemy import Connection, Enum, MetaData, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from shared.database.roles import ALL_ROWS, isolation, prepare, role_url
from shared.queue import installation, removal
from shared.settings import DatabaseSettings

ATTEMPTS = 5
ROOT = Path(__file__).resolve().parent.parent


@Operations.register_operation("isolate")
class Isolate(MigrateOperation):
    """`op.isolate("goals", schema="performance")`: row-level security and grants, the same for every table."""

    def __init__(
        self,
        table: str,
        schema: str,
        privileges: Sequence[str] = ALL_ROWS,
        relayed: bool | Sequence[str] = False,
    ) -> None:
        self.table, self.schema, self.privileges, self.relayed = table, schema, privileges, relayed

    @classmethod
    def isolate(cls, operations: Operations, table: str, *, schema: str, **options: Any) -> None:
        operations.invoke(cls(table, schema, **options))

    def reverse(self) -> ops.ExecuteSQLOp:
        return ops.ExecuteSQLOp(f"DROP POLICY tenant ON {self.schema}.{self.table}")


@Operations.implementation_for(Isolate)
def _isolate(operations: Operations, operation: Isolate) -> None:
    for statement in isolation(operation.schema, operation.table, operation.privileges, relayed=operation.relayed):
        operations.execute(statement)


@renderers.dispatch_for(Isolate)
def _rendered(_context: AutogenContext, operation: Isolate) -> str:
    options = f", privileges={operation.privileges!r}" if tuple(operation.privileges) != ALL_ROWS else ""
    options += f", relayed={operation.relayed!r}" if operation.relayed else ""
    return f'op.isolate("{operation.table}", schema="{operation.schema}"{options})'


@Operations.register_operation("install_queue")
class InstallQueue(MigrateOperation):
    """`op.install_queue("performance")`: pgqueuer's tables of that service, with grants to its app role."""

    def __init__(self, service: str) -> None:
        self.service = service

    @classmethod
    def install_queue(cls, operations: Operations, service: str) -> None:
        operations.invoke(cls(service))


@Operations.implementation_for(InstallQueue)
def _install_queue(operations: Operations, operation: InstallQueue) -> None:
    for statement in installation(operation.service):
        operations.get_bind().exec_driver_sql(statement)


@Operations.register_operation("remove_queue")
class RemoveQueue(MigrateOperation):
    def __init__(self, service: str) -> None:
        self.service = service

    @classmethod
    def remove_queue(cls, operations: Operations, service: str) -> None:
        operations.invoke(cls(service))


@Operations.implementation_for(RemoveQueue)
def _remove_queue(operations: Operations, operation: RemoveQueue) -> None:
    for statement in removal(operation.service):
        operations.get_bind().exec_driver_sql(statement)


_isolated = rewriter.Rewriter()


@_isolated.rewrites(ops.CreateTableOp)
def _isolate_new_tables(_context: Any, _revision: Any, create: ops.CreateTableOp) -> list[MigrateOperation]:
    options = {name: create.info[name] for name in ("privileges", "relayed") if name in create.info}
    create.info.clear()  # it is said in the next line, where it has an effect
    return [create, Isolate(create.table_name, str(create.schema), **options)]


def _worth_writing(migration: MigrationContext, revision: Any, directives: list[Any]) -> None:
    """Isolate what is new; where nothing changed, write nothing."""
    _isolated(migration, revision, directives)
    if directives and directives[0].upgrade_ops.is_empty():
        directives.clear()


def _default_differs(_context: Any, _stored: Any, column: Any, *_defaults: Any) -> bool | None:
    """Alembic asks the server whether two defaults are equal, and outside a tenant ours is null: equal to nothing."""
    return False if column.name == "org_id" else None


def _comparable(column: Any, _name: str | None, kind: str, _reflected: bool, stored: Any) -> bool:
    """Alembic can't compare what a column is computed or numbered from beside defaults; the test of two dumps does."""
    return kind != "column" or stored is None or (column.computed is None and column.identity is None)


def run(settings: DatabaseSettings, metadata: MetaData) -> None:
    """What `env.py` calls."""
    asyncio.run(_run(settings, metadata))


async def _run(settings: DatabaseSettings, metadata: MetaData) -> None:
    if settings.database_url is None:
        raise SystemExit("METTLE_DATABASE_URL is not set: migrations need an administrator's URL.")
    administrator, schema = settings.database_url.get_secret_value(), settings.deployable
    await prepare(administrator, schema)
    url = make_url(role_url(administrator, schema, "owner")).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(url, connect_args={"server_settings": {"lock_timeout": "2s"}})
    try:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with engine.connect() as connection:
                    await connection.run_sync(_migrate, metadata)
                return
            except DBAPIError as refused:
                waited = refused.orig is not None and isinstance(refused.orig.__cause__, LockNotAvailableError)
                if not waited or attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(attempt)
    finally:
        await engine.dispose()


def _migrate(connection: Connection, metadata: MetaData) -> None:
    connection.execute(text("SELECT pg_advisory_lock(hashtext(:schema))"), {"schema": f"migrate {metadata.schema}"})
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table_schema=metadata.schema,
        include_schemas=True,
        include_name=lambda name, kind, _parents: kind != "schema" or name == metadata.schema,
        include_object=_comparable,
        compare_server_default=_default_differs,
        transaction_per_migration=True,
        process_revision_directives=_worth_writing,
        render_item=_render_words,
    )
    with context.begin_transaction():
        context.run_migrations()


def _render_words(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """A status is text; its CHECK is rendered beside it."""
    if kind == "type" and isinstance(item, Enum):
        words = ", ".join(repr(word) for word in item.enums)
        return f"sa.Enum({words}, name={item.name!r}, native_enum=False, create_constraint=True, length=40)"
    return False


def configuration(service: str) -> Config:
    return Config(ROOT / "alembic.ini", ini_section=service)


@contextmanager
def settings_for(service: str, administrator: str) -> Iterator[None]:
    """Migrations read their settings from the environment, as any command does."""
    given = {f"METTLE_{service.upper()}_DATABASE_URL": administrator, "METTLE_ENVIRONMENT": "development"}
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def upgrade(service: str, administrator: str, revision: str = "head") -> None:
    with settings_for(service, administrator):
        command.upgrade(configuration(service), revision)


def downgrade(service: str, administrator: str, revision: str) -> None:
    with settings_for(service, administrator):
        command.downgrade(configuration(service), revision)
