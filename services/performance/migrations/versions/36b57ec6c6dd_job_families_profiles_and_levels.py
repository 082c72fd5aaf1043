"""job families, profiles and levels"""

import sqlalchemy as sa
from alembic import op

revision = "36b57ec6c6dd"
down_revision = "ef873c34f606"


def upgrade() -> None:
    op.create_table(
        "job_families",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_job_families")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_job_families_code")),
        schema="performance",
    )
    op.isolate("job_families", schema="performance")
    op.create_table(
        "job_levels",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_job_levels")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_job_levels_code")),
        sa.UniqueConstraint("org_id", "rank", name=op.f("uq_job_levels_rank")),
        schema="performance",
    )
    op.isolate("job_levels", schema="performance")
    op.create_table(
        "job_profiles",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("job_family_id", sa.Uuid(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("active", "retired", name="jobprofilestatus", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "job_family_id"],
            ["performance.job_families.org_id", "performance.job_families.id"],
            name=op.f("fk_job_profiles_job_family_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_job_profiles")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_job_profiles_code")),
        schema="performance",
    )
    op.isolate("job_profiles", schema="performance")
    op.create_index(
        "ix_job_profiles_job_family_id", "job_profiles", ["org_id", "job_family_id"], unique=False, schema="performance"
    )


def downgrade() -> None:
    op.drop_index("ix_job_profiles_job_family_id", table_name="job_profiles", schema="performance")
    op.drop_table("job_profiles", schema="performance")
    op.drop_table("job_levels", schema="performance")
    op.drop_table("job_families", schema="performance")
