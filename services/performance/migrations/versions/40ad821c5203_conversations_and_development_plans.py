"""conversations and development plans"""

import sqlalchemy as sa
from alembic import op

revision = "40ad821c5203"
down_revision = "e15c7b20a9d3"


def upgrade() -> None:
    op.create_table(
        "development_plans",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("coach_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("aim", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "completed",
                "cancelled",
                name="planstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("status_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("coach_id <> person_id", name=op.f("ck_development_plans_coach_id")),
        sa.ForeignKeyConstraint(
            ["org_id", "coach_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_development_plans_coach_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_development_plans_person_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_development_plans")),
        schema="performance",
    )
    op.isolate("development_plans", schema="performance")
    op.create_index(
        "ix_development_plans_coach_id", "development_plans", ["org_id", "coach_id"], unique=False, schema="performance"
    )
    op.create_index(
        "ix_development_plans_person_id",
        "development_plans",
        ["org_id", "person_id"],
        unique=False,
        schema="performance",
    )
    op.create_table(
        "one_on_one_series",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("one_on_one", "coaching", name="serieskind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("aim", sa.Text(), nullable=False),
        sa.Column("cadence_days", sa.Integer(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("active", "ended", name="seriesstatus", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("cadence_days BETWEEN 1 AND 366", name=op.f("ck_one_on_one_series_cadence_days")),
        sa.CheckConstraint("lead_id <> person_id", name=op.f("ck_one_on_one_series_person_id")),
        sa.ForeignKeyConstraint(
            ["org_id", "lead_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_one_on_one_series_lead_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_one_on_one_series_person_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_one_on_one_series")),
        schema="performance",
    )
    op.isolate("one_on_one_series", schema="performance")
    op.create_index(
        "ix_one_on_one_series_lead_id", "one_on_one_series", ["org_id", "lead_id"], unique=False, schema="performance"
    )
    op.create_index(
        "ix_one_on_one_series_person_id",
        "one_on_one_series",
        ["org_id", "person_id"],
        unique=False,
        schema="performance",
    )
    op.create_table(
        "development_items",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=True),
        sa.Column("goal_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "in_progress",
                "done",
                "dropped",
                name="itemstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("status_reason", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(status = 'done') = (done_at IS NOT NULL)", name=op.f("ck_development_items_done_at")),
        sa.ForeignKeyConstraint(
            ["org_id", "competency_id"],
            ["performance.competencies.org_id", "performance.competencies.id"],
            name=op.f("fk_development_items_competency_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "goal_id"],
            ["performance.goals.org_id", "performance.goals.id"],
            name=op.f("fk_development_items_goal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "plan_id"],
            ["performance.development_plans.org_id", "performance.development_plans.id"],
            name=op.f("fk_development_items_plan_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_development_items")),
        schema="performance",
    )
    op.isolate("development_items", schema="performance")
    op.create_index(
        "ix_development_items_competency_id",
        "development_items",
        ["org_id", "competency_id"],
        unique=False,
        schema="performance",
    )
    op.create_index(
        "ix_development_items_goal_id", "development_items", ["org_id", "goal_id"], unique=False, schema="performance"
    )
    op.create_index(
        "ix_development_items_plan_id", "development_items", ["org_id", "plan_id"], unique=False, schema="performance"
    )
    op.create_table(
        "one_on_ones",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "scheduled",
                "held",
                "cancelled",
                "missed",
                name="meetingstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("status_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "series_id"],
            ["performance.one_on_one_series.org_id", "performance.one_on_one_series.id"],
            name=op.f("fk_one_on_ones_series_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_one_on_ones")),
        schema="performance",
    )
    op.isolate("one_on_ones", schema="performance")
    op.create_index(
        "ix_one_on_ones_scheduled",
        "one_on_ones",
        ["org_id", "scheduled_at"],
        unique=False,
        schema="performance",
        postgresql_where="status = 'scheduled'",
    )
    op.create_index(
        "ix_one_on_ones_series_id", "one_on_ones", ["org_id", "series_id"], unique=False, schema="performance"
    )
    op.create_table(
        "action_items",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("one_on_one_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "open", "done", "dropped", name="actionstatus", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(status = 'done') = (done_at IS NOT NULL)", name=op.f("ck_action_items_done_at")),
        sa.ForeignKeyConstraint(
            ["org_id", "one_on_one_id"],
            ["performance.one_on_ones.org_id", "performance.one_on_ones.id"],
            name=op.f("fk_action_items_one_on_one_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "owner_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_action_items_owner_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_action_items")),
        schema="performance",
    )
    op.isolate("action_items", schema="performance")
    op.create_index(
        "ix_action_items_one_on_one_id", "action_items", ["org_id", "one_on_one_id"], unique=False, schema="performance"
    )
    op.create_index(
        "ix_action_items_owner_id", "action_items", ["org_id", "owner_id"], unique=False, schema="performance"
    )
    op.create_table(
        "private_notes",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("one_on_one_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "author_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_private_notes_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "one_on_one_id"],
            ["performance.one_on_ones.org_id", "performance.one_on_ones.id"],
            name=op.f("fk_private_notes_one_on_one_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_private_notes")),
        schema="performance",
    )
    op.isolate("private_notes", schema="performance")
    op.create_index(
        "ix_private_notes_author_id", "private_notes", ["org_id", "author_id"], unique=False, schema="performance"
    )
    op.create_index(
        "ix_private_notes_one_on_one_id",
        "private_notes",
        ["org_id", "one_on_one_id"],
        unique=False,
        schema="performance",
    )
    op.create_table(
        "shared_notes",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("one_on_one_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "author_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_shared_notes_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "one_on_one_id"],
            ["performance.one_on_ones.org_id", "performance.one_on_ones.id"],
            name=op.f("fk_shared_notes_one_on_one_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_shared_notes")),
        schema="performance",
    )
    op.isolate("shared_notes", schema="performance")
    op.create_index(
        "ix_shared_notes_author_id", "shared_notes", ["org_id", "author_id"], unique=False, schema="performance"
    )
    op.create_index(
        "ix_shared_notes_one_on_one_id", "shared_notes", ["org_id", "one_on_one_id"], unique=False, schema="performance"
    )
    op.create_table(
        "agenda_items",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("one_on_one_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("discussed", sa.Boolean(), nullable=False),
        sa.Column("carried_from_id", sa.Uuid(), nullable=True),
        sa.Column("goal_id", sa.Uuid(), nullable=True),
        sa.Column("action_item_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "action_item_id"],
            ["performance.action_items.org_id", "performance.action_items.id"],
            name=op.f("fk_agenda_items_action_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "author_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_agenda_items_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "carried_from_id"],
            ["performance.agenda_items.org_id", "performance.agenda_items.id"],
            name=op.f("fk_agenda_items_carried_from_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "goal_id"],
            ["performance.goals.org_id", "performance.goals.id"],
            name=op.f("fk_agenda_items_goal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "one_on_one_id"],
            ["performance.one_on_ones.org_id", "performance.one_on_ones.id"],
            name=op.f("fk_agenda_items_one_on_one_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_agenda_items")),
        schema="performance",
    )
    op.isolate("agenda_items", schema="performance")
    op.create_index(
        "ix_agenda_items_action_item_id",
        "agenda_items",
        ["org_id", "action_item_id"],
        unique=False,
        schema="performance",
    )
    op.create_index(
        "ix_agenda_items_author_id", "agenda_items", ["org_id", "author_id"], unique=False, schema="performance"
    )
    op.create_index(
        "ix_agenda_items_carried_from_id",
        "agenda_items",
        ["org_id", "carried_from_id"],
        unique=False,
        schema="performance",
    )
    op.create_index(
        "ix_agenda_items_goal_id", "agenda_items", ["org_id", "goal_id"], unique=False, schema="performance"
    )
    op.create_index(
        "ix_agenda_items_one_on_one_id", "agenda_items", ["org_id", "one_on_one_id"], unique=False, schema="performance"
    )


def downgrade() -> None:
    op.drop_index("ix_agenda_items_one_on_one_id", table_name="agenda_items", schema="performance")
    op.drop_index("ix_agenda_items_goal_id", table_name="agenda_items", schema="performance")
    op.drop_index("ix_agenda_items_carried_from_id", table_name="agenda_items", schema="performance")
    op.drop_index("ix_agenda_items_author_id", table_name="agenda_items", schema="performance")
    op.drop_index("ix_agenda_items_action_item_id", table_name="agenda_items", schema="performance")
    op.drop_table("agenda_items", schema="performance")
    op.drop_index("ix_shared_notes_one_on_one_id", table_name="shared_notes", schema="performance")
    op.drop_index("ix_shared_notes_author_id", table_name="shared_notes", schema="performance")
    op.drop_table("shared_notes", schema="performance")
    op.drop_index("ix_private_notes_one_on_one_id", table_name="private_notes", schema="performance")
    op.drop_index("ix_private_notes_author_id", table_name="private_notes", schema="performance")
    op.drop_table("private_notes", schema="performance")
    op.drop_index("ix_action_items_owner_id", table_name="action_items", schema="performance")
    op.drop_index("ix_action_items_one_on_one_id", table_name="action_items", schema="performance")
    op.drop_table("action_items", schema="performance")
    op.drop_index("ix_one_on_ones_series_id", table_name="one_on_ones", schema="performance")
    op.drop_index(
        "ix_one_on_ones_scheduled",
        table_name="one_on_ones",
        schema="performance",
        postgresql_where="status = 'scheduled'",
    )
    op.drop_table("one_on_ones", schema="performance")
    op.drop_index("ix_development_items_plan_id", table_name="development_items", schema="performance")
    op.drop_index("ix_development_items_goal_id", table_name="development_items", schema="performance")
    op.drop_index("ix_development_items_competency_id", table_name="development_items", schema="performance")
    op.drop_table("development_items", schema="performance")
    op.drop_index("ix_one_on_one_series_person_id", table_name="one_on_one_series", schema="performance")
    op.drop_index("ix_one_on_one_series_lead_id", table_name="one_on_one_series", schema="performance")
    op.drop_table("one_on_one_series", schema="performance")
    op.drop_index("ix_development_plans_person_id", table_name="development_plans", schema="performance")
    op.drop_index("ix_development_plans_coach_id", table_name="development_plans", schema="performance")
    op.drop_table("development_plans", schema="performance")
