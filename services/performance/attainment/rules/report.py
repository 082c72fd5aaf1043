"""One period of an answer: what was measured beside the target in force. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from services.performance.attainment.rules.formulas import (
    Sums,
    aggregated,
    attainment,
    efficiency,
    scaled,
    shares,
    zone,
)
from services.performance.attainment.rules.periods import Period
from services.performance.standards.rules.precedence import Subject
from services.performance.standards.rules.states import Aggregation, Direction, MeasureKind, StandardPeriod
from services.performance.standards.rules.targets import Target


class Basis(StrEnum):
    """Whose measurements: the person's, the unit's own, or of a unit without own ones its people's."""

    PERSON = "person"
    ORG_UNIT = "org_unit"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What of a standard the formulas ask for."""

    measure: MeasureKind
    direction: Direction
    aggregation: Aggregation
    period: StandardPeriod

    @classmethod
    def stored(cls, row: Mapping[str, Any]) -> "Meaning":
        return cls(
            MeasureKind(row["measure"]), Direction(row["direction"]),
            Aggregation(row["aggregation"]), StandardPeriod(row["period"]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured in a period, and the last day of it."""

    sums: Sums
    basis: Basis
    last_on: date


def judged(
    meaning: Meaning, period: Period, measured: Measured | None, taken: tuple[Subject, Target] | None
) -> dict[str, Any]:
    """The period as it is answered."""
    sums = measured.sums if measured else Sums()
    value, factor = aggregated(meaning.aggregation, sums), shares(meaning.measure, meaning.aggregation, sums)
    marks = scaled(taken[1].marks, factor) if taken else None
    return {
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        "basis": measured and measured.basis,
        "n": sums.n,
        "subjects": sums.subjects,
        "numerator": shown(sums.numerator),
        "denominator": shown(sums.denominator),
        "value": shown(value),
        "target": _applied(*taken, factor) if taken else None,
        "attainment": shown(attainment(meaning.direction, value, marks)) if marks else None,
        "efficiency": shown(efficiency(meaning.measure, sums)),
        "zone": zone(meaning.direction, value, marks) if marks else None,
    }


def target_day(period: Period, measured: Measured | None, as_of: date) -> date:
    """The day whose target counts: the last one measured, so that newcomers and leavers have one; else the latest."""
    return measured.last_on if measured else max(period.starts_on, min(period.ends_on, as_of))


def shown(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


def _applied(subject: Subject, target: Target, factor: int) -> dict[str, Any]:
    marks = {name: shown(mark) for name, mark in asdict(target.marks).items()}
    about = {"id": target.id, "applies_to": subject.kind, "applies_to_id": subject.id}
    return about | {"effective_from": target.effective_from} | marks | {"shares": factor}
