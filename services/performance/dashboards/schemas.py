from datetime import date, datetime
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from services.performance.dashboards.rules import Depth, MetricKey
from services.performance.people.schemas import OrgUnitRef, PersonRef
from services.performance.standards.rules.states import StandardPeriod
from services.performance.standards.schemas import StandardRef
from shared.schemas import Input, Output, Share


class TeamQuery(Input):
    manager_id: UUID | SkipJsonSchema[None] = Field(
        default=None, description="Whose team; yours if absent. Another's is for those above them and HR."
    )
    depth: Depth = Field(default=Depth.DIRECT, description="Who reports to them, or all below.")


class UnitQuery(Input):
    include_subunits: bool = Field(default=False, description="And all units below, as they stand today.")


class Metric(Share):
    """Of people, goals, key results or units."""

    key: MetricKey


class HealthCounts(Output):
    """Active goals by health."""

    on_track: int
    at_risk: int
    off_track: int
    not_updated: int
    done: int


class MeanProgress(Output):
    percent: float | None = Field(description="Mean progress of the measured active goals; null if none is measured.")
    measured: int = Field(description="Active goals whose progress is known.")
    goals: int = Field(description="All active goals.")


class ZoneCounts(Output):
    """Key results of active goals, of all kinds but dropped ones, by the zone they reached."""

    fail: int
    commit: int
    target: int
    stretch: int
    unmeasured: int = Field(description="Without a zone: nothing is measured yet, or goals contribute to it.")


class LabourEfficiency(Output):
    """Summed over sum, never the mean of people's."""

    earned_hours: float = Field(description="Standard hours of what was produced.")
    worked_hours: float
    percent: float | None = Field(description="Null where nothing was worked.")


class PeriodShare(Output):
    """Of the people who have a target and were measured in a period, those who attained it."""

    starts_on: date
    ends_on: date
    numerator: int
    denominator: int
    percent: float | None = Field(description="Null where the denominator is 0.")
    not_judged: int = Field(description="Measured, but without a target or without a value: not in the denominator.")
    efficiency: LabourEfficiency | None = Field(description="Of standards that measure efficiency.")


class StandardShares(Output):
    standard: StandardRef
    period: StandardPeriod
    periods: list[PeriodShare] = Field(description="The last six that are over, the earliest first.")


class StandardNumbers(Output):
    """Counts the people whose measurements the caller may see, which takes the scope productivity:read."""

    as_of: datetime | None = Field(
        description="Of the organisation at most an hour old, for who sees everybody's; null before the first time."
    )
    people_hidden: int = Field(description="People of this dashboard whose measurements you may not see.")
    standards: list[StandardShares] = Field(description="At most 200, by code; those by which somebody was measured.")


class DashboardNumbers(Output):
    """Counts the goals that the caller may see, as the list of goals shows them."""

    as_of: datetime
    metrics: list[Metric]
    goal_health: HealthCounts
    goal_progress: MeanProgress
    zones: ZoneCounts
    standard_attainment: StandardNumbers
    goals_cancelled: int = Field(description="Apart from achievement, in which they do not count.")


class GoalRef(Output):
    id: UUID
    title: str


class DueCheckIn(Output):
    key_result_id: UUID
    title: str
    goal: GoalRef
    due_on: date = Field(
        description="A cadence after the last check-in, else after the goal's first day; leave does not count."
    )
    checked_in_on: date | None


class AwaitedDecision(Output):
    """A goal that was proposed, or a change of one."""

    goal: GoalRef
    owner: PersonRef | None
    goal_change_id: UUID | None = Field(description="Null where the goal itself is proposed.")
    since: datetime


class OpenAction(Output):
    """What was agreed in a conversation."""

    action_item_id: UUID
    text: str
    one_on_one_id: UUID
    due_on: date | None


class AskedFeedback(Output):
    feedback_invitation_id: UUID
    subject: PersonRef
    requester: PersonRef
    due_on: date


class MyDashboard(DashboardNumbers):
    open_actions: list[OpenAction] = Field(
        description="At most 200 that are yours, the longest due first; takes conversations:read."
    )
    asked_feedback: list[AskedFeedback] = Field(
        description="At most 200 that you have not answered, the longest due first; takes feedback:read."
    )
    due_check_ins: list[DueCheckIn] = Field(description="At most 200, the longest due first.")
    awaited_decisions: list[AwaitedDecision] = Field(description="At most 200 that wait for you, the oldest first.")


class TeamMember(Output):
    person: PersonRef
    goal_health: HealthCounts
    goal_progress: MeanProgress
    goal_gap_percent: float | None = Field(
        description="Mean of their progress less what is expected today, leave not counted; null if none is measured."
    )
    checked_in_on: date | None = Field(description="The last day somebody checked in on one of these goals.")
    feedback_on: date | None = Field(description="When feedback that you may read was last shared of them.")
    met_on: date | None = Field(description="When they last held a one-on-one that you may see.")


class TeamDashboard(DashboardNumbers):
    manager: PersonRef
    depth: Depth
    people_total: int
    people: list[TeamMember] = Field(description="At most 200, those with most off track and at risk first.")


class OrgUnitDashboard(DashboardNumbers):
    org_unit: OrgUnitRef
    include_subunits: bool


class CompanyDashboard(DashboardNumbers):
    """Of the whole organisation."""
