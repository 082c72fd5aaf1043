"""A nonconformance and what is told of it: containments, causes, dispositions, costs. People are ids, never names."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.quality.nonconformances.rules.words import (
    CapaDecision,
    CostCategory,
    DetectedWhere,
    DispositionKind,
    NonconformanceStatus,
    Severity,
)
from services.quality.tables import Table, belongs_to
from shared.database.records import unique

COMPLETE = r"""status IN ('draft', 'cancelled') OR
description ~ '\S' AND severity IS NOT NULL AND num_nonnulls(process_id, characteristic_id) > 0"""

GOING_ON = "status IN ('contained', 'dispositioned', 'executing', 'open', 'under_review', 'verifying')"
"""As it stands in indexes; conditions have to say it in the same literals to be answered by them."""


class Nonconformance(Table):
    """`past_owner_ids` are those who owned it since it was opened: handing it on makes nobody independent of it."""

    __tablename__ = "nonconformances"
    __table_args__ = (
        unique("number"),
        unique("source", "external_id"),
        belongs_to("processes", "process_id"),
        belongs_to("characteristics", "characteristic_id"),
        belongs_to("suppliers", "supplier_id"),
        belongs_to("nonconformances", "recurrence_of_id"),
        belongs_to("nonconformances", "duplicate_of_id"),
        CheckConstraint("quantity_affected >= 0", name="quantity_affected"),
        CheckConstraint("quantity_affected IS NULL OR unit IS NOT NULL", name="unit"),
        CheckConstraint("num_nonnulls(source, external_id) <> 1", name="source"),
        CheckConstraint(COMPLETE, name="complete"),
        Index("ix_nonconformances_created_at", "org_id", "created_at", "id"),
        Index("ix_nonconformances_detected_at", "org_id", "detected_at", "id"),
        Index("ix_nonconformances_status", "org_id", "status", "created_at", "id"),
        Index("ix_nonconformances_owner_id", "org_id", "owner_id", "created_at", "id"),
        Index("ix_nonconformances_stage_since", "org_id", "status", "stage_since", "id"),
        Index("ix_nonconformances_draft", "org_id", "reporter_id", postgresql_where=text("status = 'draft'")),
        Index("ix_nonconformances_ongoing", "org_id", "created_at", "id", postgresql_where=text(GOING_ON)),
        Index("ix_nonconformances_owned", "org_id", "owner_id", postgresql_where=text(GOING_ON)),
        Index("ix_nonconformances_due_at", "org_id", "due_at", postgresql_where=text(GOING_ON)),
        Index("ix_nonconformances_contain_by", "org_id", "contain_by", postgresql_where=text("status = 'open'")),
    )

    number: Mapped[str]
    title: Mapped[str]
    description: Mapped[str]
    detected_at: Mapped[datetime]
    detected_where: Mapped[DetectedWhere]
    severity: Mapped[Severity | None]
    risk_score: Mapped[int | None]
    requirement: Mapped[str | None]
    process_id: Mapped[UUID | None]
    characteristic_id: Mapped[UUID | None]
    supplier_id: Mapped[UUID | None]
    item_ref: Mapped[str | None]
    lot_refs: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    hold_requested: Mapped[bool] = mapped_column(server_default=text("false"))
    quantity_affected: Mapped[Decimal | None] = mapped_column(Numeric)
    unit: Mapped[str | None]
    quantity_not_applicable: Mapped[bool] = mapped_column(server_default=text("false"))
    owner_id: Mapped[UUID | None]
    past_owner_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default=text("'{}'"))
    reporter_id: Mapped[UUID]
    confidential: Mapped[bool] = mapped_column(server_default=text("false"))
    recurrence_of_id: Mapped[UUID | None]
    duplicate_of_id: Mapped[UUID | None]
    customer_approval_required: Mapped[bool] = mapped_column(server_default=text("false"))
    capa_decision: Mapped[CapaDecision | None]
    capa_rationale: Mapped[str | None]
    capa_overridden_because: Mapped[str | None]
    costs_are_zero: Mapped[bool] = mapped_column(server_default=text("false"))
    source: Mapped[str | None]
    external_id: Mapped[str | None]
    status: Mapped[NonconformanceStatus] = mapped_column(default=NonconformanceStatus.DRAFT)
    stage_since: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    contain_by: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    contained_at: Mapped[datetime | None]
    not_contained_because: Mapped[str | None]
    dispositioned_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    resolution: Mapped[str | None]
    reopen_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class Containment(Table):
    """What keeps the damage from growing, done once it has a time."""

    __tablename__ = "containments"
    __table_args__ = (
        belongs_to("nonconformances", "nonconformance_id"),
        CheckConstraint("num_nonnulls(done_at, evidence) <> 1", name="done_at"),
    )

    nonconformance_id: Mapped[UUID]
    text: Mapped[str]
    owner_id: Mapped[UUID]
    done_at: Mapped[datetime | None]
    evidence: Mapped[str | None]


class NonconformanceCause(Table):
    """`created_at` is when the cause was named, by which recurring ones are found."""

    __tablename__ = "nonconformance_causes"
    __table_args__ = (
        belongs_to("nonconformances", "nonconformance_id"),
        unique("nonconformance_id", "code"),
        Index("ix_nonconformance_causes_code", "org_id", "code", "created_at"),
    )

    nonconformance_id: Mapped[UUID]
    code: Mapped[str]


class Disposition(Table):
    """What becomes of a part of the quantity; withdrawn ones stay and don't count."""

    __tablename__ = "dispositions"
    __table_args__ = (
        belongs_to("nonconformances", "nonconformance_id"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("num_nonnulls(executed_at, executed_by, evidence) IN (0, 3)", name="executed_at"),
    )

    nonconformance_id: Mapped[UUID]
    kind: Mapped[DispositionKind]
    quantity: Mapped[Decimal | None] = mapped_column(Numeric)
    rationale: Mapped[str]
    customer_approval_ref: Mapped[str | None]
    proposed_by: Mapped[UUID]
    withdrawn_at: Mapped[datetime | None]
    executed_at: Mapped[datetime | None]
    executed_by: Mapped[UUID | None]
    past_executor_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default=text("'{}'"))
    evidence: Mapped[str | None]
    inspection_ref: Mapped[str | None]


class NonconformanceCost(Table):
    """Append-only; what was entered wrongly is taken back by an entry with the opposite sign."""

    __tablename__ = "nonconformance_costs"
    __table_args__ = (
        belongs_to("nonconformances", "nonconformance_id"),
        belongs_to("dispositions", "disposition_id"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency"),
        {"info": {"privileges": ("SELECT", "INSERT")}},
    )

    nonconformance_id: Mapped[UUID]
    disposition_id: Mapped[UUID | None]
    category: Mapped[CostCategory]
    element: Mapped[str]
    amount: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    currency: Mapped[str]
