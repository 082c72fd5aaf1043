"""the first tables"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "fb2522ca8ff5"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("record_version", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_events")),
        schema="quality",
    )
    op.isolate("events", schema="quality", privileges=("SELECT", "INSERT"), relayed=True)
    op.create_index("ix_events_record_id", "events", ["org_id", "record_id", "id"], unique=False, schema="quality")
    op.create_table(
        "numbers",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "kind", "year", name=op.f("pk_numbers")),
        schema="quality",
    )
    op.isolate("numbers", schema="quality", privileges=("SELECT", "INSERT", "UPDATE"))
    op.create_table(
        "processes",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_processes")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_processes_code")),
        schema="quality",
    )
    op.isolate("processes", schema="quality")
    op.create_table(
        "characteristics",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("lsl", sa.Numeric(), nullable=True),
        sa.Column("usl", sa.Numeric(), nullable=True),
        sa.Column("target", sa.Numeric(), nullable=True),
        sa.Column(
            "characteristic_class",
            sa.Enum(
                "critical",
                "major",
                "minor",
                name="characteristicclass",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subgroup_size", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "characteristic_class = 'minor' OR num_nonnulls(lsl, usl) > 0", name=op.f("ck_characteristics_lsl")
        ),
        sa.CheckConstraint("lsl < usl", name=op.f("ck_characteristics_usl")),
        sa.CheckConstraint("subgroup_size BETWEEN 1 AND 50", name=op.f("ck_characteristics_subgroup_size")),
        sa.CheckConstraint("target >= lsl AND target <= usl", name=op.f("ck_characteristics_target")),
        sa.ForeignKeyConstraint(
            ["org_id", "process_id"],
            ["quality.processes.org_id", "quality.processes.id"],
            name=op.f("fk_characteristics_process_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_characteristics")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_characteristics_code")),
        schema="quality",
    )
    op.isolate("characteristics", schema="quality")
    op.create_index(
        "ix_characteristics_process_id", "characteristics", ["org_id", "process_id"], unique=False, schema="quality"
    )
    op.create_table(
        "nonconformances",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("detected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "detected_where",
            sa.Enum(
                "supplier",
                "incoming",
                "process",
                "final",
                "customer",
                "audit",
                "field",
                name="detectedwhere",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "severity",
            sa.Enum(
                "critical", "major", "minor", name="severity", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("process_id", sa.Uuid(), nullable=True),
        sa.Column("characteristic_id", sa.Uuid(), nullable=True),
        sa.Column("quantity_affected", sa.Numeric(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "open",
                "closed",
                "cancelled",
                name="nonconformancestatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status NOT IN ('open', 'closed') OR\ndescription ~ '\\S' AND severity IS NOT NULL AND num_nonnulls(process_id, characteristic_id) > 0",
            name=op.f("ck_nonconformances_complete"),
        ),
        sa.CheckConstraint("quantity_affected >= 0", name=op.f("ck_nonconformances_quantity_affected")),
        sa.CheckConstraint("quantity_affected IS NULL OR unit IS NOT NULL", name=op.f("ck_nonconformances_unit")),
        sa.ForeignKeyConstraint(
            ["org_id", "characteristic_id"],
            ["quality.characteristics.org_id", "quality.characteristics.id"],
            name=op.f("fk_nonconformances_characteristic_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "process_id"],
            ["quality.processes.org_id", "quality.processes.id"],
            name=op.f("fk_nonconformances_process_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_nonconformances")),
        sa.UniqueConstraint("org_id", "number", name=op.f("uq_nonconformances_number")),
        schema="quality",
    )
    op.isolate("nonconformances", schema="quality")
    op.create_index(
        "ix_nonconformances_characteristic_id",
        "nonconformances",
        ["org_id", "characteristic_id"],
        unique=False,
        schema="quality",
    )
    op.create_index(
        "ix_nonconformances_created_at",
        "nonconformances",
        ["org_id", "created_at", "id"],
        unique=False,
        schema="quality",
    )
    op.create_index(
        "ix_nonconformances_detected_at",
        "nonconformances",
        ["org_id", "detected_at", "id"],
        unique=False,
        schema="quality",
    )
    op.create_index(
        "ix_nonconformances_process_id", "nonconformances", ["org_id", "process_id"], unique=False, schema="quality"
    )
    op.create_table(
        "subgroups",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("characteristic_id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("values", postgresql.ARRAY(sa.Double()), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=True),
        sa.Column("range", sa.Double(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("cardinality(values) BETWEEN 1 AND 50", name=op.f("ck_subgroups_values")),
        sa.ForeignKeyConstraint(
            ["org_id", "characteristic_id"],
            ["quality.characteristics.org_id", "quality.characteristics.id"],
            name=op.f("fk_subgroups_characteristic_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_subgroups")),
        schema="quality",
    )
    op.isolate("subgroups", schema="quality", privileges=("SELECT", "INSERT"))
    op.create_index(
        "ix_subgroups_taken_at",
        "subgroups",
        ["org_id", "characteristic_id", "taken_at", "id"],
        unique=False,
        schema="quality",
    )


def downgrade() -> None:
    op.drop_index("ix_subgroups_taken_at", table_name="subgroups", schema="quality")
    op.drop_table("subgroups", schema="quality")
    op.drop_index("ix_nonconformances_process_id", table_name="nonconformances", schema="quality")
    op.drop_index("ix_nonconformances_detected_at", table_name="nonconformances", schema="quality")
    op.drop_index("ix_nonconformances_created_at", table_name="nonconformances", schema="quality")
    op.drop_index("ix_nonconformances_characteristic_id", table_name="nonconformances", schema="quality")
    op.drop_table("nonconformances", schema="quality")
    op.drop_index("ix_characteristics_process_id", table_name="characteristics", schema="quality")
    op.drop_table("characteristics", schema="quality")
    op.drop_table("processes", schema="quality")
    op.drop_table("numbers", schema="quality")
    op.drop_index("ix_events_record_id", table_name="events", schema="quality")
    op.drop_table("events", schema="quality")
