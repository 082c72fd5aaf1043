"""Key results that their owner calls done, and where they come from."""

import sqlalchemy as sa
from alembic import op

revision = "1ace89c1f97c"
down_revision = "d2f6b8c41e07"


def upgrade() -> None:
    op.add_column("key_results", sa.Column("accepted_progress", sa.Numeric(), nullable=True), schema="performance")
    op.add_column(
        "key_results", sa.Column("carried_from_key_result_id", sa.Uuid(), nullable=True), schema="performance"
    )
    op.create_index(
        "ix_key_results_carried_from_key_result_id",
        "key_results",
        ["org_id", "carried_from_key_result_id"],
        unique=False,
        schema="performance",
    )
    op.create_foreign_key(
        op.f("fk_key_results_carried_from_key_result_id"),
        "key_results",
        "key_results",
        ["org_id", "carried_from_key_result_id"],
        ["org_id", "id"],
        source_schema="performance",
        referent_schema="performance",
    )


def downgrade() -> None:
    op.drop_constraint(
        op.f("fk_key_results_carried_from_key_result_id"), "key_results", schema="performance", type_="foreignkey"
    )
    op.drop_index("ix_key_results_carried_from_key_result_id", table_name="key_results", schema="performance")
    op.drop_column("key_results", "carried_from_key_result_id", schema="performance")
    op.drop_column("key_results", "accepted_progress", schema="performance")
