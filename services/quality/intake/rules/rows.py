"""What a row says beside its characteristic, its gage and what is stored already."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from services.quality.gages.rules import IN_USE, GageStatus
from services.quality.spc.rules.data_kinds import DataKind
from shared.problems import Conflict, FieldError, Invalid, Problem, ReferenceNotFound

CLOCKS_DIFFER = timedelta(minutes=5)
"""The clock of a machine may be a little ahead of ours."""

NEVER = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)

Values = Sequence[float | None]


class TakenInFuture(Invalid):
    """A subgroup can't have been taken later than now."""


class SubgroupInvalid(Invalid):
    """The row does not say what is measured of its characteristic."""


class GageNotFit(Invalid):
    """The gage was not fit to measure: due for calibration, out of service, or lost."""


class DeviationNotInForce(Invalid):
    """What is named is no deviation that was approved for this gage and this time."""


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
    deviations: Mapping[UUID, tuple[datetime, datetime]]
    """Those approved, from when until when."""

    def at(self, taken_at: datetime) -> bool:
        working = self.status is IN_USE or (self.out_since is not None and taken_at < self.out_since)
        return working and taken_at.date() <= self.next_due_on

    def deviates(self, deviation_id: UUID, taken_at: datetime) -> bool:
        begin, end = self.deviations.get(deviation_id, NEVER)
        return begin <= taken_at <= end


class Stored(NamedTuple):
    """One revision of an external id, and whether a row says the same."""

    id: UUID
    revision: int
    voided: bool
    characteristic_id: UUID
    taken_at: datetime
    same: bool


class Written(NamedTuple):
    """What an event needs to know of a subgroup that a statement wrote."""

    id: UUID
    version: int = 1


def check_taken(taken_at: datetime, latest: datetime) -> None:
    """A wrong time can never be mended."""
    if taken_at > latest:
        raise TakenInFuture(errors=[FieldError("/taken_at", "in_future", "must not be later than now")])


def check_gage(gage: Fitness | None, taken_at: datetime, deviation_id: UUID | None) -> None:
    """A deviation that is named has to be in force, even where the gage is fit without it."""
    if deviation_id is not None and not (gage and gage.deviates(deviation_id, taken_at)):
        detail = "is no approved deviation of this gage that was in force then"
        raise DeviationNotInForce(errors=[FieldError("/gage_deviation_id", "deviation_not_in_force", detail)])
    if deviation_id is None and gage is not None and not gage.at(taken_at):
        raise GageNotFit(errors=[FieldError("/gage_id", "gage_not_fit", "was not fit to measure then")])


def unknown(what: str) -> ReferenceNotFound:
    return ReferenceNotFound(errors=[FieldError(f"/{what}", "not_found", "there is no such record")])


def same_as_known(known: Sequence[Stored]) -> UUID:
    """The measurement that a row repeats, as it is now; whatever was said before and is said again changes nothing."""
    if not any(one.same for one in known):
        raise AlreadyMeasured()
    return known[-1].id


def to_correct(known: Sequence[Stored], characteristic_id: UUID) -> Stored:
    """What a correction takes the place of."""
    if not known:
        raise NothingToCorrect()
    if known[-1].voided:
        raise VoidedAlready()
    if known[-1].characteristic_id != characteristic_id:
        raise OtherCharacteristic()
    return known[-1]


MEASURED = ("values", "count", "size", "exposure")
WANTED: Mapping[DataKind, tuple[bool, ...]] = {
    DataKind.VARIABLE: (True, False, False, False),
    DataKind.DEFECTIVES: (False, True, True, False),
    DataKind.DEFECTS: (False, True, False, True),
    DataKind.TIME_BETWEEN: (True, False, False, False),
    DataKind.COUNT_BETWEEN: (True, False, False, False),
}
"""Which of these a row of each kind says."""


def check_fit(
    kind: DataKind, values: Values | None, count: int | None, size: int | None, exposure: float | None
) -> None:
    """Refused where a row does not say what its kind needs, or says what means nothing of it."""
    given = (values is not None, count is not None, size is not None, exposure is not None)
    if given != WANTED[kind]:
        raise _other_than_wanted(given, WANTED[kind])
    if kind is DataKind.DEFECTIVES and (count or 0) > (size or 0):
        raise _misfit("/count", "above_size", "must not be above size")
    if kind in BETWEEN and values is not None:
        _check_between(kind, values)


def _other_than_wanted(given: Sequence[bool], wanted: Sequence[bool]) -> Problem:
    place = next(place for place, there in enumerate(given) if there != wanted[place])
    if given[place]:
        return _misfit(f"/{MEASURED[place]}", "not_for_kind", "has no meaning for this characteristic")
    return _misfit(f"/{MEASURED[place]}", "missing", "is required for this characteristic")


def _check_between(kind: DataKind, values: Values) -> None:
    if len(values) > 1:
        raise _misfit("/values", "not_one", "must be one value")
    if values[0] is not None:
        BETWEEN[kind](values[0])


def _check_time(value: float) -> None:
    if value <= 0:
        raise _misfit("/values", "not_positive", "a time between two events is above 0")


def _check_count(value: float) -> None:
    if value < 0 or value != int(value):
        raise _misfit("/values", "no_count", "a count between two events is a whole number from 0")


BETWEEN: Mapping[DataKind, Callable[[float], None]] = {
    DataKind.TIME_BETWEEN: _check_time,
    DataKind.COUNT_BETWEEN: _check_count,
}


def _misfit(pointer: str, code: str, detail: str) -> Problem:
    return SubgroupInvalid(errors=[FieldError(pointer, code, detail)])
