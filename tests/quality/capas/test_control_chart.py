"""A corrective action whose criterion is a control chart: how often its points signal, before and after."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.quality.capas.test_capas import judged, missing

STEADY = [74.001, 73.999, 74.0, 74.002, 73.998]
OUT = [74.03, 74.031, 74.03, 74.029, 74.03]
CHART = {"center": 74, "sigma": 0.01, "source": "Pilot"}
STEPS = {"effective": "confirm", "ineffective": "send_back", "inconclusive": "extend"}


def ago(days):
    return (datetime.now(UTC) - timedelta(days=days)).isoformat()


@pytest.fixture
async def charted(case):
    """Planned by the default chart of a characteristic, of which every other point signalled before."""
    case.characteristic = await case.make.characteristic(subgroup_size=5)
    await case.make.limits(await case.make.default_chart(case.characteristic), ago(399), **CHART)
    await case.measured(300, [STEADY, OUT] * 10)
    case.criterion = {"metric": "signals_per_point", "min_sample": 20}
    return case


@pytest.mark.parametrize(
    ("points", "verdict", "value", "shortfalls"),
    [
        ([STEADY] * 24, "effective", 0.0, []),
        ([STEADY, OUT] * 12, "ineffective", 0.5, ["may_be_chance"]),
        ([STEADY] * 19, "inconclusive", 0.0, ["too_few"]),
    ],
    ids=["improved", "did not improve", "too few points"],
)
async def test_the_verdict_follows_from_the_points_that_signal(charted, points, verdict, value, shortfalls):
    await charted.to("effectiveness_pending")
    await charted.measured(100, points)
    found = await judged(charted)
    assert (found["verdict"], found["n"], found["value"]) == (verdict, len(points), value)
    assert (found["baseline_n"], found["baseline_value"], found["shortfalls"]) == (20, 0.5, shortfalls)
    allowed = (await charted.read("verifier"))["allowed_actions"]
    assert {*STEPS.values()} & {*allowed} == {STEPS[verdict]}
    for other in {*STEPS.values()} - {STEPS[verdict]}:
        assert missing(await charted.move("verifier", other, "So it is"))
