"""Answers kept for an idempotency key."""

import sqlalchemy as sa
from alembic import op

revision = "796156d668dc"
down_revision = "b3f501b7e28e"


def upgrade() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("headers", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "key", name="pk_idempotency_keys"),
        schema="performance",
    )
    op.isolate("idempotency_keys", schema="performance")
    op.create_index(
        "ix_idempotency_keys_created_at",
        "idempotency_keys",
        ["org_id", "created_at"],
        schema="performance",
    )


def downgrade() -> None:
    op.drop_table("idempotency_keys", schema="performance")
