"""What a nonconformance says of itself, whole: what contradicts itself is refused where it does."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.quality.nonconformances.rules.states import DESCRIBED, DRAFT, OWNED, PLACED, QUANTIFIED, RATED
from services.quality.nonconformances.rules.words import NonconformanceStatus
from shared.problems import Conflict, FieldError, Invalid

CLOCKS_DIFFER = timedelta(minutes=5)


class DetectedInFuture(Invalid):
    """A nonconformance can't have been detected later than now."""


class UnitMissing(Invalid):
    """A quantity needs its unit."""


class NotCountable(Invalid):
    """What can't be counted has no quantity."""


class OtherProcess(Invalid):
    """The characteristic belongs to another process."""


class NoLongerComplete(Invalid):
    """What was needed to open a nonconformance stays once it is open."""


class RefersToItself(Invalid):
    """A nonconformance is no recurrence or duplicate of itself."""


class QuantityExceeded(Conflict):
    """The dispositions may not be more than the quantity affected."""


class PortionMissing(Invalid):
    """A disposition says how much it takes of what can be counted."""


class AlreadyExecuted(Conflict):
    """A disposition that was executed stays as it is."""


class Withdrawn(Conflict):
    """This disposition was withdrawn."""


class NotYetDone(Invalid):
    """What is done was not done later than now."""


class SourceIncomplete(Invalid):
    """Name the source and its id together, or neither."""


class NoDuplicate(Invalid):
    """Only what is cancelled is a duplicate of something."""


def check_statement(said: Mapping[str, Any], status: NonconformanceStatus, now: datetime) -> None:
    """`said` is every field as it will be."""
    _check_detected(said["detected_at"], now)
    _check_quantity(said["quantity_affected"], said["unit"], applies=not said["quantity_not_applicable"])
    if status is not DRAFT:
        _check_complete(said)


def check_process(named: UUID | None, measured: UUID) -> None:
    if named not in (None, measured):
        error = FieldError("/characteristic_id", "other_process", "belongs to another process")
        raise OtherProcess(errors=[error])


def check_references(id: UUID, said: Mapping[str, Any]) -> None:
    wrong = [name for name in ("recurrence_of_id", "duplicate_of_id") if said.get(name) == id]
    if wrong:
        raise RefersToItself(errors=[FieldError(f"/{name}", "itself", "must be another one") for name in wrong])


def check_source(source: str | None, external_id: str | None) -> None:
    given = {"source": source, "external_id": external_id}
    missing = [name for name, value in given.items() if value is None]
    if len(missing) == 1:
        raise SourceIncomplete(errors=[FieldError(f"/{missing[0]}", "missing", "is required with the other")])


def check_duplicate(id: UUID, action: str, duplicate_of_id: UUID | None) -> None:
    if duplicate_of_id is None:
        return
    check_references(id, {"duplicate_of_id": duplicate_of_id})
    if action != "cancel":
        raise NoDuplicate(errors=[FieldError("/duplicate_of_id", "not_for_action", f"has no meaning in {action}")])


def check_past(pointer: str, at: datetime, now: datetime) -> datetime:
    if at > now + CLOCKS_DIFFER:
        raise NotYetDone(errors=[FieldError(pointer, "in_future", "must not be later than now")])
    return at


def check_portion(quantity: Decimal | None, *, countable: bool) -> None:
    if quantity is None and countable:
        raise PortionMissing(errors=[FieldError("/quantity", "missing", "is required")])


def check_not_executed(executed_at: datetime | None) -> None:
    if executed_at is not None:
        raise AlreadyExecuted()


def check_stands(withdrawn_at: datetime | None) -> None:
    if withdrawn_at is not None:
        raise Withdrawn()


def check_disposed(affected: Decimal | None, disposed: Decimal) -> None:
    """What can't be counted is disposed of as a whole, so nothing is added up."""
    if disposed > (affected or 0):
        detail = f"must be at most {affected or 0} together"
        raise QuantityExceeded(
            affected=affected, disposed=disposed, errors=[FieldError("/quantity", "exceeded", detail)]
        )


def _check_detected(detected_at: datetime, now: datetime) -> None:
    """The clock that saw it may be a little ahead of ours."""
    if detected_at > now + CLOCKS_DIFFER:
        raise DetectedInFuture(errors=[FieldError("/detected_at", "in_future", "must not be later than now")])


def _check_quantity(quantity: Decimal | None, unit: str | None, *, applies: bool) -> None:
    if quantity is not None and not applies:
        error = FieldError("/quantity_affected", "not_applicable", "has no place beside quantity_not_applicable")
        raise NotCountable(errors=[error])
    if quantity is not None and unit is None:
        raise UnitMissing(errors=[FieldError("/unit", "missing", "is required with quantity_affected")])


def _check_complete(said: Mapping[str, Any]) -> None:
    kept = {
        DESCRIBED: bool(said["description"].strip()),
        RATED: said["severity"] is not None,
        PLACED: said["process_id"] is not None,
        QUANTIFIED: said["quantity_affected"] is not None or said["quantity_not_applicable"],
        OWNED: said["owner_id"] is not None,
    }
    errors = [FieldError(str(guard.pointer), guard.code, guard.detail) for guard, holds in kept.items() if not holds]
    if errors:
        raise NoLongerComplete(errors=errors)
