"""The event row every service keeps in its own schema: outbox, change feed and audit trail in one."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from uuid_utils.compat import uuid7

from shared.database.records import CURRENT_ORG
from shared.database.statements import Statement, argument

Rows = list[dict[str, Any]]


def event_table(metadata: MetaData) -> Table:
    """Append-only. Writers leave `seq` null; the sequencer numbers the rows and nobody else may change one.

    `written` is the order in which events were written, of which every change of a record is written after the one that
    it had to wait for; it has gaps, and its numbers are seen in no order.
    """
    return Table(
        "events",
        metadata,
        Column("org_id", Uuid, primary_key=True, server_default=CURRENT_ORG),
        Column("id", Uuid, primary_key=True),
        Column("written", BigInteger, Identity(always=True), nullable=False),
        Column("seq", BigInteger),
        Column("type", Text, nullable=False),
        Column("record_id", Uuid, nullable=False),
        Column("record_version", BigInteger, nullable=False),
        Column("actor_id", Uuid, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("request_id", Text),
        Column("data", JSONB, nullable=False),
        Index("ix_events_record_id", "org_id", "record_id", "id"),
        Index("ix_events_seq", "org_id", "seq", unique=True, postgresql_where=text("seq IS NOT NULL")),
        Index("ix_events_unnumbered", "written", postgresql_where=text("seq IS NULL")),
        info={"privileges": ("SELECT", "INSERT"), "relayed": True},
    )


def batch_table(metadata: MetaData) -> Table:
    """What was numbered at once, sealed: `hash` is over the hash before, the digest and the facts here."""
    return Table(
        "event_batches",
        metadata,
        Column("org_id", Uuid, primary_key=True, server_default=CURRENT_ORG),
        Column("number", BigInteger, primary_key=True, autoincrement=False),
        Column("first_seq", BigInteger, nullable=False),
        Column("last_seq", BigInteger, nullable=False),
        Column("sealed_at", DateTime(timezone=True), nullable=False),
        Column("digest", LargeBinary, nullable=False),
        Column("hash", LargeBinary, nullable=False),
        Index("ix_event_batches_sealed_at", "org_id", "sealed_at"),
        info={"privileges": ("SELECT",), "relayed": ("SELECT", "INSERT")},
    )


def insertion(events: Table) -> Statement:
    """All events of a transaction in one statement, however many they are."""
    columns = {"id": Uuid, "type": Text, "record_id": Uuid, "record_version": BigInteger, "data": Text}
    arrays = (argument(f"{name}s", ARRAY(kind)) for name, kind in columns.items())
    rows = func.unnest(*arrays).table_valued(*columns, name="noted").render_derived()
    same = [argument("actor_id", Uuid), argument("at", DateTime(timezone=True)), argument("request_id", Text)]
    values = select(rows.c.id, rows.c.type, rows.c.record_id, rows.c.record_version, rows.c.data.cast(JSONB), *same)
    names = ["id", "type", "record_id", "record_version", "data", "actor_id", "at", "request_id"]
    return Statement(insert(events).from_select(names, values))


def arguments(rows: Rows, actor_id: UUID, at: datetime, request_id: str | None) -> dict[str, Any]:
    return {
        "ids": [uuid7() for _ in rows],
        "types": [row["type"] for row in rows],
        "record_ids": [row["record_id"] for row in rows],
        "record_versions": [row["record_version"] for row in rows],
        "datas": [orjson.dumps(row["data"], default=str).decode() for row in rows],
        "actor_id": actor_id,
        "at": at,
        "request_id": request_id,
    }
