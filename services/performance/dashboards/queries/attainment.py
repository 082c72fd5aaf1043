"""How many people attain the standards that they are measured by, of all standards and periods at once.

The rule is that of `attainment`: a person's value of a whole period, held against the target that applied on the last
day measured, their own before their job profile's before the nearest unit's.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Double,
    and_,
    any_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from services.performance.dashboards.queries.scopes import Whose, ids_of
from services.performance.dashboards.rules import MOST_SHOWN, TREND_PERIODS
from services.performance.measurements.models import Measurement
from services.performance.people.models import Assignment, OrgUnitVersion
from services.performance.people.rules.lines import MOST_LEVELS
from services.performance.standards.models import ProductivityStandard, StandardTarget
from services.performance.standards.policy import sees_person
from services.performance.standards.rules.states import Aggregation, Direction, MeasureKind, StandardPeriod
from shared.resources.shapes import AnySelect, all_of
from shared.resources.viewer import Viewer

MARKS = ("threshold", "target", "lower_limit", "upper_limit")
PRODUCTIVITY, PRODUCTIVITY_OF_ALL = "productivity:read", "productivity:read:all"


@dataclass(frozen=True, slots=True)
class Attainment:
    """`share` is that of each standard's last whole period together, `standards` the JSON of all.

    `hidden` are people who are in no number here, because the viewer may not see theirs.
    """

    share: AnySelect
    standards: ColumnElement[Any]
    hidden: ColumnElement[int]
    as_of: Any


def attainment_of(viewer: Viewer, whose: Whose, people: ColumnElement[int]) -> Attainment:
    """As it is now; `people` is how many there are, and known already."""
    person = whose.people.c.id
    return attained_by(person, sees_person(viewer, person) if viewer.has(PRODUCTIVITY) else false(), people)


def attained_by(person: Any, may: ColumnElement[bool], people: ColumnElement[int]) -> Attainment:
    seen = select(person).where(may).cte("measured_people")
    standards = _standards()
    results = _judged(_values(standards, seen))
    hidden = people - select(func.count()).select_from(seen).scalar_subquery()
    return Attainment(_of_people(standards, results), _by_standard(standards, results), hidden, Viewer.now)


def _of_people(standards: Any, results: Any) -> AnySelect:
    """Each person once, by whatever many standards they are judged."""
    last = and_(standards.c.id == results.c.standard_id, results.c.starts_on == standards.c.last_from)
    person = select(func.bool_and(results.c.reached).label("reached")).select_from(results.join(standards, last))
    return select(*_counts(person.group_by(results.c.person_id).subquery("judged_people")))


def _by_standard(standards: Any, results: Any) -> ColumnElement[Any]:
    """A JSON array: each standard by which somebody was measured, with its periods, the earliest first."""
    standard = [standards.c[name] for name in ("id", "code", "name", "unit")]
    named = func.json_build_object(*(part for column in standard for part in (column.key, column)))
    periods = all_of(_periods(standards, results)).label("periods")
    shown = select(named.label("standard"), standards.c.period, periods)
    measured = exists().where(results.c.standard_id == standards.c.id)
    return all_of(shown.where(measured).order_by(standards.c.code).limit(MOST_SHOWN))


def _standards() -> Any:
    """Each with the length of its periods and the first days of the first and last of them that are shown."""
    standard = ProductivityStandard
    months = case((standard.period == StandardPeriod.MONTH, 1), (standard.period == StandardPeriod.QUARTER, 3), else_=0)
    days = case((standard.period == StandardPeriod.DAY, 1), (standard.period == StandardPeriod.WEEK, 7), else_=0)
    step, now = func.make_interval(0, months, 0, days), func.date_trunc(standard.period, Viewer.today)
    said = (
        standard.id, standard.code, standard.name, standard.unit, standard.measure, standard.direction,
        standard.aggregation, standard.period, step.label("step"), cast(now, Date).label("now_from"),
        cast(now - step, Date).label("last_from"), cast(now - TREND_PERIODS * step, Date).label("first_from"),
    )  # fmt: skip
    return select(*said).cte("standards")


def _values(standards: Any, seen: Any) -> Any:
    """One value a standard, person and whole period."""
    starts_on = cast(func.date_trunc(standards.c.period, Measurement.ends_on), Date)
    each_period = Measurement.standard_id, Measurement.person_id, starts_on
    place = func.row_number().over(
        partition_by=each_period, order_by=(Measurement.ends_on.desc(), Measurement.id.desc())
    )
    correction = aliased(Measurement)
    counted = (
        select(
            standards.c.id.label("standard_id"), standards.c.aggregation, standards.c.measure, standards.c.direction,
            Measurement.person_id, starts_on.label("starts_on"), Measurement.ends_on, Measurement.value,
            Measurement.numerator, Measurement.denominator, place.label("place"),
        )
        .join(standards, standards.c.id == Measurement.standard_id)
        .where(
            Measurement.person_id == any_(ids_of(seen)),
            Measurement.ends_on >= standards.c.first_from, Measurement.ends_on < standards.c.now_from,
            Measurement.void_reason.is_(None),
            ~exists().where(correction.supersedes_id == Measurement.id),
        )
        .subquery("counted")
    )  # fmt: skip
    used = or_(counted.c.aggregation != Aggregation.LAST, counted.c.place == 1)
    numerator, denominator = (func.sum(counted.c[name]).filter(used) for name in ("numerator", "denominator"))
    summed = case((denominator.is_(None), numerator), else_=numerator / func.nullif(denominator, 0))
    value = case(
        (counted.c.aggregation == Aggregation.MEAN, func.avg(counted.c.value)),
        (counted.c.aggregation == Aggregation.MAX, func.max(counted.c.value)),
        else_=summed,
    )
    period = [counted.c[name] for name in ("standard_id", "person_id", "starts_on", "direction", "measure")]
    found = select(
        *period, numerator.label("numerator"), denominator.label("denominator"), value.label("value"),
        func.max(counted.c.ends_on).label("last_on"),
    )  # fmt: skip
    return found.group_by(*period, counted.c.aggregation).cte("values_of_people")


def _judged(values: Any) -> Any:
    """Whether each value reaches the target that applied; null where there is no target, or no value."""
    placed = _placed(values)
    units = _of_units(placed)
    own, profile = placed.c.own_target.is_not(None), placed.c.profile_target.is_not(None)
    nearest = {name: (placed.c[f"own_{name}"], placed.c[f"profile_{name}"], units.c[name]) for name in MARKS}
    marks = {
        name: case((own, first), (profile, second), else_=third) for name, (first, second, third) in nearest.items()
    }
    bar, value = func.coalesce(marks["threshold"], marks["target"]), placed.c.value
    reached = case(
        (placed.c.direction == Direction.HIGHER_IS_BETTER, value >= bar),
        (placed.c.direction == Direction.LOWER_IS_BETTER, value <= bar),
        else_=value.between(marks["lower_limit"], marks["upper_limit"]),
    )
    of_unit = and_(
        units.c.standard_id == placed.c.standard_id, units.c.start == placed.c.org_unit_id,
        units.c.day == placed.c.last_on,
    )  # fmt: skip
    kept = [placed.c[name] for name in ("standard_id", "person_id", "starts_on", "measure", "numerator", "denominator")]
    return select(*kept, reached.label("reached")).select_from(placed.outerjoin(units, of_unit)).cte("results")


def _latest(record: Any, subject: Any, day: Any, *columns: Any) -> Any:
    """A subject's dated row that held that day: looked up one by one, for PostgreSQL takes thousands for a few."""
    begun = select(*columns).where(*subject, record.effective_from <= day)
    return begun.order_by(record.effective_from.desc()).limit(1)


def _placed(values: Any) -> Any:
    """Values with where the person stood on the last day measured, and the targets of both that held."""
    day, target, line = values.c.last_on, aliased(StandardTarget), aliased(Assignment)
    marks = [getattr(target, name) for name in MARKS]
    place = _latest(line, (line.person_id == values.c.person_id,), day, line.job_profile_id, line.org_unit_id)
    place = place.correlate(values).lateral("place")
    of_standard = target.standard_id == values.c.standard_id
    own = _latest(target, (of_standard, target.person_id == values.c.person_id), day, *marks)
    profile = _latest(target, (of_standard, target.job_profile_id == place.c.job_profile_id), day, *marks)
    nearest = [own.correlate(values).lateral("own"), profile.correlate(values, place).lateral("profile")]
    joined = values.outerjoin(place, true())
    for found in nearest:
        joined = joined.outerjoin(found, true())
    theirs = [found.c[name].label(f"{found.name}_{name}") for found in nearest for name in MARKS]
    return select(values, place.c.org_unit_id, *theirs).select_from(joined).cte("placed")


def _unit_targets() -> Any:
    """Each with the day on which the unit's next one takes its place."""
    target = StandardTarget
    until = func.lead(target.effective_from).over(
        partition_by=(target.standard_id, target.org_unit_id), order_by=target.effective_from
    )
    marks = [getattr(target, name) for name in MARKS]
    dated = select(
        target.standard_id, target.org_unit_id, *marks, target.effective_from.label("since"), until.label("until")
    )
    return dated.where(target.org_unit_id.is_not(None)).cte("unit_targets")


def _on(span: Any, day: Any) -> ColumnElement[bool]:
    return and_(span.c.since <= day, or_(span.c.until.is_(None), span.c.until > day))


def _of_units(placed: Any) -> Any:
    """The nearest unit's target, for those who have no nearer one: by standard, unit to start from, and day."""
    target = _unit_targets()
    wanting = select(placed.c.org_unit_id.label("start"), placed.c.last_on.label("day"), placed.c.org_unit_id)
    wanting = wanting.where(
        placed.c.own_target.is_(None), placed.c.profile_target.is_(None), placed.c.org_unit_id.is_not(None),
        placed.c.standard_id.in_(select(target.c.standard_id)),
    )  # fmt: skip
    up: Any = wanting.add_columns(literal(0).label("steps")).distinct().cte("up", recursive=True)
    version = aliased(OrgUnitVersion)
    begun = select(version.parent_id).where(version.org_unit_id == up.c.org_unit_id, version.effective_from <= up.c.day)
    above = begun.order_by(version.effective_from.desc()).limit(1).correlate(up).lateral("above")
    higher = select(up.c.start, up.c.day, above.c.parent_id, up.c.steps + 1).join(above, true())
    up = up.union_all(higher.where(above.c.parent_id.is_not(None), up.c.steps < MOST_LEVELS))
    key = target.c.standard_id, up.c.start, up.c.day
    found = select(*key, *(target.c[name] for name in MARKS))
    found = found.join(up, and_(target.c.org_unit_id == up.c.org_unit_id, _on(target, up.c.day)))
    return found.ext(distinct_on(*key)).order_by(*key, up.c.steps).subquery("of_units")


def _counts(results: Any) -> list[ColumnElement[Any]]:
    """Of those who have a value and a target, who reached it."""
    reached = results.c.reached
    return [func.count().filter(reached).label("numerator"), func.count(reached).label("denominator")]


def _periods(standards: Any, results: Any) -> AnySelect:
    begun = cast(standards.c.first_from, Date), cast(standards.c.last_from, Date)
    start = cast(func.generate_series(*begun, standards.c.step), Date)
    starts = select(start.label("starts_on")).correlate(standards).subquery("starts")
    of_period = and_(results.c.standard_id == standards.c.id, results.c.starts_on == starts.c.starts_on)
    numerator, denominator = _counts(results)
    hours = [func.sum(results.c[name]) for name in ("numerator", "denominator")]
    efficiency = func.json_build_object(
        "earned_hours", cast(hours[0], Double), "worked_hours", cast(hours[1], Double),
        "percent", cast(100 * hours[0] / func.nullif(hours[1], 0), Double),
    )  # fmt: skip
    ends_on = cast(starts.c.starts_on + standards.c.step, Date) - 1
    measured = func.count(results.c.standard_id)
    return (
        select(
            starts.c.starts_on,
            ends_on.label("ends_on"),
            numerator, denominator,
            cast(100.0 * numerator.element / func.nullif(denominator.element, 0), Double).label("percent"),
            (measured - denominator.element).label("not_judged"),
            case(
                (and_(standards.c.measure == MeasureKind.EFFICIENCY, measured > 0), efficiency), else_=null()
            ).label("efficiency"),
        )
        .select_from(starts.outerjoin(results, of_period))
        .correlate(standards)
        .group_by(starts.c.starts_on)
        .order_by(starts.c.starts_on)
    )  # fmt: skip
