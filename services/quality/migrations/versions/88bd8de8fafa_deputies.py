"""Deputies: who acts for whom, from day to day."""

import sqlalchemy as sa
from alembic import op

revision = "88bd8de8fafa"
down_revision = "941e81d265d5"


def upgrade() -> None:
    op.create_table(
        "deputies",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("principal_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("deputy_id <> principal_id", name=op.f("ck_deputies_deputy_id")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_deputies_valid_to")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_deputies")),
        schema="quality",
    )
    op.isolate("deputies", schema="quality")
    op.create_index(
        "ix_deputies_deputy_id", "deputies", ["org_id", "deputy_id", "principal_id"], unique=False, schema="quality"
    )
    op.create_index(
        "ix_deputies_principal_id", "deputies", ["org_id", "principal_id", "id"], unique=False, schema="quality"
    )


def downgrade() -> None:
    op.drop_index("ix_deputies_principal_id", table_name="deputies", schema="quality")
    op.drop_index("ix_deputies_deputy_id", table_name="deputies", schema="quality")
    op.drop_table("deputies", schema="quality")
