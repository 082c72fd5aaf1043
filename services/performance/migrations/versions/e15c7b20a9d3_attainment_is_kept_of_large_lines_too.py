"""Attainment is kept of large lines too; what is kept is counted anew within the hour."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

CURRENT_ORG = sa.text("nullif(current_setting('app.org_id', true), '')::uuid")

revision = "e15c7b20a9d3"
down_revision = "9fb320d36451"


def _create(*more: sa.Column, key: tuple[str, ...], comment: str) -> None:
    op.drop_table("kept_attainment", schema="performance")
    op.create_table(
        "kept_attainment",
        sa.Column("org_id", sa.Uuid(), server_default=CURRENT_ORG, nullable=False),
        *more,
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=False),
        sa.Column("denominator", sa.Integer(), nullable=False),
        sa.Column("standards", postgresql.JSON(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_kept_attainment")),
        schema="performance",
        comment=comment,
    )
    op.isolate("kept_attainment", schema="performance")


def upgrade() -> None:
    _create(
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        key=("org_id", "lead_id"),
        comment="How many people of a large line, its lead too, or of all attain their standards.",
    )


def downgrade() -> None:
    comment = "How many people of the whole organisation attain their standards: too many to be asked one by one."
    _create(key=("org_id",), comment=comment)
