"""Sampling states, the lots that were inspected, and what each did to inspection."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "c277fd3086a6"
down_revision = "2c2301f7aecb"


def upgrade() -> None:
    op.create_table(
        "sampling_states",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.Uuid(), nullable=True),
        sa.Column("characteristic_id", sa.Uuid(), nullable=True),
        sa.Column("item_ref", sa.Text(), nullable=True),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column(
            "scheme",
            sa.Enum("ansi_z1_4", "iso_2859_1", name="scheme", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum(
                "s_1",
                "s_2",
                "s_3",
                "s_4",
                "i",
                "ii",
                "iii",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("aql", sa.Double(), nullable=False),
        sa.Column(
            "counted",
            sa.Enum("units", "nonconformities", name="counted", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("limit_numbers", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "normal",
                "tightened",
                "reduced",
                "discontinued",
                "closed",
                name="samplingstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("standing", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("entries >= 0", name=op.f("ck_sampling_states_entries")),
        sa.CheckConstraint(
            "num_nonnulls(process_id, characteristic_id) > 0", name=op.f("ck_sampling_states_characteristic_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "characteristic_id"],
            ["quality.characteristics.org_id", "quality.characteristics.id"],
            name=op.f("fk_sampling_states_characteristic_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "process_id"],
            ["quality.processes.org_id", "quality.processes.id"],
            name=op.f("fk_sampling_states_process_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "supplier_id"],
            ["quality.suppliers.org_id", "quality.suppliers.id"],
            name=op.f("fk_sampling_states_supplier_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_sampling_states")),
        schema="quality",
    )
    op.isolate("sampling_states", schema="quality")
    op.create_index(
        "ix_sampling_states_characteristic_id",
        "sampling_states",
        ["org_id", "characteristic_id"],
        unique=False,
        schema="quality",
    )
    op.create_index(
        "ix_sampling_states_key",
        "sampling_states",
        ["org_id", "characteristic_id", "process_id", "item_ref", "supplier_id"],
        unique=True,
        schema="quality",
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("status <> 'closed'"),
    )
    op.create_index(
        "ix_sampling_states_process_id", "sampling_states", ["org_id", "process_id"], unique=False, schema="quality"
    )
    op.create_index(
        "ix_sampling_states_supplier_id", "sampling_states", ["org_id", "supplier_id"], unique=False, schema="quality"
    )
    op.create_table(
        "inspected_lots",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("lot_size", sa.Integer(), nullable=False),
        sa.Column(
            "severity",
            sa.Enum(
                "normal",
                "tightened",
                "reduced",
                name="inspectionseverity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code_letter", sa.Text(), nullable=False),
        sa.Column("effective_letter", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("ac", sa.Integer(), nullable=False),
        sa.Column("re", sa.Integer(), nullable=False),
        sa.Column("full_inspection", sa.Boolean(), nullable=False),
        sa.Column("nonconforming", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("between_limits", sa.Boolean(), nullable=False),
        sa.Column("accepted_one_aql_tighter", sa.Boolean(), nullable=False),
        sa.Column("production_steady", sa.Boolean(), nullable=False),
        sa.Column("original", sa.Boolean(), nullable=False),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("inspected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.Column("correction_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(supersedes_id IS NULL) = (revision = 1)", name=op.f("ck_inspected_lots_revision")),
        sa.CheckConstraint(
            "lot_size >= 1 AND n >= 1 AND nonconforming >= 0", name=op.f("ck_inspected_lots_nonconforming")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "state_id"],
            ["quality.sampling_states.org_id", "quality.sampling_states.id"],
            name=op.f("fk_inspected_lots_state_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "supersedes_id"],
            ["quality.inspected_lots.org_id", "quality.inspected_lots.id"],
            name=op.f("fk_inspected_lots_supersedes_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_inspected_lots")),
        sa.UniqueConstraint("org_id", "state_id", "position", "revision", name=op.f("uq_inspected_lots_revision")),
        schema="quality",
    )
    op.isolate("inspected_lots", schema="quality", privileges=("SELECT", "INSERT"))
    op.create_index(
        "ix_inspected_lots_reference",
        "inspected_lots",
        ["org_id", "state_id", "reference"],
        unique=True,
        schema="quality",
        postgresql_where=sa.text("revision = 1 AND original"),
    )
    op.create_index(
        "ix_inspected_lots_supersedes_id", "inspected_lots", ["org_id", "supersedes_id"], unique=False, schema="quality"
    )
    op.create_table(
        "sampling_steps",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column(
            "decision",
            sa.Enum(
                "approve_reduction",
                "restore_normal",
                "resume",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("switching_score", sa.Integer(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "unchanged",
                "not_original",
                "two_of_five_not_accepted",
                "five_in_a_row_accepted",
                "five_not_accepted_on_tightened",
                "good_history",
                "reduction_not_approved",
                "production_not_steady",
                "not_accepted_on_reduced",
                "between_ac_and_re",
                "resumed",
                "restored_to_normal",
                "reduction_approved",
                "inspection_was_discontinued",
                "decision_without_effect",
                "voided",
                name="switchingreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(decision, decided_by, decision_reason) IN (0, 3)", name=op.f("ck_sampling_steps_decided_by")
        ),
        sa.CheckConstraint("num_nonnulls(lot_id, decision) = 1", name=op.f("ck_sampling_steps_lot_id")),
        sa.CheckConstraint(
            "before IN ('normal', 'tightened', 'reduced', 'discontinued')", name=op.f("ck_sampling_steps_before")
        ),
        sa.CheckConstraint(
            "after IN ('normal', 'tightened', 'reduced', 'discontinued')", name=op.f("ck_sampling_steps_after")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "lot_id"],
            ["quality.inspected_lots.org_id", "quality.inspected_lots.id"],
            name=op.f("fk_sampling_steps_lot_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "state_id"],
            ["quality.sampling_states.org_id", "quality.sampling_states.id"],
            name=op.f("fk_sampling_steps_state_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_sampling_steps")),
        sa.UniqueConstraint("org_id", "state_id", "position", name=op.f("uq_sampling_steps_position")),
        schema="quality",
    )
    op.isolate("sampling_steps", schema="quality")
    op.create_index("ix_sampling_steps_lot_id", "sampling_steps", ["org_id", "lot_id"], unique=False, schema="quality")


def downgrade() -> None:
    op.drop_table("sampling_steps", schema="quality")
    op.drop_table("inspected_lots", schema="quality")
    op.drop_table("sampling_states", schema="quality")
