from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field, Strict
from pydantic.json_schema import SkipJsonSchema

from services.performance.goals.rules.grades import Colour, Zone
from services.performance.goals.rules.limits import MOST_KEY_RESULTS, MOST_MILESTONES
from services.performance.goals.rules.measures import KeyResultKind
from services.performance.goals.rules.rollup import ProgressMethod, Weighting
from services.performance.goals.rules.states import GoalKind, GoalLevel, GoalStatus, Health, KeyResultStatus, Visibility
from services.performance.people.rules.employment import PersonStatus
from services.performance.people.schemas import OrgUnitRef, PersonRef
from shared.pages import ListQuery, PageQuery, SheetQuery
from shared.schemas import INT4, Day, Input, Instant, Line, Measure, Output, Prose, TransitionRequest

MOST_ROWS = 5_000

Title = Annotated[Line, Field(examples=["Cut lead time by 20 %"])]
Weight = Annotated[Measure, Field(ge=0, description="Relative weight among its like; all zero means equal.")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]
Cadence = Annotated[int, Strict(), Field(ge=1, le=366, description="Days between check-ins; null as the policy says.")]
Switch = Annotated[bool, Strict()]
Score = Annotated[Measure, Field(ge=0, le=1, examples=[0.7])]
Tolerance = Annotated[Measure, Field(gt=0, description="How far outside the range nothing is left; null: at once.")]


class MilestoneCreate(Input):
    title: Title
    weight: Weight = Decimal(1)
    due_on: Day | None = None


class MilestonePatch(Input):
    """Send only what changes; null clears. Whether it is done, a check-in says."""

    title: Title | MISSING = MISSING
    weight: Weight | MISSING = MISSING
    due_on: Day | None | MISSING = MISSING


class KeyResultCreate(Input):
    """Number, percent and currency go from start to target; range stays within; ordinal reaches zones."""

    title: Title
    kind: KeyResultKind = KeyResultKind.NUMBER
    owner_id: UUID | None = None
    standard_id: UUID | None = Field(default=None, description="The productivity standard whose measurements count.")
    unit: Line | None = None
    currency: Currency | None = None
    start_value: Measure | None = Field(default=None, description="0 if null, where the kind has a start.")
    target_value: Measure | None = Field(default=None, description="70 % of the way to the stretch if null.")
    commit_value: Measure | None = None
    stretch_value: Measure | None = None
    range_low: Measure | None = None
    range_high: Measure | None = None
    tolerance: Tolerance | None = None
    weight: Weight = Decimal(1)
    due_on: Day | None = None
    cadence_days: Cadence | None = None
    milestones: Annotated[list[MilestoneCreate], Field(max_length=MOST_MILESTONES)] = []


class KeyResultPatch(Input):
    """Send only what changes; null clears."""

    title: Title | MISSING = MISSING
    owner_id: UUID | None | MISSING = MISSING
    unit: Line | None | MISSING = MISSING
    start_value: Measure | MISSING = MISSING
    target_value: Measure | MISSING = MISSING
    commit_value: Measure | None | MISSING = MISSING
    stretch_value: Measure | None | MISSING = MISSING
    range_low: Measure | None | MISSING = MISSING
    range_high: Measure | None | MISSING = MISSING
    tolerance: Tolerance | None | MISSING = MISSING
    weight: Weight | MISSING = MISSING
    due_on: Day | None | MISSING = MISSING
    cadence_days: Cadence | None | MISSING = MISSING


class KeyResultTransition(TransitionRequest):
    """A key result is done by itself when its target is reached; its owner may call it done earlier."""

    action: Annotated[str, Field(min_length=1, max_length=60, examples=["complete"])]


class ContributorCreate(Input):
    person_id: UUID
    role: Line = "contributor"


class GoalCreate(Input):
    owner_id: UUID | None = None
    owner_unit_id: UUID | None = Field(default=None, description="Instead of a person.")
    goal_cycle_id: UUID | None = None
    title: Title
    description: Prose = ""
    kind: GoalKind = GoalKind.COMMITTED
    level: GoalLevel = GoalLevel.INDIVIDUAL
    visibility: Visibility | None = Field(
        default=None, description="If null: chain for individual goals, private for development, else public."
    )
    progress_method: ProgressMethod = ProgressMethod.KEY_RESULTS
    standard_id: UUID | None = Field(
        default=None, description="Of a goal with progress_method standard: whose attainment its progress is."
    )
    weighting: Weighting = Weighting.WEIGHT
    weight: Weight = Decimal(1)
    critical: Switch = False
    starts_on: Day | None = Field(default=None, description="The cycle's first day if null, without a cycle today.")
    due_on: Day | None = Field(default=None, description="The cycle's last day if null; required without a cycle.")
    key_results: Annotated[list[KeyResultCreate], Field(max_length=MOST_KEY_RESULTS)] = []


class GoalPatch(Input):
    """Send only what changes; null clears. A new owner takes the place of the old one, be it a person or a unit."""

    owner_id: UUID | None | MISSING = MISSING
    owner_unit_id: UUID | None | MISSING = MISSING
    goal_cycle_id: UUID | None | MISSING = Field(default=MISSING, description="The goal's days stay as they are.")
    title: Title | MISSING = MISSING
    description: Prose | MISSING = MISSING
    kind: GoalKind | MISSING = MISSING
    visibility: Visibility | MISSING = MISSING
    progress_method: ProgressMethod | MISSING = MISSING
    standard_id: UUID | None | MISSING = MISSING
    weighting: Weighting | MISSING = MISSING
    weight: Weight | MISSING = MISSING
    critical: Switch | MISSING = MISSING
    starts_on: Day | MISSING = MISSING
    due_on: Day | MISSING = MISSING
    health_override: Literal[Health.ON_TRACK, Health.AT_RISK, Health.OFF_TRACK] | None | MISSING = MISSING


class ScoreProposal(Input):
    final_score: Score
    score_comment: Prose | None = Field(default=None, description="Required for a commitment that was not kept whole.")


class GoalTransition(TransitionRequest):
    action: Annotated[str, Field(min_length=1, max_length=60, examples=["publish"])]


class GoalUpdate(Input):
    """A row of a bulk update: a patch or a transition."""

    id: UUID
    version: Annotated[int, Strict(), Field(ge=1, le=INT4)] | None = Field(
        default=None, description="The version it was decided on; null: whichever."
    )
    patch: GoalPatch | None = None
    transition: GoalTransition | None = None


class GoalsUpdate(Input):
    rows: Annotated[list[GoalUpdate], Field(min_length=1, max_length=MOST_ROWS)]


class CarryOver(Input):
    """The goal again, for another time; what was dropped or done stays behind."""

    goal_cycle_id: UUID | None = None
    starts_on: Day | None = None
    due_on: Day | None = None
    from_current_values: Switch = Field(default=True, description="Begin where the old one ended.")


class GoalFilters(ListQuery):
    sort: Literal["created_at.desc", "created_at.asc", "due_on.asc", "due_on.desc", "title.asc"] = "created_at.desc"
    status: Annotated[list[GoalStatus], Field(max_length=len(GoalStatus))] = []
    level: Annotated[list[GoalLevel], Field(max_length=len(GoalLevel))] = []
    kind: Annotated[list[GoalKind], Field(max_length=len(GoalKind))] = []
    health: Annotated[list[Health], Field(max_length=len(Health))] = []
    owner_id: UUID | SkipJsonSchema[None] = None
    owner_unit_id: UUID | SkipJsonSchema[None] = None
    owner_status: Annotated[list[PersonStatus], Field(max_length=len(PersonStatus))] = Field(
        default=[], description="Those of people who work here, or who have left."
    )
    contributor_id: UUID | SkipJsonSchema[None] = Field(default=None, description="Those that this person helps with.")
    goal_cycle_id: UUID | SkipJsonSchema[None] = None
    parent_goal_id: UUID | SkipJsonSchema[None] = Field(default=None, description="Those that contribute to it.")
    aligned_to_id: UUID | SkipJsonSchema[None] = Field(default=None, description="Those that serve it.")
    manager_id: UUID | SkipJsonSchema[None] = Field(default=None, description="Those of whom this person leads today.")
    due_before: Day | SkipJsonSchema[None] = None
    updated_since: Instant | SkipJsonSchema[None] = None


class GoalQuery(GoalFilters, PageQuery):
    pass


class GoalSheetQuery(GoalFilters, SheetQuery):
    pass


class GoalCycleRef(Output):
    id: UUID
    name: str


class Milestone(Output):
    id: UUID
    title: str
    weight: float
    due_on: date | None
    completed_on: date | None


class KeyResult(Output):
    id: UUID
    title: str
    kind: KeyResultKind
    owner: PersonRef | None
    standard_id: UUID | None
    unit: str | None
    currency: str | None
    start_value: float | None
    target_value: float | None
    commit_value: float | None
    stretch_value: float | None
    range_low: float | None
    range_high: float | None
    tolerance: float | None
    weight: float
    due_on: date | None
    cadence_days: int | None
    status: KeyResultStatus
    dropped_reason: str | None
    current_value: float | None = Field(description="Of the latest check-in; null before the first.")
    zone: Zone | None = Field(description="Between start and stretch: fail, commit, target, stretch.")
    progress_percent: float | None = Field(description="Raw, 100 = target; below 0 and above 100 are shown.")
    accepted_percent: float | None = Field(description="How far it was when its owner called it done; null if not.")
    checked_in_on: date | None
    milestones: list[Milestone]


class Contribution(Output):
    """Where a goal's progress rolls up to."""

    parent_goal_id: UUID | None = Field(description="Null for a goal that you may not see.")
    parent_key_result_id: UUID | None
    weight: float


class Alignment(Output):
    """A goal that another serves."""

    goal_id: UUID
    title: str
    note: str


class Contributor(Output):
    person: PersonRef
    role: str


class Goal(Output):
    id: UUID
    owner: PersonRef | None
    owner_unit: OrgUnitRef | None
    goal_cycle: GoalCycleRef | None
    title: str
    description: str
    kind: GoalKind
    level: GoalLevel
    visibility: Visibility
    progress_method: ProgressMethod
    standard_id: UUID | None
    weighting: Weighting
    weight: float
    critical: bool
    starts_on: date
    due_on: date
    status: GoalStatus
    locked: bool = Field(description="By its lead or its cycle: changes go by change request.")
    progress_percent: float | None = Field(description="Within 0 and the policy's cap; null if nothing is measured.")
    health: Health | None = Field(description="Null before the goal begins.")
    health_override: Health | None = Field(description="What its owner says instead.")
    at_risk_on: date | None = Field(description="When it will be at risk if progress stands still; null: never.")
    off_track_on: date | None = Field(description="When it will be off track if progress stands still; null: never.")
    stale_on: date | None = Field(description="When it will be not updated if nobody checks in; null: never.")
    checked_in_on: date | None
    final_score: float | None = Field(description="0..1")
    score_colour: Colour | None
    score_comment: str | None
    closed_reason: str | None
    carried_from_goal_id: UUID | None = Field(description="Null also for a goal that you may not see.")
    contribution: Contribution | None
    aligned_to: list[Alignment] = Field(description="Goals it serves, with no effect on numbers; those you may see.")
    contributors: list[Contributor]
    key_results: list[KeyResult]
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
