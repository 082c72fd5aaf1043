"""Every metric as a row of what is above and below its line."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Double,
    Integer,
    Text,
    Uuid,
    and_,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on

from services.quality.capas.models import Capa, EffectivenessResult
from services.quality.capas.policy import inside
from services.quality.capas.rules import states as capa_states
from services.quality.capas.rules.kinds import EffectivenessVerdict
from services.quality.counters.queries import counted
from services.quality.counters.rules import Measure
from services.quality.metrics.rules import DEFINITION, FORMULAS, QualityMetricKey
from services.quality.nonconformances.models import Nonconformance
from services.quality.nonconformances.policy import visible_to
from services.quality.nonconformances.queries.documents import OVERDUE
from services.quality.nonconformances.rules.states import ONGOING
from services.quality.nonconformances.rules.words import CostCategory
from shared.database.statements import Statement, argument
from shared.resources.resource import VARIANTS
from shared.resources.shapes import AnySelect
from shared.resources.viewer import Viewer

PROCESS = argument("process_id", Uuid)
SINCE, BEFORE = argument("since", Date), argument("before", Date)
OLD = 90
FAILURES = [CostCategory.INTERNAL_FAILURE.value, CostCategory.EXTERNAL_FAILURE.value]
PREVENTIVE = [CostCategory.PREVENTION.value, CostCategory.APPRAISAL.value]
UNDER_WAY = sorted(capa_states.OPEN - {capa_states.DRAFT})
OF_NOW = {
    QualityMetricKey.NC_OPEN,
    QualityMetricKey.NC_OVER_90_DAYS,
    QualityMetricKey.NC_OVERDUE,
    QualityMetricKey.CAPA_OVERDUE,
}


@lru_cache(VARIANTS)
def metrics(scopes: frozenset[str], keys: tuple[QualityMetricKey, ...]) -> Statement:
    """Those asked for as one JSON text; what none of them needs is not counted."""
    viewer, rows = Viewer(scopes), []
    for family, figures in FAMILIES.items():
        asked = [key for key in figures if key in keys]
        source = family(viewer) if asked else None
        rows += [_row(source, key, keys.index(key), figures[key]) for key in asked]
    found = union_all(*rows).subquery("found")
    items = func.json_agg(_metric(found.c).op("ORDER BY")(found.c.place))
    return Statement(select(cast(func.json_build_object("items", func.coalesce(items, func.json_build_array())), Text)))


def _row(source: Any, key: QualityMetricKey, place: int, figures: tuple[str, str, str]) -> AnySelect:
    numerator, denominator, n = (cast(source.c[name], Double) for name in figures)
    return select(
        literal(place, Integer).label("place"), literal(key.value, Text).label("key"),
        literal(FORMULAS[key], Text).label("formula"), source.c.unit, numerator.label("numerator"),
        denominator.label("denominator"), cast(n, BigInteger).label("n"),
        (cast(null(), Date) if key in OF_NOW else SINCE).label("starts_on"),
        (cast(null(), Date) if key in OF_NOW else cast(BEFORE - 1, Date)).label("ends_on"),
    ).select_from(source)  # fmt: skip


def _metric(said: Any) -> ColumnElement[Any]:
    parts = {
        "key": said.key, "formula": said.formula, "definition": DEFINITION, "unit": said.unit,
        "numerator": said.numerator, "denominator": said.denominator,
        "percent": 100 * said.numerator / func.nullif(said.denominator, 0), "n": said.n,
        "starts_on": said.starts_on, "ends_on": said.ends_on, "as_of": Viewer.today,
    }  # fmt: skip
    return func.json_build_object(*(part for pair in parts.items() for part in pair))


def _sum(of: Any, *conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(of.c.value).filter(*conditions), 0)


def _standing(viewer: Viewer) -> Any:
    """Nonconformances as they are now; only the late ones are looked up."""
    kept = counted(Measure.STATUS, Measure.STAGE, name="standing_counts", process_id=PROCESS)
    status, stage = kept.c.measure == Measure.STATUS.value, kept.c.measure == Measure.STAGE.value
    of_process = or_(PROCESS.is_(None), Nonconformance.process_id == PROCESS)
    late = select(func.count()).select_from(Nonconformance).where(visible_to(viewer), OVERDUE, of_process)
    return select(
        cast(null(), Text).label("unit"),
        _sum(kept, status, kept.c.code.in_(sorted(ONGOING))).label("open"),
        _sum(kept, status).label("all"),
        _sum(kept, stage, kept.c.since < Viewer.today - OLD).label("old"),
        late.scalar_subquery().label("overdue"),
    ).cte("standing")


def _flowing(_viewer: Viewer) -> Any:
    bounds = {"process_id": PROCESS, "since": SINCE, "before": BEFORE}
    measures = Measure.OPENED, Measure.CLOSED, Measure.RECURRED
    kept = counted(*measures, name="flow_counts", **bounds)
    sums = (_sum(kept, kept.c.measure == measure.value).label(measure.value) for measure in measures)
    return select(cast(null(), Text).label("unit"), *sums).cte("flowing")


def _costing(_viewer: Viewer) -> Any:
    bounds = {"process_id": PROCESS, "since": SINCE, "before": BEFORE}
    kept = counted(Measure.COST, Measure.COST_ENTRIES, name="cost_counts", **bounds)
    cost = kept.c.measure == Measure.COST.value
    return (
        select(
            kept.c.unit,
            _sum(kept, cost, kept.c.code.in_(FAILURES)).label("failure"),
            _sum(kept, cost, kept.c.code.in_(PREVENTIVE)).label("preventive"),
            _sum(kept, cost).label("total"),
            _sum(kept, kept.c.measure == Measure.COST_ENTRIES.value).label("entries"),
        )
        .group_by(kept.c.unit)
        .cte("costing")
    )


def _inside(viewer: Viewer) -> ColumnElement[bool]:
    """Whose dates and verdicts the viewer sees: a number tells nothing that the list would not."""
    of_process = or_(PROCESS.is_(None), Capa.process_id == PROCESS)
    return and_(inside(viewer), of_process) if viewer.has("capas:read") else false()


def _correcting(viewer: Viewer) -> Any:
    today, closed = Viewer.today, Capa.status == capa_states.CLOSED
    open_ = Capa.status.in_(UNDER_WAY)
    ended_on = cast(func.timezone("UTC", Capa.closed_at), Date)
    agreed = and_(Capa.original_due_on >= SINCE, Capa.original_due_on < BEFORE, or_(closed, open_))
    moved = and_(Capa.due_on >= SINCE, Capa.due_on < BEFORE)
    counts = {
        "on_time": and_(agreed, closed, ended_on <= Capa.original_due_on),
        "due": and_(agreed, or_(closed, Capa.original_due_on < today)),
        "on_time_extended": and_(moved, closed, ended_on <= Capa.due_on),
        "due_extended": and_(moved, or_(closed, and_(open_, Capa.due_on < today))),
        "open": open_,
        "overdue": and_(open_, Capa.due_on < today),
        "agreed": agreed,
        "extended": and_(agreed, Capa.due_on != Capa.original_due_on),
    }
    return _counts(counts, Capa, _inside(viewer)).cte("correcting")


def _checking(viewer: Viewer) -> Any:
    """The latest verdict of the first window of each CAPA."""
    result = EffectivenessResult
    first = (
        select(result.capa_id, result.verdict, result.created_at)
        .join(Capa, Capa.id == result.capa_id)
        .where(result.iteration == 1, _inside(viewer))
        .ext(distinct_on(result.capa_id))
        .order_by(result.capa_id, result.window_to, result.id.desc())
        .subquery("first_checks")
    )
    decided = [EffectivenessVerdict.EFFECTIVE.value, EffectivenessVerdict.INEFFECTIVE.value]
    counts = {
        "effective": first.c.verdict == EffectivenessVerdict.EFFECTIVE,
        "decided": first.c.verdict.in_(decided),
        "inconclusive": first.c.verdict == EffectivenessVerdict.INCONCLUSIVE,
        "checked": first.c.verdict.is_not(None),
    }
    checked_on = cast(func.timezone("UTC", first.c.created_at), Date)
    return _counts(counts, first, checked_on >= SINCE, checked_on < BEFORE).cte("checking")


def _counts(counts: dict[str, ColumnElement[bool]], source: Any, *conditions: ColumnElement[bool]) -> AnySelect:
    columns = (func.count().filter(condition).label(name) for name, condition in counts.items())
    return select(cast(null(), Text).label("unit"), *columns).select_from(source).where(*conditions)


FAMILIES: dict[Callable[[Viewer], Any], dict[QualityMetricKey, tuple[str, str, str]]] = {
    _standing: {
        QualityMetricKey.NC_OPEN: ("open", "all", "all"),
        QualityMetricKey.NC_OVER_90_DAYS: ("old", "open", "open"),
        QualityMetricKey.NC_OVERDUE: ("overdue", "open", "open"),
    },
    _flowing: {
        QualityMetricKey.NC_CLOSED_TO_OPENED: ("closed", "opened", "opened"),
        QualityMetricKey.NC_RECURRENCE_RATE: ("recurred", "closed", "closed"),
    },
    _costing: {
        QualityMetricKey.COPQ_SHARE: ("failure", "total", "entries"),
        QualityMetricKey.COQ_RATIO: ("preventive", "failure", "entries"),
    },
    _correcting: {
        QualityMetricKey.CAPA_ON_TIME_CLOSURE: ("on_time", "due", "due"),
        QualityMetricKey.CAPA_ON_TIME_EXTENDED: ("on_time_extended", "due_extended", "due_extended"),
        QualityMetricKey.CAPA_OVERDUE: ("overdue", "open", "open"),
        QualityMetricKey.CAPA_EXTENSION_RATE: ("extended", "agreed", "agreed"),
    },
    _checking: {
        QualityMetricKey.CAPA_EFFECTIVENESS_RATE: ("effective", "decided", "checked"),
        QualityMetricKey.CAPA_INCONCLUSIVE_RATE: ("inconclusive", "checked", "checked"),
    },
}
"""What stands above and below the line of each metric, and how many records it is about."""
