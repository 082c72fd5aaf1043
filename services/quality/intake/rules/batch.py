"""The rows of a request, and what becomes of each: a problem of its own, or what it says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from services.quality.intake.rules import rows
from services.quality.intake.rules.columns import Cells, Of, Problems, checked, rows_of
from services.quality.intake.rules.rows import CONTENT, Content, Fitness, Measurable
from shared.problems import FieldError, Invalid, Problem

REQUIRED = ("source", "external_id", "taken_at")


class OneColumn(Invalid):
    """A record is named by its id or by its code: give one of the two columns."""


@dataclass
class Batch:
    size: int
    columns: Mapping[str, Cells]
    whole: frozenset[str]
    """The columns whose one cell stands for all rows."""
    problems: Problems
    contents: dict[int, Content] = field(default_factory=dict)

    @classmethod
    def read(cls, said: Mapping[str, Cells], kinds: Mapping[str, Of]) -> "Batch":
        """Refused as a whole where the columns do not make rows."""
        size = rows_of(said, REQUIRED)
        _one_of(said, "characteristic", required=True)
        _one_of(said, "gage", required=False)
        problems: Problems = {}
        cells = {name: checked(name, said[name], of, size, problems) for name, of in kinds.items()}
        return cls(size, cells, frozenset(name for name in said if len(said[name]) < size), problems)

    def named(self, what: str) -> dict[str, list[Any]]:
        """The ids and codes by which the rows name records of a kind."""
        return {f"{by}s": list(set(self.columns[f"{what}_{by}"]) - {None}) for by in ("id", "code")}

    def judge(self, characteristics: Mapping[Any, Measurable], gages: Mapping[Any, Fitness], now: datetime) -> None:
        """Find out what each row says, if nothing is wrong with it."""
        for index in self.left():
            with_index = {name: cells[index] for name, cells in self.columns.items()}
            try:
                self.contents[index] = _content(with_index, characteristics, gages, now)
            except Problem as problem:
                self.refuse(index, problem)

    def left(self) -> Iterable[int]:
        return (index for index in range(self.size) if index not in self.problems)

    def refuse(self, index: int, problem: Problem) -> None:
        """A problem without a place of its own is about what the row is known by."""
        errors = problem.errors or (FieldError("/external_id", problem.code, problem.detail),)
        problem.errors = tuple(replace(error, pointer=self._cell(error.pointer, index)) for error in errors)
        self.problems[index] = problem
        self.contents.pop(index, None)

    def _cell(self, pointer: str, index: int) -> str:
        name = pointer[1:]
        if name in {"characteristic_id", "gage_id"} and self.columns[name][index] is None:
            name = name.replace("_id", "_code")
        return f"/{name}/{0 if name in self.whole else index}"


def _one_of(said: Mapping[str, Cells], what: str, *, required: bool) -> None:
    given = [name for name in (f"{what}_id", f"{what}_code") if said[name]]
    if len(given) > 1 or (required and not given):
        raise OneColumn(errors=[FieldError(f"/{what}_id", "one_of", f"give {what}_id or {what}_code")])


def _content(
    row: Mapping[str, Any], characteristics: Mapping[Any, Measurable], gages: Mapping[Any, Fitness], now: datetime
) -> Content:
    characteristic = characteristics.get(row["characteristic_id"] or row["characteristic_code"])
    if characteristic is None:
        raise rows.unknown("characteristic_id")
    rows.check_taken(row["taken_at"], now)
    gage = _gage(row, gages)
    known: dict[str, Any] = {"characteristic_id": characteristic.id, "gage_id": gage}
    said = Content(**{name: row[name] for name in CONTENT} | known)
    return rows.completed(said, characteristic.kind)


def _gage(row: Mapping[str, Any], gages: Mapping[Any, Fitness]) -> Any:
    named = row["gage_id"] or row["gage_code"]
    if named is None:
        return None
    if named not in gages:
        raise rows.unknown("gage_id")
    rows.check_gage(gages[named], row["taken_at"])
    return gages[named].id
