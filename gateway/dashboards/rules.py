"""Which parts make which dashboard, and when there is none. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

import orjson

from gateway.outcomes import Outcome, PartStatus
from shared.problems import FieldError, Invalid, Unavailable

MAY_PASS = {PartStatus.DOWN, PartStatus.LATE, PartStatus.FAILED}
PERIOD = frozenset({"since", "before", "process_id"})


class NothingAnswered(Unavailable):
    """None of the services answered as it should; `parts` says how each failed. Try again in a moment."""


class PeriodReversed(Invalid):
    """A period ends after it begins."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a part comes from, and which filters of the dashboard it takes."""

    service: str
    path: str
    takes: frozenset[str] = frozenset()

    def question(self, filters: Mapping[str, str]) -> tuple[str, str]:
        taken = urlencode({name: value for name, value in filters.items() if name in self.takes})
        return self.service, f"{self.path}?{taken}" if taken else self.path


EXECUTIVE = {"performance": Source("performance", "/v1/summary"), "quality": Source("quality", "/v1/summary")}
MINE = {"goals": Source("performance", "/v1/dashboards/me"), "inbox": Source("quality", "/v1/inbox")}
QUALITY = {
    "metrics": Source("quality", "/v1/metrics", PERIOD),
    "pareto": Source("quality", "/v1/metrics/pareto", PERIOD),
    "ageing": Source("quality", "/v1/metrics/ageing", frozenset({"process_id"})),
    "flow": Source("quality", "/v1/metrics/flow", PERIOD),
    "costs": Source("quality", "/v1/metrics/costs", PERIOD),
    "inbox": Source("quality", "/v1/inbox"),
}


def ensure_period(since: date | None, before: date | None) -> None:
    if since is not None and before is not None and since >= before:
        raise PeriodReversed(errors=[FieldError("?before", "not_after", "must be after `since`")])


def ensure_worth_showing(parts: Mapping[str, Outcome]) -> None:
    """One part is a dashboard, and so are refusals: a caller can't get more by trying again."""
    if all(part.status in MAY_PASS for part in parts.values()):
        raise NothingAnswered(headers={"Retry-After": "2"}, parts={name: _part(part) for name, part in parts.items()})


def side_by_side(as_of: datetime, parts: Mapping[str, Outcome]) -> bytes:
    """The services' bytes are spliced in as they came."""
    return orjson.dumps({"as_of": instant(as_of), "parts": {name: _part(part) for name, part in parts.items()}})


def instant(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _part(part: Outcome) -> dict[str, Any]:
    data = None if part.data is None else orjson.Fragment(part.data)
    return {"status": part.status, "as_of": instant(part.as_of), "detail": part.detail, "data": data}
