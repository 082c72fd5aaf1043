"""What makes reporting lines valid, on every day that they change. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from shared.problems import Conflict, Invalid

Who = UUID | str
"""A person by id, or by external id who is yet to be created."""

LONGEST_PATH = 50
MOST_LEVELS = 64
"""More have never been seen, and an index must hold a whole line."""


class ReportingCycle(Conflict):
    """Nobody may report to themselves, not even through others; `path` shows the circle."""


class SelfManaged(Invalid):
    """A person can't be their own manager."""


class LineTooLong(Conflict):
    """A reporting line has at most 64 levels."""


@dataclass(frozen=True, slots=True)
class Line:
    """Whom somebody reports to from a day on, until their next line; `row` is the one of a file that says so."""

    person: Who
    effective_from: date
    manager: Who | None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Circle:
    """Lines of which each leads to the next and the last to the first, from `day` on."""

    day: date
    lines: list[Line]

    def path(self, start: int) -> list[Who]:
        """From the person of that line up to themselves, or as far as anybody wants to read."""
        steps = min(len(self.lines) + 1, LONGEST_PATH)
        return [self.lines[(start + step) % len(self.lines)].person for step in range(steps)]


def circles(lines: Iterable[Line]) -> Iterator[Circle]:
    """Every circle, day by day; of two lines of one person on one day the later given counts."""
    above: dict[Who, Line] = {}
    for day, begun in groupby(sorted(lines, key=_day), key=_day):
        changed = {line.person: line for line in begun}
        above |= changed
        yield from (Circle(day, closed) for closed in _closed(above, changed))


def _day(line: Line) -> date:
    return line.effective_from


def _closed(above: Mapping[Who, Line], starts: Iterable[Who]) -> Iterator[list[Line]]:
    """Walk up from each start to the top or to ground already walked; a walk that meets itself is a circle."""
    walked: set[Who] = set()
    for start in starts:
        path: dict[Who, Line] = {}
        at: Who | None = start
        while at is not None and at in above and at not in walked:
            walked.add(at)
            path[at] = above[at]
            at = above[at].manager
        if at in path:
            people = list(path)
            yield [path[person] for person in people[people.index(at) :]]
