"""The numbers that all dashboards have, written from one row of counts."""

from typing import Any

from sqlalchemy import ColumnElement, Double, cast, func, select

from services.performance.counters.rules import Count
from services.performance.dashboards.queries.attainment import Attainment
from services.performance.dashboards.queries.seen import count_if
from services.performance.dashboards.rules import FORMULAS, MetricKey
from services.performance.dashboards.schemas import HealthCounts, ZoneCounts
from services.performance.goals.queries.documents import percent
from shared.resources.shapes import AnySelect, instant
from shared.resources.viewer import Viewer

SHARES = {
    MetricKey.GOAL_COVERAGE: (Count.HOLDING, Count.PEOPLE),
    MetricKey.GOAL_ALIGNMENT: (Count.ALIGNED, Count.INDIVIDUAL),
    MetricKey.GOALS_ON_TRACK: (Count.ON_TRACK, Count.ACTIVE),
    MetricKey.CHECK_IN_FRESHNESS: (Count.FRESH, Count.KEY_RESULTS),
    MetricKey.GOAL_ACHIEVEMENT: (Count.ACHIEVED, Count.CLOSED),
    MetricKey.PEOPLE_WITHOUT_MANAGER: (Count.WITHOUT_MANAGER, Count.PEOPLE),
    MetricKey.GOALS_WITHOUT_MEASURE: (Count.UNMEASURABLE, Count.ACTIVE),
    MetricKey.UNITS_WITHOUT_HEAD: (Count.WITHOUT_HEAD, Count.UNITS),
}
"""Numerator and denominator; a dashboard without units has no share of them."""


def numbers(counted: Any, attainment: Attainment) -> dict[str, ColumnElement[Any]]:
    """The fields that all dashboards have."""
    as_of = instant(attainment.as_of)
    standards = {"as_of": as_of, "people_hidden": attainment.hidden, "standards": attainment.standards}
    return {
        "as_of": instant(Viewer.now),
        "metrics": func.json_build_array(*_metrics(counted, attainment)),
        "goal_health": _of(counted, {name: counted.c[name] for name in HealthCounts.model_fields}),
        "goal_progress": _of(counted, _progress(counted)),
        "zones": _of(counted, {name: counted.c[f"zone_{name}"] for name in ZoneCounts.model_fields}),
        "standard_attainment": object_of(standards),
        "goals_cancelled": select(counted.c.cancelled).scalar_subquery(),
    }


def object_of(parts: dict[str, Any]) -> ColumnElement[Any]:
    return func.json_build_object(*(part for pair in parts.items() for part in pair))


def _of(counted: Any, parts: dict[str, Any]) -> ColumnElement[Any]:
    return select(object_of(parts)).select_from(counted).scalar_subquery()


def _progress(counted: Any) -> dict[str, Any]:
    """The mean beside what it is the mean of."""
    measured = counted.c.measured
    mean = percent(counted.c.progress / func.nullif(measured, 0))
    return {"percent": mean, "measured": measured, "goals": counted.c.active}


def health_counts(goals: Any) -> ColumnElement[Any]:
    return object_of({name: count_if(goals.c.health == name) for name in HealthCounts.model_fields})


def mean_progress(goals: Any) -> ColumnElement[Any]:
    """The mean beside what it is the mean of."""
    measured = func.count(goals.c.progress)
    return object_of(
        {"percent": percent(func.avg(goals.c.progress)), "measured": measured, "goals": func.count(goals.c.id)}
    )


def _metrics(counted: Any, attainment: Attainment) -> list[ColumnElement[Any]]:
    shares = {MetricKey.STANDARD_ATTAINMENT: attainment.share}
    for key, (part, whole) in SHARES.items():
        if whole in counted.c:
            shares[key] = _share(counted, part, whole)
    return [_metric(key, shares[key]) for key in MetricKey if key in shares]


def _share(counted: Any, part: Count, whole: Count) -> AnySelect:
    numerator = counted.c[part]
    if part is Count.ON_TRACK:
        numerator = numerator + counted.c[Count.DONE]
    return select(numerator.label("numerator"), counted.c[whole].label("denominator"))


def _metric(key: MetricKey, share: AnySelect) -> ColumnElement[Any]:
    counted = share.subquery()
    exact = cast(100.0 * counted.c.numerator / func.nullif(counted.c.denominator, 0), Double)
    parts = {
        "key": key.value,
        "formula": FORMULAS[key],
        "numerator": counted.c.numerator,
        "denominator": counted.c.denominator,
        "percent": exact,
        "as_of": Viewer.today,
    }
    return select(object_of(parts)).scalar_subquery()
