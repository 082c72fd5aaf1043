from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.performance.job_profiles.rules import ACTIVE, JobProfileStatus
from services.performance.tables import Table, belongs_to
from shared.database.records import unique


class JobFamily(Table):
    __tablename__ = "job_families"
    __table_args__ = (unique("code"),)

    code: Mapped[str]
    name: Mapped[str]


class JobProfile(Table):
    """Retired and never deleted: people worked in it, and expectations were set for it."""

    __tablename__ = "job_profiles"
    __table_args__ = (unique("code"), belongs_to("job_families", "job_family_id"))

    code: Mapped[str]
    name: Mapped[str]
    description: Mapped[str]
    job_family_id: Mapped[UUID | None]
    status: Mapped[JobProfileStatus] = mapped_column(default=ACTIVE)


class JobLevel(Table):
    """Levels are the organisation's, not a profile's: a rank compares people of different jobs."""

    __tablename__ = "job_levels"
    __table_args__ = (unique("code"), unique("rank"))

    code: Mapped[str]
    name: Mapped[str]
    rank: Mapped[int]
