"""How far a key result is: F1 and F2 of the specification. Pure; progress is a share of 1, raw and exact."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from services.performance.goals.rules.exact import ratio, stored, total
from services.performance.goals.rules.grades import COMMIT_SHARE, TARGET_SHARE, ZONE_PROGRESS, Zone, zone_of
from shared.problems import FieldError, Invalid

ZERO, ONE = Decimal(0), Decimal(1)


class KeyResultKind(StrEnum):
    NUMBER = "number"
    PERCENT = "percent"
    CURRENCY = "currency"
    BOOLEAN = "boolean"
    MILESTONE = "milestone"
    ORDINAL = "ordinal"
    RANGE = "range"


SCALED = {KeyResultKind.NUMBER, KeyResultKind.PERCENT, KeyResultKind.CURRENCY}
"""Kinds that go from a start to a target."""


SPAN, BAND = ("start_value", "target_value", "commit_value", "stretch_value"), ("range_low", "range_high", "tolerance")
FIGURES_OF = dict.fromkeys(SCALED, SPAN) | {KeyResultKind.RANGE: BAND}
"""What a kind is measured against; the kinds that are not here need no figure."""


class NothingToMeasure(Invalid):
    """This key result can't be measured: what its kind needs is missing or leads nowhere."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What a key result is measured against; what its kind has no use for is None."""

    kind: KeyResultKind
    start_value: Decimal | None = None
    target_value: Decimal | None = None
    commit_value: Decimal | None = None
    stretch_value: Decimal | None = None
    range_low: Decimal | None = None
    range_high: Decimal | None = None
    tolerance: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A milestone: its weight, whether it is done, and when anybody last said so or not."""

    id: UUID
    weight: Decimal
    done: bool
    looked_on: date | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the check-ins say on a day; nothing at all where nobody has looked yet."""

    value: Decimal | None = None
    zone: Zone | None = None
    parts: Sequence[Part] = ()


def progress(scale: Scale, reading: Reading) -> Decimal | None:
    """F1: raw progress, 1 = target; below 0 and above 1 are kept. None before the first check-in."""
    if scale.kind is KeyResultKind.MILESTONE:
        return _done(reading.parts) if any(part.looked_on for part in reading.parts) else None
    if scale.kind is KeyResultKind.ORDINAL:
        return None if reading.zone is None else ZONE_PROGRESS[reading.zone]
    if reading.value is None:
        return None
    if scale.kind is KeyResultKind.BOOLEAN:
        return ONE if reading.value else ZERO
    if scale.kind is KeyResultKind.RANGE:
        return _within(scale, reading.value)
    return _covered(scale.start_value, scale.target_value, reading.value)


def share(percent: Decimal) -> Decimal:
    """Of 1."""
    return ratio(percent, Decimal(100))


def zone(scale: Scale, reading: Reading, reached: Decimal | None) -> Zone | None:
    """F2: the zone by the values for commit, target and stretch, or by their usual shares where they are not given."""
    if reached is None or scale.kind is KeyResultKind.ORDINAL:
        return reading.zone
    if scale.kind not in SCALED or (scale.stretch_value is None and scale.commit_value is None):
        return zone_of(reached)
    steps = {Zone.STRETCH: scale.stretch_value, Zone.TARGET: scale.target_value, Zone.COMMIT: commit_value(scale)}
    return next((name for name, step in steps.items() if _has_come_to(scale, step, reading.value)), Zone.FAIL)


def _has_come_to(scale: Scale, step: Decimal | None, value: Decimal | None) -> bool:
    """A start that is itself a step has been come to, so this divides nothing."""
    if step is None or value is None or scale.start_value is None or scale.target_value is None:
        return False
    return value >= step if scale.target_value > scale.start_value else value <= step


def commit_value(scale: Scale) -> Decimal | None:
    """Given, or start + 0.3 (stretch - start); None without a stretch."""
    return scale.commit_value if scale.commit_value is not None else _at(scale, COMMIT_SHARE)


def target_by_stretch(start: Decimal, stretch: Decimal) -> Decimal:
    """start + 0.7 (stretch - start), for a key result that names only its stretch."""
    return start + TARGET_SHARE * (stretch - start)


def going_on(scale: Scale, value: Decimal | None) -> Scale:
    """What remains from where a value has come to: the way from there, without a commitment that is kept."""
    if scale.kind not in SCALED or value is None or _has_come_to(scale, scale.target_value, value):
        return scale
    kept = _has_come_to(scale, scale.commit_value, value)
    return replace(scale, start_value=value, commit_value=None if kept else scale.commit_value)


def _at(scale: Scale, share: Decimal) -> Decimal | None:
    if scale.start_value is None or scale.stretch_value is None:
        return None
    return scale.start_value + share * (scale.stretch_value - scale.start_value)


def _covered(start: Decimal | None, target: Decimal | None, value: Decimal | None) -> Decimal:
    """(value - start) / (target - start), for rising and falling metrics alike."""
    assert start is not None and target is not None and value is not None  # noqa: PT018 # check_scale saw to it
    return ratio(value - start, target - start)


def _done(parts: Sequence[Part]) -> Decimal | None:
    """Σ w(done) / Σ w; all weights zero count alike."""
    whole = total([part.weight for part in parts])
    if whole:
        return ratio(total([part.weight for part in parts if part.done]), whole)
    return ratio(Decimal(sum(part.done for part in parts)), Decimal(len(parts))) if parts else None


def _within(scale: Scale, value: Decimal) -> Decimal:
    """1 inside [low, high]; outside 1 - distance / tolerance, down to 0; without a tolerance 0."""
    below = ZERO if scale.range_low is None else scale.range_low - value
    above = ZERO if scale.range_high is None else value - scale.range_high
    distance = max(below, above, ZERO)
    if not distance:
        return ONE
    return max(ZERO, stored(ONE - ratio(distance, scale.tolerance))) if scale.tolerance else ZERO


def check_scale(scale: Scale) -> None:
    """Refuse a key result that no check-in could move; a start that equals the target is a boolean or a range."""
    wrong = _unused(scale)
    if scale.kind is KeyResultKind.RANGE:
        wrong = wrong or _wrong_range(scale)
    if scale.kind in SCALED:
        wrong = wrong or _wrong_span(scale)
    if wrong is not None:
        raise NothingToMeasure(errors=[wrong])


def _unused(scale: Scale) -> FieldError | None:
    """A figure that would be kept and count for nothing."""
    used = FIGURES_OF.get(scale.kind, ())
    given = [figure for figure in SPAN + BAND if getattr(scale, figure) is not None]
    wrong = next((figure for figure in given if figure not in used), None)
    return None if wrong is None else FieldError(f"/{wrong}", "not_of_kind", f"kind {scale.kind} has none")


def check_currency(kind: KeyResultKind, currency: str | None) -> None:
    """Money is never converted, so a key result says whose it is, once and for all."""
    if (currency is not None) != (kind is KeyResultKind.CURRENCY):
        raise NothingToMeasure(errors=[FieldError("/currency", "not_of_kind", "kind currency has one, others none")])


def _wrong_span(scale: Scale) -> FieldError | None:
    start, target, stretch = scale.start_value, scale.target_value, scale.stretch_value
    if start is None or target is None:
        return FieldError("/target_value", "missing", "start_value and target_value are required for this kind")
    if start == target:
        return FieldError("/target_value", "equals_start", "must differ from start_value: else take boolean or range")
    steps = [step for step in (start, scale.commit_value, target, stretch) if step is not None]
    if steps not in (sorted(steps), sorted(steps, reverse=True)):
        return FieldError("/stretch_value", "out_of_order", "start, commit, target and stretch must lie in this order")
    return None


def _wrong_range(scale: Scale) -> FieldError | None:
    if scale.range_low is None and scale.range_high is None:
        return FieldError("/range_low", "missing", "range_low or range_high is required for this kind")
    if scale.range_low is not None and scale.range_high is not None and scale.range_low > scale.range_high:
        return FieldError("/range_high", "below_low", "must not be below range_low")
    return None
