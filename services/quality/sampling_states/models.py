from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.quality.sampling.rules.switching import Inspection, SwitchingReason
from services.quality.sampling.rules.tables import InspectionSeverity, Level, Scheme
from services.quality.sampling_states.rules.replay import Decision
from services.quality.sampling_states.rules.states import SamplingStatus
from services.quality.sampling_states.rules.verdicts import Counted
from services.quality.tables import Table, belongs_to
from shared.database.records import unique

INSPECTIONS = ", ".join(f"'{inspection}'" for inspection in Inspection)


class SamplingState(Table):
    """What is sampled, by which scheme, and where inspection stands after `entries` lots and decisions."""

    __tablename__ = "sampling_states"
    __table_args__ = (
        belongs_to("processes", "process_id"),
        belongs_to("characteristics", "characteristic_id"),
        belongs_to("suppliers", "supplier_id"),
        CheckConstraint("num_nonnulls(process_id, characteristic_id) > 0", name="characteristic_id"),
        CheckConstraint("entries >= 0", name="entries"),
        Index(
            "ix_sampling_states_key",
            *("org_id", "characteristic_id", "process_id", "item_ref", "supplier_id"),
            unique=True, postgresql_nulls_not_distinct=True, postgresql_where=text("status <> 'closed'"),
        ),
    )  # fmt: skip

    process_id: Mapped[UUID | None]
    characteristic_id: Mapped[UUID | None]
    item_ref: Mapped[str | None]
    supplier_id: Mapped[UUID | None]
    scheme: Mapped[Scheme]
    level: Mapped[Level]
    aql: Mapped[float] = mapped_column(Double)
    counted: Mapped[Counted]
    limit_numbers: Mapped[bool]
    status: Mapped[SamplingStatus] = mapped_column(default=SamplingStatus.NORMAL)
    standing: Mapped[dict[str, Any]] = mapped_column(JSONB)
    entries: Mapped[int] = mapped_column(default=0)


class InspectedLot(Table):
    """Append-only. A correction is the next revision at the same place; one that is voided counts for nothing.

    The plan is that of the severity under which the lot was inspected.
    """

    __tablename__ = "inspected_lots"
    __table_args__ = (
        unique("state_id", "position", "revision"),
        belongs_to("sampling_states", "state_id"),
        belongs_to("inspected_lots", "supersedes_id"),
        CheckConstraint("lot_size >= 1 AND n >= 1 AND nonconforming >= 0", name="nonconforming"),
        CheckConstraint("(supersedes_id IS NULL) = (revision = 1)", name="revision"),
        Index(
            "ix_inspected_lots_reference", "org_id", "state_id", "reference", unique=True,
            postgresql_where=text("revision = 1 AND original"),
        ),
        {"info": {"privileges": ("SELECT", "INSERT")}},
    )  # fmt: skip

    state_id: Mapped[UUID]
    position: Mapped[int]
    revision: Mapped[int]
    reference: Mapped[str]
    lot_size: Mapped[int]
    severity: Mapped[InspectionSeverity]
    code_letter: Mapped[str]
    effective_letter: Mapped[str]
    n: Mapped[int]
    ac: Mapped[int]
    re: Mapped[int]
    full_inspection: Mapped[bool]
    nonconforming: Mapped[int]
    accepted: Mapped[bool]
    between_limits: Mapped[bool]
    accepted_one_aql_tighter: Mapped[bool]
    production_steady: Mapped[bool]
    original: Mapped[bool]
    voided: Mapped[bool]
    inspected_at: Mapped[datetime]
    recorded_by: Mapped[UUID]
    supersedes_id: Mapped[UUID | None]
    correction_reason: Mapped[str | None]


class SamplingStep(Table):
    """What the lot or the decision at a place did; worked out anew when an earlier lot is corrected."""

    __tablename__ = "sampling_steps"
    __table_args__ = (
        unique("state_id", "position"),
        belongs_to("sampling_states", "state_id"),
        belongs_to("inspected_lots", "lot_id"),
        CheckConstraint("num_nonnulls(lot_id, decision) = 1", name="lot_id"),
        *(CheckConstraint(f"{name} IN ({INSPECTIONS})", name=name) for name in ("before", "after")),
        CheckConstraint("num_nonnulls(decision, decided_by, decision_reason) IN (0, 3)", name="decided_by"),
    )

    state_id: Mapped[UUID]
    position: Mapped[int]
    lot_id: Mapped[UUID | None]
    decision: Mapped[Decision | None]
    decided_by: Mapped[UUID | None]
    decision_reason: Mapped[str | None]
    before: Mapped[Inspection] = mapped_column(Text)
    after: Mapped[Inspection] = mapped_column(Text)
    switching_score: Mapped[int | None]
    reason: Mapped[SwitchingReason]
