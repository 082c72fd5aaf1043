"""Whose target applies to somebody on a day: their own, else their job profile's, else the nearest unit's. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from services.performance.standards.rules.states import TargetSubject
from shared.problems import FieldError, Invalid

Value = TypeVar("Value")


class Dated(Generic[Value]):
    """Values that each hold from their day until the next one's."""

    def __init__(self, values: Iterable[tuple[date, Value]]) -> None:
        ordered = sorted(values, key=lambda value: value[0])
        self._days, self._values = [day for day, _ in ordered], [value for _, value in ordered]

    def on(self, day: date) -> Value | None:
        place = bisect_right(self._days, day)
        return self._values[place - 1] if place else None


class Subject(NamedTuple):
    """Somebody, or something, that a target can be for."""

    kind: TargetSubject
    id: UUID


class OneSubject(Invalid):
    """Name exactly one: a person, a unit or, for a target, a job profile."""


def one_subject(place: str, **ids: UUID | None) -> Subject:
    """The one that is named, such as `person_id`; `place` begins the pointers of a refusal, `/` or `?`."""
    named = [(name, id) for name, id in ids.items() if id is not None]
    if len(named) != 1:
        raise OneSubject(
            errors=[FieldError(f"{place}{name}", "one_of", "exactly one of them is needed") for name in ids]
        )
    return Subject(TargetSubject(named[0][0].removesuffix("_id")), named[0][1])


class Place(NamedTuple):
    """Where an assignment puts a person."""

    job_profile_id: UUID | None
    org_unit_id: UUID | None


NOWHERE = Place(None, None)


@dataclass(frozen=True)
class Organisation:
    """Who stood where, and which unit in which, by day."""

    places: Mapping[UUID, Dated[Place]] = field(default_factory=dict)
    parents: Mapping[UUID, Dated[UUID | None]] = field(default_factory=dict)

    def place(self, person_id: UUID, day: date) -> Place:
        known = self.places.get(person_id)
        return (known.on(day) if known else None) or NOWHERE

    def upwards(self, org_unit_id: UUID | None, day: date) -> list[UUID]:
        """The unit and those it stood in that day, the nearest first."""
        line: list[UUID] = []
        while org_unit_id is not None and org_unit_id not in line:
            line.append(org_unit_id)
            known = self.parents.get(org_unit_id)
            org_unit_id = known.on(day) if known else None
        return line

    def downwards(self, org_unit_id: UUID, day: date) -> list[UUID]:
        """The unit and all that stood in it that day, directly or through others."""
        return [unit for unit in {org_unit_id, *self.parents} if org_unit_id in self.upwards(unit, day)]


def considered(
    subject: Subject, day: date, organisation: Organisation, targets: Mapping[Subject, Dated[Value]]
) -> list[tuple[Subject, Value | None]]:
    """Everybody whose target could apply to the subject that day, each with theirs; the first that has one wins."""
    line = _line(subject, day, organisation)
    return [(one, targets[one].on(day) if one in targets else None) for one in line]


def applicable(
    subject: Subject, day: date, organisation: Organisation, targets: Mapping[Subject, Dated[Value]]
) -> tuple[Subject, Value] | None:
    """Whose target is taken, and that target; None where nobody has one in force."""
    in_order = considered(subject, day, organisation, targets)
    return next(((one, target) for one, target in in_order if target is not None), None)


def _line(subject: Subject, day: date, organisation: Organisation) -> list[Subject]:
    if subject.kind is TargetSubject.ORG_UNIT:
        return _units(subject.id, day, organisation)
    place = organisation.place(subject.id, day)
    profile = [Subject(TargetSubject.JOB_PROFILE, place.job_profile_id)] if place.job_profile_id else []
    return [subject, *profile, *_units(place.org_unit_id, day, organisation)]


def _units(org_unit_id: UUID | None, day: date, organisation: Organisation) -> list[Subject]:
    return [Subject(TargetSubject.ORG_UNIT, id) for id in organisation.upwards(org_unit_id, day)]
