"""Control charts, a default one for each characteristic, with their limits and signals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "47a23e8c0b4a"
down_revision = "ac25a5c55996"


DEFAULT_CHARTS = """
    INSERT INTO quality.control_charts
        (org_id, id, characteristic_id, name, kind, is_default, k, parameters, acknowledge_within_minutes,
        created_at, updated_at, version)
    SELECT org_id, id, id, 'All', CASE data_kind
        WHEN 'variable' THEN CASE WHEN subgroup_size = 1 THEN 'i_mr' WHEN subgroup_size <= 8 THEN 'xbar_r'
            ELSE 'xbar_s' END
        WHEN 'defectives' THEN 'p' WHEN 'defects' THEN 'u' WHEN 'time_between' THEN 't' ELSE 'g' END,
        true, 3, '{}', 480, created_at, created_at, 1
    FROM quality.characteristics
"""


def upgrade() -> None:
    op.create_table(
        "control_charts",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("characteristic_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("sigma_method", sa.Text(), nullable=True),
        sa.Column("rules", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("dispersion_rules", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("k", sa.Double(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("context", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("acknowledge_within_minutes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("acknowledge_within_minutes > 0", name=op.f("ck_control_charts_acknowledge_within_minutes")),
        sa.CheckConstraint("k > 0 AND k < 100", name=op.f("ck_control_charts_k")),
        sa.ForeignKeyConstraint(
            ["org_id", "characteristic_id"],
            ["quality.characteristics.org_id", "quality.characteristics.id"],
            name=op.f("fk_control_charts_characteristic_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_control_charts")),
        sa.UniqueConstraint("org_id", "characteristic_id", "name", name=op.f("uq_control_charts_name")),
        schema="quality",
    )
    op.isolate("control_charts", schema="quality")
    op.create_index(
        "ix_control_charts_default",
        "control_charts",
        ["org_id", "characteristic_id"],
        unique=True,
        schema="quality",
        postgresql_where=sa.text("is_default"),
    )
    op.create_table(
        "limit_sets",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chart_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "trial",
                "approved",
                "active",
                "superseded",
                name="limitsetstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("center", sa.Double(), nullable=False),
        sa.Column("sigma", sa.Double(), nullable=True),
        sa.Column("sigma_of_means", sa.Double(), nullable=True),
        sa.Column("sigma_z", sa.Double(), nullable=True),
        sa.Column("median", sa.Double(), nullable=True),
        sa.Column("subgroups", sa.Integer(), nullable=False),
        sa.Column("taken_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("excluded_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status <> 'active' OR valid_from IS NOT NULL", name=op.f("ck_limit_sets_valid_from")),
        sa.CheckConstraint(
            "status IN ('trial', 'superseded') OR approved_by IS NOT NULL", name=op.f("ck_limit_sets_approved")
        ),
        sa.CheckConstraint("approved_by <> proposed_by", name=op.f("ck_limit_sets_approved_by")),
        sa.CheckConstraint("sigma >= 0", name=op.f("ck_limit_sets_sigma")),
        sa.ForeignKeyConstraint(
            ["org_id", "chart_id"],
            ["quality.control_charts.org_id", "quality.control_charts.id"],
            name=op.f("fk_limit_sets_chart_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_limit_sets")),
        sa.UniqueConstraint("org_id", "chart_id", "number", name=op.f("uq_limit_sets_number")),
        sa.UniqueConstraint("org_id", "chart_id", "valid_from", name=op.f("uq_limit_sets_valid_from")),
        schema="quality",
    )
    op.isolate("limit_sets", schema="quality")
    op.create_index(
        "ix_limit_sets_active",
        "limit_sets",
        ["org_id", "chart_id"],
        unique=True,
        schema="quality",
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_table(
        "signals",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chart_id", sa.Uuid(), nullable=False),
        sa.Column("limit_set_id", sa.Uuid(), nullable=False),
        sa.Column("subgroup_id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("statistic", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("window_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "acknowledged",
                "explained",
                "closed",
                "superseded",
                name="signalstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ack_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assignable_cause", sa.Text(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=True),
        sa.Column("corrective_action", sa.Text(), nullable=True),
        sa.Column("nonconformance_id", sa.Uuid(), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "chart_id"],
            ["quality.control_charts.org_id", "quality.control_charts.id"],
            name=op.f("fk_signals_chart_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "limit_set_id"],
            ["quality.limit_sets.org_id", "quality.limit_sets.id"],
            name=op.f("fk_signals_limit_set_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "nonconformance_id"],
            ["quality.nonconformances.org_id", "quality.nonconformances.id"],
            name=op.f("fk_signals_nonconformance_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subgroup_id"],
            ["quality.subgroups.org_id", "quality.subgroups.id"],
            name=op.f("fk_signals_subgroup_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_signals")),
        schema="quality",
    )
    op.isolate("signals", schema="quality")
    op.create_index("ix_signals_created_at", "signals", ["org_id", "created_at", "id"], unique=False, schema="quality")
    op.create_index("ix_signals_limit_set_id", "signals", ["org_id", "limit_set_id"], unique=False, schema="quality")
    op.create_index(
        "ix_signals_nonconformance_id", "signals", ["org_id", "nonconformance_id"], unique=False, schema="quality"
    )
    op.create_index(
        "ix_signals_rule",
        "signals",
        ["org_id", "chart_id", "subgroup_id", "statistic", "rule"],
        unique=True,
        schema="quality",
        postgresql_where=sa.text("status <> 'superseded'"),
    )
    op.create_index("ix_signals_subgroup_id", "signals", ["org_id", "subgroup_id"], unique=False, schema="quality")
    op.create_index(
        "ix_signals_taken_at", "signals", ["org_id", "chart_id", "taken_at", "id"], unique=False, schema="quality"
    )
    for table in ("characteristics", "control_charts"):
        op.execute(f"ALTER TABLE quality.{table} NO FORCE ROW LEVEL SECURITY")
    op.execute(DEFAULT_CHARTS)
    for table in ("characteristics", "control_charts"):
        op.execute(f"ALTER TABLE quality.{table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.drop_index("ix_signals_taken_at", table_name="signals", schema="quality")
    op.drop_index("ix_signals_subgroup_id", table_name="signals", schema="quality")
    op.drop_index(
        "ix_signals_rule", table_name="signals", schema="quality", postgresql_where=sa.text("status <> 'superseded'")
    )
    op.drop_index("ix_signals_nonconformance_id", table_name="signals", schema="quality")
    op.drop_index("ix_signals_limit_set_id", table_name="signals", schema="quality")
    op.drop_index("ix_signals_created_at", table_name="signals", schema="quality")
    op.drop_table("signals", schema="quality")
    op.drop_index(
        "ix_limit_sets_active", table_name="limit_sets", schema="quality", postgresql_where=sa.text("status = 'active'")
    )
    op.drop_table("limit_sets", schema="quality")
    op.drop_index(
        "ix_control_charts_default",
        table_name="control_charts",
        schema="quality",
        postgresql_where=sa.text("is_default"),
    )
    op.drop_table("control_charts", schema="quality")
