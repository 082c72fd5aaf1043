"""People that come as the workbook that went out, and workbooks that cost little because they are refused."""

from functools import partial
from random import Random
from zipfile import ZIP_BZIP2

import pytest

from services.performance.people_files.service import imports
from shared.workbooks.lines import MEDIA_TYPE as XLSX
from tests.contracts.refusals import assert_refused, refused_at_little_cost
from tests.performance.people_files.workbooks import HEADER, RELATIONS, SHEET, row, text, workbook

READ, IMPORT = "people:read", "people:import"


@pytest.fixture
def send_workbook(client):
    async def sent(content, media_type=XLSX, **query):
        return await client(None, IMPORT).post(
            "/v1/people/import", params=query, content=content, headers={"content-type": media_type}
        )

    return sent


ADA = {"external_id": "00042", "display_name": "Ада 田中", "hired_on": "2020-02-29", "employee_number": "0007"}
FORMULAS = ["=cmd|' /C calc'!A0", "'=1", "''", "-", "'", "_x0041_"]


@pytest.mark.parametrize("source", [None, "workday"])
async def test_what_goes_out_as_a_workbook_and_comes_back_changes_nothing(client, post, events, send_workbook, source):
    titled = ({"external_id": f"0{n}", "display_name": "Bo", "job_title": title} for n, title in enumerate(FORMULAS))
    boss = {"manager_external_id": "00042", "fte": 0.8, "org_unit_code": "0010", "org_unit_name": "+1"}
    await post(ADA, *(one | boss for one in titled))
    asked, noted = {"source": source} if source else {}, await events()
    out = await client(None, READ).get("/v1/people/export", params={"format": "xlsx", **asked})
    for mode in ("delta", "full"):
        back = await send_workbook(out.content, mode=mode, max_terminations_percent=0, **asked)
        changed = [one for one in back.json()["results"] if one["outcome"] != "unchanged"]
        assert (back.status_code, changed, back.json()["summary"]["unchanged"]) == (200, [], 1 + len(FORMULAS))
    assert await events() == noted


async def test_a_workbook_is_tried_and_then_taken_under_a_mapping(client, send_workbook, everybody):
    columns = {"Worker\nID": "external_id", "Full name, as spoken": "display_name"}
    mapping = {"name": "HR", "source": "hr", "columns": columns, "sentinels": {"display_name": ["#N/A"]}}
    await client(None, IMPORT).post("/v1/people/import-mappings", json=mapping)
    sheet = workbook(row(1, "Pay; EUR", *columns), row(2, "9", "007", "Ada"), row(3, "9", "008", "#N/A"))
    tried = await send_workbook(sheet, mapping="HR", dry_run=True)
    assert (tried.json()["summary"]["created"], await everybody("hr")) == (1, {})
    taken = await send_workbook(sheet, mapping="HR")
    assert taken.json()["results"] == tried.json()["results"]
    assert taken.json()["results"][1]["problem"]["errors"][0]["pointer"] == "/rows/1/display_name"
    assert list(await everybody("hr")) == ["007"]


async def test_a_job_takes_a_workbook_of_many_rows(monkeypatch, send_workbook, do_jobs, everybody):
    monkeypatch.setattr(imports, "AT_ONCE", 1)
    accepted = await send_workbook(workbook(row(1, *HEADER), row(2, "01", "Ada"), row(3, "02", "Bob")))
    assert accepted.status_code == 202
    await do_jobs()
    assert list(await everybody()) == ["01", "02"]


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


@pytest.mark.parametrize(
    ("content", "media_type", "code"),
    [
        (OLD, XLSX, "workbook_encrypted"),
        (b"external_id,display_name\n1,Ada", XLSX, "not_a_workbook"),
        (b"", XLSX, "not_a_workbook"),
        (workbook(row(1, *HEADER)), "text/csv", "not_a_workbook"),
        (workbook(), XLSX, "file_invalid"),
        (b"PK\3\4", XLSX, "workbook_broken"),
        (workbook(row(1, *HEADER))[:-30], XLSX, "workbook_broken"),
        (workbook(row(1, *HEADER), packed=ZIP_BZIP2), XLSX, "workbook_broken"),
    ],
)
async def test_what_is_no_workbook_or_a_broken_one_is_refused(send_workbook, content, media_type, code):
    answer = await send_workbook(content, media_type)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def directory_changed(content, place, said):
    """The sheet's entry in the zip file's directory, with other bytes at a place of it."""
    entry = content.index(SHEET.encode(), content.index(b"PK\1\2")) - 46
    return content[: entry + place] + said + content[entry + place + len(said) :]


FLAGS, SIZE = 8, 24


def sheet_of(inside):
    return {SHEET: f"<worksheet><sheetData>{inside}</sheetData></worksheet>"}


HEAD = row(1, *HEADER)
BOMB = b"\0" * 1_000_000
LAST = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
HOSTILE = {
    "two hundred megabytes of nothing": lambda: workbook(parts={SHEET: BOMB * 200}),
    "a bomb that says it is small": lambda: directory_changed(workbook(parts={SHEET: BOMB * 100}), SIZE, b"\x99\0\0\0"),
    "a bomb of shared texts": lambda: workbook(HEAD, parts={"xl/sharedStrings.xml": "<sst>" + "<si/>" * 15_000_000}),
    "twenty million cells": lambda: workbook(parts=sheet_of("<row>" + "<c/>" * 20_000_000)),
    "one text of a hundred megabytes": lambda: workbook(parts=sheet_of(f"<row><c><v>{'1' * 100_000_000}")),
    "a text of a megabyte in pieces": lambda: workbook(parts=sheet_of(f"<row><c><v>{'<![CDATA[<<<<]]>1' * 90_000}")),
    "attributes without end": lambda: workbook(parts=sheet_of("<c " + " ".join(f'a{n}="1"' for n in range(900_000)))),
    "elements in elements": lambda: workbook(parts=sheet_of("<a>" * 1_000_000)),
    "laughs": lambda: workbook(parts={SHEET: f"<!DOCTYPE a [<!ENTITY a '{'a' * 90_000}'>]><a>{'&a;' * 90_000}</a>"}),
    "the last column in every row": lambda: workbook(HEAD, *[LAST] * 200_000),
    "only the last cell": lambda: workbook(LAST),
    "twenty thousand parts": lambda: workbook(HEAD, parts={str(part): "" for part in range(20_000)}),
    "a sheet that is the book": lambda: workbook(parts={RELATIONS: "<Relationships>" * 40_000}),
    "an encrypted sheet": lambda: directory_changed(workbook(HEAD), FLAGS, b"\1"),
    "a cell without an end": lambda: workbook(HEAD, f'<row r="2">{text("A2", "1")[:-4]}'),
}


@pytest.mark.parametrize("what", HOSTILE)
async def test_a_hostile_workbook_costs_little(send_workbook, what):
    await refused_at_little_cost(partial(send_workbook, HOSTILE[what]()), what)


async def test_a_damaged_workbook_is_read_or_refused(send_workbook):
    """Bytes of it changed at random, three hundred times: no answer is our own failure."""
    chance, whole = Random(7), workbook(HEAD, row(2, "1", "Ada"))
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(chance.randrange(1, 9)):
            damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
        answer = await send_workbook(bytes(damaged), dry_run=True)
        if answer.status_code != 200:
            assert_refused(answer, damaged.hex())
