"""Idempotency-Key: what a POST was answered is kept in its own transaction, and answered again."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import (
    Column,
    DateTime,
    Index,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from shared.answers import Replayed
from shared.auth.actor import Actor
from shared.database.connections import Rider
from shared.database.records import CURRENT_ORG
from shared.database.statements import DIALECT, Statement, argument
from shared.problems import BadRequest, Conflict, Invalid

KEPT = timedelta(hours=24)
KEY = re.compile(r"[\x21-\x7e]{1,255}")
AGAIN_SECONDS = 1
CLAIMED = "INSERT 0 1"


class IdempotencyKeyInvalid(BadRequest):
    """An Idempotency-Key has 1 to 255 letters, digits and signs of ASCII."""


class IdempotencyKeyReused(Invalid):
    """This Idempotency-Key was sent with another request. Take a new one for each new request."""


class IdempotencyInProgress(Conflict):
    """The first request with this Idempotency-Key has no answer yet. Try again in a moment."""


def answer_table(metadata: MetaData) -> Table:
    """Answers by the digest of who sent which key: whoever reads this table learns no key that they could send."""
    return Table(
        "idempotency_keys",
        metadata,
        Column("org_id", Uuid, primary_key=True, server_default=CURRENT_ORG),
        Column("key", Text, primary_key=True),
        Column("request", Text, nullable=False),
        Column("status", SmallInteger),
        Column("headers", Text),
        Column("body", LargeBinary),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
        Index("ix_idempotency_keys_created_at", "org_id", "created_at"),
    )


class Answers:
    """The kept answers of one service."""

    def __init__(self, answers: Table) -> None:
        by_key = answers.c.key == argument("key", Text)
        self.found = Statement(select(answers).where(by_key))
        written = {"status": SmallInteger, "headers": Text, "body": LargeBinary}
        values = {name: argument(name, kind) for name, kind in written.items()}
        self.kept = Statement(update(answers).where(by_key).values(values))
        self._answers = answers

    def claim(self, actor: Actor, key: str, request: str) -> "Claim":
        """`request` is the digest of all that makes a request the same one."""
        if not KEY.fullmatch(key):
            raise IdempotencyKeyInvalid()
        return Claim(self, digest(actor.org_id, actor.id, actor.subject, key), request)

    def claiming(self, key: str, request: str) -> str:
        """Tried, not waited for: whoever finds the key taken is told so at once."""
        lock = int.from_bytes(bytes.fromhex(key)[:8], signed=True)
        row = select(text(f"'{key}'"), text(f"'{request}'")).where(func.pg_try_advisory_xact_lock(text(f"{lock}")))
        claimed = insert(self._answers).from_select(["key", "request"], row).on_conflict_do_nothing()
        return str(claimed.compile(dialect=DIALECT))


@dataclass
class Claim:
    """One request's hold on its key: it rides along with the binding, and its answer goes into the same transaction."""

    answers: Answers
    key: str
    request: str
    rider: Rider = field(init=False)
    _connection: Any = None

    def __post_init__(self) -> None:
        self.rider = Rider(self.answers.claiming(self.key, self.request))

    async def settle(self, connection: Any) -> None:
        """Return if the key is ours; else raise what there is to say instead of doing it again."""
        self._connection = connection
        if self.rider.told == CLAIMED:
            return
        found = self.answers.found
        known = await connection.fetchrow(found.sql, *found.arguments({"key": self.key}))
        if known is None:
            raise IdempotencyInProgress(headers={"Retry-After": str(AGAIN_SECONDS)})
        if known["request"] != self.request:
            raise IdempotencyKeyReused()
        raise Replayed(known["status"], orjson.loads(known["headers"]), known["body"])

    async def keep(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        kept = self.answers.kept
        given = {"key": self.key, "status": status, "headers": orjson.dumps(dict(headers)).decode(), "body": body}
        await self._connection.execute(kept.sql, *kept.arguments(given))


def digest(*parts: object) -> str:
    """Of parts that stay apart: their lengths are in it."""
    known = hashlib.sha256()
    for part in parts:
        raw = part if isinstance(part, bytes) else str(part).encode()
        known.update(b"%d:" % len(raw))
        known.update(raw)
    return known.hexdigest()
