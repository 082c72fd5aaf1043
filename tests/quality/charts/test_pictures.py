"""A stored chart as a picture, drawn from the numbers that the same address answers."""

import pytest

from services.quality.pictures.rules.flags import labels_of
from services.quality.pictures.rules.layers import written
from services.quality.pictures.service import PNG, SVG, VEGA_LITE
from tests.quality.charts.test_shown import PHASE_ONE, PILOT, at
from tests.quality.conftest import EVERYTHING

FLAGGED = [*PHASE_ONE[:12], [74.2, 74.2, 74.2, 74.2, 74.2], *PHASE_ONE[13:]]


@pytest.fixture
async def charted(client, make):
    """A characteristic with limits from its thirteenth subgroup on, which signals; asked for in some form."""
    characteristic = await make.characteristic()
    await make.limits(await make.default_chart(characteristic), at(12), **PILOT)
    await make.subgroups(characteristic, FLAGGED)
    looking = client(make.person(), "measurements:read")

    async def read(accept, **query):
        headers, path = {"accept": accept}, f"/v1/characteristics/{characteristic.id}/chart"
        return await looking.get(path, params=query, headers=headers)

    return read


async def test_the_picture_shows_what_the_numbers_say(charted):
    numbers, spec = (await charted("application/json")).json(), (await charted(VEGA_LITE)).json()
    mean, drawn = numbers["plots"][0], spec["vconcat"][0]["data"]["values"]
    assert [row["y"] for row in drawn] == mean["values"]
    assert [row["ucl"] for row in drawn] == mean["ucl"]
    flagged = {one["index"] - 1 for one in numbers["signals"] if one["statistic"] == mean["statistic"]}
    assert flagged
    assert {row["x"] for row in drawn if row["rules"]} == flagged


async def test_who_sees_the_picture_needs_no_legend(charted):
    text = (await charted(SVG)).text
    alarms = "false alarm every 109 points", "1σ shift seen after 9.7 points"
    for said in (
        *alarms,
        "X-bar/R chart",
        "Mean, mm",
        "Range, mm",
        "UCL",
        "LCL",
        "CL 74",
        "no limits",
        "limits 1",
        "25 points",
    ):
        assert said in text, said
    assert 'stroke-dasharray="2,2"' in text, "a line where the limits begin"


async def test_flags_say_what_they_mean_and_exclusions_their_cause(charted, client, make):
    thirteenth = (await charted("application/json")).json()["points"][12]["subgroup_id"]
    assert "1: beyond a limit" in (await charted(SVG)).text
    body = {"action": "exclude", "reason": "Seen at the machine", "assignable_cause": "coolant ran out"}
    await client(make.person(), *EVERYTHING).post(f"/v1/measurements/{thirteenth}/transitions", json=body)
    assert "coolant ran out" in (await charted(SVG)).text


def test_rules_of_close_neighbours_share_a_label_at_the_one_furthest_out() -> None:
    values, center = [0.0] * 300, [0.0] * 300
    values[100:103], values[104] = [3.5, 4.0, 3.2], -5.0
    flags = {100: ["1"], 101: ["1", "5"], 102: ["6"], 104: ["1"]}
    assert labels_of(values, center, flags, width=860) == {101: ["1", "5", "6"], 104: ["1"]}
    assert labels_of(values[:20], center, {3: ["1", "5"], 4: ["1"]}, width=860) == {3: ["1 5"], 4: ["1"]}
    close = {3: ["1", "2", "5", "6"], 4: ["1"]}
    assert labels_of(values[:45], center, close, width=860) == {3: ["1", "2", "5", "6"], 4: ["1"]}


@pytest.mark.parametrize(
    ("value", "reach", "said"),
    [
        (73.99961, 0.06, "73.9996"),
        (4.774897, 500.0, "4.77"),
        (0.0, 1.0, "0"),
        (5.0, 0.0, "5"),
        (12345.6, 9000.0, "12346"),
        (0.0018063, 500.0, "0.00181"),
    ],
)
def test_figures_have_the_digits_that_can_be_seen(value: float, reach: float, said: str) -> None:
    assert written(value, reach) == said


async def test_it_is_a_png_too_and_named(charted):
    answer = await charted(PNG, last=10)
    assert answer.content.startswith(b"\x89PNG")
    assert answer.headers["content-disposition"].startswith('inline; filename="')
    assert answer.headers["vary"] == "Accept"


async def test_another_form_is_refused(charted):
    answer = await charted("text/csv")
    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")
