"""What a row of a file asks for, beside what is stored of that person. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.performance.people.rules.lines import Line, Who
from services.performance.people.rules.spreadsheet import PersonRow

Facts = dict[str, Any]
"""What is known of a person under the names of the file's columns; the manager as `Who`."""

PERSONAL = ("display_name", "work_email", "hired_on")
PLACE = ("manager_external_id", "org_unit_code", "job_title")
EVERYTHING = (*PERSONAL, *PLACE, "effective_from")
NOTHING: Facts = dict.fromkeys(EVERYTHING)


@dataclass(frozen=True, slots=True)
class Stored:
    """A person whom the file names and we have."""

    id: UUID
    version: int
    personal: Facts


@dataclass(frozen=True, slots=True)
class Placed:
    """One assignment as stored; the manager also by the name that the file would use."""

    person: UUID
    effective_from: date
    manager: UUID | None
    manager_name: str | None
    org_unit: str | None
    job_title: str | None

    @property
    def line(self) -> Line:
        return Line(self.person, self.effective_from, self.manager)

    @property
    def facts(self) -> Facts:
        place = (self.manager, self.org_unit, self.job_title)
        return {"effective_from": self.effective_from, **dict(zip(PLACE, place, strict=True))}


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of everybody a file may touch: by external id, by e-mail, and where they work, oldest first."""

    people: Mapping[str, Stored]
    holders: Mapping[str, UUID]
    places: Mapping[UUID, Sequence[Placed]]

    def who(self, external_id: str) -> Who:
        stored = self.people.get(external_id)
        return stored.id if stored else external_id

    @property
    def names(self) -> dict[Who, str]:
        """What the file calls those who are stored; their id where it calls them nothing."""
        everywhere = (place for places in self.places.values() for place in places)
        named: dict[Who, str] = {place.manager: str(place.manager_name) for place in everywhere if place.manager}
        return named | {stored.id: external_id for external_id, stored in self.people.items()}


@dataclass(frozen=True, slots=True)
class Wish:
    """A row's person before and after; what the file has no column for stays as it is."""

    index: int
    said: PersonRow
    who: Who
    stored: Stored | None
    before: Facts
    after: Facts

    @property
    def moves(self) -> bool:
        return any(self.before[name] != self.after[name] for name in PLACE)

    @property
    def line(self) -> Line:
        return Line(self.who, self.after["effective_from"], self.after["manager_external_id"], self.index)

    @property
    def names_manager(self) -> bool:
        return "manager_external_id" in self.said.model_fields_set


def wish_of(index: int, said: PersonRow, known: Known, today: date) -> Wish:
    stored = known.people.get(said.external_id)
    given = {name: getattr(said, name) for name in said.model_fields_set & NOTHING.keys()}
    if said.manager_external_id:
        given["manager_external_id"] = known.who(said.manager_external_id)
    places = known.places.get(stored.id, ()) if stored else ()
    personal = NOTHING | stored.personal if stored else NOTHING
    day = said.effective_from or _default_day(given.get("hired_on", personal["hired_on"]), today, bool(places))
    before = personal | _in_force(places, day)
    return Wish(index, said, known.who(said.external_id), stored, before, before | given | {"effective_from": day})


def _default_day(hired_on: date | None, today: date, placed: bool) -> date:
    """Somebody's first place is theirs since they came; a file without dates moves others today, not in the past."""
    came = hired_on or today
    return max(came, today) if placed else came


def _in_force(places: Sequence[Placed], day: date) -> Facts:
    begun = [place for place in places if place.effective_from <= day]
    return begun[-1].facts if begun else {}
