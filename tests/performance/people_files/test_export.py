"""The people of a list as a file that can be sent back."""

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from services.performance.people_files.rules.rows import COLUMNS
from shared.cells import unguarded
from tests.performance.people_files.company import LEVELS, PROFILES, as_csv, company

READ, PATH = "people:read", "/v1/people/export"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def exported(client):
    async def read(**asked):
        answer = await client(None, READ).get(PATH, params=asked)
        assert answer.status_code == 200, answer.text
        return answer.text

    return read


def rows_of(text):
    return list(csv.DictReader(StringIO(text)))


@pytest.fixture
async def people_of_all_kinds(post, make, day):
    """Who works here, left, is to leave or to come, came back, is to come back; and two that no system knows."""
    await make.job_profile("operator")
    await make.job_level("senior")
    stranger = await make.person(display_name="'quoted")
    await make.person(stranger, display_name="=cmd|' /C calc'!A0", employee_number="-1")
    place = {"manager_external_id": "boss", "job_profile_code": "operator", "job_level_code": "senior"}
    names = ["works", "moved", "left", "leaves", "comes", "back", "returns"]
    rows = [{"external_id": name, "display_name": name, "hired_on": "2020-01-01"} | place for name in names]
    boss = {"external_id": "boss", "display_name": "Łukasz", "fte": 0.8, "org_unit_code": "ops", "org_unit_name": "+1"}
    taken = [
        await post(*rows, boss | {"manager_external_id": str(stranger.id), "time_zone": "Europe/Warsaw"}),
        await post({"external_id": "moved", "location": "Győr", "effective_from": day(9)}),
        await post(*({"external_id": name, "ended_on": day(-90)} for name in ("left", "back", "returns"))),
        await post({"external_id": "leaves", "ended_on": day(90)}, {"external_id": "left", "job_title": None}),
        await post({"external_id": "back", "hired_on": day(-9), "job_title": "@home"} | place),
        await post({"external_id": "returns", "effective_from": day(30), "job_title": "Chef", "ended_on": None}),
        await post({"external_id": "new", "display_name": 'Ny;\n"Å"', "hired_on": day(40), "job_title": "Cook"}),
    ]
    assert [body["summary"]["failed"] for body in taken] == [0] * len(taken)


@pytest.mark.usefixtures("people_of_all_kinds")
@pytest.mark.parametrize("source", [None, "workday"])
async def test_what_goes_out_and_comes_back_changes_nothing(exported, send, events, source):
    asked = {"source": source} if source else {}
    text, noted = await exported(**asked), await events()
    for mode in ("delta", "full"):
        answer = await send(text, mode=mode, max_terminations_percent=0, **asked)
        body = answer.json()
        changed = [one for one in body["results"] if one["outcome"] != "unchanged"]
        assert (answer.status_code, changed) == (200, [])
        assert body["summary"]["unchanged"] == (9 if source else 11)
    assert await events() == noted


@pytest.mark.usefixtures("people_of_all_kinds")
async def test_a_file_of_a_source_has_its_names_and_those_it_does_not_know_have_ours(exported):
    of_source = {row["external_id"]: row for row in rows_of(await exported(source="workday"))}
    everybody = rows_of(await exported())
    assert list(everybody[0]) == list(COLUMNS)
    assert of_source["works"]["manager_external_id"] == "boss"
    assert of_source["boss"]["fte"] == "0.8"
    stranger = next(row for row in everybody if row["display_name"] == "''quoted")
    assert of_source["boss"]["manager_external_id"] == stranger["external_id"]


@pytest.mark.usefixtures("people_of_all_kinds")
async def test_no_cell_becomes_a_formula(exported):
    cells = {cell for row in rows_of(await exported()) for cell in row.values()}
    assert {"'=cmd|' /C calc'!A0", "'-1", "'@home", "'+1"} <= cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.usefixtures("people_of_all_kinds")
async def test_filters_order_and_day_are_those_of_the_list(exported, client, day):
    looking = client(None, READ)
    for asked in (
        {"search": "l", "sort": "display_name.desc"}, {"active": "true", "as_of": day(-30)}, {"status": "terminated"}
    ):  # fmt: skip
        listed = (await looking.get("/v1/people", params=asked)).json()["items"]
        names = [unguarded(row["display_name"]) for row in rows_of(await exported(**asked))]
        assert names == [person["display_name"] for person in listed]
        assert names
    assert [row["location"] for row in rows_of(await exported(search="moved", as_of=day(9)))] == ["Győr"]


@pytest.mark.usefixtures("people_of_all_kinds")
async def test_the_format_is_asked_for_or_accepted(client):
    looking = client(None, READ)
    by_name = await looking.get(PATH, params={"format": "xlsx"})
    accepted = await looking.get(PATH, headers={"accept": XLSX})
    both = await looking.get(PATH, params={"format": "csv"}, headers={"accept": XLSX})
    kinds = [answer.headers["content-type"].partition(";")[0] for answer in (by_name, accepted, both)]
    assert kinds == [XLSX, XLSX, "text/csv"]
    assert accepted.headers["content-disposition"] == 'attachment; filename="people.xlsx"'
    cells = ZipFile(BytesIO(accepted.content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in cells
    assert "<t>=cmd|' /C calc'!A0</t>" in cells


async def test_files_of_different_things_follow_one_another_on_one_connection(client, make):
    goal = await make.active_goal(await make.person())
    looking = client(None, READ, "goals:read", "goals:read:all")
    for path, first in (("/v1/goals/export", str(goal.id)), (PATH, ""), ("/v1/goals/export", str(goal.id))):
        answer = await looking.get(path)
        assert (answer.status_code, answer.text.splitlines()[1].startswith(first)) == (200, True)


async def test_who_may_not_read_people_gets_no_file_and_wrong_questions_are_refused(client):
    assert (await client(None, "people:import").get(PATH)).status_code == 403
    for asked in ({"format": "pdf"}, {"limit": 5}, {"external_id": "1"}):
        assert (await client(None, READ).get(PATH, params=asked)).status_code == 422


async def test_a_company_goes_out_and_comes_back(make, client, exported):
    for code in PROFILES:
        await make.job_profile(code)
    for rank, code in enumerate(LEVELS):
        await make.job_level(code, rank=rank + 1)
    importer = client(None, "people:import")
    headers = {"content-type": "text/csv"}
    sent = await importer.post("/v1/people/import", content=as_csv(company(300)), headers=headers)
    assert sent.json()["summary"]["created"] == 300, sent.text
    text = await exported(source="csv")
    again = await importer.post("/v1/people/import", content=text.encode(), headers=headers)
    assert again.json()["summary"]["unchanged"] == 300
