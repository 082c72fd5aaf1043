"""How the feeds of the services become one. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from typing import Any
from urllib.parse import urlencode

from gateway.outcomes import Outcome, PartStatus
from shared.feed.refusals import CursorExpired
from shared.feed.schemas import EventFilter
from shared.pages import CursorMismatch

GONE, NOT_UNDERSTOOD = 410, 400
Places = dict[str, str]
"""Where the reader is, by service; empty for the beginning."""


@dataclass(frozen=True, slots=True)
class Merged:
    items: Sequence[Mapping[str, Any]]
    places: Places
    parts: Mapping[str, PartStatus]


def opened(cursor: str | None, services: Iterable[str]) -> Places:
    """One service's place after the other's."""
    names = list(services)
    places = cursor.split(".") if cursor else [""] * len(names)
    if len(places) != len(names):
        raise CursorMismatch()
    return dict(zip(names, places, strict=True))


def sealed(places: Places) -> str:
    return ".".join(places.values())


def path(asked: EventFilter, place: str, limit: int, wait_seconds: int) -> str:
    said = {"limit": limit, "wait_seconds": wait_seconds, "type": asked.type}
    said |= {"after": place} if place else {}
    said |= {"subject": str(asked.subject)} if asked.subject else {}
    return f"/v1/events?{urlencode(said, doseq=True)}"


def ensure_known(outcomes: Iterable[Outcome]) -> None:
    codes = {outcome.code for outcome in outcomes}
    if GONE in codes:
        raise CursorExpired()
    if NOT_UNDERSTOOD in codes:
        raise CursorMismatch()


def in_order(feeds: Iterable[Sequence[Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
    """By time, but never against the order of a service."""
    return list(merge(*feeds, key=lambda event: event["time"]))
