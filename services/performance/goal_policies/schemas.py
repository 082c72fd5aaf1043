from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, Strict

from services.performance.goal_policies.rules import DEFAULT, Setter
from shared.pages import PageQuery
from shared.schemas import Input, Measure, Output, Prose

Share = Annotated[Measure, Field(ge=0, le=1)]
Days = Annotated[int, Strict(), Field(ge=1, le=366)]
Switch = Annotated[bool, Strict()]
Setters = Annotated[list[Setter], Field(max_length=3)]

AT_RISK = "How far progress may lie behind what the day expects before a goal is at risk, as a share of 1."
OFF_TRACK = "How far before it is off track."
CAP = "Up to where more than the target counts: 1 not at all, 2 twice the target."
STALE = "After how many cadences without a check-in a goal is not updated."
LIMIT = "What the open goals of one person in one cycle may weigh together; null for no limit."
APPROVE = "Whether people start goals of their own without their lead."
BY_YEAR = "Whether a goal may contribute to one of other years."
SET_BY = "Who sets them, beside HR: the owner, the owner's lead, anybody above."


class GoalPolicyCreate(Input):
    """What is left out is as in an organisation that never said anything."""

    at_risk_gap: Share = Field(default=DEFAULT.at_risk_gap, description=AT_RISK)
    off_track_gap: Share = Field(default=DEFAULT.off_track_gap, description=OFF_TRACK)
    progress_cap: Annotated[Measure, Field(ge=1, le=2)] = Field(default=DEFAULT.progress_cap, description=CAP)
    default_cadence_days: Days = DEFAULT.default_cadence_days
    stale_after_cadences: Annotated[Measure, Field(ge=1, le=10)] = Field(
        default=DEFAULT.stale_after_cadences, description=STALE
    )
    committed_threshold: Share = DEFAULT.committed_threshold
    aspirational_threshold: Share = DEFAULT.aspirational_threshold
    weight_limit: Annotated[Measure, Field(gt=0)] | None = Field(default=DEFAULT.weight_limit, description=LIMIT)
    auto_approve: Switch = Field(default=DEFAULT.auto_approve, description=APPROVE)
    allow_out_of_range: Switch = Field(default=DEFAULT.allow_out_of_range, description=BY_YEAR)
    company_setters: Setters = Field(default=list(DEFAULT.company_setters), description=SET_BY)
    org_unit_setters: Setters = Field(default=list(DEFAULT.org_unit_setters), description=SET_BY)
    team_setters: Setters = Field(default=list(DEFAULT.team_setters), description=SET_BY)
    individual_setters: Setters = Field(default=list(DEFAULT.individual_setters), description=SET_BY)
    comment: Prose = ""


class GoalPolicyQuery(PageQuery):
    sort: Literal["number.desc", "number.asc"] = "number.desc"


class GoalPolicy(Output):
    """Immutable; a change is a new number."""

    id: UUID | None = Field(description="Null for number 0, which holds where nothing was said.")
    number: int
    at_risk_gap: float = Field(description=AT_RISK)
    off_track_gap: float = Field(description=OFF_TRACK)
    progress_cap: float = Field(description=CAP)
    default_cadence_days: int
    stale_after_cadences: float = Field(description=STALE)
    committed_threshold: float
    aspirational_threshold: float
    weight_limit: float | None = Field(description=LIMIT)
    auto_approve: bool = Field(description=APPROVE)
    allow_out_of_range: bool = Field(description=BY_YEAR)
    company_setters: list[Setter] = Field(description=SET_BY)
    org_unit_setters: list[Setter] = Field(description=SET_BY)
    team_setters: list[Setter] = Field(description=SET_BY)
    individual_setters: list[Setter] = Field(description=SET_BY)
    comment: str
    created_at: datetime | None
    version: int
