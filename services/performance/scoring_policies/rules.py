"""What a policy says, and what holds where nobody said anything. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any

from services.performance.review_templates.rules import ReviewRole
from shared.problems import FieldError, Invalid


class Missing(StrEnum):
    """What becomes of an item that was asked and not answered. Not applicable is an answer, and leaves the sums."""

    RENORMALISE = "renormalise"
    ZERO = "zero"
    BLOCK = "block"
    SCALE_MIDPOINT = "scale_midpoint"


class Normalisation(StrEnum):
    """How a value becomes a share of 1: its place between the ends of the scale, or its ratio to the upper end."""

    RANGE = "range"
    RATIO_TO_MAX = "ratio_to_max"


@dataclass(frozen=True, slots=True)
class Band:
    """From this share of 1 on, until that of the next band, the level is this one."""

    level: int
    least: Decimal


@dataclass(frozen=True, slots=True)
class ScoringRules:
    """Roles without a weight are heard and do not count. A role with fewer than its `least_answers` is not told of."""

    missing: Missing = Missing.RENORMALISE
    normalisation: Normalisation = Normalisation.RANGE
    min_coverage: Decimal = Decimal("0.6")
    role_weights: Mapping[ReviewRole, Decimal] = field(default_factory=lambda: {ReviewRole.MANAGER: Decimal(1)})
    least_answers: Mapping[ReviewRole, int] = field(
        default_factory=lambda: {ReviewRole.PEER: 3, ReviewRole.DIRECT_REPORT: 3, ReviewRole.EXTERNAL: 3}
    )
    veto_cap: int = 1
    compensates: bool = False
    bands: tuple[Band, ...] = ()
    manager_min_days: int = 90


DEFAULT = ScoringRules()


class BandsInvalid(Invalid):
    """Bands begin at 0 and rise, in share and in level, so that every score has exactly one level."""


class RoleWeightless(Invalid):
    """At least one role has to count."""


class LeastTooLow(Invalid):
    """Of peers, direct reports and externals at least three count together, so that no number tells one answer."""


ANONYMOUS = (ReviewRole.PEER, ReviewRole.DIRECT_REPORT, ReviewRole.EXTERNAL)
FEWEST = 3


def check_policy(rules: ScoringRules) -> None:
    low = [role for role in ANONYMOUS if rules.role_weights.get(role) and rules.least_answers.get(role, 1) < FEWEST]
    if low:
        raise LeastTooLow(
            errors=[FieldError(f"/least_answers/{role}", "too_low", f"must be {FEWEST} or more") for role in low]
        )
    if sum(rules.role_weights.values(), Decimal(0)) <= 0:
        raise RoleWeightless(errors=[FieldError("/role_weights", "weightless", "must weigh more than nothing")])
    check_bands(rules.bands)


def check_bands(bands: Sequence[Band]) -> None:
    """None at all is fine: then the nearest level counts."""
    wrong = [FieldError("/bands/0/least", "not_zero", "must be 0")] if bands and bands[0].least != 0 else []
    for place, (lower, higher) in enumerate(pairwise(bands), 1):
        if higher.least <= lower.least or higher.level <= lower.level:
            wrong.append(FieldError(f"/bands/{place}", "not_rising", "must be above the band before"))
    if wrong:
        raise BandsInvalid(errors=wrong)


def bands_for(rules: ScoringRules, levels: int) -> tuple[Band, ...]:
    """Those of the policy, else each level from halfway to the one below."""
    if rules.bands:
        return rules.bands
    steps = levels - 1
    return tuple(Band(level + 1, Decimal(max(0, 2 * level - 1)) / (2 * steps)) for level in range(levels))


def written(rules: ScoringRules) -> dict[str, Any]:
    """As it is stored and shown: exact numbers as texts."""
    said = asdict(rules)
    weights = {role.value: f"{weight.normalize():f}" for role, weight in rules.role_weights.items()}
    least = {role.value: fewest for role, fewest in rules.least_answers.items()}
    bands = [{"level": band.level, "least": f"{band.least.normalize():f}"} for band in rules.bands]
    numbers = {"min_coverage": f"{rules.min_coverage.normalize():f}", "role_weights": weights, "least_answers": least}
    return said | numbers | {"bands": bands}


def read(said: Mapping[str, Any]) -> ScoringRules:
    """What `written` wrote."""
    return ScoringRules(
        missing=Missing(said["missing"]),
        normalisation=Normalisation(said["normalisation"]),
        min_coverage=Decimal(said["min_coverage"]),
        role_weights={ReviewRole(role): Decimal(weight) for role, weight in said["role_weights"].items()},
        least_answers={ReviewRole(role): int(least) for role, least in said["least_answers"].items()},
        veto_cap=said["veto_cap"],
        compensates=said["compensates"],
        bands=tuple(Band(band["level"], Decimal(band["least"])) for band in said["bands"]),
        manager_min_days=said["manager_min_days"],
    )


def default() -> dict[str, Any]:
    """The policy of the default pack."""
    return {"code": "standard", "name": "By the manager's ratings", "rules": written(DEFAULT)}
