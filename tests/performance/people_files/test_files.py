"""What is taken for a file of people, and what is refused before a row of it is looked at."""

from functools import partial

import pytest

from shared.workbooks.lines import MEDIA_TYPE as XLSX
from tests.contracts.refusals import refused_at_little_cost

IMPORT = "people:import"
HEADER = "external_id,display_name,work_email"


@pytest.mark.parametrize("separator", [";", "\t"])
async def test_files_as_spreadsheets_save_them_are_taken(client, everybody, separator):
    lines = [HEADER, '00001,"Ada\nLovelace",ada@example.org']
    content = ("\ufeff" + "\r\n".join(lines).replace(",", separator)).encode()
    headers = {"content-type": "text/csv; charset=utf-8"}
    answer = await client(None, IMPORT).post("/v1/people/import", content=content, headers=headers)
    assert answer.status_code == 200, answer.text
    assert (await everybody())["00001"]["display_name"] == "Ada\nLovelace"


async def test_a_file_without_rows_is_a_file(report):
    body = await report(HEADER)
    assert (body["applied"], body["results"], set(body["summary"].values())) == (True, [], {0})


async def test_a_file_that_can_not_be_read_is_refused_as_a_whole(send):
    answer = await send("surname,work_email", "Ada,ada@example.org")
    assert (answer.status_code, answer.json()["code"]) == (422, "file_invalid")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/columns/0", "/columns"]


async def test_a_file_may_be_larger_than_other_bodies_but_not_of_any_size(send, client):
    rows = [f"{number},{'A' * 190},ada{number}@example.org,{'B' * 190}" for number in range(4_000)]
    taken = await send("external_id,display_name,work_email,job_title", *rows, dry_run=True)
    endless = (f"{number},Ada,ada{number}@example.org" for number in range(100_001))
    too_many = await send(HEADER, *endless)
    too_large = await client(None, IMPORT).post(
        "/v1/people/import", content=b"x" * 16_000_001, headers={"content-type": "text/csv"}
    )
    assert taken.status_code == 200
    assert (too_many.status_code, too_many.json()["code"], too_many.json()["limit"]) == (413, "too_many_rows", 100_000)
    assert (too_large.status_code, too_large.json()["code"]) == (413, "too_large")


async def test_nothing_but_csv_xlsx_and_json_by_those_who_may_import_is_taken(client, send):
    workbook = await client(None, IMPORT).post(
        "/v1/people/import", content=b"PK", headers={"content-type": "application/vnd.ms-excel"}
    )
    empty = await client(None, IMPORT).post("/v1/people/import", headers={"content-type": "text/csv"})
    unscoped = await client(None, "people:write").post(
        "/v1/people/import", content=HEADER, headers={"content-type": "text/csv"}
    )
    unknown = await send(HEADER, mode="whole")
    statuses = [answer.status_code for answer in (workbook, empty, unscoped, unknown)]
    assert statuses == [415, 422, 403, 422]


async def test_the_document_shows_all_bodies(app):
    body = app.openapi()["paths"]["/v1/people/import"]["post"]["requestBody"]
    assert list(body["content"]) == ["application/json", "text/csv", XLSX]
    assert body["required"]


HOSTILE = {
    "sixty thousand columns": ",".join(f"c{number}" for number in range(60_000)).encode(),
    "one column sixty thousand times": b"external_id," * 60_000,
    "one endless line": b"x" * 15_900_000,
    "one endless line under a header": HEADER.encode() + b"\n" + b"x" * 15_900_000,
    "100,001 rows": HEADER.encode() + b"\n1,Ada,ada@example.org" * 100_001,
    "rows of three thousand cells": HEADER.encode() + (b"\n1" + b"," * 3_000) * 4_990,
    "commas line after line": HEADER.encode() + (b"\n" + b"," * 99_999) * 150,
    "carriage returns line after line": HEADER.encode() + (b"\n" + b"\r" * 99_999) * 150,
    "quoted line ends line after line": HEADER.encode() + (b'\n"' + b'"\r' * 40_000) * 150,
    "sixteen megabytes of commas": b"," * 15_900_000,
    "sixteen megabytes of line ends": b"\n" * 15_900_000,
    "commas in a row": HEADER.encode() + b"\n" + b"," * 15_000_000,
    "a million quotes": HEADER.encode() + b"\n" + b'"' * 1_000_001,
    "quotes and line ends": HEADER.encode() + b"\n" + b'"\n' * 90_001,
    "a cell of a megabyte": HEADER.encode() + b"\n1," + b"x" * 1_000_000,
    "nothing but nul": b"\x00" * 15_900_000,
    "utf-16": HEADER.encode("utf-16"),
    "lone carriage returns": HEADER.encode() + b"\r" * 1_000_000,
    "nothing": b"",
}


@pytest.mark.parametrize("what", HOSTILE)
async def test_a_hostile_file_costs_little(client, what):
    send = partial(
        client(None, IMPORT).post, "/v1/people/import", content=HOSTILE[what], headers={"content-type": "text/csv"}
    )
    await refused_at_little_cost(send, what)
