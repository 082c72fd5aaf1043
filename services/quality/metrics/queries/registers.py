"""Pareto, ageing, flow and costs, each as one JSON text."""

from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Double,
    Integer,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from services.quality.ages.rules import DAYS, AgeBucket
from services.quality.counters.queries import counted
from services.quality.counters.rules import Measure
from services.quality.metrics.queries.metrics import BEFORE, FAILURES, PROCESS, SINCE
from services.quality.metrics.rules import DEFINITION, VITAL, Step, Weight
from services.quality.nonconformances.rules.states import ONGOING
from services.quality.nonconformances.rules.words import CostCategory
from shared.database.statements import Statement, argument
from shared.resources.shapes import instant
from shared.resources.viewer import Viewer

WEIGHED = {
    Weight.COUNT: Measure.CAUSE,
    Weight.SEVERITY: Measure.CAUSE_SEVERITY,
    Weight.QUANTITY: Measure.CAUSE_QUANTITY,
    Weight.COST: Measure.CAUSE_COST,
}
PERIOD_BEFORE = argument("period_before", Date)
LAST_DAY = cast(BEFORE - 1, Date)


def _object(parts: dict[str, Any]) -> ColumnElement[Any]:
    return func.json_build_object(*(part for pair in parts.items() for part in pair))


def _list(found: Any, parts: dict[str, Any], place: Any, *conditions: Any) -> ColumnElement[Any]:
    rows = func.json_agg(_object(parts).op("ORDER BY")(place))
    return select(func.coalesce(rows, func.json_build_array())).select_from(found).where(*conditions).scalar_subquery()


def _answer(parts: dict[str, Any]) -> Statement:
    return Statement(select(cast(_object(parts), Text)))


def _ratio(part: Any, whole: Any) -> ColumnElement[Any]:
    return cast(100 * part / func.nullif(whole, 0), Double)


@cache
def pareto(weight: Weight) -> Statement:
    unit = argument("unit", Text)
    kept = counted(WEIGHED[weight], name="causes", process_id=PROCESS, since=PERIOD_BEFORE, before=BEFORE)
    now = func.coalesce(func.sum(kept.c.value).filter(kept.c.since >= SINCE), 0).label("value")
    then = func.coalesce(func.sum(kept.c.value).filter(kept.c.since < SINCE), 0).label("before")
    codes = select(kept.c.code, now, then).where(kept.c.unit == func.coalesce(unit, "")).group_by(kept.c.code)
    coded = codes.having(or_(now.element != 0, then.element != 0)).cte("coded")
    ranked = _ranked(coded)
    shown = ranked.c.place <= argument("limit", Integer)
    total = select(func.coalesce(func.sum(coded.c.value), 0)).where(coded.c.code != "").scalar_subquery()
    before = select(func.coalesce(func.sum(coded.c.before), 0)).where(coded.c.code != "").scalar_subquery()
    rest = {
        "codes": func.count(), "value": cast(func.coalesce(func.sum(ranked.c.value), 0), Double),
        "before": cast(func.coalesce(func.sum(ranked.c.before), 0), Double),
    }  # fmt: skip
    uncoded = select(func.coalesce(func.sum(coded.c.value), 0)).where(coded.c.code == "").scalar_subquery()
    return _answer(
        {
            "weight": weight.value, "unit": unit, "starts_on": SINCE, "ends_on": LAST_DAY,
            "before_starts_on": PERIOD_BEFORE, "definition": DEFINITION, "total": cast(total, Double),
            "total_before": cast(before, Double), "uncoded": cast(uncoded, Double),
            "items": _list(ranked, _item(ranked.c), ranked.c.place, shown),
            "other": select(_object(rest)).select_from(ranked).where(~shown).scalar_subquery(),
        }
    )  # fmt: skip


def _ranked(coded: Any) -> Any:
    """The heaviest first, of equals by code; with what all together weigh and what those up to each do."""
    order = coded.c.value.desc(), coded.c.code
    return (
        select(
            coded,
            func.row_number().over(order_by=order).label("place"),
            func.sum(coded.c.value).over().label("total"),
            func.sum(coded.c.value).over(order_by=order, rows=(None, 0)).label("sum"),
        )
        .where(coded.c.code != "")
        .cte("ranked")
    )


def _item(said: Any) -> dict[str, Any]:
    return {
        "code": said.code, "value": cast(said.value, Double), "percent": _ratio(said.value, said.total),
        "cumulative_percent": _ratio(said.sum, said.total),
        "vital_few": and_(said.value > 0, said.sum - said.value < VITAL * said.total),
        "before": cast(said.before, Double),
    }  # fmt: skip


def middle(aged: Any, share: float = 0.5) -> ColumnElement[Any]:
    """The age that so many have not passed."""
    return func.min(aged.c.age).filter(aged.c.sum >= share * aged.c.total)


def _ages_of(stages: Any, *conditions: ColumnElement[bool]) -> dict[str, Any]:
    """Of rows of an age and how many have it, with how many of the same stage are as young or younger."""
    count = func.coalesce(func.sum(stages.c.n), 0)
    ends = [*DAYS.values()]
    starts = [-1, *ends]
    within = [and_(stages.c.age > start, stages.c.age <= end) for start, end in zip(starts, ends, strict=False)]
    within.append(stages.c.age > ends[-1])
    buckets = {
        bucket.value: cast(func.coalesce(func.sum(stages.c.n).filter(holds), 0), BigInteger)
        for bucket, holds in zip(AgeBucket, within, strict=True)
    }

    return {
        "open": cast(count, BigInteger), "ages": _object(buckets), "median_days": middle(stages),
        "p90_days": middle(stages, 0.9),
        "max_days": func.max(stages.c.age),
    }  # fmt: skip


def aged(*, by_stage: bool, process_id: Any = PROCESS) -> Any:
    """How many open ones have each age, of a stage or of all."""
    kept = counted(Measure.STAGE, name=f"stages_{'each' if by_stage else 'all'}", process_id=process_id)
    age = cast(func.greatest(Viewer.today - kept.c.since, 0), Integer).label("age")
    stage = kept.c.code if by_stage else literal("", Text)
    days = select(stage.label("stage"), age, func.sum(kept.c.value).label("n")).group_by(stage, age).subquery()
    return select(
        *days.c,
        func.sum(days.c.n).over(partition_by=days.c.stage, order_by=days.c.age).label("sum"),
        func.sum(days.c.n).over(partition_by=days.c.stage).label("total"),
    ).cte(f"aged_{'each' if by_stage else 'all'}")


@cache
def ageing() -> Statement:
    each, every = aged(by_stage=True), aged(by_stage=False)
    ages = _ages_of(each)
    row = select(each.c.stage, _object({"stage": each.c.stage, **ages}).label("body")).group_by(each.c.stage).subquery()
    order = case({stage.value: place for place, stage in enumerate(STAGES)}, value=row.c.stage)
    stages = func.json_agg(row.c.body.op("ORDER BY")(order))
    return _answer(
        {
            "as_of": instant(Viewer.now),
            "definition": DEFINITION,
            "all": select(_object(_ages_of(every))).select_from(every).scalar_subquery(),
            "stages": select(func.coalesce(stages, func.json_build_array())).select_from(row).scalar_subquery(),
        }
    )


STAGES = [stage for stage in type(next(iter(ONGOING))) if stage in ONGOING]


@cache
def flow(step: Step) -> Statement:
    kept = counted(
        Measure.OPENED, Measure.CLOSED, Measure.CANCELLED, name="flow_counts", process_id=PROCESS, before=BEFORE
    )
    start = _start(step, func.greatest(kept.c.since, cast(SINCE - 1, Date)))
    inside = kept.c.since >= SINCE
    sums = {
        measure: func.coalesce(func.sum(kept.c.value).filter(inside, kept.c.measure == measure.value), 0).label(
            measure.value
        )
        for measure in (Measure.OPENED, Measure.CLOSED, Measure.CANCELLED)
    }
    change = func.sum(case((kept.c.measure == Measure.OPENED.value, kept.c.value), else_=-kept.c.value)).label("change")
    first = case((inside, func.greatest(start, SINCE)), else_=cast(SINCE - 1, Date))
    moved = select(first.label("start"), *sums.values(), change).group_by(first).cte("moved")
    days = func.generate_series(
        cast(_start(step, SINCE), DateTime), cast(LAST_DAY, DateTime), literal_column(f"interval '1 {step.value}'")
    )
    steps = select(func.greatest(cast(days, Date), SINCE).label("start")).subquery("steps")
    earlier = select(func.coalesce(func.sum(moved.c.change), 0)).where(moved.c.start <= steps.c.start)
    joined = steps.outerjoin(moved, moved.c.start == steps.c.start)
    parts = {
        "starts_on": steps.c.start,
        **{measure.value: cast(func.coalesce(moved.c[measure.value], 0), BigInteger) for measure in sums},
        "open_at_end": cast(earlier.correlate(steps).scalar_subquery(), BigInteger),
    }
    items = _list(joined, parts, steps.c.start)
    said = {"step": step.value, "starts_on": SINCE, "ends_on": LAST_DAY, "definition": DEFINITION}
    return _answer(said | {"items": items})


def _start(step: Step, day: Any) -> ColumnElement[Any]:
    return cast(func.date_trunc(step.value, cast(day, DateTime)), Date)


@cache
def costs() -> Statement:
    measures = Measure.COST, Measure.COST_ENTRIES, Measure.DISPOSED_COST
    kept = counted(*measures, name="cost_counts", process_id=PROCESS, since=SINCE, before=BEFORE)
    is_cost, is_way = kept.c.measure == Measure.COST.value, kept.c.measure == Measure.DISPOSED_COST.value

    def money(*conditions: ColumnElement[bool]) -> ColumnElement[Any]:
        return cast(func.round(func.coalesce(func.sum(kept.c.value).filter(is_cost, *conditions), 0), 4), Text)

    of = {category.value: money(kept.c.code == category.value) for category in CostCategory}
    sums = of | {"poor_quality": money(kept.c.code.in_(FAILURES)), "total": money()}
    entries = func.coalesce(func.sum(kept.c.value).filter(kept.c.measure == Measure.COST_ENTRIES.value), 0)
    columns = [column.label(name) for name, column in sums.items()]
    currency = (
        select(kept.c.unit, *columns, cast(entries, BigInteger).label("entries")).group_by(kept.c.unit).cte("currency")
    )
    way = select(kept.c.unit, kept.c.code, func.sum(kept.c.value).label("amount")).where(is_way)
    ways = way.group_by(kept.c.unit, kept.c.code).having(func.sum(kept.c.value) != 0).cte("ways")
    amount = {"kind": func.nullif(ways.c.code, ""), "amount": cast(func.round(ways.c.amount, 4), Text)}
    rows = select(func.coalesce(func.json_agg(_object(amount).op("ORDER BY")(ways.c.code)), func.json_build_array()))
    of_currency = rows.select_from(ways).where(ways.c.unit == currency.c.unit).correlate(currency).scalar_subquery()
    said = {name: currency.c[name] for name in (*sums, "entries")}
    items = _list(currency, {"currency": currency.c.unit, **said, "dispositions": of_currency}, currency.c.unit)
    return _answer({"starts_on": SINCE, "ends_on": LAST_DAY, "definition": DEFINITION, "items": items})
