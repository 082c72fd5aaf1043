from datetime import datetime

from pydantic import Field

from shared.schemas import Output


class GoalCounts(Output):
    draft: int
    proposed: int
    active: int
    at_grading: int
    closed: int
    cancelled: int
    archived: int
    overdue: int = Field(description="Active ones whose last day is over.")


class GoalProgress(Output):
    percent: float | None = Field(description="Mean progress of the measured active goals; null if none is measured.")
    measured: int = Field(description="Active goals with at least one check-in.")
    goals: int = Field(description="All active goals.")


class PerformanceSummary(Output):
    """Counts what the caller may see."""

    as_of: datetime
    people_active: int
    people_without_manager: int = Field(description="Active people who report to nobody today.")
    people_with_active_goal: int
    goals: GoalCounts
    goal_progress: GoalProgress
    check_ins_last_30_days: int = Field(description="By the day the value was reached.")
