"""Jobs that callers watch, and the queue that does them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "637bb84a559d"
down_revision = "26a3d7dc5df3"


def upgrade() -> None:
    op.install_queue("performance")
    op.create_table(
        "jobs",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "running",
                "succeeded",
                "failed",
                name="jobstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("progress_percent", sa.Integer(), nullable=False),
        sa.Column("result_path", sa.Text(), nullable=True),
        sa.Column("problem", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("progress_percent BETWEEN 0 AND 100", name=op.f("ck_jobs_progress_percent")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_jobs")),
        schema="performance",
    )
    op.isolate("jobs", schema="performance")
    op.create_index(
        "ix_jobs_asked_by", "jobs", ["org_id", "asked_by", "created_at"], unique=False, schema="performance"
    )
    op.create_index("ix_jobs_created_at", "jobs", ["org_id", "created_at"], unique=False, schema="performance")


def downgrade() -> None:
    op.drop_index("ix_jobs_created_at", table_name="jobs", schema="performance")
    op.drop_index("ix_jobs_asked_by", table_name="jobs", schema="performance")
    op.drop_table("jobs", schema="performance")
    op.remove_queue("performance")
