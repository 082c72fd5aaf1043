"""feedback, requests for it and company values"""

import sqlalchemy as sa
from alembic import op

revision = "9fb320d36451"
down_revision = "578c344d0600"


def upgrade() -> None:
    op.create_table(
        "company_values",
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
        sa.Column(
            "status",
            sa.Enum("active", "retired", name="valuestatus", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_company_values")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_company_values_code")),
        schema="performance",
    )
    op.isolate("company_values", schema="performance")
    op.create_table(
        "feedback_requests",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("requester_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "development_only",
                "evaluative",
                name="feedbackpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "visibility",
            sa.Enum(
                "public",
                "subject",
                "subject_and_manager",
                "manager_only",
                "author_only",
                name="feedbackvisibility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "closed",
                "cancelled",
                name="requeststatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("nudges", sa.Integer(), nullable=False),
        sa.Column("nudged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "requester_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_feedback_requests_requester_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subject_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_feedback_requests_subject_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_feedback_requests")),
        schema="performance",
    )
    op.isolate("feedback_requests", schema="performance")
    op.create_index(
        "ix_feedback_requests_due_on",
        "feedback_requests",
        ["org_id", "due_on"],
        unique=False,
        schema="performance",
        postgresql_where="status = 'open'",
    )
    op.create_index(
        "ix_feedback_requests_requester_id",
        "feedback_requests",
        ["org_id", "requester_id"],
        unique=False,
        schema="performance",
    )
    op.create_index(
        "ix_feedback_requests_subject_id",
        "feedback_requests",
        ["org_id", "subject_id"],
        unique=False,
        schema="performance",
    )
    op.create_table(
        "feedback_invitations",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("respondent_id", sa.Uuid(), nullable=True),
        sa.Column("external_email", sa.Text(), nullable=True),
        sa.Column("token_hash", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "started",
                "submitted",
                "declined",
                "expired",
                name="invitationstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decline_reason", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(respondent_id, external_email) = 1", name=op.f("ck_feedback_invitations_respondent")
        ),
        sa.CheckConstraint(
            "token_hash IS NULL OR external_email IS NOT NULL", name=op.f("ck_feedback_invitations_token")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "request_id"],
            ["performance.feedback_requests.org_id", "performance.feedback_requests.id"],
            name=op.f("fk_feedback_invitations_request_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "respondent_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_feedback_invitations_respondent_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_feedback_invitations")),
        sa.UniqueConstraint(
            "org_id", "request_id", "external_email", name=op.f("uq_feedback_invitations_external_email")
        ),
        sa.UniqueConstraint(
            "org_id", "request_id", "respondent_id", name=op.f("uq_feedback_invitations_respondent_id")
        ),
        sa.UniqueConstraint("org_id", "token_hash", name=op.f("uq_feedback_invitations_token_hash")),
        schema="performance",
    )
    op.isolate("feedback_invitations", schema="performance")
    op.create_index(
        "ix_feedback_invitations_respondent_id",
        "feedback_invitations",
        ["org_id", "respondent_id"],
        unique=False,
        schema="performance",
    )
    op.create_table(
        "feedback",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("invitation_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "praise",
                "constructive",
                "observation",
                "upward",
                "note_to_self",
                name="feedbackkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "development_only",
                "evaluative",
                name="feedbackpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "visibility",
            sa.Enum(
                "public",
                "subject",
                "subject_and_manager",
                "manager_only",
                "author_only",
                name="feedbackvisibility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "shared",
                "withdrawn",
                "hidden",
                name="feedbackstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("editable_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'note_to_self') = (visibility = 'author_only')", name=op.f("ck_feedback_note")),
        sa.CheckConstraint("status = 'draft' OR shared_at IS NOT NULL", name=op.f("ck_feedback_shared_at")),
        sa.CheckConstraint("visibility <> 'public' OR kind = 'praise'", name=op.f("ck_feedback_public")),
        sa.CheckConstraint("num_nonnulls(author_id, invitation_id) > 0", name=op.f("ck_feedback_author")),
        sa.ForeignKeyConstraint(
            ["org_id", "author_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_feedback_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "invitation_id"],
            ["performance.feedback_invitations.org_id", "performance.feedback_invitations.id"],
            name=op.f("fk_feedback_invitation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subject_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_feedback_subject_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("org_id", "invitation_id", name=op.f("uq_feedback_invitation_id")),
        schema="performance",
    )
    op.isolate("feedback", schema="performance")
    op.create_index("ix_feedback_author_id", "feedback", ["org_id", "author_id"], unique=False, schema="performance")
    op.create_index("ix_feedback_subject_id", "feedback", ["org_id", "subject_id"], unique=False, schema="performance")
    op.create_table(
        "feedback_cases",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("case_reference", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "feedback_id"],
            ["performance.feedback.org_id", "performance.feedback.id"],
            name=op.f("fk_feedback_cases_feedback_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_feedback_cases")),
        schema="performance",
    )
    op.isolate("feedback_cases", schema="performance", privileges=("SELECT", "INSERT"))
    op.create_index(
        "ix_feedback_cases_feedback_id", "feedback_cases", ["org_id", "feedback_id"], unique=False, schema="performance"
    )
    op.create_table(
        "feedback_links",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=True),
        sa.Column("competency_id", sa.Uuid(), nullable=True),
        sa.Column("value_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("num_nonnulls(goal_id, competency_id, value_id) = 1", name=op.f("ck_feedback_links_target")),
        sa.ForeignKeyConstraint(
            ["org_id", "competency_id"],
            ["performance.competencies.org_id", "performance.competencies.id"],
            name=op.f("fk_feedback_links_competency_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "feedback_id"],
            ["performance.feedback.org_id", "performance.feedback.id"],
            name=op.f("fk_feedback_links_feedback_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "goal_id"],
            ["performance.goals.org_id", "performance.goals.id"],
            name=op.f("fk_feedback_links_goal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "value_id"],
            ["performance.company_values.org_id", "performance.company_values.id"],
            name=op.f("fk_feedback_links_value_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_feedback_links")),
        schema="performance",
    )
    op.isolate("feedback_links", schema="performance")
    op.create_index(
        "ix_feedback_links_competency_id",
        "feedback_links",
        ["org_id", "competency_id"],
        unique=False,
        schema="performance",
    )
    op.create_index(
        "ix_feedback_links_feedback_id", "feedback_links", ["org_id", "feedback_id"], unique=False, schema="performance"
    )
    op.create_index(
        "ix_feedback_links_goal_id", "feedback_links", ["org_id", "goal_id"], unique=False, schema="performance"
    )
    op.create_index(
        "ix_feedback_links_value_id", "feedback_links", ["org_id", "value_id"], unique=False, schema="performance"
    )


def downgrade() -> None:
    op.drop_index("ix_feedback_links_value_id", table_name="feedback_links", schema="performance")
    op.drop_index("ix_feedback_links_goal_id", table_name="feedback_links", schema="performance")
    op.drop_index("ix_feedback_links_feedback_id", table_name="feedback_links", schema="performance")
    op.drop_index("ix_feedback_links_competency_id", table_name="feedback_links", schema="performance")
    op.drop_table("feedback_links", schema="performance")
    op.drop_index("ix_feedback_cases_feedback_id", table_name="feedback_cases", schema="performance")
    op.drop_table("feedback_cases", schema="performance")
    op.drop_index("ix_feedback_subject_id", table_name="feedback", schema="performance")
    op.drop_index("ix_feedback_author_id", table_name="feedback", schema="performance")
    op.drop_table("feedback", schema="performance")
    op.drop_index("ix_feedback_invitations_respondent_id", table_name="feedback_invitations", schema="performance")
    op.drop_table("feedback_invitations", schema="performance")
    op.drop_index("ix_feedback_requests_subject_id", table_name="feedback_requests", schema="performance")
    op.drop_index("ix_feedback_requests_requester_id", table_name="feedback_requests", schema="performance")
    op.drop_index(
        "ix_feedback_requests_due_on",
        table_name="feedback_requests",
        schema="performance",
        postgresql_where="status = 'open'",
    )
    op.drop_table("feedback_requests", schema="performance")
    op.drop_table("company_values", schema="performance")
