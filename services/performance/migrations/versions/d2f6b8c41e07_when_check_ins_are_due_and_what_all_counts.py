"""When the next check-in of each key result is due, and what everything counts for, some thousands at a time."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "d2f6b8c41e07"
down_revision = "c7d1e5a90b34"

TABLES = {"person": "people", "org_unit": "org_units", "goal": "goals"}
AT_ONCE = 2_000
NOBODY = "00000000-0000-0000-0000-000000000000"
ORGANISATIONS = """
    SELECT org_id FROM performance.people UNION SELECT org_id FROM performance.org_units
    UNION SELECT org_id FROM performance.goals
"""
EXPECTED = """
    UPDATE performance.key_results part SET next_check_in_on = coalesce(part.checked_in_on, goal.starts_on)
        + coalesce(part.cadence_days, (
            SELECT default_cadence_days FROM performance.goal_policies ORDER BY number DESC LIMIT 1), 30)
    FROM performance.goals goal WHERE goal.org_id = part.org_id AND goal.id = part.goal_id AND part.status = 'active'
        AND NOT EXISTS (SELECT FROM performance.goal_contributions link
            WHERE link.org_id = part.org_id AND link.parent_key_result_id = part.id)
"""
"""A cadence after the last check-in; who contributes goals to a key result checks in there."""
EXCUSED = """
    UPDATE performance.key_results part SET next_check_in_on = (
        SELECT last.day + n FROM generate_series(1, 10000) AS n WHERE NOT EXISTS (
            SELECT FROM performance.absences away WHERE away.org_id = goal.org_id AND away.person_id = goal.owner_id
                AND away.excluded_from_period AND last.day + n BETWEEN away.starts_on AND away.ends_on)
        ORDER BY n OFFSET part.next_check_in_on - last.day - 1 LIMIT 1)
    FROM performance.goals goal CROSS JOIN LATERAL (
        SELECT coalesce(known.checked_in_on, goal.starts_on) AS day, known.id FROM performance.key_results known
        WHERE known.org_id = goal.org_id AND known.goal_id = goal.id) AS last
    WHERE goal.org_id = part.org_id AND goal.id = part.goal_id AND last.id = part.id
        AND part.next_check_in_on > last.day AND EXISTS (
            SELECT FROM performance.absences away WHERE away.org_id = goal.org_id AND away.person_id = goal.owner_id
                AND away.excluded_from_period AND away.ends_on > last.day)
"""
"""The n-th day that counts, where leave lies in between."""
COUNT = """
    WITH batch AS (
        SELECT id FROM performance.{table} WHERE id > CAST(:after AS uuid) ORDER BY id LIMIT :most
    ), noted AS (
        INSERT INTO performance.touched (kind, subject_id) SELECT :kind, id FROM batch
    )
    SELECT id FROM batch ORDER BY id DESC LIMIT 1
"""
FOLD = "SELECT performance.fold_counts()"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        connection = op.get_bind()
        for org_id in _organisations(connection):
            connection.execute(sa.text("SELECT set_config('app.org_id', :org_id, false)"), {"org_id": str(org_id)})
            connection.execute(sa.text(EXPECTED))
            connection.execute(sa.text(EXCUSED))
            connection.execute(sa.text("DELETE FROM performance.touched"))  # all are counted in a moment
            for kind, table in TABLES.items():
                _count(connection, kind, table)
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
        last = connection.execute(sa.text(COUNT.format(table=table)), given).scalar()
        connection.execute(sa.text(FOLD))
        if last is None:
            return
        after = str(last)


def downgrade() -> None:
    op.execute("TRUNCATE performance.touched")
