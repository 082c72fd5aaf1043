"""What asking a service can come to: an outcome in a dashboard, a refusal for who passes through."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.problems import Problem, Unavailable


class PartStatus(StrEnum):
    OK = "ok"
    LATE = "late"
    DOWN = "down"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`data` is the service's JSON as it came, and only there when all is well; `detail` says what is not."""

    status: PartStatus
    as_of: datetime
    detail: str | None = None
    data: bytes | None = None
    code: int | None = None
    """The status of the answer; None where there was none."""


class UpstreamDown(Unavailable):
    """The service behind this path can't be reached. Try again in a moment."""


class UpstreamBusy(Unavailable):
    """Too many requests wait for the service behind this path. Try again in a moment."""


class UpstreamBrokeOff(Problem):
    """The service behind this path broke off without an answer. It may or may not have done what you asked."""

    status = 502


class UpstreamLate(Problem):
    """The service behind this path did not answer in time. It may still have done what you asked."""

    status = 504
