"""What is there already is counted, some thousands at a time; whatever is written meanwhile counts itself."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "b4d0c1a7e952"
down_revision = "9e1b86612ff4"

TABLES = {"person": "people", "org_unit": "org_units", "goal": "goals"}
AT_ONCE = 2_000
NOBODY = "00000000-0000-0000-0000-000000000000"
ORGANISATIONS = """
    SELECT org_id FROM performance.people UNION SELECT org_id FROM performance.org_units
    UNION SELECT org_id FROM performance.goals
"""
COUNT = """
    SELECT performance.recount(:kind, array_agg(org_id), array_agg(id)), (array_agg(id ORDER BY id DESC))[1]
    FROM (SELECT org_id, id FROM performance.{table} WHERE id > CAST(:after AS uuid) ORDER BY id LIMIT :most) AS batch
    HAVING count(*) > 0
"""


def upgrade() -> None:
    with op.get_context().autocommit_block():
        connection = op.get_bind()
        for org_id in _organisations(connection):
            connection.execute(sa.text("SELECT set_config('app.org_id', :org_id, false)"), {"org_id": str(org_id)})
            for kind, table in TABLES.items():
                _count(connection, kind, table)
            connection.execute(sa.text("SELECT performance.fold_counts()"))
        connection.execute(sa.text("SELECT set_config('app.org_id', '', false)"))


def _organisations(connection: sa.Connection) -> list[Any]:
    """Row-level security shows its owner none, so it is not forced while we look."""
    for table in TABLES.values():
        connection.execute(sa.text(f"ALTER TABLE performance.{table} NO FORCE ROW LEVEL SECURITY"))
    found = list(connection.scalars(sa.text(ORGANISATIONS)))
    for table in TABLES.values():
        connection.execute(sa.text(f"ALTER TABLE performance.{table} FORCE ROW LEVEL SECURITY"))
    return found


def _count(connection: sa.Connection, kind: str, table: str) -> None:
    after = NOBODY
    while True:
        given = {"kind": kind, "after": after, "most": AT_ONCE}
        row = connection.execute(sa.text(COUNT.format(table=table)), given).one_or_none()
        if row is None:
            return
        after = str(row[1])


def downgrade() -> None:
    op.execute(
        "TRUNCATE performance.counted, performance.counted_people, performance.count_changes, performance.counters"
    )
