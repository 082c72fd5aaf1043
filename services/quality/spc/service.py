from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from services.quality.spc import schemas
from services.quality.spc.queries import measured
from services.quality.spc.rules.charts import Point, xbar_r
from shared.answers import Document
from shared.work import Reading


async def chart(work: Reading, characteristic_id: UUID, last: int) -> Document[schemas.Chart]:
    """Limits are estimated from the very subgroups shown; a thousand points are too many for models."""
    known = await measured.show(work, characteristic_id, last=last)
    characteristic = orjson.loads(known.body)
    subgroups = characteristic.pop("subgroups")[::-1]
    drawn = xbar_r([subgroup["values"] for subgroup in subgroups])
    answer = {
        "characteristic": characteristic,
        "sigma_within": drawn.sigma,
        "location": _line(drawn.location, subgroups),
        "dispersion": _line(drawn.dispersion, subgroups),
        "warnings": drawn.warnings,
    }
    return Document(orjson.dumps(answer))


def _line(points: Sequence[Point], subgroups: Sequence[dict[str, Any]]) -> dict[str, Any]:
    centers = {point.center for point in points if point.center is not None}
    return {
        "center": centers.pop() if len(centers) == 1 else None,
        "points": [_point(point, subgroup) for point, subgroup in zip(points, subgroups, strict=True)],
    }


def _point(point: Point, subgroup: dict[str, Any]) -> dict[str, Any]:
    return {
        "index": point.index,
        "taken_at": subgroup["taken_at"],
        "subgroup_id": subgroup["id"],
        "value": point.value,
        "n": point.n,
        "lcl": point.lcl,
        "ucl": point.ucl,
        "center": point.center,
        "beyond": point.beyond,
    }
