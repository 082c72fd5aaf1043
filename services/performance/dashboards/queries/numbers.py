"""The numbers that all dashboards have, written from one row of counts."""

from collections.abc import Mapping
from functools import reduce
from itertools import starmap
from operator import add
from types import MappingProxyType
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Double, Text, cast, column, func, select, true, values

from services.performance.counters.rules import Count
from services.performance.dashboards.queries.attainment import Attainment
from services.performance.dashboards.queries.seen import count_if
from services.performance.dashboards.rules import DEFINITION, FORMULAS, MetricKey
from services.performance.dashboards.schemas import HealthCounts, ZoneCounts
from services.performance.goals.queries.documents import percent
from shared.resources.shapes import AnySelect, instant
from shared.resources.viewer import Viewer

ZONED = Count.ZONE_FAIL, Count.ZONE_COMMIT, Count.ZONE_TARGET, Count.ZONE_STRETCH

SHARES: dict[MetricKey, tuple[tuple[Count, ...], tuple[Count, ...]]] = {
    MetricKey.GOAL_COVERAGE: ((Count.HOLDING,), (Count.PEOPLE,)),
    MetricKey.GOAL_ALIGNMENT: ((Count.ALIGNED,), (Count.INDIVIDUAL,)),
    MetricKey.GOALS_ON_TRACK: ((Count.ON_TRACK, Count.DONE), (Count.ACTIVE,)),
    MetricKey.GOAL_PROGRESS: ((Count.PROGRESS,), (Count.MEASURED,)),
    MetricKey.CHECK_IN_FRESHNESS: ((Count.FRESH,), (Count.KEY_RESULTS,)),
    MetricKey.GOAL_ACHIEVEMENT: ((Count.ACHIEVED,), (Count.CLOSED,)),
    MetricKey.PEOPLE_WITHOUT_MANAGER: ((Count.WITHOUT_MANAGER,), (Count.PEOPLE,)),
    MetricKey.GOALS_WITHOUT_MEASURE: ((Count.UNMEASURABLE,), (Count.ACTIVE,)),
    MetricKey.UNITS_WITHOUT_HEAD: ((Count.WITHOUT_HEAD,), (Count.UNITS,)),
    MetricKey.STALE_UNITS: ((Count.STALE,), (Count.UNITS,)),
} | {MetricKey(count.value): ((count,), ZONED) for count in ZONED}
"""What is added up above and below the line; a dashboard without units has no share of them."""


NO_GAPS: Mapping[MetricKey, ColumnElement[int]] = MappingProxyType({})


def numbers(
    counted: Any, attainment: Attainment, gaps: Mapping[MetricKey, ColumnElement[int]] = NO_GAPS
) -> dict[str, ColumnElement[Any]]:
    """The fields that all dashboards have; `gaps` are counts of people."""
    as_of = instant(attainment.as_of)
    standards = {"as_of": as_of, "people_hidden": attainment.hidden, "standards": attainment.standards}
    return {
        "as_of": instant(Viewer.now),
        "metrics": metrics(counted, attainment, gaps).scalar_subquery(),
        "goal_health": _of(counted, {name: counted.c[name] for name in HealthCounts.model_fields}),
        "goal_progress": _of(counted, mean_of(counted)),
        "zones": _of(counted, {name: counted.c[f"zone_{name}"] for name in ZoneCounts.model_fields}),
        "standard_attainment": object_of(standards),
        "goals_cancelled": select(counted.c.cancelled).scalar_subquery(),
    }


def object_of(parts: dict[str, Any]) -> ColumnElement[Any]:
    return func.json_build_object(*(part for pair in parts.items() for part in pair))


def _of(counted: Any, parts: dict[str, Any]) -> ColumnElement[Any]:
    return select(object_of(parts)).select_from(counted).scalar_subquery()


def mean_of(counted: Any) -> dict[str, Any]:
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


def metrics(counted: Any, attainment: Attainment, gaps: Mapping[MetricKey, ColumnElement[int]] = NO_GAPS) -> AnySelect:
    """A JSON array. One list of figures for all, so that what makes an object of them is planned once."""
    attained = attainment.share.subquery("attained")
    shares = {MetricKey.STANDARD_ATTAINMENT: _figures(attained.c.numerator, attained.c.denominator)}
    shares |= {
        key: _figures(_sum(counted, part), _sum(counted, whole))
        for key, (part, whole) in SHARES.items()
        if whole[0] in counted.c
    }
    shares[MetricKey.GOAL_GAP] = _figures(counted.c.progress - counted.c.expected, counted.c.measured)
    shares |= {key: _figures(count, counted.c.people) for key, count in gaps.items()}
    rows = [(key.value, FORMULAS[key], *shares[key]) for key in MetricKey if key in shares]
    kinds = {"key": Text, "formula": Text, "numerator": Double, "denominator": BigInteger}
    figures = values(*starmap(column, kinds.items()), name="figures").data(rows).lateral()
    return select(func.json_agg(_metric(figures))).select_from(counted.join(attained, true()).join(figures, true()))


def _figures(numerator: Any, denominator: Any) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return cast(numerator, Double), cast(denominator, BigInteger)


def _sum(counted: Any, counts: tuple[Count, ...]) -> ColumnElement[Any]:
    return reduce(add, (counted.c[count] for count in counts))


def _metric(figures: Any) -> ColumnElement[Any]:
    said = figures.c
    parts = {
        "key": said.key,
        "formula": said.formula,
        "definition": DEFINITION,
        "numerator": said.numerator,
        "denominator": said.denominator,
        "percent": 100 * said.numerator / func.nullif(said.denominator, 0),
        "n": said.denominator,
        "as_of": Viewer.today,
    }
    return object_of(parts)
