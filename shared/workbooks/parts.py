"""The files that a workbook is zipped from: each held against limits before it is parsed, and never whole in memory."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from shared.problems import FieldError
from shared.workbooks.refusals import WorkbookBroken, WorkbookEncrypted, WorkbookTooDense, WorkbookTooLarge, broken

MOST_BYTES = 128_000_000
"""Of all parts that are read: a sheet of 100,000 rows and twenty columns has 80 MB."""
MOST_PARTS = 5_000
TAGS_A_CELL = 6
"""The beginnings and ends of a cell, of the text in it and of the letters in that."""
TAGS_BESIDE = 100_000
"""Of styles, columns and the like."""
CHUNK = 250_000
"""Bytes; more than the longest text of a cell, so that a chunk without a tag is nothing of a workbook."""
DEEPEST = 32
MOST_PIECES = 64
"""Of a text: expat hands over eight thousand bytes at once, and a cell has up to 32,767 letters."""
ENCRYPTED = 1
"""Of a part's flags."""
UNREADABLE = (
    BadZipFile, EOFError, ExpatError, LookupError, NotImplementedError, OSError, RuntimeError, ValueError,
    struct.error, zlib.error,
)  # fmt: skip
"""What zip files and XML raise that are not what they say."""


Element = tuple[str, dict[str, str], str]
"""A name without its prefix, attributes, and the text inside; what stands around other elements only indents them."""


class Parts:
    """The parts of one workbook by their names; a sheet has up to `most_cells` cells."""

    def __init__(self, content: bytes, most_cells: int) -> None:
        if content.count(b"PK\x01\x02") > MOST_PARTS:
            raise broken("", f"has more than {MOST_PARTS} parts")
        try:
            self._zip = ZipFile(BytesIO(content))
        except UNREADABLE:
            raise broken("", "is no zip file, or a part of one") from None
        self._most_cells, self._bytes_left = most_cells, MOST_BYTES

    def elements(self, name: str) -> Iterator[Element]:
        """Every element of a part as it ends: those inside come before those around."""
        info = self._info(name)
        try:
            with self._zip.open(info) as part:
                self._check_tags(part)
            with self._zip.open(info) as part:
                yield from _parsed(part)
        except UNREADABLE:
            raise broken("", f"{name} is damaged") from None

    def _info(self, name: str) -> ZipInfo:
        try:
            info = self._zip.getinfo(name)
        except KeyError:
            raise broken("", f"{name[:200]} is missing") from None
        if info.flag_bits & ENCRYPTED:
            raise WorkbookEncrypted(errors=[FieldError("", WorkbookEncrypted.code, f"{name} is encrypted")])
        if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise broken("", f"{name} is packed in a way that XLSX does not use")
        self._bytes_left -= info.file_size  # more than it says is never unpacked
        if self._bytes_left < 0:
            raise WorkbookTooLarge(limit=MOST_BYTES)
        return info

    def _check_tags(self, part: IO[bytes]) -> None:
        """Counted where that costs next to nothing, before an object is made of each."""
        left = TAGS_A_CELL * self._most_cells + TAGS_BESIDE
        while chunk := part.read(CHUNK):
            tags = chunk.count(b"<")
            left -= tags
            if left < 0 or (not tags and len(chunk) == CHUNK):
                raise WorkbookTooDense(limit=self._most_cells)


class _Tree:
    """The elements that are open, and those that have ended since somebody looked."""

    def __init__(self) -> None:
        self.ended: list[Element] = []
        self._open: list[tuple[str, dict[str, str], list[str]]] = []

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) == DEEPEST:
            raise WorkbookBroken
        if self._open:
            self._open[-1][2].clear()
        self._open.append((name.rpartition(":")[2], attributes, []))

    def say(self, text: str) -> None:
        texts = self._open[-1][2]
        if len(texts) == MOST_PIECES:
            raise WorkbookBroken
        texts.append(text)

    def end(self, _name: str) -> None:
        name, attributes, texts = self._open.pop()
        self.ended.append((name, attributes, "".join(texts)))


def _parsed(part: IO[bytes]) -> Iterator[Element]:
    tree, parser = _Tree(), ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = tree.begin, tree.end, tree.say
    parser.StartDoctypeDeclHandler = _refuse
    while chunk := part.read(CHUNK):
        parser.Parse(chunk)
        yield from tree.ended
        tree.ended.clear()
    parser.Parse(b"", True)
    yield from tree.ended


def _refuse(*_declared: Any) -> None:
    """A document type could declare entities without end; XLSX has none."""
    raise WorkbookBroken
