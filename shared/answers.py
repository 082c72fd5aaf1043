"""What a service function hands to the door: one document, or one page of them, as JSON that PostgreSQL made."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson

Shape = TypeVar("Shape")


@dataclass(frozen=True, slots=True)
class Document(Generic[Shape]):
    """One record as its callers see it; `Shape` is the schema that describes it."""

    body: bytes
    id: UUID | None = None
    version: int | None = None
    retry_after: int | None = None
    """Seconds until it is worth asking again, where the record is still on its way."""
    collection: str | None = None
    """Where a new record is found, below `/v1`; None where it was posted to."""
    known: bool = False
    """Whether what was to be created was there already: 200 instead of 201."""

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> "Document[Shape]":
        """What was worked out in Python; ids as the driver has them included."""
        return cls(orjson.dumps(answer, default=str))


@dataclass(frozen=True, slots=True)
class Accepted(Generic[Shape]):
    """The job that does later what was asked for: 202, where to look and when."""

    body: bytes
    location: str
    retry_after: int


@dataclass(frozen=True, slots=True)
class File:
    """What a caller keeps or looks at, rather than reads as JSON; the route names the media types it may have."""

    body: bytes
    media_type: str
    name: str
    shown: bool = False
    """Whether a browser shows it where it stands, as a picture, or keeps it."""


@dataclass(frozen=True, slots=True)
class Stream:
    """What has no end of its own: it begins at once and goes on after the endpoint has returned."""

    chunks: AsyncIterator[bytes]
    media_type: str


@dataclass(frozen=True, slots=True)
class Page(Generic[Shape]):
    """Some records and where the next ones begin; `total` only where the caller asked for it."""

    items: Sequence[bytes]
    next_cursor: str | None = None
    total: int | None = None

    @property
    def body(self) -> bytes:
        cursor = f'"{self.next_cursor}"' if self.next_cursor else "null"
        total = "null" if self.total is None else str(self.total)
        tail = f'],"next_cursor":{cursor},"total":{total}}}'
        return b'{"items":[' + b",".join(self.items) + tail.encode()


class Replayed(Exception):
    """There is an answer to this request already."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body
