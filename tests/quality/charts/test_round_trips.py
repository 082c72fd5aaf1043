"""How often a chart goes to the database: as often for a year as for a point."""

import pytest

from tests.quality.conftest import EVERYTHING, LONG_AGO

PILOT = {"center": 74, "sigma": 0.01, "source": "Pilot"}


@pytest.mark.parametrize("query", [{}, {"last": 3}, {"taken_since": LONG_AGO.isoformat()}])
@pytest.mark.parametrize("limited", [True, False])
async def test_a_chart_is_read_in_three_round_trips(client, make, statements, query, limited):
    characteristic = await make.characteristic()
    await make.subgroups(characteristic, [[74.0, 74.01], [74.02, 74.0]] * 9)
    chart = await make.default_chart(characteristic)
    if limited:
        await make.limits(chart, LONG_AGO.isoformat(), **PILOT)
    reader = client(make.person(), *EVERYTHING)
    for path in (f"/v1/characteristics/{characteristic.id}/chart", f"/v1/charts/{chart}/data"):
        statements.clear()
        assert (await reader.get(path, params=query)).json()["total"] > 0
        assert len(statements) == 3
