from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, Index, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.quality.capas.rules.kinds import (
    CapaActionKind,
    CapaActionStatus,
    CapaKind,
    CapaMethod,
    CapaRisk,
    CapaStatus,
    CauseLevel,
    CauseStatus,
    DueChangeStatus,
    EffectivenessDirection,
    EffectivenessMetric,
    EffectivenessPlanStatus,
    EffectivenessVerdict,
)
from services.quality.tables import Table, belongs_to
from shared.database.records import unique

NOBODY = text("'{}'")


class Capa(Table):
    """`iteration` counts the rounds: 1, and one more each time that the action did not work or the problem came back.

    `original_due_on` stays what was first agreed. The window is that of this round, from the last action done. Who once
    owned it or was in its team since it was initiated stays in `past_owner_ids` and `past_people_ids`: leaving makes
    nobody independent of it.
    """

    __tablename__ = "capas"
    __table_args__ = (
        unique("number"),
        belongs_to("processes", "process_id"),
        CheckConstraint("window_to > window_from", name="window_to"),
        Index("ix_capas_created_at", "org_id", "created_at", "id"),
        Index("ix_capas_due_on", "org_id", "due_on", "id"),
        Index("ix_capas_status", "org_id", "status", "id"),
        Index("ix_capas_owner_id", "org_id", "owner_id", "id"),
    )

    number: Mapped[str]
    title: Mapped[str]
    kind: Mapped[CapaKind]
    method: Mapped[CapaMethod]
    risk: Mapped[CapaRisk]
    process_id: Mapped[UUID]
    sponsor_id: Mapped[UUID | None]
    owner_id: Mapped[UUID | None]
    past_owner_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default=NOBODY)
    past_people_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default=NOBODY)
    author_id: Mapped[UUID]
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    due_on: Mapped[date | None]
    original_due_on: Mapped[date | None]
    status: Mapped[CapaStatus] = mapped_column(default=CapaStatus.DRAFT)
    iteration: Mapped[int] = mapped_column(default=1)
    containment_waiver: Mapped[str | None]
    prevention_waiver: Mapped[str | None]
    window_from: Mapped[datetime | None]
    window_to: Mapped[datetime | None]
    extended: Mapped[bool] = mapped_column(default=False)
    escalated_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    resolution: Mapped[str | None]


class CapaSource(Table):
    """What the action answers to: one of our records, or a reference to something outside."""

    __tablename__ = "capa_sources"
    __table_args__ = (
        belongs_to("capas", "capa_id"),
        belongs_to("nonconformances", "nonconformance_id"),
        belongs_to("signals", "signal_id"),
        CheckConstraint("num_nonnulls(nonconformance_id, signal_id, reference) = 1", name="one"),
        Index("ix_capa_sources_capa_id", "org_id", "capa_id", "id"),
        Index(
            "ix_capa_sources_nonconformance_id", "org_id", "nonconformance_id", "capa_id", unique=True,
            postgresql_where=text("nonconformance_id IS NOT NULL"),
        ),
    )  # fmt: skip

    capa_id: Mapped[UUID]
    nonconformance_id: Mapped[UUID | None]
    signal_id: Mapped[UUID | None]
    reference: Mapped[str | None]


class CapaMember(Table):
    __tablename__ = "capa_members"
    __table_args__ = (unique("capa_id", "person_id"), belongs_to("capas", "capa_id"))

    capa_id: Mapped[UUID]
    person_id: Mapped[UUID]


class RootCause(Table):
    """A verdict holds for the text as it reads: a change of the text makes it pending again."""

    __tablename__ = "root_causes"
    __table_args__ = (
        belongs_to("capas", "capa_id"),
        CheckConstraint("verified_by <> author_id", name="verified_by"),
        CheckConstraint("(status = 'pending') = (verified_by IS NULL)", name="verified"),
        Index("ix_root_causes_capa_id", "org_id", "capa_id", "id"),
    )

    capa_id: Mapped[UUID]
    level: Mapped[CauseLevel]
    text: Mapped[str]
    tool: Mapped[str | None]
    evidence: Mapped[str]
    author_id: Mapped[UUID]
    past_author_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default=NOBODY)
    status: Mapped[CauseStatus] = mapped_column(default=CauseStatus.PENDING)
    verified_by: Mapped[UUID | None]
    verified_at: Mapped[datetime | None]
    verdict_reason: Mapped[str | None]


class CapaAction(Table):
    """`iteration` is the round of the CAPA that it was planned in."""

    __tablename__ = "capa_actions"
    __table_args__ = (
        belongs_to("capas", "capa_id"),
        belongs_to("root_causes", "root_cause_id"),
        CheckConstraint("(status IN ('done', 'verified')) = (done_at IS NOT NULL)", name="done_at"),
        CheckConstraint("(status = 'verified') = (verified_by IS NOT NULL)", name="verified"),
        CheckConstraint("verified_by <> owner_id", name="verified_by"),
        Index("ix_capa_actions_capa_id", "org_id", "capa_id", "id"),
        Index("ix_capa_actions_owner_id", "org_id", "owner_id", "due_on", postgresql_where=text("status = 'open'")),
    )

    capa_id: Mapped[UUID]
    kind: Mapped[CapaActionKind]
    text: Mapped[str]
    owner_id: Mapped[UUID]
    past_owner_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default=NOBODY)
    due_on: Mapped[date]
    root_cause_id: Mapped[UUID | None]
    depends_on: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    evidence: Mapped[str]
    status: Mapped[CapaActionStatus] = mapped_column(default=CapaActionStatus.OPEN)
    iteration: Mapped[int]
    escalated_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    verified_by: Mapped[UUID | None]
    status_reason: Mapped[str | None]


class EffectivenessPlan(Table):
    """What has to be shown, by which data, fixed before anything is done. What replaces a frozen one says why."""

    __tablename__ = "effectiveness_plans"
    __table_args__ = (
        unique("capa_id", "number"),
        belongs_to("capas", "capa_id"),
        belongs_to("characteristics", "characteristic_id"),
        belongs_to("processes", "process_id"),
        CheckConstraint("(metric = 'nonconformances_per_day') = (process_id IS NOT NULL)", name="process_id"),
        CheckConstraint("(metric <> 'nonconformances_per_day') = (characteristic_id IS NOT NULL)", name="source"),
        CheckConstraint("num_nonnulls(threshold, alpha) > 0", name="criterion"),
        CheckConstraint("alpha > 0 AND alpha < 0.5", name="alpha"),
        CheckConstraint("window_days BETWEEN 30 AND 730", name="window_days"),
        CheckConstraint("min_sample > 0", name="min_sample"),
        CheckConstraint("status = 'draft' OR num_nonnulls(frozen_at, frozen_by) = 2", name="frozen"),
        CheckConstraint("baseline_to > baseline_from", name="baseline"),
        Index(
            "ix_effectiveness_plans_frozen", "org_id", "capa_id", "iteration", unique=True,
            postgresql_where=text("status = 'frozen'"),
        ),
    )  # fmt: skip

    capa_id: Mapped[UUID]
    number: Mapped[int]
    iteration: Mapped[int]
    metric: Mapped[EffectivenessMetric]
    direction: Mapped[EffectivenessDirection]
    characteristic_id: Mapped[UUID | None]
    process_id: Mapped[UUID | None]
    baseline_from: Mapped[datetime]
    baseline_to: Mapped[datetime]
    baseline_value: Mapped[float | None] = mapped_column(Double)
    baseline_n: Mapped[int | None]
    threshold: Mapped[float | None] = mapped_column(Double)
    alpha: Mapped[float | None] = mapped_column(Double)
    window_days: Mapped[int]
    min_sample: Mapped[int]
    verifier_id: Mapped[UUID]
    author_id: Mapped[UUID]
    status: Mapped[EffectivenessPlanStatus] = mapped_column(default=EffectivenessPlanStatus.DRAFT)
    reason: Mapped[str | None]
    frozen_at: Mapped[datetime | None]
    frozen_by: Mapped[UUID | None]


class EffectivenessResult(Table):
    """Computed by the server only, and never changed; the latest of a round counts."""

    __tablename__ = "effectiveness_results"
    __table_args__ = (
        belongs_to("capas", "capa_id"),
        belongs_to("effectiveness_plans", "plan_id"),
        Index("ix_effectiveness_results_capa_id", "org_id", "capa_id", "id"),
        {"info": {"privileges": ("SELECT", "INSERT")}},
    )

    capa_id: Mapped[UUID]
    plan_id: Mapped[UUID]
    iteration: Mapped[int]
    window_from: Mapped[datetime]
    window_to: Mapped[datetime]
    value: Mapped[float | None] = mapped_column(Double)
    n: Mapped[int]
    baseline_value: Mapped[float | None] = mapped_column(Double)
    baseline_n: Mapped[int]
    chance: Mapped[float | None] = mapped_column(Double)
    verdict: Mapped[EffectivenessVerdict]
    shortfalls: Mapped[list[str]]


class DueChange(Table):
    """What an owner asks for; decided by a quality manager."""

    __tablename__ = "capa_due_changes"
    __table_args__ = (
        belongs_to("capas", "capa_id"),
        Index(
            "ix_capa_due_changes_proposed", "org_id", "capa_id", unique=True,
            postgresql_where=text("status = 'proposed'"),
        ),
        Index("ix_capa_due_changes_capa_id", "org_id", "capa_id", "id"),
    )  # fmt: skip

    capa_id: Mapped[UUID]
    due_on: Mapped[date]
    due_before: Mapped[date]
    reason: Mapped[str]
    proposed_by: Mapped[UUID]
    status: Mapped[DueChangeStatus] = mapped_column(default=DueChangeStatus.PROPOSED)
    decided_by: Mapped[UUID | None]
    decision_reason: Mapped[str | None]
