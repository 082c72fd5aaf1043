"""What a graded goal's progress was, and what it followed from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "8c56a6ba5108"
down_revision = "b4d0c1a7e952"


def upgrade() -> None:
    op.create_table(
        "goal_closings",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("progress", sa.Numeric(), nullable=True),
        sa.Column("inputs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "goal_id"],
            ["performance.goals.org_id", "performance.goals.id"],
            name=op.f("fk_goal_closings_goal_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_goal_closings")),
        schema="performance",
    )
    op.isolate("goal_closings", schema="performance", privileges=("SELECT", "INSERT"))
    op.create_index(
        "ix_goal_closings_goal_id", "goal_closings", ["org_id", "goal_id"], unique=False, schema="performance"
    )


def downgrade() -> None:
    op.drop_index("ix_goal_closings_goal_id", table_name="goal_closings", schema="performance")
    op.drop_table("goal_closings", schema="performance")
