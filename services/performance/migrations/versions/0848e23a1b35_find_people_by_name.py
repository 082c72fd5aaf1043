"""People are found by how their names begin."""

import sqlalchemy as sa
from alembic import op

revision = "0848e23a1b35"
down_revision = "519e096e20d3"


def upgrade() -> None:
    op.add_column(
        "people",
        sa.Column(
            "search_name", sa.Text(collation="C"), sa.Computed("lower(display_name)", persisted=True), nullable=False
        ),
        schema="performance",
    )
    op.create_index(
        "ix_people_search_name", "people", ["org_id", "search_name", "id"], unique=False, schema="performance"
    )


def downgrade() -> None:
    op.drop_index("ix_people_search_name", table_name="people", schema="performance")
    op.drop_column("people", "search_name", schema="performance")
