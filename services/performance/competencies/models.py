from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.performance.competencies.rules import DRAFT, HIGHEST, LOWEST, CompetencyStatus
from services.performance.tables import Table, belongs_to
from shared.database.records import unique


class Competency(Table):
    """What stays the same through all versions."""

    __tablename__ = "competencies"
    __table_args__ = (unique("code"),)

    code: Mapped[str]
    category: Mapped[str | None]


class CompetencyVersion(Table):
    """Changes only while it is a draft; publishing one retires the one before it."""

    __tablename__ = "competency_versions"
    __table_args__ = (
        unique("competency_id", "number"),
        belongs_to("competencies", "competency_id"),
        CheckConstraint("(status = 'draft') = (published_at IS NULL)", name="published_at"),
        Index(
            "uq_competency_versions_draft",
            "org_id",
            "competency_id",
            unique=True,
            postgresql_where=text("status = 'draft'"),
        ),
    )

    competency_id: Mapped[UUID]
    number: Mapped[int]
    name: Mapped[str]
    description: Mapped[str]
    status: Mapped[CompetencyStatus] = mapped_column(default=DRAFT)
    published_at: Mapped[datetime | None]


class CompetencyExpectation(Table):
    """In force from its day until the next one of the same competency, level and profile; without proficiency, an end.

    It names the version that people were told of: a new version changes what is expected of nobody by itself.
    """

    __tablename__ = "competency_expectations"
    __table_args__ = (
        unique("competency_id", "job_level_id", "job_profile_id", "effective_from", nulls_not_distinct=True),
        belongs_to("competencies", "competency_id"),
        belongs_to("competency_versions", "competency_version_id"),
        belongs_to("job_profiles", "job_profile_id"),
        belongs_to("job_levels", "job_level_id"),
        CheckConstraint(f"expected_proficiency BETWEEN {LOWEST} AND {HIGHEST}", name="expected_proficiency"),
        CheckConstraint("(expected_proficiency IS NULL) = (competency_version_id IS NULL)", name="ends"),
    )

    competency_id: Mapped[UUID]
    competency_version_id: Mapped[UUID | None]
    job_profile_id: Mapped[UUID | None]
    job_level_id: Mapped[UUID]
    expected_proficiency: Mapped[int | None]
    behaviours: Mapped[list[str]] = mapped_column(ARRAY(Text))
    effective_from: Mapped[date]


class ProficiencyLevel(Table):
    """What an organisation calls one of the five levels, where it does not take the name that we give it."""

    __tablename__ = "proficiency_levels"
    __table_args__ = (
        unique("value"),
        CheckConstraint(f"value BETWEEN {LOWEST} AND {HIGHEST}", name="value"),
    )

    value: Mapped[int]
    name: Mapped[str]
    description: Mapped[str]
