"""A batch as a CSV file: `value_1 … value_50` are the values of a row, `context.machine` and the like its context."""

import re
from typing import Any

from services.quality.intake.rules.columns import MOST_ROWS, Cells, TooManyRows
from shared.cells import FileInvalid, lines_of
from shared.problems import FieldError

MOST_COLUMNS = 80
NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?")
WHOLE = re.compile(r"-?[0-9]{1,18}")
VALUE = re.compile(r"value_([1-9]|[1-4][0-9]|50)")
WHOLE_COLUMNS = {"count", "size"}


def columns(content: bytes) -> dict[str, Cells]:
    """The batch that the lines make. A cell that is no number where one belongs stays text, for its row to fail."""
    header, *rows = lines_of(content, MOST_ROWS, MOST_COLUMNS, TooManyRows)
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
