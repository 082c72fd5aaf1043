"""Files of cells: how one is read as text, and how a cell is kept from being run as a formula."""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from shared.problems import Invalid, TooLarge

SEPARATORS = ",;\t"
LINES_A_ROW = 3
"""A line ends with one byte or two, and some cells hold several lines."""
GUARDED = ("=", "+", "-", "@", "\t", "\r", "'")
"""A text that begins so is run as a formula, unless an apostrophe stands before it; so that counts too."""


class FileInvalid(Invalid):
    """The file can't be read, so none of its rows was."""


def lines_of(content: bytes, most_rows: int, most_columns: int, too_many: type[TooLarge]) -> list[list[str]]:
    """The header and up to `most_rows` rows that hold anything, without the spaces around their cells.

    UTF-8 with or without BOM, separated by comma, semicolon or tab. Raises FileInvalid, or `too_many`.
    """
    _check_shape(content, most_rows, most_columns, too_many)
    return first_of(_lines(content), most_rows, too_many)


def first_of(lines: Iterator[list[str]], most_rows: int, too_many: type[TooLarge]) -> list[list[str]]:
    """A header and its rows."""
    taken = list(islice(lines, most_rows + 2))
    if not taken:
        raise FileInvalid("The file is empty.")
    if len(taken) > most_rows + 1:
        raise too_many(limit=most_rows)
    return taken


def _check_shape(content: bytes, most_rows: int, most_columns: int, too_many: type[TooLarge]) -> None:
    """Before a reader makes an object of every cell: a file of 16 MB may be nothing but commas or line ends."""
    if sum(map(content.count, b"\r\n")) > LINES_A_ROW * most_rows:
        raise too_many(limit=most_rows)
    if sum(map(content.count, SEPARATORS.encode())) > most_columns * most_rows:
        raise FileInvalid(f"The file has more than {most_columns * most_rows} cells.")


def _lines(content: bytes) -> Iterator[list[str]]:
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


def guarded(text: str) -> str:
    return f"'{text}" if text.startswith(GUARDED) else text


def unguarded(cell: str) -> str:
    """The text that was guarded."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(GUARDED) else cell
