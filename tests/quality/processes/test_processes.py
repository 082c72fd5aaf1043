"""Processes: what everything that is measured is filed under."""

from uuid import uuid4

from tests.quality.conftest import EVERYTHING

TURNING = {"code": "TURN", "name": "Turning"}


async def test_a_process_is_made_read_changed_and_listed(client, make):
    quality, owner = client(make.person(), *EVERYTHING), str(uuid4())
    made = await quality.post("/v1/processes", json=TURNING | {"owner_id": owner, "description": "Lathes 1 to 4"})
    assert made.status_code == 201
    assert made.json()["allowed_actions"] == ["update"]
    place = made.headers["location"]
    assert (await quality.get(place)).json() == made.json()
    changed = await quality.patch(place, json={"name": "Turning, hall 2", "owner_id": None})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert changed.json() | {"updated_at": ""} == made.json() | {
        "name": "Turning, hall 2", "owner_id": None, "version": 2, "updated_at": "",
    }  # fmt: skip
    listed = await quality.get("/v1/processes")
    assert listed.json()["items"] == [changed.json()]


async def test_a_code_is_taken_once_in_an_organisation_and_free_in_another(client, make, elsewhere):
    await make.process(code="TURN")
    again = await client(make.person(), *EVERYTHING).post("/v1/processes", json=TURNING)
    assert (again.status_code, again.json()["code"]) == (409, "already_exists")
    assert again.json()["errors"] == [{"pointer": "/code", "code": "taken", "detail": "is taken"}]
    assert (await elsewhere.process(code="TURN")).body["code"] == "TURN"


async def test_a_process_of_another_organisation_is_absent(client, make, elsewhere):
    hidden = await elsewhere.process()
    quality = client(make.person(), *EVERYTHING)
    assert (await quality.get(f"/v1/processes/{hidden.id}")).status_code == 404
    assert (await quality.patch(f"/v1/processes/{hidden.id}", json={"name": "Mine"})).status_code == 404
    assert (await quality.get("/v1/processes")).json()["items"] == []


async def test_processes_are_found_by_code_and_owner(client, make):
    owner = str(uuid4())
    mine = await make.process(owner_id=owner)
    other = await make.process()
    quality = client(make.person(), "processes:read")
    by_owner = await quality.get("/v1/processes", params={"owner_id": owner})
    by_code = await quality.get("/v1/processes", params={"code": other.body["code"]})
    assert [found["id"] for found in by_owner.json()["items"]] == [str(mine.id)]
    assert [found["id"] for found in by_code.json()["items"]] == [str(other.id)]


async def test_reading_does_not_allow_writing(client, make):
    process = await make.process()
    reader = client(make.person(), "processes:read")
    refused = await reader.post("/v1/processes", json=TURNING)
    assert (refused.status_code, refused.json()["scope"]) == (403, "processes:write")
    assert (await reader.get(f"/v1/processes/{process.id}")).json()["allowed_actions"] == []


async def test_processes_are_never_deleted(client, make):
    process = await make.process()
    assert (await client(make.person(), *EVERYTHING).delete(f"/v1/processes/{process.id}")).status_code == 405


async def test_a_change_that_changes_nothing_is_no_event_and_no_version(client, make, sql):
    process = await make.process()
    writer = client(make.person(), *EVERYTHING)
    again = await writer.patch(f"/v1/processes/{process.id}", json={"name": process.body["name"]})
    assert (again.status_code, again.json()["version"]) == (200, process.body["version"])
    noted = await sql.fetch("SELECT type FROM quality.events WHERE record_id = $1", process.id)
    assert [event["type"] for event in noted] == ["process.created"]
