"""Measurements come in by the batch, row by row judged, and stay as they came."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from tests.quality.conftest import EVERYTHING
from tests.quality.intake.rows import AT_EIGHT, BATCH, listed, one


async def test_a_subgroup_is_kept_with_what_is_computed_of_it(client, make):
    characteristic, gage, inspector = await make.characteristic(), await make.gage(), make.person()
    quality = client(inspector, *EVERYTHING)
    sent = one(characteristic, gage_code=[gage.body["code"]], context=[{"machine": "A"}], note=["New tool"])
    report = (await quality.post(BATCH, json=sent)).json()
    assert report["summary"] == {"created": 1, "updated": 0, "corrected": 0, "unchanged": 0, "failed": 0}
    [result] = report["results"]
    kept = (await quality.get(f"/v1/measurements/{result['id']}")).json()
    assert [kept] == await listed(quality, characteristic)
    assert kept.pop("mean") == pytest.approx(74.015)
    assert kept.pop("range") == pytest.approx(0.03)
    assert kept.pop("created_at")
    code, name = characteristic.body["code"], characteristic.body["name"]
    assert kept == {
        "id": result["id"], "characteristic": {"id": str(characteristic.id), "code": code, "name": name},
        "taken_at": "2026-01-05T08:00:00.000Z", "values": [74.03, None, 74], "count": None, "size": None,
        "exposure": None, "n": 2, "verdict": "pass", "context": {"machine": "A"}, "note": "New tool",
        "gage": {"id": str(gage.id), "code": gage.body["code"], "name": "Calliper"}, "gage_deviation_id": None,
        "specification_id": characteristic.body["specification"]["id"], "source": "mes", "external_id": "1",
        "revision": 1, "supersedes_id": None, "correction_reason": None, "status": "normal", "status_reason": None,
        "assignable_cause": None, "recorded_by": str(inspector.id), "version": 1,
    }  # fmt: skip


async def test_ten_thousand_subgroups_come_in_at_once_and_again_they_change_nothing(client, make, sql):
    characteristic = await make.characteristic()
    minutes = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute) for minute in range(10_000)]
    columns = {
        "external_id": [str(minute) for minute in range(10_000)],
        "taken_at": [taken_at.isoformat() for taken_at in minutes],
        "values": [[minute + value / 7 for value in range(5)] for minute in range(10_000)],
    }
    report = await make.batch(characteristic, **columns)
    assert report["summary"]["created"] == 10_000
    again = await make.batch(characteristic, **columns)
    assert again["summary"]["unchanged"] == 10_000
    ids = [result["id"] for result in report["results"]]
    assert [result["id"] for result in again["results"]] == ids
    kept = await sql.fetch("SELECT id::text FROM quality.subgroups WHERE org_id = $1 ORDER BY taken_at, id", make.org)
    assert [row["id"] for row in kept] == ids
    of_this = "SELECT type, data->'subgroups' FROM quality.events WHERE record_id = $1 ORDER BY id"
    assert [tuple(event) for event in await sql.fetch(of_this, characteristic.id)] == [
        ("characteristic.created", None), ("characteristic.measured", "10000"),
    ]  # fmt: skip


async def test_one_row_more_is_too_many(client, make):
    characteristic = await make.characteristic()
    sent = one(characteristic, external_id=[str(row) for row in range(10_001)])
    refused = await client(make.person(), *EVERYTHING).post(BATCH, json=sent)
    assert (refused.status_code, refused.json()["code"]) == (413, "too_many_rows")


KINDS: dict[str, dict[str, list[Any]]] = {
    "variable": {"values": [[1, 2, None], [3]]},
    "defectives": {"count": [0, 7], "size": [50, 7]},
    "defects": {"count": [3, 0], "exposure": [2.5, None]},
    "time_between": {"values": [[12.5], [0.25]]},
    "count_between": {"values": [[0], [173]]},
}


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_data_is_kept_as_it_is_said(client, make, kind):
    characteristic = await make.characteristic(data_kind=kind, subgroup_size=1)
    taken = [AT_EIGHT, "2026-01-05T09:00:00Z"]
    await make.measured(characteristic, taken_at=taken, **KINDS[kind])
    kept = await listed(client(make.person(), *EVERYTHING), characteristic, sort="taken_at.asc")
    said = {name: [row[name] for row in kept] for name in ("values", "count", "size", "exposure")}
    nothing = [None, None]
    wanted = {"values": nothing, "count": nothing, "size": nothing, "exposure": nothing} | KINDS[kind]
    assert said == wanted | ({"exposure": [2.5, 1]} if kind == "defects" else {})


async def test_many_characteristics_come_in_one_batch_by_their_codes(client, make):
    pin, bore = await make.characteristic(), await make.characteristic(data_kind="defectives")
    columns = {
        "characteristic_id": [], "characteristic_code": [pin.body["code"], bore.body["code"], "nowhere"],
        "external_id": ["1", "2", "3"], "taken_at": [AT_EIGHT], "values": [[74.0], None, [1.0]],
        "count": [None, 1, None], "size": [None, 9, None],
    }  # fmt: skip
    report = await make.batch(pin, **columns)
    assert [result["outcome"] for result in report["results"]] == ["created", "created", "failed"]
    assert report["results"][2]["problem"]["errors"][0]["pointer"] == "/characteristic_code/2"
    quality = client(make.person(), *EVERYTHING)
    assert [len(await listed(quality, each)) for each in (pin, bore)] == [1, 1]


async def test_another_media_type_is_refused_with_those_there_are(client, make):
    refused = await client(make.person(), *EVERYTHING).post(BATCH, content=b"x", headers={"content-type": "text/xml"})
    assert (refused.status_code, refused.json()["detail"]) == (415, "Send application/json or text/csv.")


async def test_writers_of_the_same_rows_at_once_store_them_once(client, make):
    characteristic = await make.characteristic()
    rows = {"external_id": [str(row) for row in range(200)], "taken_at": [AT_EIGHT], "values": [[74.0]] * 200}
    reports = await asyncio.gather(*(make.batch(characteristic, **rows) for _ in range(8)))
    assert sum(report["summary"]["created"] for report in reports) == 200
    assert sum(report["summary"]["unchanged"] for report in reports) == 1400


async def test_what_was_measured_can_not_be_changed_or_deleted_even_by_sql(make, sql):
    characteristic = await make.characteristic()
    await make.subgroups(characteristic, [[74.0, 74.1]])
    for statement in (
        "UPDATE quality.subgroups SET note = 'x'", "DELETE FROM quality.subgroups",
        "UPDATE quality.subgroup_marks SET reason = 'x'", "DELETE FROM quality.subgroup_marks",
    ):  # fmt: skip
        async with sql.transaction():
            await sql.execute(f"SET LOCAL ROLE mettle_quality_app; SET LOCAL app.org_id = '{make.org}'")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with sql.transaction():
                    await sql.execute(statement)


async def test_who_may_only_read_adds_nothing(client, make):
    reader = client(make.person(), "measurements:read")
    refused = await reader.post(BATCH, json=one(await make.characteristic()))
    assert (refused.status_code, refused.json()["scope"]) == (403, "measurements:write")


async def test_what_another_organisation_measures_is_absent_here(client, make, elsewhere):
    quality, theirs = client(make.person(), *EVERYTHING), await elsewhere.characteristic()
    [id] = await elsewhere.subgroups(theirs, [[74.0]])
    assert (await quality.get(f"/v1/measurements/{id}")).status_code == 404
    assert (await quality.get(f"/v1/characteristics/{theirs.id}/measurements")).status_code == 404
    report = (await quality.post(BATCH, json=one(theirs))).json()
    assert report["results"][0]["problem"]["code"] == "reference_not_found"
