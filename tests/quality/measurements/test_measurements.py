"""Subgroups come in by the batch, stay as they came, and are read back in the order they were taken."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from tests.quality.conftest import EVERYTHING, LONG_AGO

AT_EIGHT = "2026-01-05T08:00:00Z"
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()


def batch(*values, taken_at=AT_EIGHT):
    return {"subgroups": [{"taken_at": taken_at, "values": row} for row in values]}


async def test_a_subgroup_is_kept_with_what_is_computed_of_it(client, make):
    characteristic, inspector = await make.characteristic(), make.person()
    quality = client(inspector, "measurements:read", "measurements:write")
    one = {"taken_at": AT_EIGHT, "values": [74.03, None, 74, 73.992], "note": "New tool"}
    added = await quality.post(f"/v1/characteristics/{characteristic.id}/subgroups", json={"subgroups": [one]})
    assert (added.status_code, added.json()["created"]) == (201, 1)
    [kept] = (await quality.get(f"/v1/characteristics/{characteristic.id}/subgroups")).json()["items"]
    assert kept.pop("mean") == pytest.approx(74.00733333333)
    assert kept.pop("range") == pytest.approx(0.038)
    assert kept.pop("created_at")
    assert kept == one | {
        "id": added.json()["ids"][0], "characteristic_id": str(characteristic.id), "n": 3,
        "taken_at": "2026-01-05T08:00:00.000Z", "recorded_by": str(inspector.id),
    }  # fmt: skip


async def test_a_thousand_subgroups_of_fifty_values_come_in_at_once(client, make, sql):
    characteristic = await make.characteristic()
    ids = await make.subgroups(characteristic, [[row + value / 7 for value in range(50)] for row in range(1000)])
    in_order = "SELECT id::text, n FROM quality.subgroups WHERE org_id = $1 ORDER BY taken_at, id"
    kept = await sql.fetch(in_order, make.org)
    assert [row["id"] for row in kept] == ids
    assert {row["n"] for row in kept} == {50}
    of_this = "SELECT type, data->'subgroups' FROM quality.events WHERE record_id = $1 ORDER BY id"
    assert [tuple(event) for event in await sql.fetch(of_this, characteristic.id)] == [
        ("characteristic.created", None), ("characteristic.measured", "1000"),
    ]  # fmt: skip


async def test_subgroups_of_one_instant_keep_the_order_they_came_in(client, make):
    characteristic = await make.characteristic()
    quality = client(make.person(), *EVERYTHING)
    path = f"/v1/characteristics/{characteristic.id}/subgroups"
    ids = (await quality.post(path, json=batch(*([float(row)] for row in range(20))))).json()["ids"]
    listed = (await quality.get(path, params={"sort": "taken_at.asc"})).json()["items"]
    assert [one["id"] for one in listed] == ids
    assert [one["values"] for one in listed] == [[float(row)] for row in range(20)]


WRONG = {
    "no subgroup": ({"subgroups": []}, "validation_failed", "/subgroups"),
    "1,001 subgroups": (batch(*[[1]] * 1001), "validation_failed", "/subgroups"),
    "no value": (batch([1], []), "validation_failed", "/subgroups/1/values"),
    "51 values": (batch([1] * 51), "validation_failed", "/subgroups/0/values"),
    "a text": (batch([1, "74"]), "validation_failed", "/subgroups/0/values/1"),
    "a boolean": (batch([True]), "validation_failed", "/subgroups/0/values/0"),
    "too large": (batch([1e300]), "validation_failed", "/subgroups/0/values/0"),
    "no zone": (batch([1], taken_at="2026-01-05T08:00:00"), "validation_failed", "/subgroups/0/taken_at"),
    "tomorrow": (batch([1], taken_at=TOMORROW), "taken_in_future", "/subgroups/0/taken_at"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "code", "pointer"), WRONG.values(), ids=WRONG.keys())
async def test_one_wrong_value_refuses_the_whole_batch(client, make, body, code, pointer):
    characteristic = await make.characteristic()
    quality = client(make.person(), *EVERYTHING)
    refused = await quality.post(f"/v1/characteristics/{characteristic.id}/subgroups", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.json()["errors"][0]["pointer"] == pointer
    kept = await quality.get(f"/v1/characteristics/{characteristic.id}/subgroups")
    assert kept.json()["items"] == []


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e309", "9" * 400, "[]", "{}", '"\\ud800"'])
async def test_a_value_that_is_no_finite_number_is_refused(client, make, value):
    characteristic = await make.characteristic()
    body = f'{{"subgroups": [{{"taken_at": "{AT_EIGHT}", "values": [1, {value}]}}]}}'
    refused = await client(make.person(), *EVERYTHING).post(
        f"/v1/characteristics/{characteristic.id}/subgroups", content=body, headers={"content-type": "application/json"}
    )
    assert refused.status_code == 422


@pytest.mark.parametrize("note", ["a\0b", "a\ud800b", "", " ", "x" * 201])
async def test_a_note_is_a_line_of_text(client, make, note):
    characteristic = await make.characteristic()
    body = {"subgroups": [{"taken_at": AT_EIGHT, "values": [1], "note": note}]}
    refused = await client(make.person(), *EVERYTHING).post(
        f"/v1/characteristics/{characteristic.id}/subgroups", content=json.dumps(body),
        headers={"content-type": "application/json"},
    )  # fmt: skip
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/subgroups/0/note")


async def test_what_was_measured_can_not_be_changed_or_deleted_even_by_sql(make, sql):
    characteristic = await make.characteristic()
    await make.subgroups(characteristic, [[74.0, 74.1]])
    for statement in ("UPDATE quality.subgroups SET n = 1", "DELETE FROM quality.subgroups"):
        async with sql.transaction():
            await sql.execute(f"SET LOCAL ROLE mettle_quality_app; SET LOCAL app.org_id = '{make.org}'")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with sql.transaction():
                    await sql.execute(statement)


async def test_subgroups_are_walked_page_by_page_within_a_span_of_time(client, make):
    characteristic = await make.characteristic()
    ids = await make.subgroups(characteristic, [[float(hour)] for hour in range(10)])
    await make.subgroups(await make.characteristic(), [[1.0]])
    quality, seen, cursor = client(make.person(), "measurements:read"), [], None
    span = {
        "taken_since": (LONG_AGO + timedelta(hours=2)).isoformat(),
        "taken_before": (LONG_AGO + timedelta(hours=9)).isoformat(), "limit": 3, "include_total": True,
    }  # fmt: skip
    while True:
        query = span | ({"cursor": cursor} if cursor else {})
        page = (await quality.get(f"/v1/characteristics/{characteristic.id}/subgroups", params=query)).json()
        seen += [one["id"] for one in page["items"]]
        assert page["total"] == 7
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ids[2:9][::-1]


async def test_nothing_measured_is_an_empty_list_and_no_characteristic_is_absent(client, make, elsewhere):
    quality, theirs = client(make.person(), *EVERYTHING), await elsewhere.characteristic()
    await elsewhere.subgroups(theirs, [[74.0, 74.1]])
    mine = await make.characteristic()
    assert (await quality.get(f"/v1/characteristics/{mine.id}/subgroups")).json()["items"] == []
    for absent in (theirs.id, uuid4()):
        path = f"/v1/characteristics/{absent}/subgroups"
        assert (await quality.get(path)).status_code == 404
        assert (await quality.post(path, json=batch([74.0]))).status_code == 404


async def test_who_may_only_read_adds_nothing(client, make):
    characteristic = await make.characteristic()
    reader = client(make.person(), "measurements:read")
    refused = await reader.post(f"/v1/characteristics/{characteristic.id}/subgroups", json=batch([74.0]))
    assert (refused.status_code, refused.json()["scope"]) == (403, "measurements:write")
