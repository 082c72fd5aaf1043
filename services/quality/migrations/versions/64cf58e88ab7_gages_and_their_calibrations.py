"""Gages and their calibrations."""

import sqlalchemy as sa
from alembic import op

revision = "64cf58e88ab7"
down_revision = "4c0099789908"


def upgrade() -> None:
    op.create_table(
        "gages",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("resolution", sa.Numeric(), nullable=True),
        sa.Column("calibration_interval_days", sa.Integer(), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "in_use",
                "due",
                "out_of_service",
                "lost",
                name="gagestatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("out_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status <> 'due' AND (status = 'in_use') = (out_since IS NULL)", name=op.f("ck_gages_out_since")
        ),
        sa.CheckConstraint(
            "calibration_interval_days BETWEEN 1 AND 3660", name=op.f("ck_gages_calibration_interval_days")
        ),
        sa.CheckConstraint("resolution > 0", name=op.f("ck_gages_resolution")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_gages")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_gages_code")),
        schema="quality",
    )
    op.isolate("gages", schema="quality")
    op.create_table(
        "calibrations",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gage_id", sa.Uuid(), nullable=False),
        sa.Column("calibrated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("as_found", sa.Text(), nullable=False),
        sa.Column("as_left", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "as_found IN ('passed', 'failed') AND as_left IN ('passed', 'failed')", name=op.f("ck_calibrations_result")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "gage_id"], ["quality.gages.org_id", "quality.gages.id"], name=op.f("fk_calibrations_gage_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_calibrations")),
        schema="quality",
    )
    op.isolate("calibrations", schema="quality", privileges=("SELECT", "INSERT"))
    op.create_index(
        "ix_calibrations_calibrated_at",
        "calibrations",
        ["org_id", "gage_id", "calibrated_at", "id"],
        unique=False,
        schema="quality",
    )


def downgrade() -> None:
    op.drop_index("ix_calibrations_calibrated_at", table_name="calibrations", schema="quality")
    op.drop_table("calibrations", schema="quality")
    op.drop_table("gages", schema="quality")
