"""People are listed by when they were added."""

from alembic import op

revision = "4d1b7f0a63ce"
down_revision = "40ad821c5203"


def upgrade() -> None:
    op.create_index(
        "ix_people_created_at", "people", ["org_id", "created_at", "id"], unique=False, schema="performance"
    )


def downgrade() -> None:
    op.drop_index("ix_people_created_at", table_name="people", schema="performance")
