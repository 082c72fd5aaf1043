"""Corrective actions, their causes, actions, plans and verdicts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "3d2b2fd9d4a4"
down_revision = "d0efd8b956e0"


def upgrade() -> None:
    op.create_table(
        "capas",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "corrective",
                "preventive",
                "improvement",
                name="capakind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "method",
            sa.Enum(
                "eight_d",
                "five_why",
                "a3",
                "simple",
                name="capamethod",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "risk",
            sa.Enum(
                "critical", "major", "minor", name="caparisk", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("process_id", sa.Uuid(), nullable=False),
        sa.Column("sponsor_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("problem", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("original_due_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "initiated",
                "described",
                "contained",
                "analysed",
                "planned",
                "implementing",
                "implemented",
                "prevented",
                "effectiveness_pending",
                "effective",
                "closed",
                "cancelled",
                name="capastatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("iteration", sa.Integer(), nullable=False),
        sa.Column("containment_waiver", sa.Text(), nullable=True),
        sa.Column("window_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("window_to > window_from", name=op.f("ck_capas_window_to")),
        sa.ForeignKeyConstraint(
            ["org_id", "process_id"],
            ["quality.processes.org_id", "quality.processes.id"],
            name=op.f("fk_capas_process_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_capas")),
        sa.UniqueConstraint("org_id", "number", name=op.f("uq_capas_number")),
        schema="quality",
    )
    op.isolate("capas", schema="quality")
    op.create_index("ix_capas_created_at", "capas", ["org_id", "created_at", "id"], unique=False, schema="quality")
    op.create_index("ix_capas_due_on", "capas", ["org_id", "due_on", "id"], unique=False, schema="quality")
    op.create_index("ix_capas_process_id", "capas", ["org_id", "process_id"], unique=False, schema="quality")
    op.create_table(
        "capa_due_changes",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("capa_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "approved",
                "rejected",
                name="duechangestatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "capa_id"],
            ["quality.capas.org_id", "quality.capas.id"],
            name=op.f("fk_capa_due_changes_capa_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_capa_due_changes")),
        schema="quality",
    )
    op.isolate("capa_due_changes", schema="quality")
    op.create_index(
        "ix_capa_due_changes_capa_id", "capa_due_changes", ["org_id", "capa_id", "id"], unique=False, schema="quality"
    )
    op.create_index(
        "ix_capa_due_changes_proposed",
        "capa_due_changes",
        ["org_id", "capa_id"],
        unique=True,
        schema="quality",
        postgresql_where=sa.text("status = 'proposed'"),
    )
    op.create_table(
        "capa_members",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("capa_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "capa_id"], ["quality.capas.org_id", "quality.capas.id"], name=op.f("fk_capa_members_capa_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_capa_members")),
        sa.UniqueConstraint("org_id", "capa_id", "person_id", name=op.f("uq_capa_members_person_id")),
        schema="quality",
    )
    op.isolate("capa_members", schema="quality")
    op.create_table(
        "effectiveness_plans",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("capa_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("iteration", sa.Integer(), nullable=False),
        sa.Column(
            "metric",
            sa.Enum(
                "mean",
                "standard_deviation",
                "share_defective",
                "defects_per_unit",
                "signals_per_point",
                "nonconformances_per_day",
                name="effectivenessmetric",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "direction",
            sa.Enum(
                "decrease",
                "increase",
                name="effectivenessdirection",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("characteristic_id", sa.Uuid(), nullable=True),
        sa.Column("process_id", sa.Uuid(), nullable=True),
        sa.Column("baseline_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("baseline_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("baseline_value", sa.Double(), nullable=True),
        sa.Column("baseline_n", sa.Integer(), nullable=True),
        sa.Column("threshold", sa.Double(), nullable=True),
        sa.Column("alpha", sa.Double(), nullable=True),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("min_sample", sa.Integer(), nullable=False),
        sa.Column("verifier_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "frozen",
                "replaced",
                name="effectivenessplanstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(metric <> 'nonconformances_per_day') = (characteristic_id IS NOT NULL)",
            name=op.f("ck_effectiveness_plans_source"),
        ),
        sa.CheckConstraint(
            "(metric = 'nonconformances_per_day') = (process_id IS NOT NULL)",
            name=op.f("ck_effectiveness_plans_process_id"),
        ),
        sa.CheckConstraint(
            "status = 'draft' OR num_nonnulls(frozen_at, frozen_by) = 2", name=op.f("ck_effectiveness_plans_frozen")
        ),
        sa.CheckConstraint("alpha > 0 AND alpha < 0.5", name=op.f("ck_effectiveness_plans_alpha")),
        sa.CheckConstraint("baseline_to > baseline_from", name=op.f("ck_effectiveness_plans_baseline")),
        sa.CheckConstraint("min_sample > 0", name=op.f("ck_effectiveness_plans_min_sample")),
        sa.CheckConstraint("num_nonnulls(threshold, alpha) > 0", name=op.f("ck_effectiveness_plans_criterion")),
        sa.CheckConstraint("window_days BETWEEN 30 AND 730", name=op.f("ck_effectiveness_plans_window_days")),
        sa.ForeignKeyConstraint(
            ["org_id", "capa_id"],
            ["quality.capas.org_id", "quality.capas.id"],
            name=op.f("fk_effectiveness_plans_capa_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "characteristic_id"],
            ["quality.characteristics.org_id", "quality.characteristics.id"],
            name=op.f("fk_effectiveness_plans_characteristic_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "process_id"],
            ["quality.processes.org_id", "quality.processes.id"],
            name=op.f("fk_effectiveness_plans_process_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_effectiveness_plans")),
        sa.UniqueConstraint("org_id", "capa_id", "number", name=op.f("uq_effectiveness_plans_number")),
        schema="quality",
    )
    op.isolate("effectiveness_plans", schema="quality")
    op.create_index(
        "ix_effectiveness_plans_characteristic_id",
        "effectiveness_plans",
        ["org_id", "characteristic_id"],
        unique=False,
        schema="quality",
    )
    op.create_index(
        "ix_effectiveness_plans_frozen",
        "effectiveness_plans",
        ["org_id", "capa_id", "iteration"],
        unique=True,
        schema="quality",
        postgresql_where=sa.text("status = 'frozen'"),
    )
    op.create_index(
        "ix_effectiveness_plans_process_id",
        "effectiveness_plans",
        ["org_id", "process_id"],
        unique=False,
        schema="quality",
    )
    op.create_table(
        "root_causes",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("capa_id", sa.Uuid(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "occurrence",
                "escape",
                "systemic",
                name="causelevel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tool", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "verified",
                "rejected",
                name="causestatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(status = 'pending') = (verified_by IS NULL)", name=op.f("ck_root_causes_verified")),
        sa.CheckConstraint("verified_by <> author_id", name=op.f("ck_root_causes_verified_by")),
        sa.ForeignKeyConstraint(
            ["org_id", "capa_id"], ["quality.capas.org_id", "quality.capas.id"], name=op.f("fk_root_causes_capa_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_root_causes")),
        schema="quality",
    )
    op.isolate("root_causes", schema="quality")
    op.create_index(
        "ix_root_causes_capa_id", "root_causes", ["org_id", "capa_id", "id"], unique=False, schema="quality"
    )
    op.create_table(
        "capa_actions",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("capa_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "containment",
                "corrective",
                "preventive",
                "systemic",
                name="capaactionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("root_cause_id", sa.Uuid(), nullable=True),
        sa.Column("depends_on", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "done",
                "verified",
                "cancelled",
                name="capaactionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("iteration", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("status_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(status = 'verified') = (verified_by IS NOT NULL)", name=op.f("ck_capa_actions_verified")),
        sa.CheckConstraint(
            "(status IN ('done', 'verified')) = (done_at IS NOT NULL)", name=op.f("ck_capa_actions_done_at")
        ),
        sa.CheckConstraint("verified_by <> owner_id", name=op.f("ck_capa_actions_verified_by")),
        sa.ForeignKeyConstraint(
            ["org_id", "capa_id"], ["quality.capas.org_id", "quality.capas.id"], name=op.f("fk_capa_actions_capa_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "root_cause_id"],
            ["quality.root_causes.org_id", "quality.root_causes.id"],
            name=op.f("fk_capa_actions_root_cause_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_capa_actions")),
        schema="quality",
    )
    op.isolate("capa_actions", schema="quality")
    op.create_index(
        "ix_capa_actions_capa_id", "capa_actions", ["org_id", "capa_id", "id"], unique=False, schema="quality"
    )
    op.create_index(
        "ix_capa_actions_owner_id",
        "capa_actions",
        ["org_id", "owner_id", "due_on"],
        unique=False,
        schema="quality",
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(
        "ix_capa_actions_root_cause_id", "capa_actions", ["org_id", "root_cause_id"], unique=False, schema="quality"
    )
    op.create_table(
        "effectiveness_results",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("capa_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("iteration", sa.Integer(), nullable=False),
        sa.Column("window_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("baseline_value", sa.Double(), nullable=True),
        sa.Column("baseline_n", sa.Integer(), nullable=False),
        sa.Column("chance", sa.Double(), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum(
                "effective",
                "ineffective",
                "inconclusive",
                name="effectivenessverdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("shortfalls", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "capa_id"],
            ["quality.capas.org_id", "quality.capas.id"],
            name=op.f("fk_effectiveness_results_capa_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "plan_id"],
            ["quality.effectiveness_plans.org_id", "quality.effectiveness_plans.id"],
            name=op.f("fk_effectiveness_results_plan_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_effectiveness_results")),
        schema="quality",
    )
    op.isolate("effectiveness_results", schema="quality", privileges=("SELECT", "INSERT"))
    op.create_index(
        "ix_effectiveness_results_capa_id",
        "effectiveness_results",
        ["org_id", "capa_id", "id"],
        unique=False,
        schema="quality",
    )
    op.create_index(
        "ix_effectiveness_results_plan_id",
        "effectiveness_results",
        ["org_id", "plan_id"],
        unique=False,
        schema="quality",
    )
    op.create_table(
        "capa_sources",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("capa_id", sa.Uuid(), nullable=False),
        sa.Column("nonconformance_id", sa.Uuid(), nullable=True),
        sa.Column("signal_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(nonconformance_id, signal_id, reference) = 1", name=op.f("ck_capa_sources_one")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "capa_id"], ["quality.capas.org_id", "quality.capas.id"], name=op.f("fk_capa_sources_capa_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "nonconformance_id"],
            ["quality.nonconformances.org_id", "quality.nonconformances.id"],
            name=op.f("fk_capa_sources_nonconformance_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "signal_id"],
            ["quality.signals.org_id", "quality.signals.id"],
            name=op.f("fk_capa_sources_signal_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_capa_sources")),
        schema="quality",
    )
    op.isolate("capa_sources", schema="quality")
    op.create_index(
        "ix_capa_sources_capa_id", "capa_sources", ["org_id", "capa_id", "id"], unique=False, schema="quality"
    )
    op.create_index(
        "ix_capa_sources_nonconformance_id",
        "capa_sources",
        ["org_id", "nonconformance_id", "capa_id"],
        unique=True,
        schema="quality",
        postgresql_where=sa.text("nonconformance_id IS NOT NULL"),
    )
    op.create_index(
        "ix_capa_sources_signal_id", "capa_sources", ["org_id", "signal_id"], unique=False, schema="quality"
    )


def downgrade() -> None:
    op.drop_index("ix_capa_sources_signal_id", table_name="capa_sources", schema="quality")
    op.drop_index(
        "ix_capa_sources_nonconformance_id",
        table_name="capa_sources",
        schema="quality",
        postgresql_where=sa.text("nonconformance_id IS NOT NULL"),
    )
    op.drop_index("ix_capa_sources_capa_id", table_name="capa_sources", schema="quality")
    op.drop_table("capa_sources", schema="quality")
    op.drop_index("ix_effectiveness_results_plan_id", table_name="effectiveness_results", schema="quality")
    op.drop_index("ix_effectiveness_results_capa_id", table_name="effectiveness_results", schema="quality")
    op.drop_table("effectiveness_results", schema="quality")
    op.drop_index("ix_capa_actions_root_cause_id", table_name="capa_actions", schema="quality")
    op.drop_index(
        "ix_capa_actions_owner_id",
        table_name="capa_actions",
        schema="quality",
        postgresql_where=sa.text("status = 'open'"),
    )
    op.drop_index("ix_capa_actions_capa_id", table_name="capa_actions", schema="quality")
    op.drop_table("capa_actions", schema="quality")
    op.drop_index("ix_root_causes_capa_id", table_name="root_causes", schema="quality")
    op.drop_table("root_causes", schema="quality")
    op.drop_index("ix_effectiveness_plans_process_id", table_name="effectiveness_plans", schema="quality")
    op.drop_index(
        "ix_effectiveness_plans_frozen",
        table_name="effectiveness_plans",
        schema="quality",
        postgresql_where=sa.text("status = 'frozen'"),
    )
    op.drop_index("ix_effectiveness_plans_characteristic_id", table_name="effectiveness_plans", schema="quality")
    op.drop_table("effectiveness_plans", schema="quality")
    op.drop_table("capa_members", schema="quality")
    op.drop_index(
        "ix_capa_due_changes_proposed",
        table_name="capa_due_changes",
        schema="quality",
        postgresql_where=sa.text("status = 'proposed'"),
    )
    op.drop_index("ix_capa_due_changes_capa_id", table_name="capa_due_changes", schema="quality")
    op.drop_table("capa_due_changes", schema="quality")
    op.drop_index("ix_capas_process_id", table_name="capas", schema="quality")
    op.drop_index("ix_capas_due_on", table_name="capas", schema="quality")
    op.drop_index("ix_capas_created_at", table_name="capas", schema="quality")
    op.drop_table("capas", schema="quality")
