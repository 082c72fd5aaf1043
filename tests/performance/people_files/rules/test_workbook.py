"""Workbooks as people's systems write them: what is shown is what is read."""

import pytest

from services.performance.people_files.rules.spreadsheet import read
from shared.problems import Problem
from tests.performance.people_files.workbooks import (
    DAY,
    DAYS,
    FIVE_DIGITS,
    GENERAL,
    HEADER,
    KIND,
    OTHER_DAY,
    RELATIONS,
    SHEET,
    row,
    text,
    workbook,
)

HEAD = row(1, *HEADER)


def said(*rows, **parts):
    return [one.said for one in read(workbook(*rows, **parts))]


def title(cell, **parts):
    """What a cell that comes fourth says."""
    (only,) = said(row(1, *HEADER, "job_title"), row(2, "1", "Ada", "ada@example.org", cell), **parts)
    return only["job_title"]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c r="D2" t="s"><v>1</v></c>', "Łukasz"),
        ('<c r="D2" t="s"><v>2</v></c>', "東京"),
        ('<c r="D2" t="s"><v>3</v></c>', "line\r\nend _x0041_"),
        ('<c r="D2" t="inlineStr"><is><r><t>two </t></r><r><t>fonts</t></r></is></c>', "two fonts"),
        ('<c r="D2" t="str"><f>A2&amp;B2</f><v>1Ada</v></c>', "1Ada"),
        ('<c r="D2"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="D2" t="b"><v>1</v></c>', "true"),
        ('<c r="D2" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="D2" t="d"><v>2026-01-31T00:00:00</v></c>', "2026-01-31"),
        ('<c r="D2"><v>42</v></c>', "42"),
        ('<c r="D2"><v>0.80000000000000004</v></c>', "0.8"),
        ('<c r="D2"><v>1.5E-2</v></c>', "0.015"),
        (f'<c r="D2" s="{FIVE_DIGITS}"><v>42</v></c>', "00042"),
        (f'<c r="D2" s="{DAYS}"><v>42</v></c>', "42"),
        (f'<c r="D2" s="{GENERAL}"><v>46053</v></c>', "46053"),
        (f'<c r="D2" s="{DAY}"><v>46053</v></c>', "2026-01-31"),
        (f'<c r="D2" s="{OTHER_DAY}"><v>46053</v></c>', "2026-01-31"),
        (f'<c r="D2" s="{DAY}"><v>46053.5</v></c>', "2026-01-31T12:00:00"),
        (f'<c r="D2" s="{DAY}"><v>60</v></c>', "60"),
        (f'<c r="D2" s="{DAY}"><v>1E+30</v></c>', "1e+30"),
        ("<c><v>42</v></c>", "42"),
        ('<c r="D2" s="1"/>', None),
        ('<c r="D2" t="str"><f>""</f><v></v></c>', None),
        (text("D2", " '=1+1 "), "=1+1"),
    ],
)
def test_a_cell_says_what_it_shows(cell, shown):
    strings = (
        "<si><t>Ada</t></si><si><t>Łukasz</t></si>"
        "<si><r><t>東</t></r><r><t>京</t></r><rPh sb='0' eb='2'><t>トウ</t></rPh></si>"
        "<si><t>line_x000D_\nend _x005F_x0041_</t></si>"
    )
    assert title(cell, strings=strings) == shown


def test_a_calendar_that_begins_in_1904_is_followed():
    cell = f'<c r="D2" s="{DAY}"><v>44591</v></c>'
    assert title(cell, properties='<workbookPr date1904="1"/>') == "2026-01-31"


def test_leading_zeros_stay_where_the_cell_is_text():
    assert said(HEAD, row(2, "00042", "Ada"))[0]["external_id"] == "00042"


def test_empty_rows_and_cells_without_anything_are_nothing():
    blank = '<row r="3"><c r="A3" s="1"/><c r="XFD3" s="1"/></row>'
    rows = said(row(5, *HEADER), blank, row(7, "1", "Ada"), row(8), row(1_048_576, "2", "Bob"))
    assert [(one["external_id"], one["work_email"]) for one in rows] == [("1", None), ("2", None)]


def test_cells_and_rows_may_leave_their_places_out():
    lines = ("".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells) for cells in (HEADER, "12"))
    plain = (f"<row>{line}</row>" for line in lines)
    assert said(*plain)[0] == {"external_id": "1", "display_name": "2", "work_email": None}


def test_names_may_have_any_prefix():
    sheet = (
        "<x:worksheet xmlns:x='main'><x:sheetData>"
        + (HEAD + row(2, "1", "Ada")).replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
        + "</x:sheetData></x:worksheet>"
    )
    assert said(parts={SHEET: sheet})[0]["display_name"] == "Ada"


def test_hidden_sheets_and_charts_are_not_read():
    hidden = '<sheet name="Lists" state="veryHidden" r:id="r1"/><sheet name="Chart" r:id="r9"/>'
    assert said(HEAD, row(2, "1"), sheets=f'{hidden}<sheet name="People" r:id="r0"/>')


def test_a_workbook_without_styles_and_shared_texts_is_one():
    related = (
        f'<Relationships><Relationship Id="r0" Type="{KIND}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    assert said(HEAD, row(2, "1"), parts={"xl/_rels/workbook.xml.rels": related}, left_out="xl/styles.xml")


def wrong(*rows, **parts):
    """Code and pointers of the refusal."""
    with pytest.raises(Problem) as refused:
        read(workbook(*rows, **parts))
    return refused.value.code, [error.pointer for error in refused.value.errors]


def with_cell(cell):
    return row(1, *HEADER), row(2, "1", cell)


@pytest.mark.parametrize(
    ("cell", "code", "pointer"),
    [
        ('<c r="B2"><f>NOW()</f></c>', "value_missing", "/cells/B2"),
        ('<c r="B2" t="s"><v>7</v></c>', "workbook_broken", "/cells/B2"),
        ('<c r="B2"><v>many</v></c>', "workbook_broken", "/cells/B2"),
        ('<c r="B2" s="x"><v>1</v></c>', "workbook_broken", "/cells/B2"),
        ('<c r="2B"><v>1</v></c>', "workbook_broken", "/cells"),
        ('<c r="XFE2"><v>1</v></c>', "workbook_broken", "/cells"),
    ],
)
def test_a_cell_that_can_not_be_read_is_named(cell, code, pointer):
    assert wrong(*with_cell(cell)) == (code, [pointer])


def test_the_last_cell_of_all_is_one_too_many_in_its_row_and_nothing_else():
    (row_,) = read(workbook(HEAD, '<row r="1048576"><c r="A1048576"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'))
    assert isinstance(row_.said, Problem)
    assert [(error.pointer, error.code) for error in row_.said.errors] == [("/rows/0", "cell_count")]


def test_columns_are_judged_as_those_of_text_are():
    assert wrong(row(1, "external_id", "salary", "external_id")) == ("file_invalid", ["/columns/1", "/columns/2"])


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ('<sheet name="a" r:id="r0"/><sheet name="b" r:id="r1"/>', "several_sheets"),
        ('<sheet name="a" state="hidden" r:id="r0"/>', "sheet_not_found"),
        ("", "sheet_not_found"),
    ],
)
def test_which_sheet_is_meant_is_not_guessed(sheets, code):
    assert wrong(HEAD, sheets=sheets) == (code, ["/sheets"])


DOCTYPE = '<!DOCTYPE worksheet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    "sheet",
    ["", "<worksheet>", "no xml", "<worksheet>\0", f"{DOCTYPE}<worksheet>&b;</worksheet>", "<a>" * 33 + "</a>" * 33,
     '<?xml version="1.0" encoding="nothing"?><a/>', '<?xml version="1.0" encoding="utf-7"?><a/>'],
)  # fmt: skip
def test_a_sheet_that_is_not_xml_or_more_than_that_is_broken(sheet):
    assert wrong(parts={SHEET: sheet})[0] == "workbook_broken"


@pytest.mark.parametrize("part", ["xl/workbook.xml", RELATIONS, SHEET])
def test_a_workbook_without_a_part_is_broken(part):
    assert wrong(HEAD, left_out=part) == ("workbook_broken", [""])
