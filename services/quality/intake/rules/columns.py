"""Columns of a batch: every cell is checked, and a wrong one is a problem of its row alone."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import GetJsonSchemaHandler, TypeAdapter, ValidationError
from pydantic_core import CoreSchema

from shared.problems import FieldError, Invalid, Problem, TooLarge

MOST_ROWS = 10_000

Cells = list[Any]
Problems = dict[int, Problem]


class TooManyRows(TooLarge):
    """A batch has at most 10,000 rows: send several."""


class ColumnsUneven(Invalid):
    """All columns have as many cells as there are rows, or one that stands for all."""


class ColumnMissing(Invalid):
    """A column that every row needs is not there."""


class ValidationFailed(Invalid):
    """Some cells of this row are wrong."""


class Of:
    """`Annotated[Cells, Of(Instant)]`: what each cell of a column must be."""

    def __init__(self, kind: Any) -> None:
        self.cell, self.cells = TypeAdapter[Any](kind), TypeAdapter[Cells](list[kind])

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "array", "items": self.cell.json_schema(), "maxItems": MOST_ROWS}


def rows_of(columns: Mapping[str, Cells], required: Sequence[str]) -> int:
    """How many rows the columns make; a column without cells is not there."""
    missing = [FieldError(f"/{name}", "missing", "is required") for name in required if not columns[name]]
    if missing:
        raise ColumnMissing(errors=missing)
    rows = max(map(len, columns.values()))
    if rows > MOST_ROWS:
        raise TooManyRows(limit=MOST_ROWS)
    uneven = [name for name, cells in columns.items() if len(cells) not in {0, 1, rows}]
    if uneven:
        detail = f"must have 1 or {rows} cells"
        raise ColumnsUneven(errors=[FieldError(f"/{name}", "uneven", detail) for name in uneven])
    return rows


def checked(name: str, cells: Cells, of: Of, rows: int, problems: Problems) -> Cells:
    """The column, a cell a row; None where the column is absent, and in the place of cells that are wrong."""
    if not cells:
        return [None] * rows
    try:
        right = of.cells.validate_python(cells)
    except ValidationError as error:
        wrong = _wrong(name, error)
        if len(cells) < rows:
            raise ValidationFailed("The cell that stands for all rows is wrong.", errors=wrong[0]) from None
        right = _without(wrong, cells, of)
        for index, errors in wrong.items():
            known = problems[index].errors if index in problems else ()
            problems[index] = ValidationFailed(errors=(*known, *errors))
    return right * rows if len(right) < rows else right


def same(cells: Cells) -> bool:
    """Whether all cells are one."""
    return cells[0] is cells[-1] and cells.count(cells[0]) == len(cells)


def changed(cells: Cells, change: Callable[[Any], Any]) -> Cells:
    """Each cell otherwise; one that stands for all, once."""
    return [change(cells[0])] * len(cells) if same(cells) else [change(cell) for cell in cells]


def _wrong(name: str, error: ValidationError) -> dict[int, list[FieldError]]:
    found: dict[int, list[FieldError]] = {}
    for one in error.errors(include_url=False, include_input=False, include_context=False):
        index, *rest = one["loc"]
        pointer = "/".join(["", name, str(index), *(str(part) for part in rest if isinstance(part, int))])
        found.setdefault(int(index), []).append(FieldError(pointer, one["type"], one["msg"]))
    return found


def _without(wrong: Mapping[int, Any], cells: Cells, of: Of) -> Cells:
    left = iter(of.cells.validate_python([cell for index, cell in enumerate(cells) if index not in wrong]))
    return [None if index in wrong else next(left) for index in range(len(cells))]
