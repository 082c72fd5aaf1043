from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from services.quality.tables import Table


class Deputy(Table):
    """The deputy may do what the principal may as an owner; scopes are never lent, and nothing is passed on."""

    __tablename__ = "deputies"
    __table_args__ = (
        CheckConstraint("deputy_id <> principal_id", name="deputy_id"),
        CheckConstraint("valid_to >= valid_from", name="valid_to"),
        Index("ix_deputies_deputy_id", "org_id", "deputy_id", "principal_id"),
        Index("ix_deputies_principal_id", "org_id", "principal_id", "id"),
    )

    principal_id: Mapped[UUID]
    deputy_id: Mapped[UUID]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    reason: Mapped[str]
    revoked_at: Mapped[datetime | None]
