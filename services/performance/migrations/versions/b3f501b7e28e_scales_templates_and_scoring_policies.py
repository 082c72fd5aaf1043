"""scales, templates and scoring policies"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "b3f501b7e28e"
down_revision = "a7d40f93c1e8"


def upgrade() -> None:
    op.create_table(
        "rating_scales",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("levels", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "retired",
                name="versionstatus",
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
        sa.CheckConstraint("(status = 'draft') = (published_at IS NULL)", name=op.f("ck_rating_scales_published_at")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_rating_scales")),
        sa.UniqueConstraint("org_id", "code", "number", name=op.f("uq_rating_scales_number")),
        schema="performance",
    )
    op.isolate("rating_scales", schema="performance")
    op.create_index(
        "uq_rating_scales_draft",
        "rating_scales",
        ["org_id", "code"],
        unique=True,
        schema="performance",
        postgresql_where=sa.text("status = 'draft'"),
    )
    op.create_table(
        "scoring_policies",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "retired",
                name="versionstatus",
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
            "(status = 'draft') = (published_at IS NULL)", name=op.f("ck_scoring_policies_published_at")
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_scoring_policies")),
        sa.UniqueConstraint("org_id", "code", "number", name=op.f("uq_scoring_policies_number")),
        schema="performance",
    )
    op.isolate("scoring_policies", schema="performance")
    op.create_index(
        "uq_scoring_policies_draft",
        "scoring_policies",
        ["org_id", "code"],
        unique=True,
        schema="performance",
        postgresql_where=sa.text("status = 'draft'"),
    )
    op.create_table(
        "review_templates",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rating_scale_id", sa.Uuid(), nullable=False),
        sa.Column("sum_to_100", sa.Boolean(), nullable=False),
        sa.Column("sections", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "retired",
                name="versionstatus",
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
            "(status = 'draft') = (published_at IS NULL)", name=op.f("ck_review_templates_published_at")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "rating_scale_id"],
            ["performance.rating_scales.org_id", "performance.rating_scales.id"],
            name=op.f("fk_review_templates_rating_scale_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_review_templates")),
        sa.UniqueConstraint("org_id", "code", "number", name=op.f("uq_review_templates_number")),
        schema="performance",
    )
    op.isolate("review_templates", schema="performance")
    op.create_index(
        "ix_review_templates_rating_scale_id",
        "review_templates",
        ["org_id", "rating_scale_id"],
        unique=False,
        schema="performance",
    )
    op.create_index(
        "uq_review_templates_draft",
        "review_templates",
        ["org_id", "code"],
        unique=True,
        schema="performance",
        postgresql_where=sa.text("status = 'draft'"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_review_templates_draft",
        table_name="review_templates",
        schema="performance",
        postgresql_where=sa.text("status = 'draft'"),
    )
    op.drop_index("ix_review_templates_rating_scale_id", table_name="review_templates", schema="performance")
    op.drop_table("review_templates", schema="performance")
    op.drop_index(
        "uq_scoring_policies_draft",
        table_name="scoring_policies",
        schema="performance",
        postgresql_where=sa.text("status = 'draft'"),
    )
    op.drop_table("scoring_policies", schema="performance")
    op.drop_index(
        "uq_rating_scales_draft",
        table_name="rating_scales",
        schema="performance",
        postgresql_where=sa.text("status = 'draft'"),
    )
    op.drop_table("rating_scales", schema="performance")
