"""When it was told that a critical nonconformance was not contained in time."""

import sqlalchemy as sa
from alembic import op

revision = "d0efd8b956e0"
down_revision = "88bd8de8fafa"


def upgrade() -> None:
    op.add_column(
        "nonconformances", sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True), schema="quality"
    )


def downgrade() -> None:
    op.drop_column("nonconformances", "escalated_at", schema="quality")
