from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from services.performance.tables import Table, belongs_to


class Delegation(Table):
    """The delegate may do for the delegator what its scopes name; never more than the delegator may do alone."""

    __tablename__ = "delegations"
    __table_args__ = (
        belongs_to("people", "delegator_id"),
        belongs_to("people", "delegate_id"),
        CheckConstraint("delegate_id <> delegator_id", name="delegate_id"),
        CheckConstraint("valid_to >= valid_from", name="valid_to"),
        CheckConstraint("cardinality(scopes) > 0", name="scopes"),
    )

    delegator_id: Mapped[UUID]
    delegate_id: Mapped[UUID]
    scopes: Mapped[list[str]]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    reason: Mapped[str]
    revoked_at: Mapped[datetime | None]
