"""What the database refused, as the problem a caller can act on."""

from collections.abc import Iterator
from contextlib import contextmanager

from asyncpg.exceptions import (
    AdminShutdownError,
    InterfaceError,
    InternalClientError,
    PostgresConnectionError,
    PostgresError,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.orm.exc import StaleDataError

from shared.observability import log
from shared.problems import (
    Conflict,
    FieldError,
    Invalid,
    Problem,
    ReferenceNotFound,
    TryAgain,
    Unavailable,
    VersionMismatch,
)

UNREACHABLE = (
    InterfaceError,
    InternalClientError,
    PostgresConnectionError,
    AdminShutdownError,
    OSError,
    TimeoutError,
    NoneFree,
)
"""What is raised where no connection can be had, or where its server went away while it lay in the pool."""


class AlreadyExists(Conflict):
    """A record with this value exists already."""


class StillInUse(Conflict):
    """Other records refer to this one."""


class NotStorable(Invalid):
    """A value is outside what can be stored."""


class TooSlow(Unavailable):
    """This took longer than allowed and was stopped; nothing was done."""


class Busy(Unavailable):
    """Others hold what this would change for longer than we wait. Try again in a moment."""


@contextmanager
def reaching() -> Iterator[None]:
    """Around taking a connection, beginning and committing: what fails there is the way to the database."""
    try:
        yield
    except UNREACHABLE as error:
        log.warning("database unreachable", fault=repr(error))
        raise Unavailable(headers={"Retry-After": "2"}) from error


@contextmanager
def refused() -> Iterator[None]:
    """Around all that a request does: what the database refused, as a problem; a fault of ours stays one."""
    try:
        yield
    except (PostgresError, DBAPIError, StaleDataError) as error:
        problem = translate(error)
        if problem is None:
            raise
        raise problem from error


def broke_off(error: BaseException) -> bool:
    """Whether this may be said by a connection that just died; what the driver says when we misuse it looks alike."""
    return isinstance(_cause(error), InterfaceError | InternalClientError)


def _cause(error: BaseException) -> BaseException | None:
    return error.orig.__cause__ if isinstance(error, DBAPIError) and error.orig else error


def translate(error: Exception) -> Problem | None:
    """The problem behind a driver's or SQLAlchemy's error; None when it is a fault of ours."""
    if isinstance(error, StaleDataError):
        return VersionMismatch()
    cause = _cause(error)
    state = getattr(cause, "sqlstate", None) or ""
    if state.startswith("23"):
        return _violation(state, cause)
    if state in {"40001", "40P01"}:
        return TryAgain(headers={"Retry-After": "1"})
    if state == "55P03":
        return Busy(headers={"Retry-After": "2"})
    if state == "57014":
        return TooSlow()
    if state.startswith(("08", "53", "57")):
        return Unavailable(headers={"Retry-After": "2"})
    # The driver's own "invalid input" has no severity: it never reached the server, and is our mistake.
    return NotStorable() if state.startswith("22") and getattr(cause, "severity", None) else None


def _violation(state: str, cause: BaseException | None) -> Problem | None:
    constraint = getattr(cause, "constraint_name", None) or ""
    table = getattr(cause, "table_name", None) or ""
    field = constraint[3:].removeprefix(f"{table}_") or (getattr(cause, "column_name", None) or "")
    pointer = f"/{field}"
    if state == "23505":
        return AlreadyExists(errors=[FieldError(pointer, "taken", "is taken")])
    if state == "23503" and "still referenced" in (getattr(cause, "detail", None) or ""):
        return StillInUse()
    if state == "23503":
        return ReferenceNotFound(errors=[FieldError(pointer, "not_found", "there is no such record")])
    return NotStorable(errors=[FieldError(pointer, "not_allowed", "this value is not allowed")])
