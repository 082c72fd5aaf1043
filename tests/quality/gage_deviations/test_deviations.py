"""A gage that is not fit measures only by leave that somebody else gave, for some time."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.quality.conftest import EVERYTHING
from tests.quality.intake.rows import AT_EIGHT, listed

PERIOD = {"valid_from": "2026-01-05T00:00:00Z", "valid_until": "2026-01-05T12:00:00Z"}
ASKED = {"reason": "The laboratory is late; checked against a master"} | PERIOD


@pytest.fixture
async def overdue(make):
    return await make.gage(next_due_on="2026-01-04")


async def moved(make, deviation, action, **body):
    path = f"/v1/gage-deviations/{deviation.id}/transitions"
    return await make.post(path, {"action": action} | body, on=deviation)


def rows(gage, deviation, *taken_at) -> dict[str, Any]:
    return {
        "external_id": [str(place) for place in range(len(taken_at))], "taken_at": list(taken_at), "values": [[74]],
        "gage_id": [str(gage.id)], "gage_deviation_id": [str(deviation.id)],
    }  # fmt: skip


async def test_by_an_approved_deviation_a_gage_measures_in_its_time_and_the_measurement_says_so(client, make, overdue):
    characteristic, approver = await make.characteristic(), make.person()
    deviation = await make.deviation(overdue)
    path = f"/v1/gage-deviations/{deviation.id}/transitions"
    approved = await client(approver, *EVERYTHING).post(path, json={"action": "approve"}, headers={"If-Match": "*"})
    assert (approved.json()["status"], approved.json()["decided_by"]) == ("approved", str(approver.id))
    report = await make.batch(characteristic, **rows(overdue, deviation, AT_EIGHT, "2026-01-05T13:00:00Z"))
    created, failed = report["results"]
    assert created["outcome"] == "created"
    assert failed["problem"]["code"] == "deviation_not_in_force"
    assert failed["problem"]["errors"][0]["pointer"] == "/gage_deviation_id/0"
    [kept] = await listed(client(make.person(), *EVERYTHING), characteristic)
    assert kept["gage_deviation_id"] == str(deviation.id)
    again = await make.batch(characteristic, **rows(overdue, deviation, AT_EIGHT))
    assert again["results"][0] == created | {"outcome": "unchanged"}


@pytest.mark.parametrize("last", [None, "refuse", "withdraw"])
async def test_what_is_not_approved_lets_nothing_in(make, overdue, last):
    deviation = await make.deviation(overdue)
    if last is not None:
        await moved(make, deviation, last, reason="Send it to the laboratory")
    report = await make.batch(await make.characteristic(), **rows(overdue, deviation, AT_EIGHT))
    assert report["results"][0]["problem"]["code"] == "deviation_not_in_force"


async def test_what_was_taken_before_a_deviation_was_withdrawn_stands(make, overdue):
    characteristic = await make.characteristic()
    deviation = await moved(make, await make.deviation(overdue, valid_until="2099-01-01T00:00:00Z"), "approve")
    before = await make.batch(characteristic, **rows(overdue, deviation, AT_EIGHT))
    await moved(make, deviation, "withdraw", reason="It is calibrated")
    later = datetime.now(UTC).isoformat()
    after = await make.batch(characteristic, **rows(overdue, deviation, AT_EIGHT, later))
    assert [result["outcome"] for result in after["results"]] == ["unchanged", "failed"]
    assert after["results"][0]["id"] == before["results"][0]["id"]


async def test_a_deviation_is_for_its_gage_alone(make, overdue):
    deviation = await moved(make, await make.deviation(overdue), "approve")
    other, characteristic = await make.gage(next_due_on="2026-01-04"), await make.characteristic()
    for gages in ([str(other.id)], []):
        report = await make.batch(characteristic, **rows(overdue, deviation, AT_EIGHT) | {"gage_id": gages})
        assert report["results"][0]["problem"]["code"] == "deviation_not_in_force"


async def test_a_file_names_its_deviation_too(client, make, overdue):
    deviation = await moved(make, await make.deviation(overdue), "approve")
    code = (await make.characteristic()).body["code"]
    names = "source,external_id,characteristic_code,taken_at,value_1,gage_code,gage_deviation_id"
    file = f"{names}\nmes,1,{code},{AT_EIGHT},74,{overdue.body['code']},{deviation.id}\n"
    answer = await client(make.person(), *EVERYTHING).post(
        "/v1/measurements:batch", content=file, headers={"content-type": "text/csv"}
    )
    assert answer.json()["summary"]["created"] == 1


async def test_nobody_gives_leave_to_themselves(client, make, overdue):
    me = make.person()
    quality = client(me, *EVERYTHING)
    deviation = (await quality.post(f"/v1/gages/{overdue.id}/deviations", json=ASKED)).json()
    path, tag = f"/v1/gage-deviations/{deviation['id']}", {"If-Match": "*"}
    refused = await quality.post(f"{path}/transitions", json={"action": "approve"}, headers=tag)
    assert (refused.status_code, refused.json()["code"]) == (403, "transition_forbidden")
    steps = (await quality.get(f"{path}/transitions")).json()["items"]
    assert {step["action"]: step["allowed"] for step in steps} == {"approve": False, "refuse": False, "withdraw": True}
    keeper = client(make.person(), "gages:read", "gages:write")
    refused = await keeper.post(f"{path}/transitions", json={"action": "approve"}, headers=tag)
    assert (refused.status_code, refused.json()["code"]) == (403, "transition_forbidden")


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"valid_until": PERIOD["valid_from"]}, "/valid_until"),
        ({"reason": ""}, "/reason"),
    ],
)
async def test_a_deviation_without_reason_or_end_is_refused(client, make, overdue, wrong, pointer):
    refused = await client(make.person(), *EVERYTHING).post(f"/v1/gages/{overdue.id}/deviations", json=ASKED | wrong)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_the_deviations_of_a_gage_are_listed(client, make, elsewhere, overdue):
    first = await make.deviation(overdue)
    second = await make.deviation(overdue, valid_until="2026-01-06T00:00:00Z")
    quality = client(make.person(), *EVERYTHING)
    kept = (await quality.get(f"/v1/gages/{overdue.id}/deviations")).json()["items"]
    assert [one["id"] for one in kept] == [str(second.id), str(first.id)]
    theirs = await elsewhere.gage()
    assert (await quality.get(f"/v1/gages/{theirs.id}/deviations")).status_code == 404
    assert (await quality.post(f"/v1/gages/{theirs.id}/deviations", json=ASKED)).status_code == 404
