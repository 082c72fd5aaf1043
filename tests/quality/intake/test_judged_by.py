"""The gage and the specification that a measurement was taken and judged by."""

from datetime import UTC, datetime

from tests.quality.conftest import EVERYTHING
from tests.quality.intake.rows import AT_EIGHT, listed


async def test_a_gage_that_is_not_fit_measures_nothing(client, make):
    characteristic = await make.characteristic()
    due = await make.gage(next_due_on="2026-01-04")
    lost = await make.gage()
    await make.post(f"/v1/gages/{lost.id}/transitions", {"action": "report_lost", "reason": "Gone"}, on=lost)
    columns = {
        "external_id": ["1", "2", "3", "4"], "values": [[74]],
        "taken_at": [AT_EIGHT, "2026-01-04T23:00:00Z", datetime.now(UTC).isoformat(), AT_EIGHT],
        "gage_id": [str(due.id), str(due.id), str(lost.id), str(lost.id)],
    }  # fmt: skip
    report = await make.batch(characteristic, **columns)
    assert [result["outcome"] for result in report["results"]] == ["failed", "created", "failed", "created"]
    assert report["results"][0]["problem"]["code"] == "gage_not_fit"
    assert report["results"][0]["problem"]["errors"][0]["pointer"] == "/gage_id/0"


async def test_a_failed_calibration_lists_what_it_puts_in_doubt(client, make):
    characteristic, gage, other = await make.characteristic(), await make.gage(), await make.gage()
    await make.calibration(gage, "2026-01-02T00:00:00Z", "passed")
    taken = [f"2026-01-0{day}T12:00:00Z" for day in range(1, 6)]
    gages = [str(gage.id)] * 3 + [str(other.id), str(gage.id)]
    ids = await make.measured(characteristic, taken_at=taken, values=[[74]], gage_id=gages)
    failed = await make.calibration(gage, "2026-01-05T00:00:00Z", "failed")
    passed = await make.calibration(gage, "2026-01-06T00:00:00Z", "passed")
    quality = client(make.person(), *EVERYTHING)
    path = f"/v1/gages/{gage.id}/calibrations/{failed.id}/measurements"
    doubtful = await quality.get(path, params={"include_total": True})
    assert [row["id"] for row in doubtful.json()["items"]] == [ids[2], ids[1]]
    assert doubtful.json()["total"] == 2
    assert (await quality.get(f"/v1/gages/{gage.id}/calibrations/{passed.id}/measurements")).json()["items"] == []
    assert (await quality.get(f"/v1/gages/{other.id}/calibrations/{failed.id}/measurements")).status_code == 404


async def test_results_keep_the_specification_they_were_judged_by(client, make):
    characteristic = await make.characteristic()
    quality = client(make.person(), *EVERYTHING)
    wider = {"valid_from": "2026-01-05T00:00:00Z", "usl": 75, "reason": "Drawing 17"}
    made = await quality.post(f"/v1/characteristics/{characteristic.id}/specifications", json=wider)
    taken = ["2026-01-04T23:00:00Z", "2026-01-05T00:00:00Z"]
    await make.measured(characteristic, taken_at=taken, values=[[74.5, None]])
    await make.measured(characteristic, taken_at=["2026-01-06T00:00:00Z"], values=[[None]])
    backdated = {"valid_from": "2026-01-01T00:00:00Z", "usl": 76, "reason": "Drawing 16"}
    await quality.post(f"/v1/characteristics/{characteristic.id}/specifications", json=backdated)
    kept = await listed(quality, characteristic, sort="taken_at.asc")
    assert [row["verdict"] for row in kept] == ["fail", "pass", None]
    first = characteristic.body["specification"]["id"]
    assert [row["specification_id"] for row in kept] == [first, made.json()["id"], made.json()["id"]]
