"""Characteristics and their specifications."""

from uuid import uuid4

import pytest

from tests.quality.conftest import EVERYTHING


def limits(characteristic):
    return tuple(characteristic["specification"][name] for name in ("lsl", "usl", "target"))


async def test_a_characteristic_names_its_process_and_keeps_its_numbers_exactly(client, make):
    process = await make.process()
    made = await make.characteristic(process, lsl=73.95, usl=74.05, target=74)
    assert made.body["process"] == {"id": str(process.id), "code": process.body["code"], "name": "Turning"}
    assert limits(made.body) == (73.95, 74.05, 74)
    assert made.body["specification"]["valid_from"] == "1900-01-01T00:00:00.000Z"
    assert (made.body["data_kind"], made.body["subgroup_size"]) == ("variable", 5)
    assert made.body["allowed_actions"] == ["update", "specify", "measure"]
    read = await client(make.person(), *EVERYTHING).get(f"/v1/characteristics/{made.id}")
    assert (read.json(), read.headers["etag"]) == (made.body, made.etag)


async def test_one_sided_limits_are_taken(make):
    at_most = await make.characteristic(lsl=None, usl=0.8, target=None)
    at_least = await make.characteristic(lsl=1200, usl=None, target=1500)
    assert limits(at_most.body) == (None, 0.8, None)
    assert limits(at_least.body) == (1200, None, 1500)


WRONG = {
    "limits_crossed": ({"lsl": 74.05, "usl": 73.95, "target": None}, ["/usl"]),
    "target_outside_limits": ({"target": 75}, ["/target"]),
    "limit_required": ({"lsl": None, "usl": None, "target": None}, ["/lsl", "/usl"]),
    "reference_not_found": ({"process_id": str(uuid4())}, ["/process_id"]),
    "unit_required": ({"unit": None}, ["/unit"]),
    "size_not_for_kind": ({"data_kind": "time_between", "subgroup_size": 5}, ["/subgroup_size"]),
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


@pytest.mark.parametrize("kind", ["defectives", "defects", "time_between", "count_between"])
async def test_what_is_counted_needs_neither_unit_nor_limit(make, kind):
    made = await make.characteristic(data_kind=kind, unit=None, lsl=None, usl=None, target=None)
    assert (made.body["unit"], made.body["subgroup_size"], limits(made.body)) == (None, 1, (None, None, None))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lsl": 74.05, "usl": 73.9}, "limits_crossed"),
        ({"usl": 73.97, "target": 74}, "target_outside_limits"),
        ({}, "limit_required"),
        ({"lsl": 73.9, "reason": ""}, "validation_failed"),
    ],
)
async def test_a_new_specification_must_be_valid_as_a_whole(client, make, change, code):
    known = await make.characteristic()
    quality = client(make.person(), *EVERYTHING)
    path = f"/v1/characteristics/{known.id}"
    refused = await quality.post(f"{path}/specifications", json={"reason": "Drawing 17"} | change)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert (await quality.get(path)).json() == known.body


async def test_a_specification_is_in_force_from_its_time_until_the_next(client, make):
    known, engineer = await make.characteristic(), make.person()
    quality, path = client(engineer, *EVERYTHING), f"/v1/characteristics/{known.id}"
    wanted = {"valid_from": "2026-03-01T00:00:00Z", "usl": 74.06, "nominal": 74, "reason": "Drawing 17"}
    made = await quality.post(f"{path}/specifications", json=wanted)
    assert made.status_code == 201
    assert (await quality.get(made.headers["location"])).json() == made.json()
    assert made.json()["specified_by"] == str(engineer.id)
    seen = {}
    for day in ("2026-02-28T23:59:59Z", "2026-03-01T00:00:00Z"):
        seen[day] = (await quality.get(path, params={"as_of": day})).json()
    assert [limits(one) for one in seen.values()] == [(73.95, 74.05, 74), (None, 74.06, None)]
    listed = await quality.get("/v1/characteristics", params={"as_of": "2026-01-01T00:00:00Z"})
    assert limits(listed.json()["items"][0]) == (73.95, 74.05, 74)
    revisions = (await quality.get(f"{path}/specifications")).json()["items"]
    assert [one["usl"] for one in revisions] == [74.06, 74.05]
    assert (await quality.get(path)).json()["version"] == 2
    again = await quality.post(f"{path}/specifications", json=wanted)
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (409, "/valid_from")


async def test_what_becomes_critical_has_a_limit_now_and_later(client, make):
    known = await make.characteristic(characteristic_class="minor", lsl=None, usl=None)
    quality, path = client(make.person(), *EVERYTHING), f"/v1/characteristics/{known.id}"
    refused = await quality.patch(path, json={"characteristic_class": "critical"})
    assert (refused.status_code, refused.json()["code"]) == (422, "limit_required")
    assert refused.json()["errors"][0]["pointer"] == "/characteristic_class"
    later = {"valid_from": "2100-01-01T00:00:00Z", "reason": "Open again"}
    await quality.post(f"{path}/specifications", json={"lsl": 73.9, "reason": "Drawing 17"})
    assert (await quality.patch(path, json={"characteristic_class": "critical"})).status_code == 200
    assert (await quality.patch(path, json={"characteristic_class": "minor"})).status_code == 200
    assert (await quality.post(f"{path}/specifications", json=later)).status_code == 201
    assert (await quality.patch(path, json={"characteristic_class": "critical"})).status_code == 422


async def test_a_specification_is_found_only_under_its_characteristic(client, make, elsewhere):
    known, other, theirs = await make.characteristic(), await make.characteristic(), await elsewhere.characteristic()
    quality = client(make.person(), *EVERYTHING)
    revision = known.body["specification"]["id"]
    assert (await quality.get(f"/v1/characteristics/{known.id}/specifications/{revision}")).status_code == 200
    assert (await quality.get(f"/v1/characteristics/{other.id}/specifications/{revision}")).status_code == 404
    assert (await quality.get(f"/v1/characteristics/{theirs.id}/specifications")).status_code == 404


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
    same = {name: record.body[name] for name in ("name", "special", "characteristic_class")}
    again = await client(make.person(), *EVERYTHING).patch(f"/v1/characteristics/{record.id}", json=same)
    assert (again.status_code, again.json()["version"]) == (200, 1)
    noted = await sql.fetch("SELECT type FROM quality.events WHERE record_id = $1", record.id)
    assert [event["type"] for event in noted] == ["characteristic.created"]
