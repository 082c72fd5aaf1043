"""A list as a file for spreadsheets: the rows that the list shows its caller, in its order, as CSV or XLSX."""

import csv
from asyncio import to_thread
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from io import BytesIO, StringIO
from typing import Any, Protocol
from uuid import UUID

import xlsxwriter
from sqlalchemy import select

from shared.answers import File
from shared.cells import guarded, unguarded
from shared.database.statements import Statement
from shared.pages import SheetFormat, SheetQuery
from shared.problems import Invalid
from shared.resources.resource import VARIANTS, Resource, Scopes
from shared.work import Reading
from shared.workbooks import lines as workbooks

MOST_ROWS = 100_000
ROWS_AT_ONCE = 2_000
MEDIA_TYPES = {
    SheetFormat.CSV: "text/csv; charset=utf-8",
    SheetFormat.XLSX: workbooks.MEDIA_TYPE,
}


class TooManyRows(Invalid):
    """The file would have too many rows: narrow the filter."""


class Sheet:
    """`columns` name the file's columns and say in SQL what they hold: texts, numbers, dates, truths or ids."""

    def __init__(self, name: str, resource: Resource[Any, Any], columns: Mapping[str, Any]) -> None:
        self.name, self.resource, self.columns = name, resource, columns
        self._rows = lru_cache(VARIANTS)(self._compile)

    async def file(self, work: Reading, query: SheetQuery, **given: Any) -> File:
        """All rows that this caller sees of what was asked, or a refusal above 100,000."""
        filters = query.filters | {name: given[name] for name in given if name in self.resource.filters}
        statement = self._rows(work.actor.scopes, frozenset(filters), query.sort)
        book, count = BOOKS[query.format](list(self.columns)), 0
        async for rows in work.portions(statement, ROWS_AT_ONCE, **(given | filters)):
            count += len(rows)
            if count > MOST_ROWS:
                raise TooManyRows(limit=MOST_ROWS)
            await to_thread(book.add, rows)
        body = await to_thread(book.close)
        return File(body, MEDIA_TYPES[query.format], f"{self.name}.{query.format}")

    def _compile(self, scopes: Scopes, filters: frozenset[str], sort: str) -> Statement:
        columns = [column.label(name) for name, column in self.columns.items()]
        rows = select(*columns).select_from(self.resource.record)
        return Statement(self.resource.listed(rows, scopes, filters, sort))


class Book(Protocol):
    """A file that grows by rows."""

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None: ...
    def close(self) -> bytes: ...


class CsvBook:
    """RFC 4180 in UTF-8."""

    def __init__(self, columns: list[str]) -> None:
        self._text = StringIO(newline="")
        self._writer = csv.writer(self._text)
        self._writer.writerow(columns)

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._writer.writerows([_cell(value) for value in row.values()] for row in rows)

    def close(self) -> bytes:
        return self._text.getvalue().encode()


class XlsxBook:
    """One sheet whose first line stays in view; nothing in it is a formula."""

    def __init__(self, columns: list[str]) -> None:
        self._bytes, self._next = BytesIO(), 0
        self._book = xlsxwriter.Workbook(self._bytes, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
        self._sheet = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        self._sheet.autofilter(0, 0, 0, len(columns) - 1)
        self._write(columns, self._book.add_format({"bold": True}))

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        for row in rows:
            self._write(row.values())

    def close(self) -> bytes:
        self._book.close()
        return self._bytes.getvalue()

    def _write(self, values: Any, *form: Any) -> None:
        for place, value in enumerate(values):
            if value is not None:
                self._put(place, value, form)
        self._next += 1

    def _put(self, place: int, value: Any, form: Any) -> None:
        cell = self._next, place
        if isinstance(value, bool):
            self._sheet.write_boolean(*cell, value, *form)
        elif isinstance(value, int | float | Decimal):
            self._sheet.write_number(*cell, value, *form)
        elif isinstance(value, date) and not isinstance(value, datetime):
            self._sheet.write_datetime(*cell, value, *form)
        else:
            self._sheet.write_string(*cell, _told_apart(_plain(value)), *form)


BOOKS: Mapping[SheetFormat, Callable[[list[str]], Book]] = {SheetFormat.CSV: CsvBook, SheetFormat.XLSX: XlsxBook}


def _cell(value: Any) -> str:
    text = _plain(value)
    return guarded(text) if isinstance(value, str) else text


def _told_apart(text: str) -> str:
    """No workbook runs a text; but one that looks guarded must not lose its own apostrophe when it comes back."""
    return guarded(text) if unguarded(text) != text else text


def _plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case datetime() | date() | UUID():
            return value.isoformat() if isinstance(value, date) else str(value)
    return str(value)
