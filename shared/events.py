"""The event row every service keeps in its own schema: outbox, change feed and audit trail in one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol
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
    inspect,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from uuid_utils.compat import uuid7

from shared.database.records import CURRENT_ORG, Record
from shared.database.statements import Statement, argument

Rows = list[dict[str, Any]]
Changes = Mapping[str, Mapping[str, Any] | None]
"""From what to what, by field; None of what is not told."""

BOOKKEEPING = {"org_id", "id", "created_at", "updated_at", "version"}
LONGEST = 10_000
"""Characters of a value that an event carries; of a longer one, such as a file, it has the digest."""


class Versioned(Protocol):
    """What an event needs to know of a record."""

    @property
    def id(self) -> UUID: ...
    @property
    def version(self) -> int: ...


@dataclass(slots=True)
class Touched:
    """A record that was added, changed or removed, and after how many events."""

    record: Record
    event: int
    changes: dict[str, dict[str, Any]] | None = None
    """None of what is new or removed: then all its fields are told, as they are at the end."""
    removed: bool = False

    def told(self) -> Changes:
        changes = self._whole() if self.changes is None else self.changes
        return {name: None if name in self.record.untold else change for name, change in changes.items()}

    def _whole(self) -> dict[str, dict[str, Any]]:
        """What is known without asking the database; what is null says nothing."""
        before, after = ("to", "from") if self.removed else ("from", "to")
        names = {column.key for column in inspect(type(self.record)).column_attrs} - BOOKKEEPING
        known = {name: value for name, value in self.record.__dict__.items() if name in names and value is not None}
        return {name: {before: None, after: _carried(value)} for name, value in known.items()}

    def part(self) -> dict[str, Any]:
        return {"kind": self.record.__table__.name, "id": self.record.id, "changes": self.told()}

    def belongs_to(self, other: Any) -> bool:
        """It refers to that record, whose event may tell of it."""
        if self.record.apart or not isinstance(other, Record):
            return False
        keys = [key for key in self.record.__table__.foreign_key_constraints if key.referred_table is other.__table__]
        known = self.record.__dict__
        return any(known.get(list(key.columns)[-1].name) == other.id for key in keys)


def told(noted: Sequence[dict[str, Any]], touched: Iterable[Touched]) -> Rows:
    """The rows of these events: each with what changed of its record, and of what belongs to that."""
    for event in noted:
        if event["touched"] is not None:
            event["data"]["changes"] = event["touched"].told()
    _add_parts(noted, touched)
    return [
        {"record_id": event["record"].id, "record_version": event["record"].version}
        | {"type": event["type"], "data": event["data"]}
        for event in noted
    ]


def _add_parts(noted: Sequence[dict[str, Any]], touched: Iterable[Touched]) -> None:
    """What was touched between two events is told by the one of the record that it belongs to."""
    for one in touched:
        around = noted[max(one.event - 1, 0) : one.event + 1]
        event = next((event for event in reversed(around) if one.belongs_to(event["record"])), None)
        if event is not None:
            event["data"].setdefault("parts", []).append(one.part())


def _written(value: Any) -> bytes:
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS)


def _carried(value: Any) -> Any:
    if isinstance(value, bytes):
        return f"sha256:{sha256(value).hexdigest()}"
    if isinstance(value, str | list | dict) and len(written := _written(value)) > LONGEST:
        return f"sha256:{sha256(written).hexdigest()}"
    return value


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
        "datas": [_written(row["data"]).decode() for row in rows],
        "actor_id": actor_id,
        "at": at,
        "request_id": request_id,
    }
