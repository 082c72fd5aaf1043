"""Characteristics and their specifications."""

from uuid import uuid4

import pytest

from tests.quality.conftest import EVERYTHING


async def test_a_characteristic_names_its_process_and_keeps_its_numbers_exactly(client, make):
    process = await make.process()
    made = await make.characteristic(process, lsl=73.95, usl=74.05, target=74)
    assert made.body["process"] == {"id": str(process.id), "code": process.body["code"], "name": "Turning"}
    assert (made.body["lsl"], made.body["usl"], made.body["target"]) == (73.95, 74.05, 74)
    assert made.body["subgroup_size"] == 5
    assert made.body["allowed_actions"] == ["update", "measure"]
    read = await client(make.person(), *EVERYTHING).get(f"/v1/characteristics/{made.id}")
    assert (read.json(), read.headers["etag"]) == (made.body, made.etag)


async def test_one_sided_limits_are_taken(make):
    at_most = await make.characteristic(lsl=None, usl=0.8, target=None)
    at_least = await make.characteristic(lsl=1200, usl=None, target=1500)
    assert (at_most.body["lsl"], at_most.body["usl"]) == (None, 0.8)
    assert (at_least.body["lsl"], at_least.body["usl"]) == (1200, None)


WRONG = {
    "limits_crossed": ({"lsl": 74.05, "usl": 73.95, "target": None}, ["/usl"]),
    "target_outside_limits": ({"target": 75}, ["/target"]),
    "limit_required": ({"lsl": None, "usl": None, "target": None}, ["/lsl", "/usl"]),
    "reference_not_found": ({"process_id": str(uuid4())}, ["/process_id"]),
    "validation_failed": ({"subgroup_size": 51}, ["/subgroup_size"]),
}


@pytest.mark.parametrize(("code", "wrong", "pointers"), [(code, *case) for code, case in WRONG.items()])
async def test_a_wrong_specification_is_refused_where_it_is_wrong(client, make, code, wrong, pointers):
    right = {
        "process_id": str((await make.process()).id), "code": "DIA", "name": "Diameter", "unit": "mm",
        "lsl": 73.95, "usl": 74.05, "target": 74, "characteristic_class": "critical",
    }  # fmt: skip
    refused = await client(make.person(), *EVERYTHING).post("/v1/characteristics", json=right | wrong)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert [error["pointer"] for error in refused.json()["errors"]] == pointers


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"usl": 73.9}, "limits_crossed"),
        ({"usl": 73.97}, "target_outside_limits"),
        ({"lsl": None, "usl": None}, "limit_required"),
    ],
)
async def test_a_change_must_leave_the_whole_specification_valid(client, make, change, code):
    known = await make.characteristic()
    quality = client(make.person(), *EVERYTHING)
    refused = await quality.patch(f"/v1/characteristics/{known.id}", json=change)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert (await quality.get(f"/v1/characteristics/{known.id}")).json() == known.body


async def test_a_specification_becomes_one_sided_by_a_change(client, make):
    known = await make.characteristic()
    changed = await client(make.person(), *EVERYTHING).patch(
        f"/v1/characteristics/{known.id}", json={"lsl": None, "target": 70.5, "characteristic_class": "major"}
    )
    assert changed.status_code == 200
    assert {name: changed.json()[name] for name in ("lsl", "usl", "target", "characteristic_class")} == {
        "lsl": None, "usl": 74.05, "target": 70.5, "characteristic_class": "major",
    }  # fmt: skip


async def test_the_unit_of_what_was_measured_stays(client, make):
    known = await make.characteristic()
    refused = await client(make.person(), *EVERYTHING).patch(f"/v1/characteristics/{known.id}", json={"unit": "in"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/unit")


async def test_a_process_of_another_organisation_can_not_be_referred_to(client, make, elsewhere):
    theirs = await elsewhere.process()
    body = {
        "process_id": str(theirs.id), "code": "DIA", "name": "Diameter", "unit": "mm", "characteristic_class": "minor",
    }  # fmt: skip
    refused = await client(make.person(), *EVERYTHING).post("/v1/characteristics", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "reference_not_found")


async def test_a_characteristic_of_another_organisation_is_absent(client, make, elsewhere):
    theirs = await elsewhere.characteristic()
    quality = client(make.person(), *EVERYTHING)
    assert (await quality.get(f"/v1/characteristics/{theirs.id}")).status_code == 404
    assert (await quality.get("/v1/characteristics")).json()["items"] == []


async def test_characteristics_are_listed_by_process_and_class_page_by_page(client, make):
    process = await make.process()
    first, second = [await make.characteristic(process) for _ in range(2)]
    minor = await make.characteristic(process, characteristic_class="minor")
    await make.characteristic()
    quality = client(make.person(), "characteristics:read")
    query = {"process_id": str(process.id), "limit": 2, "include_total": True}
    page = (await quality.get("/v1/characteristics", params=query)).json()
    rest = (await quality.get("/v1/characteristics", params=query | {"cursor": page["next_cursor"]})).json()
    assert [one["id"] for one in page["items"] + rest["items"]] == [str(one.id) for one in (first, second, minor)]
    assert (page["total"], rest["next_cursor"]) == (3, None)
    only_minor = await quality.get("/v1/characteristics", params={"characteristic_class": ["minor"]})
    assert [one["id"] for one in only_minor.json()["items"]] == [str(minor.id)]


async def test_a_change_that_changes_nothing_is_no_event_and_no_version(client, make, sql):
    record = await make.characteristic()
    same = {name: record.body[name] for name in ("name", "lsl", "usl", "target")}
    again = await client(make.person(), *EVERYTHING).patch(f"/v1/characteristics/{record.id}", json=same)
    assert (again.status_code, again.json()["version"]) == (200, 1)
    noted = await sql.fetch("SELECT type FROM quality.events WHERE record_id = $1", record.id)
    assert [event["type"] for event in noted] == ["characteristic.created"]
