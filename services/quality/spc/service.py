from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from services.quality.spc import schemas
from services.quality.spc.queries import measured
from services.quality.spc.rules.analysis import analyze
from services.quality.spc.rules.arrays import present
from services.quality.spc.rules.chart import Chart
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.observations import observations
from shared.answers import Document
from shared.work import Reading


async def chart(work: Reading, characteristic_id: UUID, last: int) -> Document[schemas.Chart]:
    """Limits are estimated from the very subgroups shown; a thousand points are too many for models."""
    known = await measured.show(work, characteristic_id, last=last)
    characteristic = orjson.loads(known.body)
    subgroups = characteristic.pop("subgroups")[::-1]
    drawn = analyze(ChartKind.XBAR_R, observations([subgroup["values"] for subgroup in subgroups]))
    location, dispersion = drawn.charts
    answer = {
        "characteristic": characteristic,
        "sigma_within": drawn.stages[0].sigma,
        "location": _line(location, subgroups),
        "dispersion": _line(dispersion, subgroups),
        "warnings": drawn.warnings,
    }
    return Document(orjson.dumps(answer))


def _line(chart: Chart, subgroups: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """NaN becomes null."""
    columns = (chart.values, chart.n, chart.lcl, chart.ucl, chart.center, chart.beyond)
    rows = zip(subgroups, *(column.tolist() for column in columns), strict=True)
    centers = set(chart.center[present(chart.center)].tolist())
    return {
        "center": centers.pop() if len(centers) == 1 else None,
        "points": [_point(index, *row) for index, row in enumerate(rows, 1)],
    }


def _point(index: int, subgroup: dict[str, Any], *line: float) -> dict[str, Any]:
    names = ("value", "n", "lcl", "ucl", "center", "beyond")
    at = {"index": index, "taken_at": subgroup["taken_at"], "subgroup_id": subgroup["id"]}
    return at | dict(zip(names, line, strict=True))
