"""An index of active goals had stood for that of all; proposed goals have one of their own."""

import sqlalchemy as sa
from alembic import op

revision = "c281ad20ffc2"
down_revision = "a09096c24b11"


def upgrade() -> None:
    op.create_index("ix_goals_owner_id", "goals", ["org_id", "owner_id"], unique=False, schema="performance")
    op.create_index(
        "ix_goals_proposed",
        "goals",
        ["org_id", "owner_id"],
        unique=False,
        schema="performance",
        postgresql_where=sa.text("status = 'proposed'"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_goals_proposed", table_name="goals", schema="performance", postgresql_where=sa.text("status = 'proposed'")
    )
    op.drop_index("ix_goals_owner_id", table_name="goals", schema="performance")
