"""A nonconformance from the draft to its end: who may do what, and what it must say of itself."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.quality.conftest import EVERYTHING

BOTH = ("nonconformances:read", "nonconformances:write")
MINIMAL = {"title": "Bore too wide", "detected_at": "2026-01-05T08:00:00Z", "detected_where": "process"}


def transitions(record):
    return f"/v1/nonconformances/{record.id}/transitions"


async def test_a_report_begins_as_a_draft_with_a_number(client, make):
    reporter = make.person()
    made = await client(reporter, *BOTH).post("/v1/nonconformances", json=MINIMAL)
    draft = made.json()
    assert made.status_code == 201
    assert draft["number"] == f"NCR-{datetime.now(UTC).year}-000001"
    assert (draft["status"], draft["reporter_id"], draft["owner_id"]) == ("draft", str(reporter.id), None)
    assert (draft["description"], draft["severity"], draft["process"], draft["opened_at"]) == ("", None, None, None)
    assert draft["allowed_actions"] == ["update", "withdraw"]
    assert (await client(reporter, *BOTH).get(made.headers["location"])).json() == draft


async def test_a_characteristic_brings_its_process(make):
    characteristic = await make.characteristic()
    made = await make.nonconformance(characteristic_id=str(characteristic.id), quantity_affected=12.5, unit="kg")
    assert made.body["process"] == characteristic.body["process"]
    assert made.body["characteristic"]["id"] == str(characteristic.id)
    assert (made.body["quantity_affected"], made.body["unit"]) == (12.5, "kg")


async def test_what_contradicts_itself_is_refused_where_it_does(client, make):
    characteristic, other = await make.characteristic(), await make.process()
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    wrong: list[tuple[dict[str, Any], str, str]] = [
        ({"detected_at": tomorrow}, "detected_in_future", "/detected_at"),
        ({"quantity_affected": 3}, "unit_missing", "/unit"),
        ({"quantity_affected": -1, "unit": "pcs"}, "validation_failed", "/quantity_affected"),
        ({"process_id": str(uuid4())}, "reference_not_found", "/process_id"),
        ({"characteristic_id": str(uuid4())}, "reference_not_found", "/characteristic_id"),
        (
            {"characteristic_id": str(characteristic.id), "process_id": str(other.id)},
            "other_process", "/characteristic_id",
        ),
    ]  # fmt: skip
    reporter = client(make.person(), *BOTH)
    draft = await make.nonconformance()
    for change, code, pointer in wrong:
        created = await reporter.post("/v1/nonconformances", json=MINIMAL | change)
        changed = await client(make.person(), *EVERYTHING).patch(f"/v1/nonconformances/{draft.id}", json=change)
        for refused in (created, changed):
            assert (refused.status_code, refused.json()["code"]) == (422, code)
            assert refused.json()["errors"][0]["pointer"] == pointer


async def test_opening_needs_to_say_what_how_bad_where_how_much_and_whose(client, make):
    reporter = make.person()
    draft, mine = await make.nonconformance(reporter, description=" \n"), client(reporter, *BOTH)
    refused = await mine.post(transitions(draft), json={"action": "open"}, headers={"If-Match": draft.etag})
    assert (refused.status_code, refused.json()["code"]) == (409, "transition_not_allowed")
    lacking = {guard["code"]: guard["pointer"] for guard in refused.json()["transition"]["guards"]}
    assert lacking == {
        "no_description": "/description", "no_severity": "/severity", "no_process": "/process_id",
        "no_quantity": "/quantity_affected", "no_owner": "/owner_id",
    }  # fmt: skip
    process = await make.process(owner_id=str(make.person().id))
    mended = {"description": "74.2 instead of 74.0", "severity": "critical", "process_id": str(process.id)}
    counted = {"quantity_affected": 4, "unit": "pcs"}
    ready = await mine.patch(f"/v1/nonconformances/{draft.id}", json=mended | counted)
    assert ready.json()["allowed_actions"] == ["update", "open", "withdraw"]
    opened = await mine.post(transitions(draft), json={"action": "open"}, headers={"If-Match": ready.headers["etag"]})
    assert (opened.status_code, opened.json()["status"], opened.json()["version"]) == (200, "open", 3)
    assert opened.json()["owner_id"] == process.body["owner_id"]
    began, until = (datetime.fromisoformat(opened.json()[name]) for name in ("opened_at", "contain_by"))
    assert until - began == timedelta(hours=24)


async def test_what_is_closed_is_reopened_with_a_reason_and_counted(make):
    closed = await make.at("closed")
    assert closed.body["closed_at"] is not None
    again = await make.moved(closed, "reopen", "Another one turned up")
    assert (again.body["status"], again.body["closed_at"], again.body["reopen_count"]) == ("open", None, 1)
    assert again.body["opened_at"] == closed.body["opened_at"]


async def test_what_is_no_nonconformance_is_cancelled_with_a_reason_and_stays(client, make):
    record, same = await make.opened(), await make.opened()
    body = {"action": "cancel", "reason": "Reported twice", "duplicate_of_id": str(same.id)}
    ended = await client(make.person(), *EVERYTHING).post(
        transitions(record), json=body, headers={"If-Match": record.etag}
    )
    assert (ended.json()["status"], ended.json()["resolution"]) == ("cancelled", "Reported twice")
    assert ended.json()["duplicate_of_id"] == str(same.id)
    assert ended.json()["allowed_actions"] == []


@pytest.mark.parametrize(
    ("action", "whose", "code"), [("cancel", "own", "refers_to_itself"), ("contain", "another", "no_duplicate")]
)
async def test_only_what_is_cancelled_is_a_duplicate_and_of_another(client, make, action, whose, code):
    record, other = await make.opened(), await make.opened()
    body = {"action": action, "reason": "Twice", "duplicate_of_id": str((record if whose == "own" else other).id)}
    refused = await client(make.person(), *EVERYTHING).post(
        transitions(record), json=body, headers={"If-Match": record.etag}
    )
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.json()["errors"][0]["pointer"] == "/duplicate_of_id"


async def test_once_open_it_is_its_owners_and_no_longer_its_reporters(client, make):
    reporter, owner = make.person(), make.person()
    draft = await make.complete(reporter, owner_id=str(owner.id))
    record = await make.moved(draft, "open", by=reporter)
    assert await actions(client(reporter, *BOTH), record) == []
    assert await actions(client(owner, *BOTH), record) == ["update", "record_containment", "record_cost", "contain"]


async def actions(caller, record):
    return (await caller.get(f"/v1/nonconformances/{record.id}")).json()["allowed_actions"]


async def test_a_colleague_sees_what_is_open_but_changes_nothing(client, make):
    record = await make.opened()
    colleague = client(make.person(), *BOTH)
    seen = await colleague.get(f"/v1/nonconformances/{record.id}")
    assert (seen.status_code, seen.json()["allowed_actions"]) == (200, [])
    assert (await colleague.patch(f"/v1/nonconformances/{record.id}", json={"title": "Mine"})).status_code == 403


async def test_a_draft_is_seen_by_its_reporter_its_owner_and_the_quality_manager_only(client, make):
    reporter, owner = make.person(), make.person()
    draft = await make.nonconformance(reporter, owner_id=str(owner.id))
    path = f"/v1/nonconformances/{draft.id}"
    allowed = [
        client(reporter, "nonconformances:read"),
        client(owner, "nonconformances:read"),
        client(make.person(), "nonconformances:read", "nonconformances:read:all"),
        client(make.person(), "nonconformances:read", "nonconformances:write:all"),
    ]
    assert [(await one.get(path)).status_code for one in allowed] == [200] * 4
    colleague = client(make.person(), *BOTH)
    assert (await colleague.get(path)).status_code == 404
    assert (await colleague.patch(path, json={"title": "Mine"})).status_code == 404
    assert (await colleague.get("/v1/nonconformances")).json()["items"] == []


async def test_an_open_one_keeps_what_opening_needed(client, make):
    record = await make.opened()
    quality = client(make.person(), *EVERYTHING)
    gutted = {"description": "", "severity": None, "process_id": None}
    refused = await quality.patch(f"/v1/nonconformances/{record.id}", json=gutted)
    assert (refused.status_code, refused.json()["code"]) == (422, "no_longer_complete")
    pointers = [error["pointer"] for error in refused.json()["errors"]]
    assert pointers == ["/description", "/severity", "/process_id"]
    better = await quality.patch(f"/v1/nonconformances/{record.id}", json={"severity": "critical"})
    assert (better.status_code, better.json()["severity"]) == (200, "critical")


@pytest.mark.parametrize("how", ["closed", "cancelled"])
async def test_what_has_ended_is_not_changed(client, make, how):
    ended = await make.at("closed") if how == "closed" else await make.moved(await make.opened(), "cancel", "Done")
    refused = await client(make.person(), *EVERYTHING).patch(f"/v1/nonconformances/{ended.id}", json={"title": "New"})
    assert (refused.status_code, refused.json()["code"]) == (409, "transition_not_allowed")


async def test_a_transition_says_which_version_it_was_decided_on(client, make):
    record = await make.opened()
    quality = client(make.person(), *EVERYTHING)
    body = {"action": "cancel", "reason": "Done"}
    blind = await quality.post(transitions(record), json=body)
    stale = await quality.post(transitions(record), json=body, headers={"If-Match": '"1"'})
    unknown = await quality.post(transitions(record), json={"action": "achieve"}, headers={"If-Match": record.etag})
    assert (blind.status_code, stale.status_code) == (428, 412)
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_action")
    assert unknown.json()["actions"][:3] == ["open", "withdraw", "contain"]


async def test_the_list_is_filtered_and_sorted(client, make):
    process = await make.process()
    first = await make.opened(severity="critical", process_id=str(process.id), detected_at="2026-03-01T00:00:00Z")
    second = await make.complete(severity="minor", detected_at="2026-01-01T00:00:00Z")
    third = await make.complete(severity="major", detected_at="2026-02-01T00:00:00Z")
    quality = client(make.person(), *EVERYTHING)

    async def found(**query):
        answer = await quality.get("/v1/nonconformances", params=query)
        assert answer.status_code == 200
        return [one["number"][-1] for one in answer.json()["items"]]

    assert await found() == ["3", "2", "1"]
    assert await found(sort="number.asc") == ["1", "2", "3"]
    assert await found(sort="detected_at.desc") == ["1", "3", "2"]
    assert await found(status="open") == ["1"]
    assert await found(severity=["critical", "minor"], sort="created_at.asc") == ["1", "2"]
    assert await found(process_id=str(process.id)) == ["1"]
    assert await found(detected_since="2026-02-01T00:00:00Z", detected_before="2026-03-01T00:00:00Z") == ["3"]
    assert {first.body["number"], second.body["number"], third.body["number"]} == {
        f"NCR-{datetime.now(UTC).year}-00000{last}" for last in (1, 2, 3)
    }


async def test_the_list_is_walked_page_by_page_by_number(client, make):
    made = [(await make.nonconformance()).body["number"] for _ in range(5)]
    quality, seen, cursor = client(make.person(), *EVERYTHING), [], None
    while True:
        query = {"limit": 2, "sort": "number.asc"} | ({"cursor": cursor} if cursor else {})
        page = (await quality.get("/v1/nonconformances", params=query)).json()
        seen += [one["number"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == made


async def test_another_organisation_neither_sees_nor_refers_to_it(client, make, elsewhere):
    theirs, characteristic = await elsewhere.opened(), await elsewhere.characteristic()
    quality = client(make.person(), *EVERYTHING)
    path = f"/v1/nonconformances/{theirs.id}"
    assert (await quality.get(path)).status_code == 404
    assert (await quality.get(f"{path}/transitions")).status_code == 404
    assert (await quality.patch(path, json={"title": "Mine"})).status_code == 404
    assert (await quality.get("/v1/nonconformances")).json()["items"] == []
    refused = await quality.post("/v1/nonconformances", json=MINIMAL | {"characteristic_id": str(characteristic.id)})
    assert (refused.status_code, refused.json()["code"]) == (422, "reference_not_found")


async def test_each_step_is_an_event_with_its_reason(make, sql):
    record = await make.moved(await make.opened(), "cancel", "Sorted")
    of_this = "SELECT type, record_version, data->>'reason' FROM quality.events WHERE record_id = $1 ORDER BY id"
    assert [tuple(event) for event in await sql.fetch(of_this, record.id)] == [
        ("nonconformance.created", 1, None), ("nonconformance.open", 2, None), ("nonconformance.cancel", 3, "Sorted"),
    ]  # fmt: skip


async def test_a_change_that_changes_nothing_is_no_event_and_no_version(client, make, sql):
    characteristic, by = await make.characteristic(), make.person()
    named = {"characteristic_id": str(characteristic.id), "quantity_affected": 12.5, "unit": "kg"}
    record = await make.nonconformance(by, **named)
    same = named | {"title": record.body["title"], "detected_at": "2026-01-05T09:00:00+01:00"}
    again = await client(by, *EVERYTHING).patch(f"/v1/nonconformances/{record.id}", json=same)
    assert (again.status_code, again.json()["version"]) == (200, 1)
    noted = await sql.fetch("SELECT type FROM quality.events WHERE record_id = $1", record.id)
    assert [event["type"] for event in noted] == ["nonconformance.created"]
