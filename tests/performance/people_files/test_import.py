"""Files of people on their way in: what is written, what is refused, and what callers are told."""

import asyncio
from datetime import UTC, datetime

import pytest
from uuid_utils.compat import uuid7

from services.performance.people.service import lines
from services.performance.people_files.service import taking
from shared.testing import Member
from shared.work import Work
from tests.performance.people.test_lines import misplaced

READ = "people:read"
HEADER = "external_id,display_name,work_email,manager_external_id,org_unit_code,org_unit_name,job_title,hired_on"
ADA = "00001,Ada,ada@example.org,NO_MANAGER,ops,Operations,Head,2020-01-01"
BOB = "00002,Bob,bob@example.org,00001,ops,,Cook,2021-01-01"
SHORT = "external_id,display_name,work_email,manager_external_id"


def outcomes(body):
    return {one["external_id"]: one["problem"]["code"] if one["problem"] else one["outcome"] for one in body["results"]}


@pytest.fixture(params=[1, 500])
def however_many(request, monkeypatch):
    """Rows are taken set by set, as if few were many, and as they come."""
    for module in (lines, taking):
        monkeypatch.setattr(module, "MANY", request.param)


async def test_a_file_makes_people_with_their_places(report, everybody):
    body = await report(HEADER, BOB, ADA)
    assert body["summary"] == {
        "created": 2, "updated": 0, "unchanged": 0, "terminated": 0, "rehired": 0, "failed": 0
    }  # fmt: skip
    assert (body["dry_run"], body["applied"]) == (False, True)
    people = await everybody()
    ada, bob = people["00001"], people["00002"]
    assert [(link["source"], link["external_id"]) for link in bob["links"]] == [("csv", "00002")]
    assert (bob["display_name"], bob["work_email"], bob["hired_on"]) == ("Bob", "bob@example.org", "2021-01-01")
    place = {
        "effective_from": "2021-01-01",
        "job_title": "Cook",
        "manager": {"id": ada["id"], "display_name": "Ada"},
        "org_unit": ada["assignment"]["org_unit"],
        "source": "csv",
    }
    assert bob["assignment"] == bob["assignment"] | place
    assert ada["assignment"]["manager"] is None
    assert (ada["assignment"]["org_unit"]["code"], ada["assignment"]["org_unit"]["name"]) == ("ops", "Operations")


async def test_the_report_says_for_each_row_what_changed(report):
    await report(HEADER, ADA, BOB)
    today = datetime.now(UTC).date().isoformat()
    body = await report(SHORT, "00002,Rob,bob@example.org,NO_MANAGER", "00003,Cyd,cyd@example.org,00009")
    assert body["results"] == [
        {
            "index": 0,
            "external_id": "00002",
            "outcome": "updated",
            "changes": {
                "display_name": {"from": "Bob", "to": "Rob"},
                "manager_external_id": {"from": "00001", "to": None},
                "effective_from": {"from": "2021-01-01", "to": today},
            },
            "problem": None,
        },
        {
            "index": 1,
            "external_id": "00003",
            "outcome": "failed",
            "changes": {},
            "problem": {
                "code": "manager_not_found",
                "detail": "The manager is neither stored nor in a row of this file that could be taken.",
                "path": [],
                "person_id": None,
                "errors": [
                    {"pointer": "/rows/1/manager_external_id", "code": "not_found", "detail": "there is no such person"}
                ],
            },
        },
    ]


async def test_a_dry_run_says_the_same_and_does_nothing(report, everybody, events):
    tried = await report(HEADER, ADA, BOB, dry_run=True)
    assert (tried["dry_run"], tried["applied"]) == (True, False)
    assert (await everybody(), await events()) == ({}, [])
    done = await report(HEADER, ADA, BOB)
    assert done["results"] == tried["results"]


async def test_the_same_file_twice_changes_nothing_and_notes_nothing(report, everybody, events):
    await report(HEADER, ADA, BOB)
    people, noted = await everybody(), await events()
    body = await report(HEADER, ADA, BOB)
    assert body["summary"]["unchanged"] == 2
    assert (await everybody(), await events()) == (people, noted)


async def test_each_change_is_one_event_and_a_new_unit_too(report, everybody, events):
    await report(HEADER, ADA, BOB)
    await report(SHORT, "00001,Ada,ada@example.org,", "00002,Rob,rob@example.org,")
    people, noted = await everybody(), await events()
    assert sorted(event["type"] for event in noted) == [
        "org_unit.created", "person.created", "person.created", "person.updated"
    ]  # fmt: skip
    (update,) = (event for event in noted if event["type"] == "person.updated")
    assert (str(update["record_id"]), update["record_version"]) == (people["00002"]["id"], 2)
    assert people["00002"]["version"] == 2
    assert update["data"]["source"] == "csv"
    assert update["data"]["changes"]["work_email"] == {"from": "bob@example.org", "to": "rob@example.org"}


@pytest.mark.usefixtures("however_many")
async def test_two_people_swap_managers_and_emails_in_one_file(report, everybody):
    await report(HEADER, ADA, BOB)
    body = await report(SHORT, "00001,Ada,bob@example.org,00002", "00002,Bob,ada@example.org,NO_MANAGER")
    assert body["summary"]["updated"] == 2
    people = await everybody()
    assert people["00001"]["work_email"] == "bob@example.org"
    assert people["00001"]["assignment"]["manager"]["id"] == people["00002"]["id"]
    assert people["00002"]["assignment"]["manager"] is None


async def test_a_newcomer_takes_the_email_that_another_row_gives_up(report, everybody):
    await report(HEADER, ADA)
    await report(SHORT, "00003,Cyd,ada@example.org,00001", "00001,Ada,lovelace@example.org,")
    people = await everybody()
    assert (people["00001"]["work_email"], people["00003"]["work_email"]) == ("lovelace@example.org", "ada@example.org")


async def test_rows_that_fail_do_not_stop_the_others(report, everybody, make):
    await make.person(work_email="taken@example.org")
    body = await report(
        SHORT,
        "1,Ada,ada@example.org,2",
        "2,Bob,bob@example.org,3",
        "3,Cyd,cyd@example.org,1",
        "4,Dan,taken@example.org,",
        "5,Eve,eve at home,",
        "6,Flo,flo@example.org,5",
        "7,Gus,gus@example.org,7",
        "8,Hal,same@example.org,",
        "9,Ida,same@example.org,",
        "10,Joe,joe@example.org,",
    )
    assert outcomes(body) == {
        "1": "reporting_cycle", "2": "reporting_cycle", "3": "reporting_cycle", "4": "email_taken",
        "5": "validation_failed", "6": "manager_not_found", "7": "self_managed", "8": "duplicate_row",
        "9": "duplicate_row", "10": "created",
    }  # fmt: skip
    assert body["results"][1]["problem"]["path"] == ["2", "3", "1", "2"]
    assert list(await everybody()) == ["10"]


async def test_a_circle_over_lines_that_only_we_know_is_refused_with_its_path(report, everybody, make, client):
    await report(HEADER, ADA, BOB)
    await report(HEADER, "00003,Cyd,cyd@example.org,NO_MANAGER,,,,2021-01-01")
    people = await everybody()
    unlinked = await make.person(assignment={"effective_from": "2022-01-01", "manager_id": people["00002"]["id"]})
    moved = await client(None, "people:write").post(
        f"/v1/people/{people['00003']['id']}/assignments",
        json={"effective_from": "2022-01-01", "manager_id": str(unlinked.id)},
    )
    assert moved.status_code == 200
    body = await report(SHORT, "00001,Ada,ada@example.org,00003")
    assert outcomes(body) == {"00001": "reporting_cycle"}
    assert body["results"][0]["problem"]["path"] == ["00001", "00003", str(unlinked.id), "00002", "00001"]


async def test_what_is_not_in_the_file_stays_and_history_too(report, client, everybody):
    await report(HEADER, ADA, BOB)
    await report("external_id,display_name,work_email,job_title", "00002,Bob,bob@example.org,Chef")
    bob = (await everybody())["00002"]
    assert (bob["assignment"]["job_title"], bob["hired_on"]) == ("Chef", "2021-01-01")
    assert bob["assignment"]["manager"]["display_name"] == "Ada"
    assert bob["assignment"]["org_unit"]["code"] == "ops"
    history = (await client(None, READ).get(f"/v1/people/{bob['id']}/assignments")).json()["items"]
    assert [item["job_title"] for item in history] == ["Chef", "Cook"]


async def test_a_correction_for_the_same_day_replaces_it(report, client, everybody):
    await report(HEADER, ADA, BOB)
    columns = "external_id,display_name,work_email,job_title,effective_from"
    await report(columns, "00002,Bob,bob@example.org,Chef,2021-01-01")
    bob = (await everybody())["00002"]
    history = (await client(None, READ).get(f"/v1/people/{bob['id']}/assignments")).json()["items"]
    assert [(item["job_title"], item["effective_from"]) for item in history] == [("Chef", "2021-01-01")]


async def test_sources_have_ids_of_their_own(report, client):
    await report(HEADER, ADA)
    body = await report(HEADER, "00001,Other,other@example.org,,,,,", source="payroll")
    assert outcomes(body) == {"00001": "created"}
    people = (await client(None, READ).get("/v1/people")).json()["items"]
    assert [person["links"][0]["source"] for person in people] == ["csv", "payroll"]


async def test_the_same_file_in_two_organisations_makes_people_of_both(report, everybody):
    other = Member(uuid7())
    await report(HEADER, ADA, BOB)
    body = await report(HEADER, ADA, BOB, who=other)
    assert body["summary"]["created"] == 2
    ours, theirs = await everybody(), await everybody(who=other)
    assert ours.keys() == theirs.keys()
    assert {person["id"] for person in ours.values()}.isdisjoint(person["id"] for person in theirs.values())


async def test_the_same_file_sent_twice_at_once_makes_everybody_once(report):
    bodies = await asyncio.gather(report(HEADER, ADA, BOB), report(HEADER, ADA, BOB))
    assert sorted((body["summary"]["created"], body["summary"]["unchanged"]) for body in bodies) == [(0, 2), (2, 0)]


async def test_an_import_that_meets_another_change_is_tried_again_unseen(report, everybody, events, sql):
    await report(HEADER, ADA)
    ada = (await everybody())["00001"]["id"]
    async with sql.transaction():
        await sql.execute("UPDATE performance.people SET version = version + 1 WHERE id = $1", ada)
        waiting = asyncio.create_task(report(SHORT, "00001,Lovelace,ada@example.org,"))
        while not await sql.fetchval("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"):
            assert not waiting.done()
            await asyncio.sleep(0.01)
    assert (await waiting)["summary"]["updated"] == 1
    assert (await everybody())["00001"]["version"] == (await events())[-1]["record_version"] == 3


async def test_the_number_of_statements_does_not_grow_with_the_rows(report, monkeypatch):
    count, rows_of = 0, Work.rows

    async def counted(self, *args, **given):
        nonlocal count
        count += 1
        return await rows_of(self, *args, **given)

    monkeypatch.setattr(Work, "rows", counted)
    await report(HEADER, ADA, BOB)
    few, count = count, 0
    await report(HEADER, *(f"n{number},N,n{number}@example.org,00001,u{number},,Cook," for number in range(300)))
    assert count == few


@pytest.mark.usefixtures("however_many")
async def test_a_file_that_turns_everything_around_places_all(report, make, sql, org):
    header = "external_id,display_name,work_email,manager_external_id"
    rows = [(str(number), f"Ada,ada{number}@example.org", str(number // 2)) for number in range(1, 40)]
    await report(header, *(f"{me},{ada},{lead if lead != '0' else ''}" for me, ada, lead in rows))
    assert await misplaced(sql, org) == []
    body = await report(header, *(f"{me},{ada},{int(me) + 1 if int(me) < 39 else ''}" for me, ada, _ in rows))
    assert body["summary"]["updated"] == 39
    assert await misplaced(sql, org) == []


@pytest.mark.usefixtures("however_many")
async def test_a_line_that_gets_too_long_is_refused_as_a_whole_and_a_dry_run_says_so(send, report):
    chain = [f"{number},N,,{number - 1 if number else ''}" for number in range(40)]
    await report(SHORT, *chain)
    below = [f"b{number},N,,{f'b{number - 1}' if number else ''}" for number in range(25)]
    await report(SHORT, *below)
    for dry_run in (True, False):
        answer = await send(SHORT, "b0,N,,39", dry_run=dry_run)
        assert (answer.status_code, answer.json()["code"]) == (409, "line_too_long")
    fits = await report(SHORT, "b0,N,,38", dry_run=True)
    assert (await report(SHORT, "b0,N,,38"))["results"] == fits["results"]
