"""A file of people: from bytes to rows, every cell as text until its column says otherwise. Pure."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from pydantic import ValidationError

from shared.problems import FieldError, Invalid, Problem, TooLarge
from shared.schemas import Code, Day, Email, Input, Line

MAX_ROWS = 5_000
MAX_LINES = 100_000
SEPARATORS = ",;\t"
NO_MANAGER = "NO_MANAGER"
LONGEST_NAME = 60


class PersonRow(Input):
    """What a row says. A column that the file lacks is not set; an empty cell is null."""

    external_id: Line
    display_name: Line
    work_email: Email
    manager_external_id: Line | None = None
    org_unit_code: Code | None = None
    org_unit_name: Line | None = None
    job_title: Line | None = None
    hired_on: Day | None = None
    effective_from: Day | None = None


COLUMNS = tuple(PersonRow.model_fields)
REQUIRED = tuple(name for name, field in PersonRow.model_fields.items() if field.is_required())
MAX_SEPARATORS = MAX_LINES * len(COLUMNS)


class FileInvalid(Invalid):
    """The file can't be read, so none of its rows was."""


class TooManyRows(TooLarge):
    """A file holds at most 5,000 rows: send several files, managers first."""


class ValidationFailed(Invalid):
    """Some cells of this row are wrong."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file by its place, without the header and blank lines, and what it says or why it says nothing."""

    index: int
    external_id: str | None
    said: PersonRow | Problem


def read(content: bytes) -> list[Row]:
    """UTF-8 with or without BOM, separated by comma, semicolon or tab, dates as 2026-01-31 and nothing guessed."""
    _check_shape(content)
    records = list(islice(_records(content), MAX_ROWS + 2))
    if not records:
        raise FileInvalid("The file is empty.")
    if len(records) > MAX_ROWS + 1:
        raise TooManyRows(limit=MAX_ROWS)
    header, *rows = records
    _check_header(header)
    return [_row(index, header, cells) for index, cells in enumerate(rows)]


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
    if sum(map(content.count, SEPARATORS.encode())) > MAX_SEPARATORS:
        raise FileInvalid(f"The file has more than {MAX_SEPARATORS} cells.")


def _check_header(header: list[str]) -> None:
    if len(header) > 2 * len(COLUMNS):
        raise FileInvalid(f"The file has {len(header)} columns; there are {len(COLUMNS)}: {', '.join(COLUMNS)}.")
    errors = [
        FieldError(f"/columns/{place}", code, f"{name[:LONGEST_NAME]!r} {detail}")
        for place, name in enumerate(header)
        for code, detail, wrong in (
            ("unknown_column", "is none of " + ", ".join(COLUMNS), name not in COLUMNS),
            ("duplicate_column", "is there twice", name in header[:place]),
        )
        if wrong
    ]
    missing = (name for name in REQUIRED if name not in header)
    errors += [FieldError("/columns", "missing_column", f"{name!r} is required") for name in missing]
    if errors:
        raise FileInvalid("The file's first line must name its columns.", errors=errors[:20])


def _row(index: int, header: list[str], cells: list[str]) -> Row:
    given = dict(zip(header, cells, strict=False))
    external_id = given.get("external_id", "")[:200] or None
    if len(cells) != len(header):
        detail = f"has {len(cells)} cells under {len(header)} columns"
        return Row(index, external_id, ValidationFailed(errors=[FieldError(f"/rows/{index}", "cell_count", detail)]))
    try:
        return Row(index, external_id, PersonRow.model_validate(_values(given)))
    except ValidationError as error:
        return Row(index, external_id, ValidationFailed(errors=list(_wrong(index, error))))


def _values(given: dict[str, str]) -> dict[str, str | None]:
    """An empty cell clears what may be empty, and is missing where something must be said."""
    said = {name: cell or None for name, cell in given.items() if cell or name not in REQUIRED}
    if said.get("manager_external_id") == NO_MANAGER:
        said["manager_external_id"] = None
    return said


def _wrong(index: int, error: ValidationError) -> Iterator[FieldError]:
    for wrong in error.errors(include_url=False, include_input=False):
        yield FieldError(f"/rows/{index}/{wrong['loc'][0]}", wrong["type"], wrong["msg"])
