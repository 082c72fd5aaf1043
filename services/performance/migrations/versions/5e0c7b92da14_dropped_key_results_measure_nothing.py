"""A goal whose key results are all dropped is counted as one that nothing measures."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "5e0c7b92da14"
down_revision = "1ace89c1f97c"

FUNCTION, _ = Path(__file__).with_name("c7d1e5a90b34_counters.sql").read_text().split(";\n\n", 1)
BEFORE = FUNCTION.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
ANY = " WHERE part.org_id = goal.org_id AND part.goal_id = goal.id)\n"
GOING_ON = "\n        WHERE part.org_id = goal.org_id AND part.status <> 'dropped' AND part.goal_id = goal.id)\n"
NOW = BEFORE.replace(ANY, GOING_ON)
TABLES = "key_results", "touched"
TOUCH = """
    INSERT INTO performance.touched (org_id, kind, subject_id)
    SELECT DISTINCT org_id, 'goal', goal_id FROM performance.key_results WHERE status = 'dropped'
"""


def upgrade() -> None:
    _count_as(NOW)


def downgrade() -> None:
    _count_as(BEFORE)


def _count_as(function: str) -> None:
    """Whose goals have dropped key results is noted, for the counters are brought up to date from that."""
    op.get_bind().exec_driver_sql(function)
    for table in TABLES:
        op.execute(sa.text(f"ALTER TABLE performance.{table} NO FORCE ROW LEVEL SECURITY"))
    op.execute(sa.text(TOUCH))
    for table in TABLES:
        op.execute(sa.text(f"ALTER TABLE performance.{table} FORCE ROW LEVEL SECURITY"))
