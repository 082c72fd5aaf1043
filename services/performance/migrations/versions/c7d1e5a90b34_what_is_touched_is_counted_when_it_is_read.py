"""Who writes notes what was touched, in place of counting it; the day until which a check-in is in time is kept."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

CURRENT_ORG = sa.text("nullif(current_setting('app.org_id', true), '')::uuid")
NOW, BEFORE = (Path(__file__).with_name(f"{name}_counters.sql") for name in ("c7d1e5a90b34", "9e1b86612ff4"))
FUNCTIONS = (
    "touch_people", "touch_what_serves", "touch_unit", "touch_child", "touch_goal", "touch_itself",
    "fold_counts", "count_touched", "changes_of_counts", "changes", "differences",
    "counts_of_org_units", "counts_of_people", "counts_of_goals",
)  # fmt: skip
FUNCTIONS_BEFORE = (
    "count_owner", "count_people", "count_key_results", "count_goals", "fold_counts", "changes_of_counts", "recount",
    "counts_of_org_units", "counts_of_people", "counts_of_goals",
)  # fmt: skip
KEPT = "performance.counted, performance.counted_people, performance.counters"

revision = "c7d1e5a90b34"
down_revision = "8c56a6ba5108"


def upgrade() -> None:
    _drop(FUNCTIONS_BEFORE)
    op.execute(f"TRUNCATE {KEPT}")
    op.add_column("key_results", sa.Column("next_check_in_on", sa.Date(), nullable=True), schema="performance")
    op.drop_table("count_changes", schema="performance")
    op.create_table(
        "count_changes",
        sa.Column("org_id", sa.Uuid(), server_default=CURRENT_ORG, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "key", name=op.f("pk_count_changes")),
        schema="performance",
        comment="What the job is taking into the counters; empty outside its transaction.",
    )
    op.isolate("count_changes", schema="performance")
    op.create_table(
        "touched",
        sa.Column("org_id", sa.Uuid(), server_default=CURRENT_ORG, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_touched")),
        schema="performance",
        comment="Appended by each transaction that may change what something counts for; taken by a job.",
    )
    op.isolate("touched", schema="performance")
    _create(NOW)


def _drop(functions: tuple[str, ...]) -> None:
    for function in functions:
        op.execute(f"DROP FUNCTION performance.{function} CASCADE")


def _create(functions_and_triggers: Path) -> None:
    for statement in functions_and_triggers.read_text().split(";\n\n"):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Nothing is counted then; the next upgrade counts everything."""
    _drop(FUNCTIONS)
    op.execute(f"TRUNCATE {KEPT}")
    op.drop_table("touched", schema="performance")
    op.drop_table("count_changes", schema="performance")
    op.create_table(
        "count_changes",
        sa.Column("org_id", sa.Uuid(), server_default=CURRENT_ORG, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("score", sa.Numeric(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("value", sa.Numeric(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_count_changes")),
        schema="performance",
        comment="Appended by each transaction, so that none waits for another; a job takes them into the counters.",
    )
    op.isolate("count_changes", schema="performance")
    op.drop_column("key_results", "next_check_in_on", schema="performance")
    _create(BEFORE)
