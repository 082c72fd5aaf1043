"""People sent as JSON, everything that is known of them, and people whom several systems know."""

import pytest

READ, IMPORT = "people:read", "people:import"
ADA = {
    "external_id": "00001",
    "display_name": "Ádám Łukasz",
    "work_email": "ada@example.org",
    "employee_number": "000007",
    "time_zone": "Europe/Budapest",
    "locale": "hu-HU",
    "hired_on": "2020-01-01",
    "ended_on": None,
    "manager_external_id": None,
    "org_unit_code": "ops",
    "org_unit_name": "Operations",
    "job_profile_code": "operator",
    "job_level_code": "senior",
    "job_title": "Head of operations",
    "location": "Győr",
    "fte": 0.8,
    "effective_from": "2024-03-01",
}


def problems(body):
    return [
        (one["problem"]["code"], one["problem"]["errors"][0]["pointer"]) for one in body["results"] if one["problem"]
    ]


async def test_a_row_carries_everything_that_a_person_is(post, everybody, make):
    await make.job_profile("operator")
    await make.job_level("senior")
    body = await post(ADA)
    assert (body["summary"]["created"], body["results"][0]["changes"]["fte"]) == (1, {"from": None, "to": "0.8"})
    ada = (await everybody("workday"))["00001"]
    personal = ("display_name", "work_email", "employee_number", "time_zone", "locale", "hired_on", "ended_on")
    assert {name: ada[name] for name in personal} == {name: ADA[name] for name in personal}
    place = ada["assignment"]
    named = {name: place[name] for name in ("job_title", "location", "fte", "effective_from")}
    assert named == {name: ADA[name] for name in named}
    codes = [place[name]["code"] for name in ("org_unit", "job_profile", "job_level")]
    assert (codes, place["org_unit"]["name"], place["source"]) == (
        ["ops", "operator", "senior"],
        "Operations",
        "workday",
    )
    assert (await post(ADA))["summary"]["unchanged"] == 1


async def test_null_clears_and_what_is_absent_is_left_alone(post, everybody, make):
    await make.job_profile("operator")
    await make.job_level("senior")
    await post(ADA)
    cleared = {name: None for name in ADA if name not in ("external_id", "display_name", "hired_on", "effective_from")}
    kept = await post({"external_id": "00001", "locale": None})
    assert list(kept["results"][0]["changes"]) == ["locale"]
    await post(cleared | {"external_id": "00001"})
    ada = (await everybody("workday"))["00001"]
    assert (ada["display_name"], ada["work_email"], ada["employee_number"], ada["time_zone"]) == (
        ADA["display_name"], None, None, "UTC"
    )  # fmt: skip
    place = ada["assignment"]
    assert [place[name] for name in ("org_unit", "job_profile", "job_level", "job_title", "location", "fte")] == [
        None, None, None, None, None, 1
    ]  # fmt: skip


async def test_a_row_that_is_wrong_falls_alone_with_its_pointers(post):
    body = await post(
        {"external_id": "1", "display_name": "Ada", "hired_on": "01/02/2024"},
        {"external_id": "2", "display_name": "Bob", "salary": 1},
        {"external_id": "3"},
        {"external_id": 4, "display_name": "Dan"},
        {"external_id": "5", "display_name": None},
        {"external_id": "6", "display_name": "Flo", "job_profile_code": "none"},
        {"external_id": "7", "display_name": "Gus", "fte": 2},
        {"external_id": "8", "display_name": "Hal", "time_zone": "Mars/Base"},
        {"external_id": "9", "display_name": "Ida", "work_email": None},
        ADA | {"job_profile_code": None, "job_level_code": None},
    )
    assert problems(body) == [
        ("validation_failed", "/rows/0/hired_on"),
        ("validation_failed", "/rows/1/salary"),
        ("validation_failed", "/rows/2/display_name"),
        ("validation_failed", "/rows/3/external_id"),
        ("validation_failed", "/rows/4/display_name"),
        ("job_not_found", "/rows/5/job_profile_code"),
        ("validation_failed", "/rows/6/fte"),
        ("validation_failed", "/rows/7/time_zone"),
    ]
    assert body["summary"] == body["summary"] | {"created": 2, "failed": 8}


async def test_a_row_that_would_place_somebody_before_they_are_hired_falls_alone(post):
    new = {"external_id": "1", "display_name": "Bob", "hired_on": "2021-03-01"}
    ada = ADA | {"job_profile_code": None, "job_level_code": None}
    early = await post(ada, new | {"effective_from": "2021-02-28"})
    late = await post({"external_id": ada["external_id"], "hired_on": "2200-01-01"}, new)
    assert problems(early) == [("hired_later", "/rows/1/effective_from")]
    assert problems(late) == [("hired_later", "/rows/0/hired_on")]
    assert late["summary"] == late["summary"] | {"created": 1, "failed": 1}


BODY = {"source": "workday", "rows": [{"external_id": "1", "display_name": "Ada"}]}


@pytest.mark.parametrize(
    ("name", "value", "pointer"),
    [
        ("mode", "whole", "/mode"),
        ("source", None, "/source"),
        ("max_terminations_percent", 101, "/max_terminations_percent"),
        ("max_terminations_percent", "10", "/max_terminations_percent"),
        ("link_by_email", "yes", "/link_by_email"),
        ("rows", ["Ada"], "/rows/0"),
        ("rows", {}, "/rows"),
        ("row", [], "/row"),
    ],
)
async def test_a_body_that_is_wrong_is_refused_as_a_whole(client, name, value, pointer):
    answer = await client(None, IMPORT).post("/v1/people/import", json={**BODY, name: value})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_json_says_its_source_in_the_body_and_nowhere_else(client):
    twice = await client(None, IMPORT).post("/v1/people/import", params={"source": "csv"}, json=BODY)
    problem = twice.json()
    assert (twice.status_code, problem["code"], problem["errors"][0]["pointer"]) == (422, "said_twice", "?source")


async def test_numbers_are_nobody_elses_and_may_be_swapped(post, everybody, make):
    other = await make.person(employee_number="3")
    await post(*({"external_id": name, "display_name": name, "employee_number": name} for name in "12"))
    body = await post({"external_id": "1", "employee_number": "3"})
    assert problems(body) == [("employee_number_taken", "/rows/0/employee_number")]
    assert body["results"][0]["problem"]["person_id"] == str(other.id)
    swapped = await post({"external_id": "1", "employee_number": "2"}, {"external_id": "2", "employee_number": "1"})
    assert swapped["summary"]["updated"] == 2
    assert (await everybody("workday"))["1"]["employee_number"] == "2"


async def test_a_second_system_is_refused_until_it_asks_to_link_by_email(post, everybody, make, client, events):
    ada = await make.person(work_email="ada@example.org", display_name="Ada")
    row = {"external_id": "p-1", "work_email": "ada@example.org", "job_title": "Head"}
    bob = {"external_id": "p-2", "display_name": "Bob", "manager_external_id": "p-1"}
    refused = await post(row | {"display_name": "Ada"}, bob, source="payroll")
    assert problems(refused) == [
        ("email_taken", "/rows/0/work_email"), ("manager_not_found", "/rows/1/manager_external_id")
    ]  # fmt: skip
    assert refused["results"][0]["problem"]["person_id"] == str(ada.id)
    linked = await post(row, bob, source="payroll", link_by_email=True)
    assert [one["outcome"] for one in linked["results"]] == ["updated", "created"]
    assert linked["results"][0]["changes"]["external_id"] == {"from": None, "to": "p-1"}
    known = (await everybody("payroll"))["p-1"]
    assert (known["id"], known["assignment"]["job_title"]) == (str(ada.id), "Head")
    assert (await post(row, bob, source="payroll"))["summary"]["unchanged"] == 2


async def test_two_names_of_one_person_in_one_source_are_one_person(post, make, client):
    await post({"external_id": "1", "display_name": "Ada"})
    ada = (await client(None, READ).get("/v1/people")).json()["items"][0]
    link = {"source": "workday", "external_id": "1b"}
    assert (await client(None, "people:write").post(f"/v1/people/{ada['id']}/links", json=link)).status_code == 200
    assert (await post({"external_id": "1b", "display_name": "Lovelace"}))["summary"]["updated"] == 1
    both = await post({"external_id": "1", "display_name": "A"}, {"external_id": "1b", "display_name": "B"})
    assert problems(both) == [("duplicate_row", "/rows/0/external_id"), ("duplicate_row", "/rows/1/external_id")]
    only_one = await post({"external_id": "1b"}, mode="full", max_terminations_percent=0)
    assert only_one["summary"] == only_one["summary"] | {"unchanged": 1, "terminated": 0}


async def test_who_is_not_known_to_the_source_can_be_named_by_our_id(post, make, everybody):
    lead = await make.person()
    body = await post(
        {"external_id": str(lead.id), "job_title": "Head"},
        {"external_id": "1", "display_name": "Ada", "manager_external_id": str(lead.id)},
    )
    assert [one["outcome"] for one in body["results"]] == ["updated", "created"]
    people = await everybody("workday")
    assert list(people) == ["1"]
    assert people["1"]["assignment"]["manager"]["id"] == str(lead.id)


async def test_a_dry_run_of_json_says_the_same_and_does_nothing(post, everybody, events):
    rows = [ADA | {"job_profile_code": None, "job_level_code": None}, {"external_id": "2"}]
    tried = await post(*rows, dry_run=True)
    assert (tried["dry_run"], tried["applied"], await everybody("workday"), await events()) == (True, False, {}, [])
    assert (await post(*rows))["results"] == tried["results"]


async def test_the_two_short_names_of_most_sources_are_understood(post, report, everybody):
    row = {"external_id": "00042", "name": "Rep", "email": "r@x.org"}
    made = await post({"external_id": "00007", "name": "Lead"}, row | {"manager_external_id": "00007"})
    assert made["summary"]["created"] == 2
    rep = (await everybody("workday"))["00042"]
    assert (rep["display_name"], rep["work_email"]) == ("Rep", "r@x.org")
    assert (await report("external_id,name,email", "00042,Rep,r@x.org", source="workday"))["summary"]["unchanged"] == 1


async def test_a_row_that_says_a_name_twice_is_refused(post):
    said = await post({"external_id": "1", "name": "Rep", "display_name": "Rep"})
    assert [error["pointer"] for error in said["results"][0]["problem"]["errors"]] == ["/rows/0/name"]
