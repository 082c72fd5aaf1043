from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    Identity,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    Uuid,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.performance import tables
from shared.database.records import CURRENT_ORG

TRIGGERS = Path(__file__).with_name("counters.sql")


def _org() -> Column[Any]:
    return Column("org_id", Uuid, primary_key=True, server_default=CURRENT_ORG)


COUNTERS = Table(
    "counters",
    tables.Table.metadata,
    _org(),
    Column("measure", Text, primary_key=True),
    Column("public", Boolean, primary_key=True),
    Column("since", Date, primary_key=True),
    Column("score", Numeric, primary_key=True),
    Column("value", Numeric, nullable=False),
    comment="What is counted from a day on; the number of a day is the sum of all until then.",
)

COUNTED_PEOPLE = Table(
    "counted_people",
    tables.Table.metadata,
    _org(),
    Column("person_id", Uuid, primary_key=True),
    *(Column(name, Integer, nullable=False) for name in ("employed", "held", "held_publicly", "busy", "busy_publicly")),
    comment="How many active goals a person has, and individual ones, so that people with any can be counted.",
)

TOUCHED = Table(
    "touched",
    tables.Table.metadata,
    _org(),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject_id", Uuid, nullable=False),
    comment="Appended by each transaction that may change what something counts for; taken by a job.",
)

COUNT_CHANGES = Table(
    "count_changes",
    tables.Table.metadata,
    _org(),
    Column("key", Text, primary_key=True),
    Column("value", Numeric, nullable=False),
    comment="What the job is taking into the counters; empty outside its transaction.",
)

COUNTED = Table(
    "counted",
    tables.Table.metadata,
    _org(),
    Column("kind", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("counts", JSONB, nullable=False),
    CheckConstraint("kind IN ('goal', 'person', 'org_unit')", name="kind"),
    comment="What was counted of each subject, so that what it counts for now can take the place of it.",
)


def statements() -> list[str]:
    """Functions and triggers, one at a time."""
    return [part for part in TRIGGERS.read_text().split(";\n\n") if part.strip()]


@event.listens_for(tables.Table.metadata, "after_create")
def _create(_target: MetaData, connection: Connection, **_more: Any) -> None:
    for statement in statements():
        connection.exec_driver_sql(statement)
