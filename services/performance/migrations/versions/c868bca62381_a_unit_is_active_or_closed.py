"""a unit is active or closed"""

import sqlalchemy as sa
from alembic import op

revision = "c868bca62381"
down_revision = "6df380207302"


def upgrade() -> None:
    op.add_column(
        "org_units",
        sa.Column(
            "status",
            sa.Enum("active", "closed", name="orgunitstatus", native_enum=False, create_constraint=True, length=40),
            server_default="active",
            nullable=False,
        ),
        schema="performance",
    )


def downgrade() -> None:
    op.drop_column("org_units", "status", schema="performance")
