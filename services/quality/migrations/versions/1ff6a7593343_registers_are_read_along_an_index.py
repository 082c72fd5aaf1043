"""Registers and inboxes are read along an index of what has not ended."""

import sqlalchemy as sa
from alembic import op

GOING_ON = sa.text("status IN ('contained', 'dispositioned', 'executing', 'open', 'under_review', 'verifying')")
INDEXES = {
    "nonconformances": {
        "stage_since": (["status", "stage_since", "id"], None),
        "draft": (["reporter_id"], sa.text("status = 'draft'")),
        "ongoing": (["created_at", "id"], GOING_ON),
        "owned": (["owner_id"], GOING_ON),
        "due_at": (["due_at"], GOING_ON),
        "contain_by": (["contain_by"], sa.text("status = 'open'")),
    },
    "capas": {"status": (["status", "id"], None), "owner_id": (["owner_id", "id"], None)},
}

revision = "1ff6a7593343"
down_revision = "b0e3841bba34"


def upgrade() -> None:
    for table, indexes in INDEXES.items():
        for name, (columns, where) in indexes.items():
            op.create_index(f"ix_{table}_{name}", table, ["org_id", *columns], schema="quality", postgresql_where=where)


def downgrade() -> None:
    for table, indexes in INDEXES.items():
        for name in indexes:
            op.drop_index(f"ix_{table}_{name}", table_name=table, schema="quality")
