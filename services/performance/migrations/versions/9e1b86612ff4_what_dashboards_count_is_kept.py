"""What dashboards count is kept: tables, and triggers that write into them."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

CURRENT_ORG = sa.text("nullif(current_setting('app.org_id', true), '')::uuid")
TRIGGERS = Path(__file__).with_name("9e1b86612ff4_counters.sql")
FUNCTIONS = (
    "count_owner", "count_people", "count_key_results", "count_goals", "fold_counts", "changes_of_counts", "recount",
    "counts_of_org_units", "counts_of_people", "counts_of_goals",
)  # fmt: skip

revision = "9e1b86612ff4"
down_revision = "c868bca62381"


def upgrade() -> None:
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
    op.create_table(
        "counted",
        sa.Column("org_id", sa.Uuid(), server_default=CURRENT_ORG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("kind IN ('goal', 'person', 'org_unit')", name=op.f("ck_counted_kind")),
        sa.PrimaryKeyConstraint("org_id", "kind", "id", name=op.f("pk_counted")),
        schema="performance",
        comment="What was counted of each subject, so that what it counts for now can take the place of it.",
    )
    op.isolate("counted", schema="performance")
    op.create_table(
        "counted_people",
        sa.Column("org_id", sa.Uuid(), server_default=CURRENT_ORG, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("employed", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("held_publicly", sa.Integer(), nullable=False),
        sa.Column("busy", sa.Integer(), nullable=False),
        sa.Column("busy_publicly", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "person_id", name=op.f("pk_counted_people")),
        schema="performance",
        comment="How many active goals a person has, and individual ones, so that people with any can be counted.",
    )
    op.isolate("counted_people", schema="performance")
    op.create_table(
        "counters",
        sa.Column("org_id", sa.Uuid(), server_default=CURRENT_ORG, nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("score", sa.Numeric(), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "measure", "public", "since", "score", name=op.f("pk_counters")),
        schema="performance",
        comment="What is counted from a day on; the number of a day is the sum of all until then.",
    )
    op.isolate("counters", schema="performance")
    op.create_table(
        "kept_attainment",
        sa.Column("org_id", sa.Uuid(), server_default=CURRENT_ORG, nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=False),
        sa.Column("denominator", sa.Integer(), nullable=False),
        sa.Column("standards", postgresql.JSON(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_kept_attainment")),
        schema="performance",
        comment="How many people of the whole organisation attain their standards: too many to be asked one by one.",
    )
    op.isolate("kept_attainment", schema="performance")
    for statement in TRIGGERS.read_text().split(";\n\n"):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION performance.{function} CASCADE")
    op.drop_table("kept_attainment", schema="performance")
    op.drop_table("counters", schema="performance")
    op.drop_table("counted_people", schema="performance")
    op.drop_table("counted", schema="performance")
    op.drop_table("count_changes", schema="performance")
