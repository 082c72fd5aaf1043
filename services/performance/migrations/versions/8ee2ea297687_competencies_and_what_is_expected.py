"""competencies and what is expected"""

import sqlalchemy as sa
from alembic import op

revision = "8ee2ea297687"
down_revision = "f3e91b77e95b"


def upgrade() -> None:
    op.create_table(
        "competencies",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_competencies")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_competencies_code")),
        schema="performance",
    )
    op.isolate("competencies", schema="performance")
    op.create_table(
        "proficiency_levels",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("value BETWEEN 1 AND 5", name=op.f("ck_proficiency_levels_value")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_proficiency_levels")),
        sa.UniqueConstraint("org_id", "value", name=op.f("uq_proficiency_levels_value")),
        schema="performance",
    )
    op.isolate("proficiency_levels", schema="performance")
    op.create_table(
        "competency_versions",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "retired",
                name="competencystatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'draft') = (published_at IS NULL)", name=op.f("ck_competency_versions_published_at")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "competency_id"],
            ["performance.competencies.org_id", "performance.competencies.id"],
            name=op.f("fk_competency_versions_competency_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_competency_versions")),
        sa.UniqueConstraint("org_id", "competency_id", "number", name=op.f("uq_competency_versions_number")),
        schema="performance",
    )
    op.isolate("competency_versions", schema="performance")
    op.create_index(
        "uq_competency_versions_draft",
        "competency_versions",
        ["org_id", "competency_id"],
        unique=True,
        schema="performance",
        postgresql_where=sa.text("status = 'draft'"),
    )
    op.create_table(
        "competency_expectations",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("competency_version_id", sa.Uuid(), nullable=True),
        sa.Column("job_profile_id", sa.Uuid(), nullable=True),
        sa.Column("job_level_id", sa.Uuid(), nullable=False),
        sa.Column("expected_proficiency", sa.Integer(), nullable=True),
        sa.Column("behaviours", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(expected_proficiency IS NULL) = (competency_version_id IS NULL)",
            name=op.f("ck_competency_expectations_ends"),
        ),
        sa.CheckConstraint(
            "expected_proficiency BETWEEN 1 AND 5", name=op.f("ck_competency_expectations_expected_proficiency")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "competency_id"],
            ["performance.competencies.org_id", "performance.competencies.id"],
            name=op.f("fk_competency_expectations_competency_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "competency_version_id"],
            ["performance.competency_versions.org_id", "performance.competency_versions.id"],
            name=op.f("fk_competency_expectations_competency_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "job_level_id"],
            ["performance.job_levels.org_id", "performance.job_levels.id"],
            name=op.f("fk_competency_expectations_job_level_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "job_profile_id"],
            ["performance.job_profiles.org_id", "performance.job_profiles.id"],
            name=op.f("fk_competency_expectations_job_profile_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_competency_expectations")),
        sa.UniqueConstraint(
            "org_id",
            "competency_id",
            "job_level_id",
            "job_profile_id",
            "effective_from",
            name=op.f("uq_competency_expectations_effective_from"),
            postgresql_nulls_not_distinct=True,
        ),
        schema="performance",
    )
    op.isolate("competency_expectations", schema="performance")
    op.create_index(
        "ix_competency_expectations_competency_version_id",
        "competency_expectations",
        ["org_id", "competency_version_id"],
        unique=False,
        schema="performance",
    )
    op.create_index(
        "ix_competency_expectations_job_level_id",
        "competency_expectations",
        ["org_id", "job_level_id"],
        unique=False,
        schema="performance",
    )
    op.create_index(
        "ix_competency_expectations_job_profile_id",
        "competency_expectations",
        ["org_id", "job_profile_id"],
        unique=False,
        schema="performance",
    )


def downgrade() -> None:
    op.drop_index(
        "ix_competency_expectations_job_profile_id", table_name="competency_expectations", schema="performance"
    )
    op.drop_index("ix_competency_expectations_job_level_id", table_name="competency_expectations", schema="performance")
    op.drop_index(
        "ix_competency_expectations_competency_version_id", table_name="competency_expectations", schema="performance"
    )
    op.drop_table("competency_expectations", schema="performance")
    op.drop_index(
        "uq_competency_versions_draft",
        table_name="competency_versions",
        schema="performance",
        postgresql_where=sa.text("status = 'draft'"),
    )
    op.drop_table("competency_versions", schema="performance")
    op.drop_table("proficiency_levels", schema="performance")
    op.drop_table("competencies", schema="performance")
