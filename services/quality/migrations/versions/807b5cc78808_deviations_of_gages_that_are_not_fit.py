"""Deviations: a gage that is not fit measures by the leave of somebody else."""

import sqlalchemy as sa
from alembic import op

revision = "807b5cc78808"
down_revision = "c277fd3086a6"


def upgrade() -> None:
    op.create_table(
        "gage_deviations",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gage_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "requested",
                "approved",
                "refused",
                "withdrawn",
                name="deviationstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'withdrawn') = (withdrawn_at IS NOT NULL)", name=op.f("ck_gage_deviations_withdrawn_at")
        ),
        sa.CheckConstraint(
            "status IN ('requested', 'withdrawn') OR decided_by IS NOT NULL", name=op.f("ck_gage_deviations_decided")
        ),
        sa.CheckConstraint("decided_by <> requested_by", name=op.f("ck_gage_deviations_decided_by")),
        sa.CheckConstraint("valid_from < valid_until", name=op.f("ck_gage_deviations_valid_until")),
        sa.ForeignKeyConstraint(
            ["org_id", "gage_id"], ["quality.gages.org_id", "quality.gages.id"], name=op.f("fk_gage_deviations_gage_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_gage_deviations")),
        schema="quality",
    )
    op.isolate("gage_deviations", schema="quality")
    op.create_index(
        "ix_gage_deviations_gage_id",
        "gage_deviations",
        ["org_id", "gage_id", "valid_until", "id"],
        schema="quality",
    )
    op.add_column("subgroups", sa.Column("gage_deviation_id", sa.Uuid(), nullable=True), schema="quality")
    op.create_index(
        "ix_subgroups_gage_deviation_id",
        "subgroups",
        ["org_id", "gage_deviation_id"],
        schema="quality",
        postgresql_where=sa.text("gage_deviation_id IS NOT NULL"),
    )
    op.create_foreign_key(
        op.f("fk_subgroups_gage_deviation_id"),
        "subgroups",
        "gage_deviations",
        ["org_id", "gage_deviation_id"],
        ["org_id", "id"],
        source_schema="quality",
        referent_schema="quality",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_subgroups_gage_deviation_id"), "subgroups", schema="quality", type_="foreignkey")
    op.drop_index("ix_subgroups_gage_deviation_id", "subgroups", schema="quality")
    op.drop_column("subgroups", "gage_deviation_id", schema="quality")
    op.drop_table("gage_deviations", schema="quality")
