from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    Identity,
    MetaData,
    Numeric,
    Table,
    Text,
    Uuid,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.quality import tables
from shared.database.records import CURRENT_ORG

TRIGGERS = Path(__file__).with_name("counters.sql")


def _org() -> Column[Any]:
    return Column("org_id", Uuid, primary_key=True, server_default=CURRENT_ORG)


COUNTERS = Table(
    "counters",
    tables.Table.metadata,
    _org(),
    Column("supplier_id", Uuid, primary_key=True),
    Column("process_id", Uuid, primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("since", Date, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("unit", Text, primary_key=True),
    Column("value", Numeric, nullable=False),
    comment="What is counted of each day: of all nonconformances, of each supplier's, each process's, and of both.",
)

TOUCHED = Table(
    "touched",
    tables.Table.metadata,
    _org(),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("nonconformance_id", Uuid, nullable=False),
    comment="Appended by each transaction that may change what a nonconformance counts for; taken by a job.",
)

COUNTED = Table(
    "counted",
    tables.Table.metadata,
    _org(),
    Column("id", Uuid, primary_key=True),
    Column("supplier_id", Uuid),
    Column("process_id", Uuid),
    Column("counts", JSONB, nullable=False),
    comment="What was counted of each nonconformance, so that what it counts for now can take the place of it.",
)


def statements() -> list[str]:
    """Functions and triggers, one at a time."""
    return [part for part in TRIGGERS.read_text().split(";\n\n") if part.strip()]


@event.listens_for(tables.Table.metadata, "after_create")
def _create(_target: MetaData, connection: Connection, **_more: Any) -> None:
    for statement in statements():
        connection.exec_driver_sql(statement)
