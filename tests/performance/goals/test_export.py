"""Goals as a file: what the list shows, whatever somebody wrote into them."""

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from shared.cells import unguarded
from shared.pages import SheetFormat
from shared.resources import sheet

MINE = ("goals:read", "goals:write")


@pytest.fixture
def exported(client):
    """The rows of the CSV file as dictionaries."""

    async def read(who, *scopes, **asked):
        answer = await client(who, *(scopes or MINE)).get("/v1/goals/export", params=asked)
        assert answer.status_code == 200, answer.text
        return list(csv.DictReader(StringIO(answer.text)))

    return read


async def test_the_file_says_of_a_goal_what_the_list_says(client, make, exported):
    me = await make.person()
    goal = await make.active_goal(me, title="Höhere Quote", description='Bald,\n"ja"', weight=0.125)
    await make.check_in(goal, 50)
    shown = (await client(me, *MINE).get(goal.path)).json()
    (row,) = await exported(me)
    assert row["id"] == shown["id"]
    assert (row["title"], row["description"]) == (shown["title"], shown["description"])
    assert (row["owner"], row["owner_unit"]) == (shown["owner"]["display_name"], "")
    assert float(row["progress_percent"]) == shown["progress_percent"]
    assert (row["health"], row["status"], row["locked"]) == (shown["health"], "active", "false")
    assert (row["weight"], row["due_on"], row["key_results"]) == ("0.125", shown["due_on"], "1")
    assert row["final_score"] == "", "what was not measured is empty, not 0"


async def test_filters_and_order_are_those_of_the_list(client, make, exported):
    me = await make.person()
    for title in ("Beta", "Alpha", "Gamma"):
        await make.active_goal(me, title=title)
    await make.goal(me, title="Draft")
    asked = {"status": "active", "sort": "title.asc"}
    listed = (await client(me, *MINE).get("/v1/goals", params=asked)).json()["items"]
    rows = await exported(me, **asked)
    assert [row["title"] for row in rows] == [goal["title"] for goal in listed] == ["Alpha", "Beta", "Gamma"]


@pytest.mark.parametrize("title", ["=1+1", "+49 30", "-5", "@home", "'quoted"])
async def test_no_title_becomes_a_formula(make, exported, title):
    me = await make.person()
    await make.goal(me, title=title)
    (row,) = await exported(me)
    assert row["title"] == f"'{title}"
    assert unguarded(row["title"]) == title


async def test_the_spreadsheet_holds_numbers_as_numbers_and_texts_as_texts(client, make):
    me = await make.person()
    await make.goal(me, title="=SUM(A1:A9)", weight=2.5)
    answer = await client(me, *MINE).get("/v1/goals/export", params={"format": "xlsx"})
    assert answer.headers["content-type"] == sheet.MEDIA_TYPES[SheetFormat.XLSX]
    assert answer.headers["content-disposition"] == 'attachment; filename="goals.xlsx"'
    written = ZipFile(BytesIO(answer.content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in written
    assert "<t>=SUM(A1:A9)</t>" in written
    assert "<v>2.5</v>" in written


async def test_more_rows_than_a_file_may_hold_are_refused_before_it_is_made(client, make, monkeypatch):
    me = await make.person()
    for _ in range(3):
        await make.goal(me)
    monkeypatch.setattr(sheet, "MOST_ROWS", 2)
    refused = await client(me, *MINE).get("/v1/goals/export")
    assert (refused.status_code, refused.json()["code"], refused.json()["limit"]) == (422, "too_many_rows", 2)
    narrowed = await client(me, *MINE).get("/v1/goals/export", params={"status": "active"})
    assert narrowed.status_code == 200


async def test_what_is_no_format_or_no_filter_is_refused(client, make):
    looking = client(await make.person(), *MINE)
    for asked in ({"format": "pdf"}, {"limit": 5}, {"cursor": "x"}):
        answer = await looking.get("/v1/goals/export", params=asked)
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
