"""What a feature declares in `jobs.py`, as it declares routes in `router.py`."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.work import Work


@dataclass(frozen=True)
class Run:
    """One try at an errand: what it was given, and how to say how far it is."""

    payload: dict[str, Any]
    attempt: int
    asked_by: UUID | None
    progress: Callable[[int], Awaitable[None]]
    """`await run.progress(40)`: seen at once by who watches the job; nothing where nobody does."""


Handler = Callable[[Work, Run], Awaitable[str | None]]
"""Answers where the result can be read, such as `/v1/people/imports/…`, or None."""


@dataclass(frozen=True)
class Declared:
    """A handler with what its errands may do; `cron` where the clock asks for it, for each organisation, in UTC."""

    handler: Handler
    scopes: frozenset[str]
    cron: str | None = None


class Jobs:
    """`jobs = Jobs()`, then `@jobs.handles("people.import")` or `@jobs.scheduled("people.new_day", "5 0 * * *")`."""

    def __init__(self) -> None:
        self.declared: dict[str, Declared] = {}

    def handles(self, name: str, *scopes: str) -> Callable[[Handler], Handler]:
        """Does what `work.enqueue(name, …)` asks for. It may run again after a crash, so it must bear that."""
        return self._declare(name, scopes, None)

    def scheduled(self, name: str, cron: str, *scopes: str) -> Callable[[Handler], Handler]:
        """Runs at that time for each organisation, once however many replicas there are."""
        return self._declare(name, scopes, cron)

    def _declare(self, name: str, scopes: Iterable[str], cron: str | None) -> Callable[[Handler], Handler]:
        def declare(handler: Handler) -> Handler:
            if name in self.declared:
                raise ValueError(f"{name} is declared twice")
            self.declared[name] = Declared(handler, frozenset(scopes), cron)
            return handler

        return declare
