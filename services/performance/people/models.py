from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Index, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.performance.people.rules.absence import AbsenceKind
from services.performance.people.rules.employment import PersonStatus
from services.performance.people.rules.units import OrgUnitKind, OrgUnitStatus
from services.performance.tables import Table, belongs_to
from shared.database.records import unique


class Person(Table):
    """`lead_path` is today's line from the top to this person: `/` and the id in hex for each."""

    __tablename__ = "people"
    __table_args__ = (
        unique("work_email", deferrable=True),  # one statement may swap two people's
        unique("employee_number", deferrable=True),
        Index("ix_people_display_name", "org_id", "display_name", "id"),
        Index("ix_people_created_at", "org_id", "created_at", "id"),
        Index("ix_people_search_name", "org_id", "search_name", "id"),
        Index("ix_people_lead_path", "org_id", "lead_path", "id"),
    )

    display_name: Mapped[str]
    search_name: Mapped[str] = mapped_column(Text(collation="C"), Computed("lower(display_name)", persisted=True))
    work_email: Mapped[str | None]
    employee_number: Mapped[str | None]
    time_zone: Mapped[str]
    locale: Mapped[str | None]
    hired_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    status: Mapped[PersonStatus] = mapped_column(default=PersonStatus.ACTIVE)
    lead_path: Mapped[str] = mapped_column(Text(collation="C"))


class PersonLink(Table):
    """Who a person is in another system."""

    __tablename__ = "person_links"
    __table_args__ = (unique("source", "external_id"), belongs_to("people", "person_id"))

    person_id: Mapped[UUID]
    source: Mapped[str]
    external_id: Mapped[str]


class OrgUnit(Table):
    """What stays of a unit whatever it is called and wherever it stands."""

    __tablename__ = "org_units"
    __table_args__ = (unique("code"),)

    code: Mapped[str]
    status: Mapped[OrgUnitStatus] = mapped_column(default=OrgUnitStatus.ACTIVE, server_default="active")


class OrgUnitVersion(Table):
    """In force from its day until the unit's next one; a unit has at least one."""

    __tablename__ = "org_unit_versions"
    __table_args__ = (
        unique("org_unit_id", "effective_from"),
        belongs_to("org_units", "org_unit_id"),
        belongs_to("org_units", "parent_id"),
        belongs_to("people", "head_id"),
    )

    org_unit_id: Mapped[UUID]
    effective_from: Mapped[date]
    name: Mapped[str]
    kind: Mapped[OrgUnitKind]
    parent_id: Mapped[UUID | None]
    head_id: Mapped[UUID | None]


class Assignment(Table):
    """In force from its day until the person's next one, so two can never overlap.

    The row of the day after the last day ends an employment: nobody leads and no unit holds who has left.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        unique("person_id", "effective_from"),
        belongs_to("people", "person_id"),
        belongs_to("people", "manager_id"),
        belongs_to("org_units", "org_unit_id"),
        belongs_to("job_profiles", "job_profile_id"),
        belongs_to("job_levels", "job_level_id"),
        CheckConstraint("fte > 0 AND fte <= 1", name="fte"),
    )

    person_id: Mapped[UUID]
    effective_from: Mapped[date]
    manager_id: Mapped[UUID | None]
    org_unit_id: Mapped[UUID | None]
    job_profile_id: Mapped[UUID | None]
    job_level_id: Mapped[UUID | None]
    job_title: Mapped[str | None]
    location: Mapped[str | None]
    fte: Mapped[Decimal] = mapped_column(Numeric(4, 3), default=Decimal(1))
    change_reason: Mapped[str | None]
    source: Mapped[str]
    ends_employment: Mapped[bool] = mapped_column(default=False)


class Absence(Table):
    """Leave of a person, from its first day to its last; those of one person never overlap.

    What is `excluded_from_period` counts neither for what a goal's day expects nor for the time since a check-in.
    """

    __tablename__ = "absences"
    __table_args__ = (
        belongs_to("people", "person_id"),
        CheckConstraint("ends_on >= starts_on", name="ends_on"),
        Index("ix_absences_person_id", "org_id", "person_id", "starts_on"),
    )

    untold = frozenset({"kind"})

    person_id: Mapped[UUID]
    kind: Mapped[AbsenceKind]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    excluded_from_period: Mapped[bool]
