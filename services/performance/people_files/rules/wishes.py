"""What a row asks for, beside what is stored of that person. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from services.performance.people.rules.employment import check_hired
from services.performance.people.rules.lines import Line, Who
from services.performance.people_files.rules.rows import ValidationFailed
from services.performance.people_files.rules.stays import (
    NOWHERE,
    PLACE,
    Facts,
    Moved,
    Stays,
    default_day,
    ended,
    in_force,
    last_day,
    left_alone,
    lines_of,
    moved,
    returned,
)
from shared.problems import FieldError

NOBODY: Facts = {
    "display_name": None,
    "work_email": None,
    "employee_number": None,
    "time_zone": "UTC",
    "locale": None,
    "hired_on": None,
}
PERSONAL = tuple(NOBODY)
WHEN_NULL = {"time_zone": NOBODY["time_zone"], "fte": NOWHERE["fte"]}
UNIQUE = "work_email", "employee_number"


IN_NO_ROW = -1


class ImportMode(StrEnum):
    DELTA = "delta"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Stored:
    """A person whom we have, with what the source calls them, which is nothing or several names."""

    id: UUID
    version: int
    external_ids: Sequence[str]
    personal: Facts
    stays: Stays

    @property
    def name(self) -> str:
        return min(self.external_ids, default=str(self.id))


@dataclass(frozen=True)
class Known:
    """What is stored of everybody a file may touch and of all above them, and which jobs and levels there are."""

    people: Mapping[UUID, Stored]
    stays: Mapping[UUID, Stays]
    """Of those people and of all above them."""
    managers: Mapping[UUID, str]
    """What the source calls those above, who need not be among the people."""
    codes: Mapping[str, frozenset[str]]
    """By column, the codes that exist."""
    closed_units: frozenset[str] = frozenset()

    @cached_property
    def called(self) -> Mapping[str, Stored]:
        """Everybody by each name of the source, and by our own id."""
        own = {str(one.id): one for one in self.people.values()}
        return own | {name: one for one in self.people.values() for name in one.external_ids}

    @cached_property
    def holders(self) -> Mapping[str, Mapping[str, Stored]]:
        """By column, who has a value that nobody else may have."""
        people = self.people.values()
        return {name: {one.personal[name]: one for one in people if one.personal[name]} for name in UNIQUE}

    @cached_property
    def names(self) -> dict[Who, str]:
        named: dict[Who, str] = {id: one.name for id, one in self.people.items()}
        return {**named, **{id: name for id, name in self.managers.items() if id not in named}}


@dataclass(frozen=True, slots=True)
class Wish:
    """A person before and after a row, or before and after being `IN_NO_ROW` of a full file."""

    index: int
    external_id: str
    stored: Stored | None
    said: Facts
    before: Facts
    after: Facts
    stays: Stays

    @property
    def who(self) -> Who:
        return self.stored.id if self.stored else self.external_id

    @property
    def moves(self) -> bool:
        return self.stays != (self.stored.stays if self.stored else ())

    @property
    def links(self) -> bool:
        """The source names this person for the first time."""
        return self.stored is None or "external_id" in self.after

    @property
    def changes(self) -> Facts:
        """From what to what, where they differ; nothing was before somebody new."""
        return {
            name: {"from": self.before[name] if self.stored else None, "to": self.after[name]}
            for name in self.after
            if self.before[name] != self.after[name]
        }

    @property
    def lines(self) -> list[Line]:
        """Whom the person reports to, and with which of it the row names a manager."""
        day = self.after["effective_from"]
        named = in_force(self.stays, day) if day and "manager_external_id" in self.said else None
        return lines_of(self.who, self.stays, self.index, named)


@dataclass(frozen=True, slots=True)
class Wishing:
    """How rows are understood."""

    known: Known
    today: date
    mode: ImportMode
    adopted: Mapping[str, Stored]
    """By external id, those whom the source names for the first time and whom we know by their e-mail."""

    def wish(self, index: int, said: Facts) -> Wish:
        """What the row asks for; a `Problem` where it contradicts what is stored."""
        external_id = said["external_id"]
        stored = self._called(external_id)
        given = {name: WHEN_NULL.get(name) if value is None else value for name, value in said.items()}
        if said.get("manager_external_id"):
            manager = self._called(said["manager_external_id"])
            given["manager_external_id"] = manager.id if manager else said["manager_external_id"]
        before = NOBODY | stored.personal if stored else NOBODY
        after = before | {name: given[name] for name in PERSONAL if name in given}
        if after["display_name"] is None:
            raise ValidationFailed(errors=[FieldError("/display_name", "missing", "is needed of somebody new")])
        first = stored.stays if stored else ()
        place, stays = self._employment(first, given, after["hired_on"])
        if stays != first or after["hired_on"] != before["hired_on"]:
            check_hired(after["hired_on"], stays, "/effective_from" if given.get("effective_from") else "/hired_on")
        before = before | place.before | {"effective_from": place.since, "ended_on": last_day(first)}
        after = after | place.after | {"effective_from": place.day, "ended_on": last_day(stays)}
        if external_id in self.adopted:
            before, after = before | {"external_id": None}, after | {"external_id": external_id}
        return Wish(index, external_id, stored, said, before, after, stays)

    def _called(self, external_id: str) -> Stored | None:
        return self.known.called.get(external_id) or self.adopted.get(external_id)

    def _employment(self, stays: Stays, given: Facts, hired_on: date | None) -> tuple[Moved, Stays]:
        """Where the person works, then until when: an end that the row moves or cancels is out of the way first."""
        place = {name: given[name] for name in PLACE if name in given}
        day, last, end = given.get("effective_from"), given.get("ended_on"), last_day(stays)
        left = end is not None and end < self.today
        if left and self._comes_back(stays, given):
            move = returned(stays, self._first_day(stays, given), place)
        elif stays and day is None and (left or (last and last < self.today)):
            move = left_alone(stays, {} if last else place, last or end or self.today)
        else:
            open_end = stays[:-1] if end and "ended_on" in given and last != end else stays
            day = day or default_day(open_end, hired_on, self.today)
            move = moved(open_end, day, place, first=not stays)
        stays = move.stays
        if last and last != last_day(stays):
            stays = ended(stays[:-1] if last_day(stays) else stays, last, self.today)
        return move, stays

    def _comes_back(self, stays: Stays, given: Facts) -> bool:
        """The row says that there is no last day, or a first day after it; in a full file whoever is there works."""
        last, end = given.get("ended_on"), last_day(stays)
        if "ended_on" in given and (last is None or last == end):
            return last is None
        begins = self._begins(stays, given)
        return (begins is not None and (last is None or last >= begins)) or (
            last is None and self.mode is ImportMode.FULL
        )

    def _begins(self, stays: Stays, given: Facts) -> date | None:
        """A first day after the last."""
        end = last_day(stays) or self.today
        named = (given.get("effective_from"), given.get("hired_on"))
        return next((day for day in named if day and day > end), None)

    def _first_day(self, stays: Stays, given: Facts) -> date:
        day: date = given.get("effective_from") or self._begins(stays, given) or self.today
        return day
