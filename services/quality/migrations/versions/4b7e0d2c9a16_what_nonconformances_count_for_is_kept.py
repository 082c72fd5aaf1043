"""What nonconformances count for is kept: tables, and triggers that note what is touched."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

CURRENT_ORG = sa.text("nullif(current_setting('app.org_id', true), '')::uuid")
TRIGGERS = Path(__file__).with_name("4b7e0d2c9a16_counters.sql")
TOUCHING = "nonconformances", "nonconformance_causes", "dispositions", "nonconformance_costs"
FUNCTIONS = (
    "touch_nonconformance()", "touch_itself()", "fold_counts()", "changes_of_counts()", "slices(uuid, uuid)",
    "differences()", "counts_of_nonconformances(uuid[])",
)  # fmt: skip

revision = "4b7e0d2c9a16"
down_revision = "1ff6a7593343"


def upgrade() -> None:
    op.create_table(
        "counted",
        sa.Column("org_id", sa.Uuid(), server_default=CURRENT_ORG, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("process_id", sa.Uuid(), nullable=True),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_counted")),
        schema="quality",
        comment="What was counted of each nonconformance, so that what it counts for now can take the place of it.",
    )
    op.isolate("counted", schema="quality")
    op.create_table(
        "counters",
        sa.Column("org_id", sa.Uuid(), server_default=CURRENT_ORG, nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.Uuid(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=False),
        sa.PrimaryKeyConstraint(
            "org_id", "supplier_id", "process_id", "measure", "since", "code", "unit", name=op.f("pk_counters")
        ),
        schema="quality",
        comment="What is counted of each day: of all nonconformances, of each supplier's, each process's, and of both.",
    )
    op.isolate("counters", schema="quality")
    op.create_table(
        "touched",
        sa.Column("org_id", sa.Uuid(), server_default=CURRENT_ORG, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("nonconformance_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_touched")),
        schema="quality",
        comment="Appended by each transaction that may change what a nonconformance counts for; taken by a job.",
    )
    op.isolate("touched", schema="quality")
    for statement in filter(str.strip, TRIGGERS.read_text().split(";\n\n")):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for table in TOUCHING:
        for act in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER touch_{act} ON quality.{table}")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION quality.{function}")
    for table in ("touched", "counters", "counted"):
        op.drop_table(table, schema="quality")
