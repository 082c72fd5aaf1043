from datetime import timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, Uuid, cast, func, literal, select

from services.quality.characteristics.models import Characteristic
from services.quality.characteristics.queries import characteristics
from services.quality.counters.queries import counted
from services.quality.counters.rules import EVERYTHING, Measure
from services.quality.measurements.models import Subgroup
from services.quality.metrics.queries.registers import aged, middle
from services.quality.nonconformances.models import Nonconformance
from services.quality.nonconformances.policy import visible_to
from services.quality.nonconformances.rules.states import CLOSED, DRAFT, ONGOING
from services.quality.nonconformances.rules.words import Severity
from services.quality.processes.models import Process
from services.quality.processes.queries import processes
from shared.database.statements import Statement
from shared.resources.resource import VARIANTS
from shared.resources.shapes import instant
from shared.resources.viewer import Viewer, written

MONTH_AGO = Viewer.now - timedelta(days=30)
COUNTED = Measure.STATUS, Measure.SEVERITY, Measure.OPENED, Measure.CLOSED
IS_DRAFT = written(Nonconformance.status.in_, [DRAFT])


@lru_cache(VARIANTS)
def summary(scopes: frozenset[str]) -> Statement:
    """All numbers as one JSON text."""
    viewer = Viewer(scopes)
    parts = {
        "as_of": instant(viewer.now),
        "processes": _count(Process, processes.visible(viewer)),
        "characteristics": _count(Characteristic, characteristics.visible(viewer)),
        "subgroups_last_30_days": _subgroups(viewer),
        "nonconformances": _nonconformances(viewer),
    }
    return Statement(select(cast(_object(parts), Text)))


def _object(parts: dict[str, Any]) -> ColumnElement[Any]:
    return func.json_build_object(*(part for pair in parts.items() for part in pair))


def _count(record: Any, *conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    return select(func.count()).select_from(record).where(*conditions).scalar_subquery()


def _subgroups(viewer: Viewer) -> ColumnElement[Any]:
    """Characteristic by characteristic, because that is how subgroups are indexed by time."""
    own = Subgroup.characteristic_id == Characteristic.id, Subgroup.taken_at >= MONTH_AGO
    taken = select(func.count()).select_from(Subgroup).where(*own).correlate(Characteristic).scalar_subquery()
    total = select(func.coalesce(func.sum(taken), 0)).select_from(Characteristic)
    return total.where(characteristics.visible(viewer)).scalar_subquery()


def _nonconformances(viewer: Viewer) -> ColumnElement[Any]:
    """Kept counts; only drafts are looked up, since not everybody sees them."""
    kept, days = counted(*COUNTED, name="counted"), aged(by_stage=False, process_id=literal(EVERYTHING, Uuid))
    drafts = select(func.count()).select_from(Nonconformance).where(IS_DRAFT, visible_to(viewer))
    lately = kept.c.since > Viewer.today - 30

    def count(measure: Measure, *conditions: ColumnElement[bool]) -> ColumnElement[Any]:
        counted_ = func.sum(kept.c.value).filter(kept.c.measure == measure.value, *conditions)
        return cast(func.coalesce(counted_, 0), BigInteger)

    counts = {
        "draft": drafts.scalar_subquery(),
        "open": count(Measure.STATUS, kept.c.code.in_(sorted(ONGOING))),
        "closed": count(Measure.STATUS, kept.c.code == CLOSED.value),
        "open_by_severity": _object({one.value: count(Measure.SEVERITY, kept.c.code == one.value) for one in Severity}),
        "open_age_days_median": select(middle(days)).select_from(days).scalar_subquery(),
        "opened_last_30_days": count(Measure.OPENED, lately),
        "closed_last_30_days": count(Measure.CLOSED, lately),
    }
    return select(_object(counts)).select_from(kept).scalar_subquery()
