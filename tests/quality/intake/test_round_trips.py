"""How often a batch goes to the database: as often for thousands of rows as for one."""

import pytest

from tests.quality.conftest import EVERYTHING, LONG_AGO
from tests.quality.intake.rows import BATCH, one

PILOT = {"center": 74, "sigma": 0.01, "source": "Pilot"}
USUAL, OUT = [74, 74.001, 74.002], [75, 75, 75]
PLAIN = 7
"""Begin, characteristics, rows, charts held, limits in force, event, commit."""


@pytest.fixture
async def sent(client, make, statements):
    """How many statements a batch of so many rows takes."""
    quality = client(make.person(), *EVERYTHING)

    async def send(characteristic, rows, values):
        keys = [f"{make.next()}" for _ in range(rows)]
        body = one(characteristic, external_id=keys, values=[values] * rows)
        statements.clear()
        answer = await quality.post(BATCH, json=body)
        assert answer.json()["summary"]["created"] == rows
        return len(statements)

    return send


@pytest.mark.parametrize("rows", [1, 3_000])
async def test_what_nobody_judges_is_stored_in_seven(make, sent, rows):
    assert await sent(await make.characteristic(), rows, USUAL) == PLAIN


@pytest.mark.parametrize("rows", [1, 300])
async def test_what_is_judged_is_read_once_more_and_written_once_where_it_signals(make, sent, rows):
    characteristic = await make.characteristic(subgroup_size=3)
    await make.limits(await make.default_chart(characteristic), LONG_AGO.isoformat(), **PILOT)
    assert await sent(characteristic, 1, USUAL) == PLAIN + 1
    assert await sent(characteristic, rows, OUT) == PLAIN + 2
