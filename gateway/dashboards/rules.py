"""How parts become a dashboard, and when there is none. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from gateway.outcomes import Outcome, PartStatus
from shared.problems import Unavailable

MAY_PASS = {PartStatus.DOWN, PartStatus.LATE, PartStatus.FAILED}


class NothingAnswered(Unavailable):
    """None of the services answered as it should; `parts` says how each failed. Try again in a moment."""


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
