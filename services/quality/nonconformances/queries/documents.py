"""The Resource of nonconformances, and what its commands have to know."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Double,
    Text,
    Uuid,
    and_,
    any_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from services.quality.ages.rules import DAYS, AgeBucket
from services.quality.characteristics.models import Characteristic
from services.quality.characteristics.queries import characteristic_of
from services.quality.nonconformances import policy, schemas
from services.quality.nonconformances.models import (
    Containment,
    Disposition,
    Nonconformance,
    NonconformanceCause,
    NonconformanceCost,
)
from services.quality.nonconformances.queries.conditions import CONTENT, GUARDS, some
from services.quality.nonconformances.rules.states import LIFECYCLE, ONGOING, OPEN
from services.quality.processes.models import Process
from services.quality.processes.queries import process_of
from services.quality.signatures.queries import Signed
from services.quality.suppliers.queries import supplier_of
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.shapes import all_of, columns_of
from shared.resources.viewer import SeenBy, Viewer, among, before, beforehand, equals, since, written

ESCALATED_AT_ONCE = 1_000
_EVER: ColumnElement[Any] = literal_column("'-infinity'::timestamptz")
_ENDLESS: ColumnElement[Any] = literal_column("'infinity'::timestamptz")
BEGINS = {bucket: cast(Viewer.today - days, DateTime(timezone=True)) for bucket, days in DAYS.items()}
"""Ages are whole days in UTC, so that the list agrees with numbers that are kept by day."""
AGE = case(
    (Nonconformance.opened_at.is_(None), None),
    *((Nonconformance.opened_at >= begin, bucket.value) for bucket, begin in BEGINS.items()),
    else_=AgeBucket.OVER_90_DAYS.value,
)
GOES_ON = written(Nonconformance.status.in_, sorted(ONGOING))
OVERDUE = or_(
    and_(GOES_ON, Nonconformance.due_at < Viewer.now),
    and_(written(Nonconformance.status.in_, [OPEN]), Nonconformance.contain_by < Viewer.now),
)


def _parts(shape: Any, part: Any, **derived: ColumnElement[Any]) -> ColumnElement[Any]:
    found = select(*columns_of(shape, part, derived)).where(part.nonconformance_id == Nonconformance.id)
    return all_of(found.order_by(part.id).correlate(Nonconformance))


def _causes() -> ColumnElement[Any]:
    of_this = NonconformanceCause.nonconformance_id == Nonconformance.id
    codes = select(NonconformanceCause.code).where(of_this).order_by(NonconformanceCause.code)
    return func.array_to_json(func.array(codes.correlate(Nonconformance).scalar_subquery()))


def _money(record: Any) -> ColumnElement[Any]:
    return func.json_build_object("amount", cast(record.amount, Text), "currency", record.currency)


def _caused_by(name: str) -> ColumnElement[bool]:
    return some(NonconformanceCause, equals(NonconformanceCause.code)(name))


def _of_age(name: str) -> ColumnElement[bool]:
    """Within the bounds of all buckets asked for, which an index knows; what is opened by then was created by then."""
    buckets, begins = argument(name, ARRAY(Text)), [*BEGINS.values()]
    asked: list[Any] = [any_(buckets) == bucket.value for bucket in AgeBucket]
    until = beforehand(case(*zip(asked, [_ENDLESS, *begins], strict=True)))
    since = beforehand(case((asked[-1], _EVER), *reversed([*zip(asked, begins, strict=False)])))
    bounds = Nonconformance.opened_at >= since, Nonconformance.opened_at < until, Nonconformance.created_at < until
    return and_(GOES_ON, *bounds, any_(buckets) == AGE)


def _process_owner(_viewer: Viewer) -> Any:
    owner = select(Process.owner_id).where(Process.id == Nonconformance.process_id)
    return owner.correlate(Nonconformance).scalar_subquery()


nonconformances = Resource(
    schemas.Nonconformance,
    Nonconformance,
    visible=policy.visible_to,
    workflow=LIFECYCLE,
    guards=GUARDS,
    derived={
        "process": process_of(Nonconformance),
        "characteristic": characteristic_of(Nonconformance),
        "supplier": supplier_of(Nonconformance),
        "cause_codes": _causes(),
        "containments": _parts(schemas.Containment, Containment),
        "dispositions": _parts(schemas.Disposition, Disposition, quantity=cast(Disposition.quantity, Double)),
        "costs": _parts(schemas.NonconformanceCost, NonconformanceCost, cost=_money(NonconformanceCost)),
    },
    per_viewer={"reporter_id": policy.reporter},
    confidential=("nonconformance", lambda _viewer: Nonconformance.confidential.is_(True)),
    beside={"process_owner_id": _process_owner},
    filters={
        "status": among(Nonconformance.status),
        "severity": among(Nonconformance.severity),
        "age": _of_age,
        "process_id": equals(Nonconformance.process_id),
        "supplier_id": equals(Nonconformance.supplier_id),
        "owner_id": equals(Nonconformance.owner_id),
        "cause_code": _caused_by,
        "mine": SeenBy(lambda _name, viewer: and_(Nonconformance.owner_id == viewer.id, GOES_ON)),
        "overdue": lambda _name: OVERDUE,
        "detected_since": since(Nonconformance.detected_at),
        "detected_before": before(Nonconformance.detected_at),
    },
    sorts={
        "created_at": Nonconformance.created_at,
        "detected_at": Nonconformance.detected_at,
        "number": Nonconformance.number,
    },
)
signed = Signed(nonconformances, CONTENT)

_id = argument("id", Uuid)
MEASURED_PROCESS = Statement(
    select(Characteristic.process_id).where(Characteristic.id == argument("characteristic_id", Uuid))
)
DISPOSED = Statement(
    select(func.coalesce(func.sum(Disposition.quantity), 0)).where(
        Disposition.nonconformance_id == _id, Disposition.withdrawn_at.is_(None)
    )
)
KNOWN = Statement(
    select(Nonconformance.id).where(
        Nonconformance.source == argument("source", Text), Nonconformance.external_id == argument("external_id", Text)
    )
)
LATE = (
    select(Nonconformance)
    .where(
        Nonconformance.status == OPEN,
        Nonconformance.contain_by < argument("now", Nonconformance.contain_by.type),
        Nonconformance.escalated_at.is_(None),
    )
    .order_by(Nonconformance.id)
    .limit(ESCALATED_AT_ONCE)
    .with_for_update(skip_locked=True)
)
CAUSES = select(NonconformanceCause).where(NonconformanceCause.nonconformance_id == _id)
