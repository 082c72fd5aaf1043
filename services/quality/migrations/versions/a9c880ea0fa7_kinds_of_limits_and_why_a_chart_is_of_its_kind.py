"""Probability limits, T² of the positions of a subgroup, and why a chart is of its kind."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "a9c880ea0fa7"
down_revision = "47a23e8c0b4a"


def upgrade() -> None:
    op.add_column(
        "control_charts",
        sa.Column("limits_kind", sa.Text(), server_default="sigma", nullable=False),
        schema="quality",
    )
    op.add_column("control_charts", sa.Column("alpha", sa.Double(), nullable=True), schema="quality")
    op.add_column(
        "control_charts",
        sa.Column("reasons", postgresql.JSONB(), server_default="[]", nullable=False),
        schema="quality",
    )
    op.create_check_constraint("alpha", "control_charts", "alpha > 0 AND alpha < 1", schema="quality")
    op.add_column("limit_sets", sa.Column("means", postgresql.ARRAY(sa.Double()), nullable=True), schema="quality")
    op.add_column(
        "limit_sets",
        sa.Column("covariance", postgresql.ARRAY(sa.Double(), dimensions=2), nullable=True),
        schema="quality",
    )
    op.alter_column("limit_sets", "center", existing_type=sa.Double(), nullable=True, schema="quality")
    op.create_check_constraint("center", "limit_sets", "num_nonnulls(center, means) = 1", schema="quality")
    op.create_check_constraint("covariance", "limit_sets", "num_nonnulls(means, covariance) <> 1", schema="quality")


def downgrade() -> None:
    """Limits of vectors have no place in what was before."""
    op.drop_constraint("ck_limit_sets_covariance", "limit_sets", schema="quality")
    op.drop_constraint("ck_limit_sets_center", "limit_sets", schema="quality")
    op.alter_column("limit_sets", "center", existing_type=sa.Double(), nullable=False, schema="quality")
    op.drop_column("limit_sets", "covariance", schema="quality")
    op.drop_column("limit_sets", "means", schema="quality")
    op.drop_constraint("ck_control_charts_alpha", "control_charts", schema="quality")
    op.drop_column("control_charts", "reasons", schema="quality")
    op.drop_column("control_charts", "alpha", schema="quality")
    op.drop_column("control_charts", "limits_kind", schema="quality")
