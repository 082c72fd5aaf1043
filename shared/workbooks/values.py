"""What a cell of a workbook says, as the text that CSV would have: dates as 2026-01-31, numbers as they are shown."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from shared.workbooks.parts import Element

DATES = {*map(str, range(14, 18)), "22", *map(str, range(27, 37)), *map(str, range(50, 59))}
"""The formats that have a number and no code, in any language, and show a day."""
SPOKEN = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')
"""What a format's code says in words, as a colour or as a space."""
ZEROS = re.compile(r"0{2,20}")
NUMBER = re.compile(r"[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})([eE][+-]?[0-9]{1,3})?")
ESCAPED = re.compile(r"_x((?![dD][89a-fA-F])[0-9a-fA-F]{4})_")
SINCE_1900, SINCE_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001
FIRST_DAY, LAST_DAY = 61, 2_957_003
"""Between a leap day that never was, 29 February 1900, and the end of the year 9999 by either count."""


class Form(NamedTuple):
    """How numbers are shown: as a day, or with zeros before them up to so many digits."""

    is_day: bool = False
    digits: int = 0


def forms_of(styles: Iterable[Element]) -> list[Form]:
    """By the number that a cell gives as its style."""
    codes: dict[str, str] = {}
    given: list[str] = []
    for name, attributes, _ in styles:
        if name == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf":
            given.append(attributes.get("numFmtId", ""))
        elif name == "cellXfs":
            break
        elif name == "cellStyleXfs":
            given.clear()
    return [_form(number, codes.get(number, "")) for number in given]


def _form(number: str, code: str) -> Form:
    shown = SPOKEN.sub("", code.partition(";")[0]).lower()
    return Form(number in DATES or "y" in shown or "d" in shown, len(code) if ZEROS.fullmatch(code) else 0)


def strings_of(elements: Iterable[Element]) -> list[str]:
    strings: list[str] = []
    runs: list[str] = []
    for name, _, text in elements:
        if name == "si":
            strings.append(plain("".join(runs)))
            runs = []
        else:
            gather(runs, name, text)
    return strings


def gather(runs: list[str], name: str, text: str) -> None:
    """A text may be in several runs, each in a font of its own; how it is pronounced is no part of it."""
    if name == "t":
        runs.append(text)
    elif name == "rPh":
        del runs[-1:]


def plain(text: str) -> str:
    """Letters that XML can't have are written as their numbers."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def said(kind: str, value: str, strings: Sequence[str], form: Form, since: datetime) -> str:
    """Raises ValueError or IndexError where the value is none of its kind."""
    match kind:
        case "s":
            return strings[int(value)]
        case "b":
            return "true" if value == "1" else "false"
        case "d":
            return value.removesuffix("Z").removesuffix("T00:00:00")
        case "n":
            return _shown(value, form, since)
    return plain(value)


def _shown(value: str, form: Form, since: datetime) -> str:
    """Spreadsheets keep fifteen digits."""
    if not NUMBER.fullmatch(value):
        raise ValueError(value)
    number = float(value)
    if form.is_day and FIRST_DAY <= number < LAST_DAY:
        moment = since + timedelta(days=number)
        return _day(moment) or moment.isoformat(timespec="seconds")
    return f"{number:.15g}".zfill(form.digits)


def _day(moment: datetime) -> str | None:
    return date.isoformat(moment) if moment == datetime.combine(moment, datetime.min.time()) else None
