"""what charts remember"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "e1e7e17faac2"
down_revision = "807b5cc78808"


def upgrade() -> None:
    op.create_table(
        "chart_memories",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chart_id", sa.Uuid(), nullable=False),
        sa.Column("limit_set_id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", postgresql.ARRAY(sa.Double()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("cardinality(state) = 2", name=op.f("ck_chart_memories_state")),
        sa.ForeignKeyConstraint(
            ["org_id", "chart_id"],
            ["quality.control_charts.org_id", "quality.control_charts.id"],
            name=op.f("fk_chart_memories_chart_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "limit_set_id"],
            ["quality.limit_sets.org_id", "quality.limit_sets.id"],
            name=op.f("fk_chart_memories_limit_set_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_chart_memories")),
        schema="quality",
    )
    op.isolate("chart_memories", schema="quality")
    op.create_index(
        "ix_chart_memories_limit_set_id", "chart_memories", ["org_id", "limit_set_id"], unique=False, schema="quality"
    )
    op.create_index(
        "ix_chart_memories_taken_at",
        "chart_memories",
        ["org_id", "chart_id", "limit_set_id", "taken_at"],
        unique=False,
        schema="quality",
    )


def downgrade() -> None:
    op.drop_index("ix_chart_memories_taken_at", table_name="chart_memories", schema="quality")
    op.drop_index("ix_chart_memories_limit_set_id", table_name="chart_memories", schema="quality")
    op.drop_table("chart_memories", schema="quality")
