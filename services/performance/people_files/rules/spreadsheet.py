"""A file of people: from bytes to rows, every cell as text until its column says otherwise. Pure."""

import re
from decimal import Decimal
from typing import Any

from services.performance.people_files.rules.rows import (
    COLUMNS,
    MAX_ROWS,
    OUR_OWN,
    SHORT,
    Dictionary,
    Row,
    TooManyRows,
    ValidationFailed,
    row_of,
)
from shared.cells import FileInvalid, lines_of, unguarded
from shared.problems import FieldError
from shared.workbooks.lines import is_workbook, shown_lines

CELLS_A_ROW = 20
MAX_COLUMNS = 200
LONGEST_NAME = 60
WRITTEN_SHARE = re.compile(r"[0-9](\.[0-9]{1,9})?")


def read(content: bytes, dictionary: Dictionary = OUR_OWN) -> list[Row]:
    """Of text or of a workbook; dates as 2026-01-31 and nothing guessed."""
    opened = shown_lines if is_workbook(content) else lines_of
    header, *rows = opened(content, MAX_ROWS, CELLS_A_ROW, TooManyRows)
    _check_header(header, dictionary)
    return [_row(index, header, cells, dictionary) for index, cells in enumerate(rows)]


def _check_header(header: list[str], dictionary: Dictionary) -> None:
    """A source's own columns may be many, and those that its dictionary leaves out are not ours to judge."""
    names = dictionary.columns or dict(zip(COLUMNS, COLUMNS, strict=True)) | SHORT
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
