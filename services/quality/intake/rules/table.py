"""A batch as a CSV file: `value_1 … value_50` are the values of a row, `context.machine` and the like its context."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import Any

from services.quality.intake.rules.columns import MOST_ROWS, Cells, TooManyRows
from shared.problems import FieldError, Invalid

SEPARATORS = ",;\t"
MOST_COLUMNS = 80
MOST_CELLS = MOST_ROWS * MOST_COLUMNS
MOST_LINES = 3 * MOST_ROWS
NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?")
WHOLE = re.compile(r"-?[0-9]{1,18}")
VALUE = re.compile(r"value_([1-9]|[1-4][0-9]|50)")
WHOLE_COLUMNS = {"count", "size"}


class FileInvalid(Invalid):
    """The file can't be read, so none of its rows was."""


def columns(content: bytes) -> dict[str, Cells]:
    """The batch that the lines make. A cell that is no number where one belongs stays text, for its row to fail."""
    lines = list(islice(_lines(content), MOST_ROWS + 2))
    header, rows = lines[0] if lines else [], lines[1:]
    if len(rows) > MOST_ROWS:
        raise TooManyRows(limit=MOST_ROWS)
    _check(header, rows)
    cells = dict(zip(header, map(list, zip(*rows, strict=True)), strict=True)) if rows else {}
    values = sorted((name for name in cells if VALUE.fullmatch(name)), key=lambda name: int(name[6:]))
    contexts = [name for name in cells if name.startswith("context.")]
    batch: dict[str, Cells] = {
        name: _typed(name, cells[name]) for name in cells if name not in values and name not in contexts
    }
    if values:
        measured = zip(*(_typed(name, cells[name]) for name in values), strict=True)
        batch["values"] = [_measured(row) for row in measured]
    if contexts:
        batch["context"] = [_context(contexts, row) for row in zip(*map(cells.__getitem__, contexts), strict=True)]
    return batch


def _lines(content: bytes) -> Iterator[list[str]]:
    if sum(map(content.count, b"\r\n")) > 2 * MOST_LINES:
        raise TooManyRows(limit=MOST_ROWS)
    if sum(map(content.count, SEPARATORS.encode())) > MOST_CELLS:
        raise FileInvalid(f"The file has more than {MOST_CELLS} cells.")
    try:
        text = content.decode("utf-8-sig").lstrip("\r\n")
    except UnicodeDecodeError:
        raise FileInvalid("The file is not UTF-8 text.") from None
    if not text.strip():
        raise FileInvalid("The file is empty.")
    first = text.partition("\n")[0]
    lines = csv.reader(StringIO(text, newline=""), delimiter=max(SEPARATORS, key=first.count), strict=True)
    try:
        yield from ([cell.strip() for cell in cells] for cells in lines if any(cells))
    except csv.Error as error:
        raise FileInvalid(f"Line {lines.line_num} of the file is not CSV: {error}.") from None


def _check(header: list[str], rows: list[list[str]]) -> None:
    if len(header) > MOST_COLUMNS:
        raise FileInvalid(f"The file has {len(header)} columns; at most {MOST_COLUMNS} are read.")
    doubled = [place for place, name in enumerate(header) if name in header[:place]]
    errors = [FieldError(f"/columns/{place}", "duplicate_column", "is there twice") for place in doubled]
    detail = f"does not have {len(header)} cells"
    uneven = [index for index, row in enumerate(rows) if len(row) != len(header)]
    errors += [FieldError(f"/rows/{index}", "cell_count", detail) for index in uneven[:100]]
    if errors:
        raise FileInvalid(errors=errors)


def _typed(name: str, cells: list[str]) -> Cells:
    if name in WHOLE_COLUMNS:
        return [int(cell) if WHOLE.fullmatch(cell) else cell or None for cell in cells]
    if name == "exposure" or VALUE.fullmatch(name):
        return [float(cell) if NUMBER.fullmatch(cell) else cell or None for cell in cells]
    return [cell or None for cell in cells]


def _measured(row: tuple[Any, ...]) -> list[Any] | None:
    """Cells left empty at the end were never measured; a row of nothing else has no values at all."""
    measured = list(row)
    while measured and measured[-1] is None:
        measured.pop()
    return measured or None


def _context(names: list[str], row: tuple[str, ...]) -> dict[str, str] | None:
    given = {name.removeprefix("context."): cell for name, cell in zip(names, row, strict=True) if cell}
    return given or None
