"""Nonconformances that are there are counted, some thousands at a time; what is written meanwhile notes itself."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "9d35f1a68c02"
down_revision = "4b7e0d2c9a16"

AT_ONCE = 2_000
NOBODY = "00000000-0000-0000-0000-000000000000"
COUNT = """
    WITH batch AS (
        SELECT id FROM quality.nonconformances WHERE id > CAST(:after AS uuid) ORDER BY id LIMIT :most
    ), noted AS (
        INSERT INTO quality.touched (nonconformance_id) SELECT id FROM batch
    )
    SELECT id FROM batch ORDER BY id DESC LIMIT 1
"""
FOLD = "SELECT quality.fold_counts()"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        connection = op.get_bind()
        for org_id in _organisations(connection):
            connection.execute(sa.text("SELECT set_config('app.org_id', :org_id, false)"), {"org_id": str(org_id)})
            _count(connection)
        connection.execute(sa.text("SELECT set_config('app.org_id', '', false)"))


def _organisations(connection: sa.Connection) -> list[Any]:
    """Row-level security shows its owner none, so it is not forced while we look."""
    connection.execute(sa.text("ALTER TABLE quality.nonconformances NO FORCE ROW LEVEL SECURITY"))
    found = list(connection.scalars(sa.text("SELECT DISTINCT org_id FROM quality.nonconformances")))
    connection.execute(sa.text("ALTER TABLE quality.nonconformances FORCE ROW LEVEL SECURITY"))
    return found


def _count(connection: sa.Connection) -> None:
    last: object = NOBODY
    while last is not None:
        last = connection.execute(sa.text(COUNT), {"after": str(last), "most": AT_ONCE}).scalar()
        connection.execute(sa.text(FOLD))


def downgrade() -> None:
    op.execute("TRUNCATE quality.touched, quality.counted, quality.counters")
