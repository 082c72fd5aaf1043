from datetime import timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Double, Text, cast, func, select

from services.quality.characteristics.models import Characteristic
from services.quality.characteristics.queries import characteristics
from services.quality.measurements.models import Subgroup
from services.quality.nonconformances.models import Nonconformance
from services.quality.nonconformances.policy import visible_to
from services.quality.nonconformances.rules.states import CLOSED, DRAFT, ONGOING
from services.quality.nonconformances.rules.words import Severity
from services.quality.processes.models import Process
from services.quality.processes.queries import processes
from shared.database.statements import Statement
from shared.resources.resource import VARIANTS
from shared.resources.shapes import instant
from shared.resources.viewer import Viewer

MONTH_AGO = Viewer.now - timedelta(days=30)


@lru_cache(VARIANTS)
def summary(scopes: frozenset[str]) -> Statement:
    """All numbers as one JSON text."""
    viewer = Viewer(scopes)
    parts = {
        "as_of": instant(viewer.now),
        "processes": _count(Process, processes.visible(viewer)),
        "characteristics": _count(Characteristic, characteristics.visible(viewer)),
        "subgroups_last_30_days": _subgroups(viewer),
        "nonconformances": select(_nonconformances()).where(visible_to(viewer)).scalar_subquery(),
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


def _nonconformances() -> ColumnElement[Any]:
    """One pass over the rows."""
    record, is_open = Nonconformance, Nonconformance.status.in_(ONGOING)
    days = cast(func.extract("epoch", Viewer.now - record.opened_at), Double) / 86_400
    counts: dict[str, Any] = {
        "draft": func.count().filter(record.status == DRAFT),
        "open": func.count().filter(is_open),
        "closed": func.count().filter(record.status == CLOSED),
    }
    by_severity = {one.value: func.count().filter(is_open, record.severity == one) for one in Severity}
    return _object(
        counts
        | {
            "open_by_severity": _object(by_severity),
            "open_age_days_median": func.percentile_cont(0.5).within_group(days).filter(is_open),
            "opened_last_30_days": func.count().filter(record.opened_at >= MONTH_AGO),
            "closed_last_30_days": func.count().filter(record.closed_at >= MONTH_AGO),
        }
    )
