"""Gages, their calibrations, and what becomes of a gage by them."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.quality.conftest import EVERYTHING

TODAY = datetime.now(UTC).date()


def day(days):
    return (TODAY + timedelta(days=days)).isoformat()


async def test_a_gage_in_use_becomes_due_by_itself_and_is_found_so(client, make):
    good, last_day, late = [await make.gage(next_due_on=day(days)) for days in (30, 0, -1)]
    assert [one.body["status"] for one in (good, last_day, late)] == ["in_use", "in_use", "due"]
    quality = client(make.person(), "gages:read")
    due = await quality.get("/v1/gages", params={"status": "due"})
    assert [one["id"] for one in due.json()["items"]] == [str(late.id)]
    assert due.json()["items"][0]["allowed_actions"] == []
    soon = await quality.get("/v1/gages", params={"due_before": day(1), "sort": "next_due_on.asc"})
    assert [one["id"] for one in soon.json()["items"]] == [str(late.id), str(last_day.id)]


async def test_a_calibration_moves_the_day_it_is_due(client, make):
    gage = await make.gage(next_due_on=day(-1), calibration_interval_days=10)
    made = await make.calibration(gage, f"{day(-2)}T10:00:00Z", "passed")
    quality = client(make.person(), *EVERYTHING)
    known = (await quality.get(f"/v1/gages/{gage.id}")).json()
    assert (known["status"], known["next_due_on"], known["version"]) == ("in_use", day(8), 2)
    assert (await quality.get(made.path)).json() == made.body
    await make.calibration(gage, f"{day(-50)}T10:00:00Z", "passed")
    assert (await quality.get(f"/v1/gages/{gage.id}")).json()["next_due_on"] == day(8)


async def test_a_failed_calibration_says_since_when_its_measurements_are_doubtful(client, make):
    gage, other = await make.gage(), await make.gage()
    await make.calibration(other, "2026-02-01T10:00:00Z", "passed")
    first = await make.calibration(gage, "2026-01-01T10:00:00Z", "failed")
    good = await make.calibration(gage, "2026-02-01T10:00:00Z", "passed")
    left_failing = await make.calibration(gage, "2026-03-01T10:00:00Z", "passed", "failed")
    last = await make.calibration(gage, "2026-04-01T10:00:00Z", "failed")
    since = [one.body["suspect_since"] for one in (first, good, left_failing, last)]
    assert since == ["1900-01-01T00:00:00.000Z", None, None, "2026-02-01T10:00:00.000Z"]
    quality = client(make.person(), *EVERYTHING)
    failed = await quality.get(f"/v1/gages/{gage.id}/calibrations", params={"as_found": "failed"})
    assert [one["id"] for one in failed.json()["items"]] == [str(last.id), str(first.id)]


async def test_a_gage_left_failing_is_out_of_service_until_it_is_calibrated_and_returned(client, make):
    gage = await make.gage()
    await make.calibration(gage, f"{day(-1)}T10:00:00Z", "failed", "failed")
    quality, path = client(make.person(), *EVERYTHING), f"/v1/gages/{gage.id}"
    back = {"action": "return_to_use", "reason": "Repaired"}
    known = await quality.get(path)
    assert (known.json()["status"], known.json()["out_since"] is None) == ("out_of_service", False)
    refused = await quality.post(f"{path}/transitions", json=back, headers={"If-Match": known.headers["etag"]})
    assert (refused.status_code, refused.json()["transition"]["guards"][0]["code"]) == (409, "not_calibrated")
    await make.calibration(gage, datetime.now(UTC).isoformat(), "passed")
    known = await quality.get(path)
    assert known.json()["allowed_actions"] == ["update", "calibrate", "deviate", "report_lost", "return_to_use"]
    returned = await quality.post(f"{path}/transitions", json=back, headers={"If-Match": known.headers["etag"]})
    assert (returned.status_code, returned.json()["status"], returned.json()["out_since"]) == (200, "in_use", None)


async def test_a_gage_is_withdrawn_or_lost_with_a_reason(client, make):
    gage = await make.gage()
    quality, path = client(make.person(), *EVERYTHING), f"/v1/gages/{gage.id}/transitions"
    refused = await quality.post(path, json={"action": "withdraw"}, headers={"If-Match": gage.etag})
    assert (refused.status_code, refused.json()["code"]) == (422, "reason_required")
    lost = {"action": "report_lost", "reason": "Not in the drawer"}
    done = await quality.post(path, json=lost, headers={"If-Match": gage.etag})
    assert (done.status_code, done.json()["status"]) == (200, "lost")
    withdrawn = await quality.post(
        path, json={"action": "withdraw", "reason": "x"}, headers={"If-Match": done.headers["etag"]}
    )
    assert (withdrawn.status_code, withdrawn.json()["code"]) == (409, "transition_not_allowed")


@pytest.mark.parametrize(
    ("wrong", "code", "pointer"),
    [
        ({"resolution": 0}, "validation_failed", "/resolution"),
        ({"calibration_interval_days": 0}, "validation_failed", "/calibration_interval_days"),
        ({"next_due_on": None}, "validation_failed", "/next_due_on"),
    ],
)
async def test_a_wrong_gage_is_refused_where_it_is_wrong(client, make, wrong, code, pointer):
    right = {"code": "G", "name": "Calliper", "unit": "mm", "calibration_interval_days": 365, "next_due_on": day(1)}
    refused = await client(make.person(), *EVERYTHING).post("/v1/gages", json=right | wrong)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


async def test_nothing_is_calibrated_tomorrow(client, make):
    gage = await make.gage()
    body = {"calibrated_at": f"{day(1)}T23:00:00Z", "as_found": "passed", "as_left": "passed"}
    refused = await client(make.person(), *EVERYTHING).post(f"/v1/gages/{gage.id}/calibrations", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "calibrated_in_future")


async def test_gages_of_another_organisation_are_absent(client, make, elsewhere):
    theirs = await elsewhere.gage()
    made = await elsewhere.calibration(theirs, "2026-02-01T10:00:00Z", "passed")
    mine, quality = await make.gage(), client(make.person(), *EVERYTHING)
    assert (await quality.get(f"/v1/gages/{theirs.id}")).status_code == 404
    assert (await quality.get(f"/v1/gages/{theirs.id}/calibrations")).status_code == 404
    assert (await quality.get(f"/v1/gages/{mine.id}/calibrations/{made.id}")).status_code == 404
    body = {"calibrated_at": "2026-02-01T10:00:00Z", "as_found": "passed", "as_left": "passed"}
    assert (await quality.post(f"/v1/gages/{theirs.id}/calibrations", json=body)).status_code == 404
