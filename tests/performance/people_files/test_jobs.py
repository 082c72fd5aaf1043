"""Files of more rows than one answer waits for."""

from datetime import UTC, datetime, timedelta

import pytest
from uuid_utils.compat import uuid7

from services.performance.people_files.service import imports, later
from shared.testing import Member

IMPORT, JOBS = "people:import", "jobs:read"
HEADER = "external_id,display_name,work_email,manager_external_id"
ROWS = ["3,Cyd,cyd@example.org,9", "2,Bob,bob@example.org,1", "1,Ada,ada@example.org,", "4,Dan,nowhere,1"]


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Three rows are many here."""
    monkeypatch.setattr(imports, "AT_ONCE", 3)


@pytest.fixture
def who(org):
    return Member(org)


@pytest.fixture
def tries(monkeypatch):
    """Of a worker that dies the first time, after it has written everything."""
    tell, given = later._tell, []

    async def dying(*said):
        given.append(said)
        if len(given) == 1:
            raise ConnectionResetError
        await tell(*said)

    monkeypatch.setattr(later, "_tell", dying)
    return given


@pytest.fixture
def done(client, who, do_jobs, send):
    """`await done(*lines)`: the job and the import that it did."""

    async def doing(*lines, **query):
        begun = await send(*lines, who=who, **query)
        assert begun.status_code == 202, begun.text
        await do_jobs()
        job = (await client(who, JOBS).get(begun.headers["location"])).json()
        return job, job["result_url"] and (await client(who, IMPORT).get(job["result_url"])).json()

    return doing


async def test_many_rows_are_done_by_a_job_that_says_what_became_of_each(done, client, everybody):
    job, done_import = await done(HEADER, *ROWS)
    assert (job["status"], job["progress_percent"], job["kind"]) == ("succeeded", 100, "people.import")
    summary = {"created": 2, "updated": 0, "unchanged": 0, "terminated": 0, "rehired": 0, "failed": 2}
    assert (done_import["applied"], done_import["row_count"], done_import["summary"]) == (True, 4, summary)
    people = await everybody()
    assert people["2"]["assignment"]["manager"]["id"] == people["1"]["id"]
    failed = await client(None, IMPORT).get(done_import["results_url"], params={"outcome": "failed", "limit": 1})
    (first,) = failed.json()["items"]
    assert (first["index"], first["external_id"], first["problem"]["code"]) == (0, "3", "manager_not_found")
    rest = await client(None, IMPORT).get(
        done_import["results_url"],
        params={"outcome": "failed", "limit": 1, "cursor": failed.json()["next_cursor"]},
    )
    assert [one["external_id"] for one in rest.json()["items"]] == ["4"]


async def test_the_job_says_what_the_call_would_have_said(done, client, send, monkeypatch):
    _, by_job = await done(HEADER, *ROWS, dry_run=True)
    listed = (await client(None, IMPORT).get(by_job["results_url"])).json()["items"]
    monkeypatch.setattr(imports, "AT_ONCE", 4)
    called = (await send(HEADER, *ROWS, dry_run=True)).json()
    assert (by_job["dry_run"], by_job["applied"], by_job["summary"]) == (True, False, called["summary"])
    assert listed == called["results"]


async def test_the_same_file_again_lists_nothing_and_notes_nobody(done, client, events):
    await done(HEADER, *ROWS[:3], "4,Dan,dan@example.org,1")
    noted = [event for event in await events() if event["type"].startswith("person.")]
    _, again = await done(HEADER, *ROWS[:3], "4,Dan,dan@example.org,1")
    listed = (await client(None, IMPORT).get(again["results_url"])).json()["items"]
    assert (again["summary"]["unchanged"], [one["external_id"] for one in listed]) == (3, ["3"])
    assert [event for event in await events() if event["type"].startswith("person.")] == noted


async def test_json_and_its_mapping_are_kept_as_they_were_when_sent(client, who, do_jobs, everybody):
    importer = client(who, IMPORT)
    mapping = {"name": "hr", "source": "hr", "columns": {"Id": "external_id", "Name": "display_name"}}
    made = await importer.post("/v1/people/import-mappings", json=mapping)
    rows = [{"Id": str(number), "Name": "Ada"} for number in range(4)]
    begun = await importer.post("/v1/people/import?mapping=hr", json={"source": "hr", "rows": rows})
    assert begun.status_code == 202, begun.text
    await importer.delete(f"/v1/people/import-mappings/{made.json()['id']}")
    await do_jobs()
    assert len(await everybody("hr")) == 4


async def test_a_job_that_would_terminate_too_many_fails_with_the_numbers_and_does_nothing(done, everybody):
    await done(HEADER, *(f"{number},Ada,," for number in range(9)))
    job, _ = await done(HEADER, *(f"{number},Ada,," for number in range(4)), mode="full")
    assert (job["status"], job["problem"]["code"]) == ("failed", "too_many_terminations")
    assert "5 of 9" in job["problem"]["detail"]
    assert all(person["active"] for person in (await everybody()).values())


async def test_a_worker_that_dies_after_writing_leaves_nothing_and_the_next_try_does_it_once(
    done, do_jobs, everybody, events, tries
):
    job, _ = await done(HEADER, *ROWS)
    assert (job["status"], await everybody()) == ("running", {})
    await do_jobs(at=datetime.now(UTC) + timedelta(minutes=1))
    assert (len(tries), list(await everybody())) == (2, ["1", "2"])
    assert [event["type"] for event in await events()].count("person.created") == 2


async def test_what_a_job_imported_is_forgotten_after_thirty_days_and_the_people_are_not(
    done, client, do_jobs, everybody
):
    _, done_import = await done(HEADER, *ROWS)
    path = f"/v1/people/imports/{done_import['id']}"
    await do_jobs(at=datetime.now(UTC) + timedelta(days=29), scheduled="people.forget_imports")
    assert (await client(None, IMPORT).get(path)).status_code == 200
    await do_jobs(at=datetime.now(UTC) + timedelta(days=31), scheduled="people.forget_imports")
    assert (await client(None, IMPORT).get(path)).status_code == 404
    assert (await client(None, IMPORT).get(f"{path}/results")).status_code == 404
    assert len(await everybody()) == 2


async def test_an_import_is_seen_by_importers_of_its_organisation_only(done, client):
    _, done_import = await done(HEADER, *ROWS)
    path = f"/v1/people/imports/{done_import['id']}"
    assert (await client(None, "people:read").get(path)).status_code == 403
    for hidden in (path, f"{path}/results"):
        assert (await client(Member(uuid7()), IMPORT).get(hidden)).status_code == 404
