"""How a number is explained, so that whoever it concerns can work it out again. Pure."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from services.performance.goal_policies.rules import Figures
from services.performance.goals.rules.evaluation import FORMULA, Evaluation
from services.performance.goals.rules.exact import ratio, stored, total
from services.performance.goals.rules.health import expected, health
from services.performance.goals.rules.measures import Part
from services.performance.goals.rules.rollup import shown
from services.performance.goals.rules.states import ENDED, UNBEGUN, Health, KeyResultStatus

HUNDRED = Decimal(100)


def percent(share: Decimal | None) -> float | None:
    return None if share is None else float(share * HUNDRED)


def plain(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


def effective(weights: Sequence[Decimal | None]) -> list[float | None]:
    """Each one's share in percent among those that count; all zero count alike; None does not count."""
    counting = [weight for weight in weights if weight is not None]
    whole = total(counting)
    if not whole:
        return [None if weight is None else 100 / len(counting) for weight in weights]
    return [None if weight is None else percent(ratio(weight, whole)) for weight in weights]


def health_of(
    one: Evaluation, on: date, policy: Figures, *, status: str | None, override: str | None
) -> dict[str, Any]:
    """The health of a day, with its reasons.

    That a goal has ended or not begun, and what its owner says, go before the formula; None where only that counts.
    """
    judged: Health | None = health(one.turns, one.progress, on)
    period = one.goal.period
    wanted = expected(period, on)
    reasons = [_reason(one, judged, on, wanted, policy)]
    if status in UNBEGUN:
        judged, reasons = None, [_said("not_begun", "The goal has not begun.")]
    elif status in ENDED:
        judged, reasons = Health.CLOSED, [_said("ended", "The goal has ended."), *reasons]
    elif override is not None:
        said = _said("overridden", f"Its owner says {override}, the formula {judged}.")
        judged, reasons = Health(override), [said, *reasons]
    return {
        "health": judged,
        "reasons": reasons,
        "days_passed": period.days(min(on, period.due_on)),
        "days_in_all": period.days(period.due_on),
        "expected_percent": percent(wanted),
        "gap_percent": None if one.progress is None else percent(stored(one.progress - wanted)),
        "at_risk_on": one.turns.at_risk_on,
        "off_track_on": one.turns.off_track_on,
        "stale_on": one.turns.stale_on,
    }


def _reason(one: Evaluation, judged: Health | None, on: date, wanted: Decimal, policy: Figures) -> dict[str, str]:
    if one.progress is None:
        return _said("nothing_measured", "Nothing is measured yet.")
    if judged is Health.DONE:
        return _said("reached", "What it aims at is reached.")
    if judged is Health.NOT_UPDATED:
        return _said("not_checked_in", f"Nobody has checked in since {one.looked_on or one.goal.period.starts_on}.")
    standing = f"{_written(one.progress)} % of {_written(wanted)} % expected on {on}"
    if judged is Health.ON_TRACK:
        return _said("as_expected", f"{standing}; at risk below {_written(wanted - policy.at_risk_gap)} %.")
    gap = policy.off_track_gap if judged is Health.OFF_TRACK else policy.at_risk_gap
    return _said("behind_expected", f"{standing}: more than {_written(gap)} points behind.")


def _said(code: str, detail: str) -> dict[str, str]:
    return {"code": code, "detail": detail}


def _written(share: Decimal) -> str:
    return f"{(share * HUNDRED).quantize(Decimal('0.1')).normalize():f}"


def key_results_of(one: Evaluation, titles: Mapping[UUID, str], policy: Figures) -> list[dict[str, Any]]:
    counted = [
        None if state.status is KeyResultStatus.DROPPED else shown(state.progress, policy.progress_cap)
        for state in one.key_results
    ]
    weights = [
        None if progress is None else state.facts.weight
        for state, progress in zip(one.key_results, counted, strict=True)
    ]
    shares = effective(weights)
    return [
        {
            "id": state.facts.id,
            "title": titles[state.facts.id],
            "status": state.status,
            "current_value": plain(state.facts.reading.value),
            "zone": state.zone,
            "progress_percent": percent(state.progress),
            "checked_in_on": state.facts.looked_on,
            "kind": state.facts.scale.kind,
            **{name: plain(getattr(state.facts.scale, name)) for name in SCALE},
            "counted_percent": percent(progress),
            "weight": plain(state.facts.weight),
            "effective_weight_percent": share,
            "cadence_days": state.facts.cadence_days,
            "accepted_percent": percent(state.facts.accepted),
            "milestones": [_milestone(part, titles) for part in state.facts.reading.parts],
        }
        for state, progress, share in zip(one.key_results, counted, shares, strict=True)
    ]


def _milestone(part: Part, titles: Mapping[UUID, str]) -> dict[str, Any]:
    return {"id": part.id, "title": titles[part.id], "weight": plain(part.weight), "done": part.done}


SCALE = ("start_value", "target_value", "range_low", "range_high", "tolerance")


def inputs_hash(explained: dict[str, Any], without: Iterable[str] = ("inputs_hash",)) -> str:
    """SHA-256 of the canonical JSON: keys sorted, no spaces, numbers as they are shown."""
    inputs = {name: value for name, value in explained.items() if name not in set(without)}
    canonical = orjson.dumps({"formula": FORMULA} | inputs, default=str, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(canonical).hexdigest()
