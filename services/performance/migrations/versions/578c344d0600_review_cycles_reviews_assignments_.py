"""review cycles, reviews, assignments, answers and scores"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "578c344d0600"
down_revision = "28371c47d97e"


def upgrade() -> None:
    op.create_table(
        "review_cycles",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "annual",
                "mid_year",
                "probation",
                "project",
                "three_sixty",
                "talent",
                name="reviewcyclekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "evaluative", "development_only", name="purpose", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("scoring_policy_id", sa.Uuid(), nullable=False),
        sa.Column("org_unit_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("fallback_reviewer_id", sa.Uuid(), nullable=True),
        sa.Column("phases", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("min_peers", sa.Integer(), nullable=False),
        sa.Column("max_peers", sa.Integer(), nullable=False),
        sa.Column(
            "calibration",
            sa.Enum(
                "none",
                "optional",
                "required",
                name="calibrationmode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "release_mode",
            sa.Enum(
                "by_manager",
                "by_hr",
                "all_at_once",
                name="releasemode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ack_window_days", sa.Integer(), nullable=False),
        sa.Column("appeal_window_days", sa.Integer(), nullable=False),
        sa.Column("min_service_days", sa.Integer(), nullable=False),
        sa.Column(
            "deadline_policy",
            sa.Enum(
                "participant_tz",
                "cycle_tz",
                "anywhere_on_earth",
                name="deadlinepolicy",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("hides_self_until_manager_submits", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "scheduled",
                "launching",
                "running",
                "calibration",
                "releasing",
                "closed",
                "archived",
                "cancelled",
                name="reviewcyclestatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("launched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_review_cycles_ends_on")),
        sa.ForeignKeyConstraint(
            ["org_id", "fallback_reviewer_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_review_cycles_fallback_reviewer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "scoring_policy_id"],
            ["performance.scoring_policies.org_id", "performance.scoring_policies.id"],
            name=op.f("fk_review_cycles_scoring_policy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "template_id"],
            ["performance.review_templates.org_id", "performance.review_templates.id"],
            name=op.f("fk_review_cycles_template_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_review_cycles")),
        schema="performance",
    )
    op.isolate("review_cycles", schema="performance")
    op.create_index(
        "ix_review_cycles_fallback_reviewer_id",
        "review_cycles",
        ["org_id", "fallback_reviewer_id"],
        unique=False,
        schema="performance",
    )
    op.create_index(
        "ix_review_cycles_scoring_policy_id",
        "review_cycles",
        ["org_id", "scoring_policy_id"],
        unique=False,
        schema="performance",
    )
    op.create_index(
        "ix_review_cycles_template_id", "review_cycles", ["org_id", "template_id"], unique=False, schema="performance"
    )
    op.create_table(
        "reviews",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("manager_id", sa.Uuid(), nullable=True),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("job_profile_id", sa.Uuid(), nullable=True),
        sa.Column("job_level_id", sa.Uuid(), nullable=True),
        sa.Column("fte", sa.Numeric(precision=4, scale=3), nullable=False),
        sa.Column("targets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "collecting",
                "evaluated",
                "calibrating",
                "ready",
                "released",
                "acknowledged",
                "final",
                "excluded",
                "on_hold",
                name="reviewstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("exclusion_reason", sa.Text(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_hash", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "cycle_id"],
            ["performance.review_cycles.org_id", "performance.review_cycles.id"],
            name=op.f("fk_reviews_cycle_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "job_level_id"],
            ["performance.job_levels.org_id", "performance.job_levels.id"],
            name=op.f("fk_reviews_job_level_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "job_profile_id"],
            ["performance.job_profiles.org_id", "performance.job_profiles.id"],
            name=op.f("fk_reviews_job_profile_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "manager_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_reviews_manager_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "org_unit_id"],
            ["performance.org_units.org_id", "performance.org_units.id"],
            name=op.f("fk_reviews_org_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subject_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_reviews_subject_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "template_id"],
            ["performance.review_templates.org_id", "performance.review_templates.id"],
            name=op.f("fk_reviews_template_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("org_id", "cycle_id", "subject_id", name=op.f("uq_reviews_subject_id")),
        schema="performance",
    )
    op.isolate("reviews", schema="performance")
    op.create_index(
        "ix_reviews_job_level_id", "reviews", ["org_id", "job_level_id"], unique=False, schema="performance"
    )
    op.create_index(
        "ix_reviews_job_profile_id", "reviews", ["org_id", "job_profile_id"], unique=False, schema="performance"
    )
    op.create_index("ix_reviews_manager_id", "reviews", ["org_id", "manager_id"], unique=False, schema="performance")
    op.create_index("ix_reviews_org_unit_id", "reviews", ["org_id", "org_unit_id"], unique=False, schema="performance")
    op.create_index("ix_reviews_subject_id", "reviews", ["org_id", "subject_id"], unique=False, schema="performance")
    op.create_index("ix_reviews_template_id", "reviews", ["org_id", "template_id"], unique=False, schema="performance")
    op.create_table(
        "review_assignments",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "self",
                "manager",
                "second_manager",
                "peer",
                "direct_report",
                "dotted_line",
                "external",
                name="reviewrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("nominated_by_id", sa.Uuid(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "nominated",
                "rejected",
                "pending",
                "in_progress",
                "submitted",
                "declined",
                "waived",
                "reassigned",
                "expired",
                name="assignmentstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "nominated_by_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_review_assignments_nominated_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "review_id"],
            ["performance.reviews.org_id", "performance.reviews.id"],
            name=op.f("fk_review_assignments_review_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "reviewer_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_review_assignments_reviewer_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_review_assignments")),
        sa.UniqueConstraint("org_id", "review_id", "reviewer_id", "role", name=op.f("uq_review_assignments_role")),
        schema="performance",
    )
    op.isolate("review_assignments", schema="performance")
    op.create_index(
        "ix_review_assignments_closes_on",
        "review_assignments",
        ["org_id", "closes_on"],
        unique=False,
        schema="performance",
        postgresql_where=sa.text("status IN ('pending', 'in_progress')"),
    )
    op.create_index(
        "ix_review_assignments_nominated_by_id",
        "review_assignments",
        ["org_id", "nominated_by_id"],
        unique=False,
        schema="performance",
    )
    op.create_index(
        "ix_review_assignments_reviewer_id",
        "review_assignments",
        ["org_id", "reviewer_id"],
        unique=False,
        schema="performance",
    )
    op.create_table(
        "review_scores",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "calculated",
                "proposed",
                "calibrated",
                "appealed",
                "final",
                name="scorestage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Numeric(), nullable=True),
        sa.Column("coverage", sa.Numeric(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("not_rated", sa.Text(), nullable=True),
        sa.Column("inputs", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("inputs_hash", sa.Text(), nullable=True),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("justification", sa.Text(), nullable=True),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "review_id"],
            ["performance.reviews.org_id", "performance.reviews.id"],
            name=op.f("fk_review_scores_review_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "supersedes_id"],
            ["performance.review_scores.org_id", "performance.review_scores.id"],
            name=op.f("fk_review_scores_supersedes_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_review_scores")),
        sa.UniqueConstraint("org_id", "review_id", "number", name=op.f("uq_review_scores_number")),
        schema="performance",
    )
    op.isolate("review_scores", schema="performance", privileges=("SELECT", "INSERT"))
    op.create_index(
        "ix_review_scores_supersedes_id",
        "review_scores",
        ["org_id", "supersedes_id"],
        unique=False,
        schema="performance",
    )
    op.create_table(
        "review_answers",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("number", sa.Numeric(), nullable=True),
        sa.Column("answer_text", sa.Text(), nullable=True),
        sa.Column("choices", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("yes", sa.Boolean(), nullable=True),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "assignment_id"],
            ["performance.review_assignments.org_id", "performance.review_assignments.id"],
            name=op.f("fk_review_answers_assignment_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_review_answers")),
        sa.UniqueConstraint(
            "org_id",
            "assignment_id",
            "item",
            "target_id",
            name=op.f("uq_review_answers_target_id"),
            postgresql_nulls_not_distinct=True,
        ),
        schema="performance",
    )
    op.isolate("review_answers", schema="performance")
    op.create_table(
        "review_submissions",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("submitted_by_id", sa.Uuid(), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "assignment_id"],
            ["performance.review_assignments.org_id", "performance.review_assignments.id"],
            name=op.f("fk_review_submissions_assignment_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_review_submissions")),
        sa.UniqueConstraint("org_id", "assignment_id", "number", name=op.f("uq_review_submissions_number")),
        schema="performance",
    )
    op.isolate("review_submissions", schema="performance", privileges=("SELECT", "INSERT"))


def downgrade() -> None:
    op.drop_table("review_submissions", schema="performance")
    op.drop_table("review_answers", schema="performance")
    op.drop_index("ix_review_scores_supersedes_id", table_name="review_scores", schema="performance")
    op.drop_table("review_scores", schema="performance")
    op.drop_index("ix_review_assignments_reviewer_id", table_name="review_assignments", schema="performance")
    op.drop_index("ix_review_assignments_nominated_by_id", table_name="review_assignments", schema="performance")
    op.drop_index(
        "ix_review_assignments_closes_on",
        table_name="review_assignments",
        schema="performance",
        postgresql_where=sa.text("status IN ('pending', 'in_progress')"),
    )
    op.drop_table("review_assignments", schema="performance")
    op.drop_index("ix_reviews_template_id", table_name="reviews", schema="performance")
    op.drop_index("ix_reviews_subject_id", table_name="reviews", schema="performance")
    op.drop_index("ix_reviews_org_unit_id", table_name="reviews", schema="performance")
    op.drop_index("ix_reviews_manager_id", table_name="reviews", schema="performance")
    op.drop_index("ix_reviews_job_profile_id", table_name="reviews", schema="performance")
    op.drop_index("ix_reviews_job_level_id", table_name="reviews", schema="performance")
    op.drop_table("reviews", schema="performance")
    op.drop_index("ix_review_cycles_template_id", table_name="review_cycles", schema="performance")
    op.drop_index("ix_review_cycles_scoring_policy_id", table_name="review_cycles", schema="performance")
    op.drop_index("ix_review_cycles_fallback_reviewer_id", table_name="review_cycles", schema="performance")
    op.drop_table("review_cycles", schema="performance")
