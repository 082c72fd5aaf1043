"""events are numbered and sealed"""

import sqlalchemy as sa
from alembic import op

revision = "a079bba53117"
down_revision = "f8dc50396c32"


def upgrade() -> None:
    op.create_table(
        "event_batches",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "number", name=op.f("pk_event_batches")),
        schema="quality",
    )
    op.isolate("event_batches", schema="quality", privileges=("SELECT",), relayed=("SELECT", "INSERT"))
    op.create_index(
        "ix_event_batches_sealed_at", "event_batches", ["org_id", "sealed_at"], unique=False, schema="quality"
    )
    op.add_column(
        "events", sa.Column("written", sa.BigInteger(), sa.Identity(always=True), nullable=False), schema="quality"
    )
    op.create_index(
        "ix_events_seq",
        "events",
        ["org_id", "seq"],
        unique=True,
        schema="quality",
        postgresql_where=sa.text("seq IS NOT NULL"),
    )
    op.create_index(
        "ix_events_unnumbered",
        "events",
        ["written"],
        unique=False,
        schema="quality",
        postgresql_where=sa.text("seq IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_events_unnumbered", table_name="events", schema="quality", postgresql_where=sa.text("seq IS NULL")
    )
    op.drop_index("ix_events_seq", table_name="events", schema="quality", postgresql_where=sa.text("seq IS NOT NULL"))
    op.drop_column("events", "written", schema="quality")
    op.drop_column("events", "seq", schema="quality")  # numbered anew, since their batches go
    op.add_column("events", sa.Column("seq", sa.BigInteger(), nullable=True), schema="quality")
    op.drop_index("ix_event_batches_sealed_at", table_name="event_batches", schema="quality")
    op.drop_table("event_batches", schema="quality")
