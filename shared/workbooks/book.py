"""What a workbook is made of: the one sheet it shows, and what the cells of that refer to."""

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.problems import FieldError
from shared.workbooks.parts import Element, Parts
from shared.workbooks.refusals import SeveralSheets, SheetNotFound
from shared.workbooks.values import SINCE_1900, SINCE_1904, Form, forms_of, strings_of

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Book:
    sheet: Iterable[Element]
    strings: Sequence[str]
    forms: Sequence[Form]
    since: datetime
    """Days are counted from here."""


@dataclass(frozen=True, slots=True)
class _Related:
    id: str
    kind: str
    part: str


def book_of(parts: Parts) -> Book:
    """Raises SeveralSheets rather than guess which one is meant."""
    related = list(_related(parts))
    beside = {one.kind: one.part for one in related}
    contents = list(parts.elements(WORKBOOK))
    from_1904 = any(said.get("date1904") in {"1", "true"} for _, said, _ in contents)
    return Book(
        sheet=parts.elements(_shown(contents, {one.id: one.part for one in related if one.kind == "worksheet"})),
        strings=strings_of(parts.elements(beside["sharedStrings"])) if "sharedStrings" in beside else (),
        forms=forms_of(parts.elements(beside["styles"])) if "styles" in beside else (),
        since=SINCE_1904 if from_1904 else SINCE_1900,
    )


def _related(parts: Parts) -> Iterator[_Related]:
    for name, said, _ in parts.elements(RELATIONS):
        if name == "Relationship":
            path = posixpath.normpath(posixpath.join("/xl", said.get("Target", "")))
            yield _Related(said.get("Id", ""), posixpath.basename(said.get("Type", "")), path.removeprefix("/"))


def _shown(contents: Iterable[Element], sheets: dict[str, str]) -> str:
    """The part of the one sheet that is not hidden. Charts are no sheets."""
    shown = {
        said.get("name", ""): sheets[id]
        for name, said, _ in contents
        if name == "sheet" and said.get("state", "visible") == "visible" and (id := _id_in(said)) in sheets
    }
    if not shown:
        raise SheetNotFound(errors=[FieldError("/sheets", SheetNotFound.code, "has none that is shown")])
    if len(shown) > 1:
        names = ", ".join(repr(name[:60]) for name in list(shown)[:MOST_NAMED])
        raise SeveralSheets(errors=[FieldError("/sheets", SeveralSheets.code, f"are {len(shown)}: {names}")])
    return next(iter(shown.values()))


def _id_in(said: dict[str, str]) -> str:
    """Under a name whose prefix each writer chooses."""
    return next((value for name, value in said.items() if name.endswith(":id")), "")
