"""goals that follow a standard"""

import sqlalchemy as sa
from alembic import op

revision = "a09096c24b11"
down_revision = "69623bf59ceb"


def upgrade() -> None:
    op.add_column("goals", sa.Column("standard_id", sa.Uuid(), nullable=True), schema="performance")
    op.create_index("ix_goals_standard_id", "goals", ["org_id", "standard_id"], unique=False, schema="performance")
    op.create_foreign_key(
        op.f("fk_goals_standard_id"),
        "goals",
        "productivity_standards",
        ["org_id", "standard_id"],
        ["org_id", "id"],
        source_schema="performance",
        referent_schema="performance",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_goals_standard_id"), "goals", schema="performance", type_="foreignkey")
    op.drop_index("ix_goals_standard_id", table_name="goals", schema="performance")
    op.drop_column("goals", "standard_id", schema="performance")
