"""Whether the sealed events are those that were sealed: every batch is worked out anew and held against its seal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.sequencer import DIGEST, FACTS

AT_ONCE = 10_000

BATCHES = f"""
WITH part AS (
    SELECT *, lag(hash) OVER (ORDER BY number) AS before, lag(last_seq) OVER (ORDER BY number) AS last_before
    FROM feed.event_batches WHERE org_id = $1 AND number >= $2 ORDER BY number LIMIT $3 + 1
)
SELECT number, first_seq, last_seq, sealed_at, hash, digest, last_before, digest_now,
    sha256(coalesce(before, ''::bytea) || digest || {FACTS}) AS hash_now
FROM part LEFT JOIN LATERAL (
    SELECT {DIGEST} AS digest_now FROM feed.events AS event
    WHERE event.org_id = part.org_id AND seq BETWEEN part.first_seq AND part.last_seq
) AS found ON true
WHERE number > $2 ORDER BY number LIMIT $3
"""  # noqa: S608 # our own words
OUTSIDE = """
SELECT count(*) FROM feed.events WHERE org_id = $1
    AND (seq < 1 OR seq > coalesce((SELECT max(last_seq) FROM feed.event_batches WHERE org_id = $1), 0))
"""


@dataclass(frozen=True, slots=True)
class Head:
    """The last batch of some time, kept where nobody who can change the database can change it too."""

    number: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Fault:
    number: int
    """Of the batch."""
    detail: str


@dataclass(frozen=True, slots=True)
class Verified:
    faults: list[Fault]
    upto: int
    """The last batch looked at; where none is left, the last there is."""
    head: Head | None
    more: bool


async def verified(connection: Any, schema: str, org_id: UUID, after: int, heads: Sequence[Head]) -> Verified:
    """The batches of one organisation after that one, some at a time."""
    rows = await connection.fetch(_of(schema, BATCHES), org_id, after, AT_ONCE)
    faults, expected = [], after + 1
    for row in rows:
        faults += [Fault(row["number"], detail) for detail in _wrong(row, expected)]
        expected = row["number"] + 1
    more = len(rows) == AT_ONCE
    upto = rows[-1]["number"] if rows else after
    if not more and await connection.fetchval(_of(schema, OUTSIDE), org_id):
        faults.append(Fault(upto, "Events are numbered that no batch has."))
    known = {row["number"]: row["hash"] for row in rows}
    faults += [wrong for head in heads if (wrong := _held_against(head, known, after, upto, more=more))]
    return Verified(faults, upto, Head(upto, rows[-1]["hash"]) if rows else None, more)


def _wrong(row: Mapping[str, Any], expected: int) -> list[str]:
    found = []
    if row["number"] != expected:
        found.append("A batch before it is missing.")
    if row["first_seq"] != (row["last_before"] or 0) + 1:
        found.append("It does not begin where the one before ended.")
    if row["digest_now"] != row["digest"]:
        found.append("Its events are not those that were sealed.")
    if row["hash_now"] != row["hash"]:
        found.append("Its seal does not follow from the one before.")
    return found


def _held_against(head: Head, known: Mapping[int, bytes], after: int, upto: int, *, more: bool) -> Fault | None:
    if head.number <= after or (more and head.number > upto):
        return None
    if head.number not in known:
        return Fault(head.number, "It was there when its seal was exported, and is not there now.")
    if known[head.number] != head.hash:
        return Fault(head.number, "It has another seal than was exported: the chain was written anew.")
    return None


def _of(schema: str, statement: str) -> str:
    return statement.replace("feed.", f"{schema}.")
