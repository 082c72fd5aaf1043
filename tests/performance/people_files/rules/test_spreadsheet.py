"""Files as people's systems write them, and what is wrong with those that can't be read."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.performance.people_files.rules.rows import MAX_ROWS, Dictionary, TooManyRows
from services.performance.people_files.rules.spreadsheet import read
from shared.cells import FileInvalid

HEADER = "external_id,display_name,work_email"
ADA = "00042,Ada,ada@example.org"


def said(text: str) -> list[Any]:
    return [row.said for row in read(text.encode())]


def wrong(text: str) -> list[tuple[str, str]]:
    """Pointer and code of all that is wrong with the only row."""
    (problem,) = said(text)
    return [(error.pointer, error.code) for error in problem.errors]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_separators_line_endings_and_a_byte_order_mark_make_no_difference(separator, ending, mark):
    text = mark + ending.join([HEADER, ADA, ""]).replace(",", separator)
    assert said(text) == [{"external_id": "00042", "display_name": "Ada", "work_email": "ada@example.org"}]


def test_quoted_cells_keep_their_separators_quotes_and_newlines():
    (row,) = said(f'{HEADER}\n7,"Lovelace, ""Ada""\nthe first",ada@example.org\n')
    assert row["display_name"] == 'Lovelace, "Ada"\nthe first'


def test_everything_is_text_and_spaces_around_it_do_not_count():
    (row,) = said(f"{HEADER},job_title\n 007 , Ada ,ada@example.org,1e3\n")
    assert (row["external_id"], row["display_name"], row["job_title"]) == ("007", "Ada", "1e3")


def test_an_absent_column_is_not_said_and_an_empty_cell_is_said_to_be_nothing():
    (row,) = said(f"{HEADER},job_title\n{ADA},\n")
    assert row == {"external_id": "00042", "display_name": "Ada", "work_email": "ada@example.org", "job_title": None}


@pytest.mark.parametrize("cell", ["", "  ", "NO_MANAGER", " NO_MANAGER "])
def test_no_manager_can_be_said_in_two_ways(cell):
    (row,) = said(f"{HEADER},manager_external_id\n{ADA},{cell}\n")
    assert row["manager_external_id"] is None


def test_blank_lines_and_lines_of_empty_cells_are_no_rows():
    rows = read(f"\n{HEADER}\n\n{ADA}\n,,\n\n{ADA}\n".encode())
    assert [row.index for row in rows] == [0, 1]


@pytest.mark.parametrize(
    "cell",
    ["31.01.2026", "01/31/2026", "2026-1-31", "2026-02-30", "46053", "1699920000", "2026-01-31T00:00:00", "today"],
)
def test_a_date_that_is_not_written_as_we_ask_is_refused_and_never_guessed(cell):
    ((pointer, _),) = wrong(f"{HEADER},hired_on\n{ADA},{cell}\n")
    assert pointer == "/rows/0/hired_on"


@pytest.mark.parametrize(("cell", "share"), [("0.8", "0.8"), ("1", "1"), ("0.125", "0.125"), ("", None)])
def test_a_share_is_read_as_written(cell, share):
    (row,) = said(f"{HEADER},fte\n{ADA},{cell}\n")
    assert row["fte"] == (share and Decimal(share))


@pytest.mark.parametrize("cell", ["0,8", "80 %", "1.1", "0", ".5", "0.0001", "1e0", "nan"])
def test_a_share_that_is_not_written_as_we_ask_is_refused_and_never_guessed(cell):
    ((pointer, _),) = wrong(f'{HEADER},fte\n{ADA},"{cell}"\n')
    assert pointer == "/rows/0/fte"


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-", "@ada"])
def test_the_quote_that_guards_a_cell_is_taken_off(cell):
    (row,) = said(f"{HEADER},job_title\n{ADA},'{cell}\n")
    assert row["job_title"] == cell


WORKDAY = Dictionary(
    {"Worker": "external_id", "Boss": "manager_external_id", "Mail": "work_email"},
    {"manager_external_id": ["Board"], "work_email": ["n/a"]},
)


def test_a_dictionary_gives_columns_our_names_and_leaves_out_the_rest():
    (row,) = read(b"Salary,Mail,Worker,Boss\n100,ada@example.org,00042,00007\n", WORKDAY)
    assert row.said == {"external_id": "00042", "work_email": "ada@example.org", "manager_external_id": "00007"}


def test_words_that_say_nothing_are_those_of_their_column():
    rows = read(b"Worker,Boss,Mail\n1,Board,n/a\n2, NO_MANAGER ,\n", WORKDAY)
    columns = ("manager_external_id", "work_email")
    said = [tuple(row.said[name] for name in columns) for row in rows if isinstance(row.said, dict)]
    assert said == [(None, None), (None, None)]


@pytest.mark.parametrize("header", ["Mail", "Worker,Worker"])
def test_a_file_must_have_the_external_id_of_its_dictionary_once(header):
    with pytest.raises(FileInvalid):
        read(f"{header}\n".encode(), WORKDAY)


def test_a_date_is_read_as_written():
    (row,) = said(f"{HEADER},hired_on\n{ADA},2026-01-31\n")
    assert row["hired_on"] == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (",Ada,ada@example.org", [("/rows/0/external_id", "missing")]),
        ("1,,", [("/rows/0/display_name", "missing")]),
        ("1,Ada,ada at home", [("/rows/0/work_email", "string_pattern_mismatch")]),
        ("1,Ad\0a,ada@example.org", [("/rows/0/display_name", "text_not_storable")]),
        (f"1,{'A' * 201},ada@example.org", [("/rows/0/display_name", "string_too_long")]),
        ("1,Ada", [("/rows/0", "cell_count")]),
        ("1,Ada,ada@example.org,more", [("/rows/0", "cell_count")]),
    ],
)
def test_a_wrong_cell_is_named_with_its_row(row, expected):
    assert wrong(f"{HEADER}\n{row}\n") == expected


def test_a_wrong_row_still_says_whose_it_is():
    (row,) = read(f"{HEADER}\n00042,Ada,nowhere\n".encode())
    assert row.external_id == "00042"


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (b"", []),
        (b"\n\n", []),
        ("external_id;name\nJos\u00e9".encode("latin-1"), []),
        (f'{HEADER}\n1,"Ada,ada@example.org\n'.encode(), []),
        (f'{HEADER}\n1,"Ada"x,ada@example.org\n'.encode(), []),
        (b"display_name,work_email\n", ["missing_column"]),
        (f"{HEADER},salary\n".encode(), ["unknown_column"]),
        (f"{HEADER},external_id\n".encode(), ["duplicate_column"]),
        (ADA.encode(), ["unknown_column"] * 3 + ["missing_column"]),
    ],
)
def test_a_file_that_can_not_be_read_as_a_whole_is_refused_as_a_whole(content, codes):
    with pytest.raises(FileInvalid) as refused:
        read(content)
    assert [error.code for error in refused.value.errors] == codes


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_hundred_thousand_rows_are_taken_and_one_more_is_not(ending):
    rows = [f"{number},Ada,ada{number}@example.org" for number in range(MAX_ROWS + 1)]
    assert len(read(ending.join([HEADER, *rows[1:]]).encode())) == MAX_ROWS
    with pytest.raises(TooManyRows):
        read(ending.join([HEADER, *rows]).encode())
