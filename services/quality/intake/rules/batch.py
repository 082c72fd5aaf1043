"""The rows of a request, kept as columns, and what is wrong with some of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from services.quality.intake.rules import rows
from services.quality.intake.rules.columns import Cells, Of, Problems, changed, checked, rows_of
from services.quality.intake.rules.rows import CLOCKS_DIFFER, MEASURED, Fitness, Measurable
from services.quality.spc.rules.data_kinds import DataKind
from shared.problems import FieldError, Invalid, Problem

REQUIRED = ("source", "external_id", "taken_at")
CONTENT = ("characteristic_id", "taken_at", *MEASURED, "context", "note", "gage_id", "gage_deviation_id")
"""All that a row says of its subgroup; two that say the same are the same."""


class OneColumn(Invalid):
    """A record is named by its id or by its code: give one of the two columns."""


@dataclass
class Batch:
    size: int
    columns: dict[str, Cells]
    whole: frozenset[str]
    """The columns whose one cell stands for all rows."""
    names: Mapping[str, str]
    """The columns that say which characteristic and which gage: by id or by code."""
    problems: Problems

    @classmethod
    def read(cls, said: Mapping[str, Cells], kinds: Mapping[str, Of]) -> "Batch":
        """Refused as a whole where the columns do not make rows."""
        size = rows_of(said, REQUIRED)
        names = {
            "characteristic": _one_of(said, "characteristic", required=True),
            "gage": _one_of(said, "gage", required=False),
        }
        problems: Problems = {}
        cells = {name: checked(name, said[name], of, size, problems) for name, of in kinds.items()}
        return cls(size, cells, frozenset(name for name in said if len(said[name]) < size), names, problems)

    def named(self, what: str) -> dict[str, list[Any]]:
        """The ids and codes by which the rows name records of a kind."""
        return {f"{by}s": list(set(self.columns[f"{what}_{by}"]) - {None}) for by in ("id", "code")}

    def judge(self, characteristics: Mapping[Any, Measurable], gages: Mapping[Any, Fitness], now: datetime) -> None:
        """Find out which rows can't be; from then on columns hold what is stored of the others."""
        columns = self.columns
        known = list(map(characteristics.get, columns[self.names["characteristic"]]))
        columns["exposure"] = _completed(known, columns["exposure"])
        columns["taken_at"] = changed(columns["taken_at"], lambda taken_at: taken_at and taken_at.astimezone(UTC))
        latest = now + CLOCKS_DIFFER
        named = columns[self.names["gage"]]
        said = (columns[name] for name in ("gage_deviation_id", *MEASURED))
        measured = zip(known, columns["taken_at"], named, *said, strict=True)
        for index, row in enumerate(measured):
            if index not in self.problems:
                try:
                    _check(*row, gages=gages, latest=latest)
                except Problem as problem:
                    self.refuse(index, problem)
        columns["characteristic_id"] = changed(known, lambda one: one and one.id)
        columns["gage_id"] = changed(named, lambda name: gages[name].id if name in gages else None)
        columns["specification_id"] = [
            one.specification_at(taken_at) if one and taken_at else None
            for one, taken_at in zip(known, columns["taken_at"], strict=True)
        ]

    def left(self) -> list[int]:
        return [index for index in range(self.size) if index not in self.problems]

    def of(self, indices: Sequence[int], names: Iterable[str]) -> dict[str, Cells]:
        """Some columns of some rows as PostgreSQL takes them."""
        if len(indices) == self.size:
            some = {name: self.columns[name] for name in names}
        else:
            some = {name: [self.columns[name][index] for index in indices] for name in names}
        return some | {"values": _literals(some["values"]), "context": changed(some["context"], _json)}

    def refuse(self, index: int, problem: Problem) -> None:
        """A problem without a place of its own is about what the row is known by."""
        errors = problem.errors or (FieldError("/external_id", problem.code, problem.detail),)
        problem.errors = tuple(replace(error, pointer=self._cell(error.pointer, index)) for error in errors)
        self.problems[index] = problem

    def _cell(self, pointer: str, index: int) -> str:
        name = self.names.get(pointer[1:].removesuffix("_id"), pointer[1:])
        return f"/{name}/{0 if name in self.whole else index}"


def _one_of(said: Mapping[str, Cells], what: str, *, required: bool) -> str:
    by_id, by_code = f"{what}_id", f"{what}_code"
    given = [name for name in (by_id, by_code) if said[name]]
    if len(given) > 1 or (required and not given):
        raise OneColumn(errors=[FieldError(f"/{by_id}", "one_of", f"give {by_id} or {by_code}")])
    return given[0] if given else by_id


def _completed(known: Sequence[Measurable | None], exposures: Cells) -> Cells:
    """Where defects are counted and nothing else is said, they are of one unit."""
    if all(one is None or one.kind is not DataKind.DEFECTS for one in set(known)):
        return exposures
    return [
        1.0 if exposure is None and one and one.kind is DataKind.DEFECTS else exposure
        for one, exposure in zip(known, exposures, strict=True)
    ]


def _check(
    characteristic: Measurable | None,
    taken_at: datetime,
    gage: Any,
    deviation_id: UUID | None,
    *measured: Any,
    gages: Mapping[Any, Fitness],
    latest: datetime,
) -> None:
    if characteristic is None:
        raise rows.unknown("characteristic_id")
    rows.check_taken(taken_at, latest)
    if gage is not None and gage not in gages:
        raise rows.unknown("gage_id")
    rows.check_gage(gages.get(gage), taken_at, deviation_id)
    rows.check_fit(characteristic.kind, *measured)


def _literals(values: Cells) -> Cells:
    """Arrays as PostgreSQL reads them; all numbers are written at once, which is several times faster."""
    if not any(values):
        return values
    written = orjson.dumps([row or () for row in values])[2:-2].decode().split("],[")
    return ["{" + row + "}" if row else None for row in written]


def _json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
