"""Expected failures as classes: the status, a stable code from the name, the docstring as the message."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong place in the input: an RFC 6901 pointer into the body, or `?name` for a query parameter."""

    pointer: str
    code: str
    detail: str


class Problem(Exception):
    """Something went wrong on our side. Try again; if it stays, quote the trace id."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" not in cls.__dict__:
            cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: Sequence[FieldError] = (),
        headers: dict[str, str] | None = None,
        **facts: Any,
    ) -> None:
        self.detail = detail or " ".join((type(self).__doc__ or "").split())
        self.errors = tuple(errors)
        self.headers = headers or {}
        self.facts = facts
        super().__init__(self.detail)


@contextmanager
def under(pointer: str) -> Iterator[None]:
    """What goes wrong inside belongs to a part of the input: its pointers begin there."""
    try:
        yield
    except Problem as problem:
        problem.errors = tuple(replace(error, pointer=pointer + error.pointer) for error in problem.errors)
        raise


class BadRequest(Problem):
    """The request can't be understood."""

    status = 400


class Unauthorized(Problem):
    """Sign in: the request carries no valid token."""

    status = 401


class Forbidden(Problem):
    """You may see this but not do that."""

    status = 403


class NotFound(Problem):
    """There is no such record, or you may not see it."""

    status = 404


class Conflict(Problem):
    """The record's state does not allow this."""

    status = 409


class VersionMismatch(Problem):
    """The record has changed since you read it: read it again, then repeat your change."""

    status = 412


class TooLarge(Problem):
    """The request is larger than this endpoint takes."""

    status = 413


class Invalid(Problem):
    """The input is not valid."""

    status = 422


class ReferenceNotFound(Invalid):
    """A record that the input refers to does not exist."""


class VersionRequired(Problem):
    """Send If-Match with the ETag you last read, so that nobody's change is lost."""

    status = 428


class Unavailable(Problem):
    """The service can't answer right now. Try again in a moment."""

    status = 503


class TryAgain(Unavailable):
    """Two changes met. Nothing was done; the same request will succeed."""
