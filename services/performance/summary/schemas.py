from datetime import datetime

from pydantic import Field

from services.performance.dashboards.schemas import MeanProgress, Metric
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


class PerformanceSummary(Output):
    """Counts what the caller may see."""

    as_of: datetime
    people_active: int
    people_without_manager: int = Field(description="Active people who report to nobody today.")
    people_with_active_goal: int
    goals: GoalCounts
    goal_progress: MeanProgress
    check_ins_last_30_days: int = Field(description="By the day the value was reached.")
    metrics: list[Metric] = Field(description="Each with its formula, what was counted above and below the line.")
