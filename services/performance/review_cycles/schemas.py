from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field, Strict

from services.performance.form_versions.schemas import FormVersionRef
from services.performance.people.schemas import PersonRef, TimeZone
from services.performance.review_cycles.rules.cycles import (
    CalibrationMode,
    DeadlinePolicy,
    PhaseKind,
    Purpose,
    ReleaseMode,
    ReviewCycleKind,
    ReviewCycleStatus,
)
from services.performance.review_templates.rules import ReviewRole
from shared.pages import PageQuery
from shared.schemas import Day, Input, Line, Output

Days = Annotated[int, Strict(), Field(ge=0, le=366)]
Peers = Annotated[int, Strict(), Field(ge=0, le=20)]
Switch = Annotated[bool, Strict()]
AssignedRole = Literal["self", "manager", "second_manager", "direct_report", "dotted_line"]
Roles = Annotated[list[AssignedRole], Field(min_length=1, max_length=5)]
Units = Annotated[list[UUID], Field(max_length=500)]

UNITS = "Whose people are reviewed, without their subunits; empty: everybody."
ROLES = "Who is asked without being nominated."
FALLBACK = "Who reviews where there is no manager who works here."
PHASES = "Until when each kind of reviewer writes."
SERVICE = "Who was hired later than so many days before the end of the period is excluded."
HIDES = "Whether managers see what people wrote of themselves only once they have submitted."


class PhaseSet(Input):
    kind: PhaseKind
    opens_on: Day
    due_on: Day
    closes_on: Day | None = Field(default=None, description="After this day what is open expires; null: never.")


Phases = Annotated[list[PhaseSet], Field(max_length=3, description=PHASES)]


class ReviewCycleCreate(Input):
    """What is left out is as in the default pack, which is made where an organisation has none."""

    name: Line
    kind: ReviewCycleKind = ReviewCycleKind.ANNUAL
    purpose: Purpose = Purpose.EVALUATIVE
    starts_on: Day
    ends_on: Day
    template_id: UUID | None = Field(default=None, description="A published version; null: that of the default pack.")
    scoring_policy_id: UUID | None = Field(default=None, description="A published version; null: the default pack's.")
    org_unit_ids: Units = Field(default=[], description=UNITS)
    roles: Roles = Field(default=["self", "manager"], description=ROLES)
    fallback_reviewer_id: UUID | None = Field(default=None, description=FALLBACK)
    phases: Phases = []
    min_peers: Peers = 0
    max_peers: Peers = 8
    calibration: CalibrationMode = CalibrationMode.NONE
    release_mode: ReleaseMode = ReleaseMode.BY_MANAGER
    ack_window_days: Days = 10
    appeal_window_days: Days = 10
    min_service_days: Days = Field(default=90, description=SERVICE)
    deadline_policy: DeadlinePolicy = DeadlinePolicy.PARTICIPANT_TZ
    time_zone: TimeZone = "UTC"
    hides_self_until_manager_submits: Switch = Field(default=False, description=HIDES)


class ReviewCyclePatch(Input):
    """Send only what changes, while the cycle is a draft."""

    name: Line | MISSING = MISSING
    kind: ReviewCycleKind | MISSING = MISSING
    purpose: Purpose | MISSING = MISSING
    starts_on: Day | MISSING = MISSING
    ends_on: Day | MISSING = MISSING
    template_id: UUID | MISSING = MISSING
    scoring_policy_id: UUID | MISSING = MISSING
    org_unit_ids: Units | MISSING = MISSING
    roles: Roles | MISSING = MISSING
    fallback_reviewer_id: UUID | None | MISSING = MISSING
    phases: Phases | MISSING = MISSING
    min_peers: Peers | MISSING = MISSING
    max_peers: Peers | MISSING = MISSING
    calibration: CalibrationMode | MISSING = MISSING
    release_mode: ReleaseMode | MISSING = MISSING
    ack_window_days: Days | MISSING = MISSING
    appeal_window_days: Days | MISSING = MISSING
    min_service_days: Days | MISSING = MISSING
    deadline_policy: DeadlinePolicy | MISSING = MISSING
    time_zone: TimeZone | MISSING = MISSING
    hides_self_until_manager_submits: Switch | MISSING = MISSING


class ReviewCycleQuery(PageQuery):
    sort: Literal["ends_on.desc", "ends_on.asc", "created_at.desc"] = "ends_on.desc"
    kind: Annotated[list[ReviewCycleKind], Field(max_length=len(ReviewCycleKind))] = []
    status: Annotated[list[ReviewCycleStatus], Field(max_length=len(ReviewCycleStatus))] = []


class Phase(Output):
    kind: PhaseKind
    opens_on: date
    due_on: date
    closes_on: date | None


class ReviewCycle(Output):
    id: UUID
    name: str
    kind: ReviewCycleKind
    purpose: Purpose
    starts_on: date
    ends_on: date
    template: FormVersionRef
    scoring_policy: FormVersionRef
    org_unit_ids: list[UUID] = Field(description=UNITS)
    roles: list[ReviewRole] = Field(description=ROLES)
    fallback_reviewer: PersonRef | None = Field(description=FALLBACK)
    phases: list[Phase] = Field(description=PHASES)
    min_peers: int
    max_peers: int
    calibration: CalibrationMode
    release_mode: ReleaseMode
    ack_window_days: int
    appeal_window_days: int
    min_service_days: int = Field(description=SERVICE)
    deadline_policy: DeadlinePolicy
    time_zone: str
    hides_self_until_manager_submits: bool = Field(description=HIDES)
    status: ReviewCycleStatus
    launched_at: datetime | None
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class Blocked(Output):
    """Somebody who can't be reviewed yet, and why."""

    person: PersonRef
    code: Literal["no_manager", "no_competency_expectations", "overlapping_review"]


class LaunchPreview(Output):
    """What a launch would do now, from the query that launches."""

    people: int = Field(description="In the population.")
    reviews: int = Field(description="That would be made, those of excluded people included.")
    excluded: int = Field(description="Of these, of people who have not worked here long enough.")
    known: int = Field(description="That were made already.")
    blocking: dict[str, int] = Field(description="How many can't be reviewed, by reason.")
    blocked: list[Blocked] = Field(description="The first two hundred of them.")


class DeadlineExtension(Input):
    """To a later day, for all of a phase or for some reviews."""

    phase: PhaseKind
    due_on: Day
    closes_on: Day | None = None
    review_ids: Annotated[list[UUID], Field(max_length=1_000)] | None = Field(
        default=None, description="Null: the phase as a whole."
    )


class Extended(Output):
    assignments: int = Field(description="Whose deadline moved.")
