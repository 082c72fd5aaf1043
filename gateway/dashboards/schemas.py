from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from gateway.outcomes import PartStatus
from shared.schemas import Day, Input, Output


class DashboardPart(Output):
    """What one service answered."""

    status: PartStatus
    as_of: datetime = Field(description="When the service answered, or when it was given up.")
    detail: str | None = Field(description="What went wrong; null when ok.")
    data: dict[str, Any] | None = Field(description="The service's own answer as it came; null unless ok.")


class ExecutiveParts(Output):
    performance: DashboardPart = Field(description="As `getPerformanceSummary` answers.")
    quality: DashboardPart = Field(description="As `getQualitySummary` answers.")


class ExecutiveDashboard(Output):
    as_of: datetime
    parts: ExecutiveParts


class PersonalParts(Output):
    goals: DashboardPart = Field(description="As `getMyDashboard` answers.")
    inbox: DashboardPart = Field(description="As `listInbox` answers.")


class PersonalDashboard(Output):
    as_of: datetime
    parts: PersonalParts


class QualityDashboardQuery(Input):
    """A year up to today where nothing is said."""

    since: Day | SkipJsonSchema[None] = Field(default=None, description="The first day, in UTC.")
    before: Day | SkipJsonSchema[None] = Field(default=None, description="The day after the last.")
    process_id: UUID | SkipJsonSchema[None] = Field(default=None, description="Only of this process.")


class QualityParts(Output):
    metrics: DashboardPart = Field(description="As `getMetrics` answers.")
    pareto: DashboardPart = Field(description="As `getPareto` answers.")
    ageing: DashboardPart = Field(description="As `getAgeing` answers; it is of now, whatever the period.")
    flow: DashboardPart = Field(description="As `getFlow` answers.")
    costs: DashboardPart = Field(description="As `getQualityCosts` answers.")
    inbox: DashboardPart = Field(description="As `listInbox` answers.")


class QualityDashboard(Output):
    as_of: datetime
    parts: QualityParts
