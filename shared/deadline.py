"""How long a caller still waits, as `X-Timeout-Ms` says: no statement runs for longer, nobody would hear of it."""

from contextvars import ContextVar
from time import monotonic

LONGEST_MS = 60_000
_until: ContextVar[float | None] = ContextVar("until", default=None)


def begin(milliseconds: str) -> None:
    """From what the header says; what is no such number is no deadline."""
    given = (
        int(milliseconds) if milliseconds.isascii() and milliseconds.isdecimal() and len(milliseconds) < 10 else None
    )
    _until.set(None if given is None else monotonic() + given / 1000)


def remaining_ms() -> int | None:
    """At least 1, since PostgreSQL takes 0 for ever; None where the caller named no deadline that matters."""
    until = _until.get()
    left = None if until is None else int((until - monotonic()) * 1000)
    return None if left is None or left > LONGEST_MS else max(1, left)
