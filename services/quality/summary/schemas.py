from datetime import datetime

from pydantic import Field

from shared.schemas import Output


class OpenBySeverity(Output):
    critical: int
    major: int
    minor: int


class NonconformanceCounts(Output):
    draft: int
    open: int = Field(description="Opened, and neither closed nor cancelled.")
    closed: int
    open_by_severity: OpenBySeverity
    open_age_days_median: float | None = Field(
        description="Whole days since each was first opened; null if none is open."
    )
    opened_last_30_days: int
    closed_last_30_days: int


class QualitySummary(Output):
    """Counts what the caller may see."""

    as_of: datetime
    processes: int
    characteristics: int
    subgroups_last_30_days: int
    nonconformances: NonconformanceCounts
