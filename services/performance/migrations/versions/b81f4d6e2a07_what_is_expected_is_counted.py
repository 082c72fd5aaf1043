"""What is expected of goals is counted beside their progress, some thousands at a time."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "b81f4d6e2a07"
down_revision = "5e0c7b92da14"

HERE = Path(__file__)
NOW = HERE.with_name("b81f4d6e2a07_expected.sql").read_text().removesuffix(";\n").split(";\n\n")
BEFORE, _ = HERE.with_name("c7d1e5a90b34_counters.sql").read_text().split(";\n\n", 1)
ANY = " WHERE part.org_id = goal.org_id AND part.goal_id = goal.id)\n"
GOING_ON = "\n        WHERE part.org_id = goal.org_id AND part.status <> 'dropped' AND part.goal_id = goal.id)\n"
AT_ONCE = 2_000
NOBODY = "00000000-0000-0000-0000-000000000000"
ORGANISATIONS = "SELECT DISTINCT org_id FROM performance.goals"
COUNT = """
    WITH batch AS (
        SELECT id FROM performance.goals WHERE status = 'active' AND id > CAST(:after AS uuid) ORDER BY id LIMIT :most
    ), noted AS (
        INSERT INTO performance.touched (kind, subject_id) SELECT 'goal', id FROM batch
    )
    SELECT id FROM batch ORDER BY id DESC LIMIT 1
"""
FOLD = "SELECT performance.fold_counts()"


def upgrade() -> None:
    op.execute("DROP FUNCTION performance.counts_of_goals")
    for statement in NOW:
        op.get_bind().exec_driver_sql(statement)
    with op.get_context().autocommit_block():
        _count_all(op.get_bind())


def _count_all(connection: sa.Connection) -> None:
    for org_id in _organisations(connection):
        connection.execute(sa.text("SELECT set_config('app.org_id', :org_id, false)"), {"org_id": str(org_id)})
        after: Any = NOBODY
        while after is not None:
            given = {"after": str(after), "most": AT_ONCE}
            after = connection.execute(sa.text(COUNT), given).scalar()
            connection.execute(sa.text(FOLD))
    connection.execute(sa.text("SELECT set_config('app.org_id', '', false)"))


def _organisations(connection: sa.Connection) -> list[Any]:
    """Row-level security shows its owner none, so it is not forced while we look."""
    connection.execute(sa.text("ALTER TABLE performance.goals NO FORCE ROW LEVEL SECURITY"))
    found = list(connection.scalars(sa.text(ORGANISATIONS)))
    connection.execute(sa.text("ALTER TABLE performance.goals FORCE ROW LEVEL SECURITY"))
    return found


def downgrade() -> None:
    """What was expected is counted no more; who reads does not ask for it."""
    op.execute("DROP FUNCTION performance.touch_owned CASCADE")
    op.execute("DROP FUNCTION performance.counts_of_goals")
    op.get_bind().exec_driver_sql(BEFORE.replace(ANY, GOING_ON))
