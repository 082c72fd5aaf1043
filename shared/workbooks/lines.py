"""A workbook as the lines that its sheet shows."""

import re
from collections.abc import Iterator
from functools import lru_cache

from shared.cells import first_of
from shared.problems import FieldError, TooLarge
from shared.workbooks.book import Book, book_of
from shared.workbooks.parts import Parts
from shared.workbooks.refusals import NotAWorkbook, ValueMissing, WorkbookEncrypted, WorkbookTooDense, broken
from shared.workbooks.values import Form, gather, plain, said

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a workbook begins; and how one does that is encrypted or old."""
PLACE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
MOST_COLUMNS = 16_384
NO_FORM = Form()


def is_workbook(content: bytes) -> bool:
    return content.startswith(ZIP)


def check_kind(content: bytes, media_type: str) -> None:
    """What is sent as a workbook is one, and nothing else is, so that nobody guesses what a body is."""
    if media_type == MEDIA_TYPE and content.startswith(OLE):
        raise WorkbookEncrypted(errors=[FieldError("", WorkbookEncrypted.code, "is no zip file")])
    if is_workbook(content) is not (media_type == MEDIA_TYPE):
        raise NotAWorkbook(errors=[FieldError("", NotAWorkbook.code, f"is not {media_type}")])


def shown_lines(content: bytes, most_rows: int, most_columns: int, too_many: type[TooLarge]) -> list[list[str]]:
    """The header and up to `most_rows` rows that hold anything, none shorter than it; like those of `shared.cells`."""
    most_cells = most_rows * most_columns
    header, *rows = first_of(_lines(book_of(Parts(content, most_cells)), most_cells), most_rows, too_many)
    return [header, *(row + [""] * (len(header) - len(row)) for row in rows)]


def _lines(book: Book, most_cells: int) -> Iterator[list[str]]:
    reader, cells = _Cell(book), 0
    line: list[str] = []
    for name, attributes, inside in book.sheet:
        match name:
            case "c":
                place, text = reader.read(attributes)
                if text:
                    line += [""] * (place + 1 - len(line))
                    line[place] = text
            case "row":
                cells += len(line)
                if cells > most_cells:
                    raise WorkbookTooDense(limit=most_cells)
                if line:
                    yield line
                line = []
                reader.next = 0
            case "sheetData":
                return
            case _:
                reader.inside(name, inside)


class _Cell:
    """The cell that is being read: what is inside it ends before it does."""

    def __init__(self, book: Book) -> None:
        self.next = 0
        self._book = book
        self._value: str | None = None
        self._runs: list[str] = []
        self._is_formula = False

    def inside(self, name: str, text: str) -> None:
        if name == "v":
            self._value = text
        elif name == "f":
            self._is_formula = True
        else:
            gather(self._runs, name, text)

    def read(self, attributes: dict[str, str]) -> tuple[int, str]:
        """Its column and its text, without the spaces around it."""
        name = attributes.get("r", "")
        place = _column(name) if name else self.next
        if place >= MOST_COLUMNS:
            raise broken("/cells", "are in more columns than a sheet has")
        text = self._text(name, attributes).strip()
        self.next, self._value, self._runs, self._is_formula = place + 1, None, [], False
        return place, text

    def _text(self, name: str, attributes: dict[str, str]) -> str:
        if not self._value:
            if self._is_formula and self._value is None:
                raise ValueMissing(errors=[FieldError(f"/cells/{name}", ValueMissing.code, "is a formula")])
            return plain("".join(self._runs)) if self._runs else ""
        book, style = self._book, attributes.get("s")
        try:
            form = book.forms[int(style)] if style and book.forms else NO_FORM
            return said(attributes.get("t", "n"), self._value.strip(), book.strings, form, book.since)
        except (ValueError, IndexError):
            raise broken(f"/cells/{name[:20]}", "has no value of its kind") from None


@lru_cache(MOST_COLUMNS)
def _letters(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _column(name: str) -> int:
    found = PLACE.fullmatch(name)
    if found is None:
        raise broken("/cells", f"{name[:20]!r} is no name of a cell")
    return _letters(found[1])
