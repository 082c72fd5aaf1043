from datetime import date
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.performance.tables import Table, belongs_to
from shared.database.records import unique


class Person(Table):
    __tablename__ = "people"
    __table_args__ = (
        unique("work_email", deferrable=True),  # one statement may swap two people's
        Index("ix_people_display_name", "org_id", "display_name", "id"),
    )

    display_name: Mapped[str]
    work_email: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    hired_on: Mapped[date | None]
    ended_on: Mapped[date | None]


class PersonLink(Table):
    """Who a person is in another system."""

    __tablename__ = "person_links"
    __table_args__ = (unique("source", "external_id"), belongs_to("people", "person_id"))

    person_id: Mapped[UUID]
    source: Mapped[str]
    external_id: Mapped[str]


class OrgUnit(Table):
    __tablename__ = "org_units"
    __table_args__ = (unique("code"),)

    code: Mapped[str]
    name: Mapped[str]


class Assignment(Table):
    """In force from its day until the person's next one, so two can never overlap."""

    __tablename__ = "assignments"
    __table_args__ = (
        unique("person_id", "effective_from"),
        belongs_to("people", "person_id"),
        belongs_to("people", "manager_id"),
        belongs_to("org_units", "org_unit_id"),
    )

    person_id: Mapped[UUID]
    effective_from: Mapped[date]
    manager_id: Mapped[UUID | None]
    org_unit_id: Mapped[UUID | None]
    job_title: Mapped[str | None]
