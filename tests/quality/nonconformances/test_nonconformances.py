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
    assert draft["allowed_actions"] == ["update", "cancel"]
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


async def test_opening_needs_a_description_a_severity_and_a_place(client, make):
    reporter = make.person()
    draft, mine = await make.nonconformance(reporter, description=" \n"), client(reporter, *BOTH)
    refused = await mine.post(transitions(draft), json={"action": "open"}, headers={"If-Match": draft.etag})
    assert (refused.status_code, refused.json()["code"]) == (409, "transition_not_allowed")
    lacking = refused.json()["transition"]["guards"]
    assert [guard["code"] for guard in lacking] == ["no_description", "no_severity", "no_process"]
    assert [guard["pointer"] for guard in lacking] == ["/description", "/severity", "/process_id"]
    explained = (await mine.get(transitions(draft))).json()["items"]
    assert explained[0] == refused.json()["transition"]
    mended = {"description": "74.2 instead of 74.0", "severity": "major", "process_id": str((await make.process()).id)}
    ready = await mine.patch(f"/v1/nonconformances/{draft.id}", json=mended)
    assert ready.json()["allowed_actions"] == ["update", "open", "cancel"]
    opened = await mine.post(transitions(draft), json={"action": "open"}, headers={"If-Match": ready.headers["etag"]})
    assert (opened.status_code, opened.json()["status"], opened.json()["version"]) == (200, "open", 3)
    assert opened.json()["opened_at"] is not None


async def test_its_owner_closes_it_with_a_resolution_and_reopens_it_with_a_reason(client, make):
    owner = make.person()
    record, mine = await make.opened(owner_id=str(owner.id)), client(owner, *BOTH)
    closing = {"action": "close", "reason": " "}
    silent = await mine.post(transitions(record), json=closing, headers={"If-Match": record.etag})
    assert (silent.status_code, silent.json()["code"]) == (422, "reason_required")
    assert silent.json()["errors"][0]["pointer"] == "/reason"
    closing["reason"] = "Sorted, 3 of 40 scrapped"
    closed = await mine.post(transitions(record), json=closing, headers={"If-Match": record.etag})
    assert (closed.json()["status"], closed.json()["resolution"]) == ("closed", "Sorted, 3 of 40 scrapped")
    assert closed.json()["closed_at"] is not None
    assert closed.json()["allowed_actions"] == ["reopen"]
    reopening = {"action": "reopen", "reason": "Another one turned up"}
    again = await mine.post(transitions(record), json=reopening, headers={"If-Match": closed.headers["etag"]})
    assert (again.json()["status"], again.json()["closed_at"], again.json()["resolution"]) == ("open", None, None)
    assert again.json()["opened_at"] == record.body["opened_at"]


async def test_what_is_no_nonconformance_is_cancelled_with_a_reason_and_stays(client, make):
    reporter = make.person()
    record = await make.opened(reporter)
    body = {"action": "cancel", "reason": "Measured with the wrong gauge"}
    ended = await client(reporter, *BOTH).post(transitions(record), json=body, headers={"If-Match": record.etag})
    assert (ended.json()["status"], ended.json()["resolution"]) == ("cancelled", "Measured with the wrong gauge")
    assert ended.json()["allowed_actions"] == []


async def test_the_reporter_opens_and_corrects_but_only_the_owner_closes(client, make):
    reporter = make.person()
    record = await make.opened(reporter)
    mine = client(reporter, *BOTH)
    assert record.body["allowed_actions"] == ["update", "close", "cancel"]
    assert (await mine.get(f"/v1/nonconformances/{record.id}")).json()["allowed_actions"] == ["update", "cancel"]
    body = {"action": "close", "reason": "Done"}
    refused = await mine.post(transitions(record), json=body, headers={"If-Match": record.etag})
    assert (refused.status_code, refused.json()["code"]) == (403, "transition_forbidden")
    assert refused.json()["transition"] == (await mine.get(transitions(record))).json()["items"][1]
    assert refused.json()["transition"]["guards"][0]["code"] == "not_owner"


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


@pytest.mark.parametrize("action", ["close", "cancel"])
async def test_what_has_ended_is_not_changed(client, make, action):
    ended = await make.moved(await make.opened(), action, "Done")
    refused = await client(make.person(), *EVERYTHING).patch(f"/v1/nonconformances/{ended.id}", json={"title": "New"})
    assert (refused.status_code, refused.json()["code"]) == (409, "transition_not_allowed")


async def test_a_transition_says_which_version_it_was_decided_on(client, make):
    record = await make.opened()
    quality = client(make.person(), *EVERYTHING)
    body = {"action": "close", "reason": "Done"}
    blind = await quality.post(transitions(record), json=body)
    stale = await quality.post(transitions(record), json=body, headers={"If-Match": '"1"'})
    unknown = await quality.post(transitions(record), json={"action": "achieve"}, headers={"If-Match": record.etag})
    assert (blind.status_code, stale.status_code) == (428, 412)
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_action")
    assert unknown.json()["actions"] == ["open", "close", "reopen", "cancel"]


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
    record = await make.moved(await make.opened(), "close", "Sorted")
    of_this = "SELECT type, record_version, data->>'reason' FROM quality.events WHERE record_id = $1 ORDER BY id"
    assert [tuple(event) for event in await sql.fetch(of_this, record.id)] == [
        ("nonconformance.created", 1, None), ("nonconformance.open", 2, None), ("nonconformance.close", 3, "Sorted"),
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
