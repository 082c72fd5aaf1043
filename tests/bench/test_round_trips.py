"""What of the measured is the same each time: round trips that rows do not multiply, and bytes."""

import pytest

from shared.testing import counting
from tests.performance.conftest import EVERYTHING, Make, app  # noqa: F401 # the fixture

READ, COMMAND = 3, 4


@pytest.fixture
def make(client, org):
    return Make(client, org)


OF_ALL = {"goals:read:all", "productivity:read:all"}
LISTS = ("/v1/goals", "/v1/people", "/v1/standards", "/v1/check-ins")
NUMBERS = ("/v1/summary", "/v1/dashboards/company", "/v1/dashboards/team", "/v1/dashboards/me")


@pytest.mark.parametrize("of_all", [True, False], ids=["HR", "an employee"])
@pytest.mark.parametrize("path", [*LISTS, *NUMBERS])
async def test_a_read_makes_three_round_trips_however_many_rows_there_are(app, client, make, path, of_all):  # noqa: F811
    me = await make.person()
    asked = client(me, *EVERYTHING) if of_all else client(me, *{*EVERYTHING} - OF_ALL)
    await make.active_goal(me)
    trips = []
    with counting(app) as sent:
        for more in range(3):
            sent.clear()
            (await asked.get(path)).raise_for_status()
            trips.append(len(sent))
            for _ in range(more):
                await make.active_goal(me)
    assert trips == [READ, READ, READ]


async def test_a_plain_record_is_made_in_four_round_trips(app, client, make):  # noqa: F811
    """Begin with the tenant, insert, read back together with the event, commit."""
    asked, trips = client(await make.person(), *EVERYTHING), []
    with counting(app) as sent:
        for code in ("first", "second"):
            sent.clear()
            (await asked.post("/v1/job-families", json={"name": "Production", "code": code})).raise_for_status()
            trips.append(len(sent))
    assert trips[1:] == [COMMAND]
