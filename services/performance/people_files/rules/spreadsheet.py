"""A file of people: from bytes to rows, every cell as text until its column says otherwise. Pure."""

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from itertools import islice
from typing import Any

from services.performance.people_files.rules.rows import (
    COLUMNS,
    MAX_ROWS,
    OUR_OWN,
    Dictionary,
    Row,
    TooManyRows,
    ValidationFailed,
    row_of,
)
from shared.cells import unguarded
from shared.problems import FieldError, Invalid

MAX_LINES = 3 * MAX_ROWS
"""A line ends with one byte or two, and some cells hold several lines."""
MAX_CELLS = 20 * MAX_ROWS
MAX_COLUMNS = 200
SEPARATORS = ",;\t"
LONGEST_NAME = 60
WRITTEN_SHARE = re.compile(r"[0-9](\.[0-9]{1,9})?")


class FileInvalid(Invalid):
    """The file can't be read, so none of its rows was."""


def read(content: bytes, dictionary: Dictionary = OUR_OWN) -> list[Row]:
    """UTF-8 with or without BOM, separated by comma, semicolon or tab, dates as 2026-01-31 and nothing guessed."""
    _check_shape(content)
    records = list(islice(_records(content), MAX_ROWS + 2))
    if not records:
        raise FileInvalid("The file is empty.")
    if len(records) > MAX_ROWS + 1:
        raise TooManyRows(limit=MAX_ROWS)
    header, *rows = records
    _check_header(header, dictionary)
    return [_row(index, header, cells, dictionary) for index, cells in enumerate(rows)]


def _records(content: bytes) -> Iterator[list[str]]:
    """The lines that hold anything, without the spaces around their cells."""
    try:
        text = content.decode("utf-8-sig").lstrip("\r\n")
    except UnicodeDecodeError:
        raise FileInvalid("The file is not UTF-8 text.") from None
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    lines = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in lines:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield stripped
    except csv.Error as error:
        raise FileInvalid(f"Line {lines.line_num} of the file is not CSV: {error}.") from None


def _check_shape(content: bytes) -> None:
    """Before a reader makes an object of every cell: a file of 16 MB may be nothing but commas or line ends."""
    if sum(map(content.count, b"\r\n")) > MAX_LINES:
        raise TooManyRows(limit=MAX_ROWS)
    if sum(map(content.count, SEPARATORS.encode())) > MAX_CELLS:
        raise FileInvalid(f"The file has more than {MAX_CELLS} cells.")


def _check_header(header: list[str], dictionary: Dictionary) -> None:
    """A source's own columns may be many, and those that its dictionary leaves out are not ours to judge."""
    names = dictionary.columns or dict(zip(COLUMNS, COLUMNS, strict=True))
    if len(header) > MAX_COLUMNS:
        raise FileInvalid(f"The file has {len(header)} columns; at most {MAX_COLUMNS} are taken.")
    errors = [
        FieldError(f"/columns/{place}", code, f"{name[:LONGEST_NAME]!r} {detail}")
        for place, name in enumerate(header)
        for code, detail, wrong in (
            ("unknown_column", "is none of " + ", ".join(COLUMNS), dictionary.columns is None and name not in names),
            ("duplicate_column", "is there twice", name in names and name in header[:place]),
        )
        if wrong
    ]
    wanted = next(theirs for theirs, ours in names.items() if ours == "external_id")
    if wanted not in header:
        errors.append(FieldError("/columns", "missing_column", f"{wanted[:LONGEST_NAME]!r} is required"))
    if errors:
        raise FileInvalid("The file's first line must name its columns.", errors=errors[:20])


def _row(index: int, header: list[str], cells: list[str], dictionary: Dictionary) -> Row:
    given = dictionary.translated(dict(zip(header, map(unguarded, cells), strict=False)))
    if len(cells) != len(header):
        detail = f"has {len(cells)} cells under {len(header)} columns"
        wrong = ValidationFailed(errors=[FieldError(f"/rows/{index}", "cell_count", detail)])
        return Row(index, (given.get("external_id") or "")[:200] or None, wrong)
    return row_of(index, {name: _value(name, cell) for name, cell in given.items()})


def _value(name: str, cell: str | None) -> Any:
    """An empty cell says nothing."""
    if not cell:
        return None
    return Decimal(cell) if name == "fte" and WRITTEN_SHARE.fullmatch(cell) else cell
