from decimal import Decimal
from typing import Annotated

from pydantic import MISSING, Field, Strict

from services.performance.form_versions.schemas import FormVersion
from services.performance.review_templates.rules import ReviewRole
from services.performance.scoring_policies import rules
from services.performance.scoring_policies.rules import DEFAULT, Missing, Normalisation
from shared.schemas import Code, Input, Line, Measure, Output

Share = Annotated[Measure, Field(ge=0, le=1)]
Weight = Annotated[Measure, Field(ge=0, le=1_000_000)]
Level = Annotated[int, Strict(), Field(ge=1, le=20)]
Least = Annotated[int, Strict(), Field(ge=1, le=20)]
Days = Annotated[int, Strict(), Field(ge=1, le=366)]

COVERAGE = "The share of what applied that has to be answered; below it nobody is rated."
WEIGHTS = "What each role counts in a section; a role that is not named is heard and does not count."
LEAST = "How many of a role have to have answered before their answers count and are told of."
CAP = "The level beyond which nobody comes who has a veto."
COMPENSATES = "Whether an item at the top level lifts the veto of the others in its veto group."
BANDS = "The level from a share of 1 on; empty: the nearest level."
MIN_DAYS = "From how many days on a manager's part of the period counts."


class BandSet(Input):
    level: Level
    least: Share


class ScoringRulesSet(Input):
    """What is left out is as in the default policy."""

    missing: Missing = DEFAULT.missing
    normalisation: Normalisation = DEFAULT.normalisation
    min_coverage: Share = Field(default=DEFAULT.min_coverage, description=COVERAGE)
    role_weights: dict[ReviewRole, Weight] = Field(
        default_factory=lambda: dict(DEFAULT.role_weights), description=WEIGHTS
    )
    least_answers: dict[ReviewRole, Least] = Field(default=dict(DEFAULT.least_answers), description=LEAST)
    veto_cap: Level = Field(default=DEFAULT.veto_cap, description=CAP)
    compensates: Annotated[bool, Strict()] = Field(default=DEFAULT.compensates, description=COMPENSATES)
    bands: Annotated[list[BandSet], Field(max_length=20)] = Field(default=[], description=BANDS)
    manager_min_days: Days = Field(default=DEFAULT.manager_min_days, description=MIN_DAYS)

    def meant(self) -> rules.ScoringRules:
        bands = tuple(rules.Band(band.level, Decimal(band.least)) for band in self.bands)
        return rules.ScoringRules(**dict(self) | {"bands": bands})


class ScoringPolicyCreate(Input):
    """The first version of a code, or its next."""

    code: Code
    name: Line
    rules: ScoringRulesSet = Field(default_factory=ScoringRulesSet)


class ScoringPolicyPatch(Input):
    """Send only what changes; `rules` as a whole."""

    name: Line | MISSING = MISSING
    rules: ScoringRulesSet | MISSING = MISSING


class Band(Output):
    level: int
    least: str


class ScoringRules(Output):
    missing: Missing
    normalisation: Normalisation
    min_coverage: str = Field(description=COVERAGE)
    role_weights: dict[ReviewRole, str] = Field(description=WEIGHTS)
    least_answers: dict[ReviewRole, int] = Field(description=LEAST)
    veto_cap: int = Field(description=CAP)
    compensates: bool = Field(description=COMPENSATES)
    bands: list[Band] = Field(description=BANDS)
    manager_min_days: int = Field(description=MIN_DAYS)


class ScoringPolicy(FormVersion):
    rules: ScoringRules
