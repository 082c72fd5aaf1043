"""Who once took part, when what is overdue was told of, what scanners found in files."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "b0e3841bba34"
down_revision = "a079bba53117"


PEOPLE = (
    ("capas", "past_owner_ids"), ("capas", "past_people_ids"), ("capa_actions", "past_owner_ids"),
    ("root_causes", "past_author_ids"), ("dispositions", "past_executor_ids"),
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "attachment_scans",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "not_scanned",
                "clean",
                "infected",
                name="scanstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("scanner", sa.Text(), nullable=False),
        sa.Column("scanned_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_attachment_scans")),
        schema="quality",
    )
    op.isolate("attachment_scans", schema="quality", privileges=("SELECT", "INSERT"))
    op.create_index(
        "ix_attachment_scans_sha256", "attachment_scans", ["org_id", "sha256", "id"], unique=False, schema="quality"
    )
    for table, column in PEOPLE:
        people = postgresql.ARRAY(sa.Uuid())
        empty = sa.Column(column, people, server_default=sa.text("'{}'"), nullable=False)
        op.add_column(table, empty, schema="quality")
    for table in ("capas", "capa_actions"):
        op.add_column(table, sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True), schema="quality")
    op.add_column("capas", sa.Column("prevention_waiver", sa.Text(), nullable=True), schema="quality")


def downgrade() -> None:
    op.drop_column("capas", "prevention_waiver", schema="quality")
    for table in ("capas", "capa_actions"):
        op.drop_column(table, "escalated_at", schema="quality")
    for table, column in PEOPLE:
        op.drop_column(table, column, schema="quality")
    op.drop_table("attachment_scans", schema="quality")
