from typing import Any

from sqlalchemy import ColumnElement, Text, Uuid, and_, case, cast, column, exists, false, func, literal, or_, select

from services.quality.characteristics.models import SpecificationRevision
from services.quality.characteristics.queries import characteristic_of
from services.quality.gages.models import Calibration
from services.quality.gages.queries import SUSPECT_SINCE, gage_of
from services.quality.measurements import schemas
from services.quality.measurements.models import Subgroup, SubgroupMark
from services.quality.measurements.rules import KEEPER, LIFECYCLE, NORMAL
from shared.database.statements import argument
from shared.resources.resource import Resource
from shared.resources.viewer import Filter, among, before, equals, everyone, holding, since

PASS, FAIL = schemas.Verdict


PASS, FAIL = schemas.Verdict


def _latest_mark(name: str) -> ColumnElement[Any]:
    mark = select(getattr(SubgroupMark, name)).where(SubgroupMark.subgroup_id == Subgroup.id)
    return mark.order_by(SubgroupMark.id.desc()).limit(1).correlate(Subgroup).scalar_subquery()


STATUS = func.coalesce(cast(_latest_mark("status"), Text), NORMAL.value)

_value: ColumnElement[Any] = column("value")
_each = func.unnest(Subgroup.values).table_valued("value", name="each").render_derived()


def _over_values(what: ColumnElement[Any]) -> ColumnElement[Any]:
    """Null of a count: nothing is computed of what has no values."""
    return case((Subgroup.values.is_not(None), select(what).select_from(_each).scalar_subquery()))


def _verdict() -> ColumnElement[Any]:
    lsl, usl = SpecificationRevision.lsl, SpecificationRevision.usl
    limited = and_(_value.is_not(None), func.num_nonnulls(lsl, usl) > 0)
    outside = or_(func.coalesce(_value < lsl, false()), func.coalesce(_value > usl, false()))
    beyond = func.bool_or(outside).filter(limited)
    outcome = case((beyond, literal(FAIL.value)), (beyond.is_(False), literal(PASS.value)))
    judged = select(outcome).select_from(SpecificationRevision).join(_each, literal(True))
    return judged.where(SpecificationRevision.id == Subgroup.specification_id).correlate(Subgroup).scalar_subquery()


def _suspected_by(name: str) -> ColumnElement[bool]:
    """Taken with the gage of a calibration that failed as found, since the last one that left it good."""
    doubtful = exists().where(
        Calibration.id == argument(name, Uuid),
        Calibration.gage_id == Subgroup.gage_id,
        Subgroup.taken_at >= SUSPECT_SINCE,
        Subgroup.taken_at <= Calibration.calibrated_at,
    )
    return doubtful.correlate(Subgroup)


FILTERS: dict[str, Filter] = {
    "characteristic_id": equals(Subgroup.characteristic_id),
    "gage_id": equals(Subgroup.gage_id),
    "suspected_by": _suspected_by,
    "taken_since": since(Subgroup.taken_at),
    "taken_before": before(Subgroup.taken_at),
    "source": equals(Subgroup.source),
    "external_id": equals(Subgroup.external_id),
    "status": among(STATUS),
}

measurements = Resource(
    schemas.Subgroup,
    Subgroup,
    visible=everyone,
    workflow=LIFECYCLE,
    guards={KEEPER: holding("measurements:write")},
    derived={
        "characteristic": characteristic_of(Subgroup),
        "gage": gage_of(Subgroup),
        "n": _over_values(func.count(_value)),
        "mean": _over_values(func.avg(_value)),
        "range": _over_values(case((func.count(_value) > 1, func.max(_value) - func.min(_value)))),
        "verdict": _verdict(),
        "status": STATUS,
        "status_reason": _latest_mark("reason"),
        "assignable_cause": _latest_mark("assignable_cause"),
    },
    filters=FILTERS,
    sorts={"taken_at": Subgroup.taken_at},
)
