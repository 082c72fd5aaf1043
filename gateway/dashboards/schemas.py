from datetime import datetime
from typing import Any

from pydantic import Field

from gateway.outcomes import PartStatus
from shared.schemas import Output


class DashboardPart(Output):
    """What one service answered."""

    status: PartStatus
    as_of: datetime = Field(description="When the service answered, or when it was given up.")
    detail: str | None = Field(description="What went wrong; null when ok.")
    data: dict[str, Any] | None = Field(description="The service's own summary as it came; null unless ok.")


class ExecutiveParts(Output):
    performance: DashboardPart
    quality: DashboardPart


class ExecutiveDashboard(Output):
    as_of: datetime
    parts: ExecutiveParts
