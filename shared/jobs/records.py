from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from shared.database.records import Record
from shared.jobs.schemas import JobStatus


class JobRecord(Record):
    """What callers watch of an errand; a service's `tables.py` makes it a table: `class Job(JobRecord, Table)`."""

    apart = True
    __tablename__ = "jobs"

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return (
            CheckConstraint("progress_percent BETWEEN 0 AND 100", name="progress_percent"),
            Index("ix_jobs_asked_by", "org_id", "asked_by", "created_at"),
            Index("ix_jobs_created_at", "org_id", "created_at"),
        )

    kind: Mapped[str]
    asked_by: Mapped[UUID]
    status: Mapped[JobStatus] = mapped_column(default=JobStatus.QUEUED)
    progress_percent: Mapped[int] = mapped_column(default=0)
    result_path: Mapped[str | None]
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
