"""What a row says beside its characteristic, its gage and what is stored already."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from services.quality.gages.rules import IN_USE, GageStatus
from services.quality.spc.rules.data_kinds import DataKind
from shared.problems import Conflict, FieldError, Invalid, Problem, ReferenceNotFound

CLOCKS_DIFFER = timedelta(minutes=5)


class TakenInFuture(Invalid):
    """A subgroup can't have been taken later than now."""


class SubgroupInvalid(Invalid):
    """The row does not say what is measured of its characteristic."""


class GageNotFit(Invalid):
    """The gage was not fit to measure: due for calibration, out of service, or lost."""


class AlreadyMeasured(Conflict):
    """This external id says something else already: give a correction_reason to correct it."""


class NothingToCorrect(Conflict):
    """There is no measurement with this external id."""


class OtherCharacteristic(Conflict):
    """A correction is of the same characteristic: void this one, and send another."""


class VoidedAlready(Conflict):
    """What is void is not corrected: send another."""


class CorrectedTwice(Conflict):
    """Another row of this batch corrects the same."""


@dataclass(slots=True)
class Content:
    """All that a row says of its subgroup; two that say the same are the same."""

    characteristic_id: UUID
    taken_at: datetime
    values: list[float | None] | None
    count: int | None
    size: int | None
    exposure: float | None
    context: Mapping[str, str] | None
    note: str | None
    gage_id: UUID | None


CONTENT = tuple(one.name for one in fields(Content))


class Measurable(NamedTuple):
    """What a characteristic takes, and its specifications in the order of their times."""

    id: UUID
    version: int
    kind: DataKind
    specification_ids: Sequence[UUID]
    valid_from: Sequence[datetime]

    def specification_at(self, taken_at: datetime) -> UUID:
        return self.specification_ids[bisect_right(self.valid_from, taken_at) - 1]


class Fitness(NamedTuple):
    """Whether a gage may measure."""

    id: UUID
    status: GageStatus
    out_since: datetime | None
    next_due_on: date

    def at(self, taken_at: datetime) -> bool:
        working = self.status is IN_USE or (self.out_since is not None and taken_at < self.out_since)
        return working and taken_at.date() <= self.next_due_on


class Stored(NamedTuple):
    """One revision of an external id."""

    id: UUID
    revision: int
    voided: bool
    content: Content


class Written(NamedTuple):
    """What an event needs to know of a subgroup that a statement wrote."""

    id: UUID
    version: int = 1


def check_taken(taken_at: datetime, now: datetime) -> None:
    """A wrong time can never be mended; the clock of a machine may be a little ahead of ours."""
    if taken_at > now + CLOCKS_DIFFER:
        raise TakenInFuture(errors=[FieldError("/taken_at", "in_future", "must not be later than now")])


def check_gage(gage: Fitness, taken_at: datetime) -> None:
    if not gage.at(taken_at):
        raise GageNotFit(errors=[FieldError("/gage_id", "gage_not_fit", "was not fit to measure then")])


def completed(said: Content, kind: DataKind) -> Content:
    """The row's content, with what its kind supplies; refused where it does not fit its kind."""
    return FITTING[kind](said)


def unknown(what: str) -> ReferenceNotFound:
    return ReferenceNotFound(errors=[FieldError(f"/{what}", "not_found", "there is no such record")])


def same_as_known(said: Content, known: Sequence[Stored]) -> UUID:
    """The measurement that a row repeats, as it is now; whatever was said before and is said again changes nothing."""
    if all(said != one.content for one in known):
        raise AlreadyMeasured()
    return known[-1].id


def to_correct(said: Content, known: Sequence[Stored]) -> Stored:
    """What a correction takes the place of."""
    if not known:
        raise NothingToCorrect()
    if known[-1].voided:
        raise VoidedAlready()
    if known[-1].content.characteristic_id != said.characteristic_id:
        raise OtherCharacteristic()
    return known[-1]


def _variable(said: Content) -> Content:
    _only(said, ("values",))
    return said


def _defectives(said: Content) -> Content:
    _only(said, ("count", "size"))
    if (said.count or 0) > (said.size or 0):
        raise _misfit("/count", "above_size", "must not be above size")
    return said


def _defects(said: Content) -> Content:
    said = replace(said, exposure=1.0 if said.exposure is None else said.exposure)
    _only(said, ("count", "exposure"))
    return said


def _time_between(said: Content) -> Content:
    value = _one_value(said)
    if value is not None and value <= 0:
        raise _misfit("/values", "not_positive", "a time between two events is above 0")
    return said


def _count_between(said: Content) -> Content:
    value = _one_value(said)
    if value is not None and (value < 0 or value != int(value)):
        raise _misfit("/values", "no_count", "a count between two events is a whole number from 0")
    return said


def _one_value(said: Content) -> float | None:
    _only(said, ("values",))
    value, *more = said.values or [None]
    if more:
        raise _misfit("/values", "not_one", "must be one value")
    return value


FITTING: Mapping[DataKind, Callable[[Content], Content]] = {
    DataKind.VARIABLE: _variable,
    DataKind.DEFECTIVES: _defectives,
    DataKind.DEFECTS: _defects,
    DataKind.TIME_BETWEEN: _time_between,
    DataKind.COUNT_BETWEEN: _count_between,
}


def _only(said: Content, wanted: Iterable[str]) -> None:
    for name in ("values", "count", "size", "exposure"):
        given = getattr(said, name) is not None
        if given and name not in wanted:
            raise _misfit(f"/{name}", "not_for_kind", "has no meaning for this characteristic")
        if not given and name in wanted:
            raise _misfit(f"/{name}", "missing", "is required for this characteristic")


def _misfit(pointer: str, code: str, detail: str) -> Problem:
    return SubgroupInvalid(errors=[FieldError(pointer, code, detail)])
