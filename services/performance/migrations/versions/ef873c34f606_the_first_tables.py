"""the first tables"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "ef873c34f606"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("record_version", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_events")),
        schema="performance",
    )
    op.isolate("events", schema="performance", privileges=("SELECT", "INSERT"), relayed=True)
    op.create_index("ix_events_record_id", "events", ["org_id", "record_id", "id"], unique=False, schema="performance")
    op.create_table(
        "org_units",
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
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_org_units")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_org_units_code")),
        schema="performance",
    )
    op.isolate("org_units", schema="performance")
    op.create_table(
        "people",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("work_email", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("hired_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_people")),
        sa.UniqueConstraint("org_id", "work_email", deferrable=True, name=op.f("uq_people_work_email")),
        schema="performance",
    )
    op.isolate("people", schema="performance")
    op.create_index(
        "ix_people_display_name", "people", ["org_id", "display_name", "id"], unique=False, schema="performance"
    )
    op.create_table(
        "assignments",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("manager_id", sa.Uuid(), nullable=True),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("job_title", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "manager_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_assignments_manager_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "org_unit_id"],
            ["performance.org_units.org_id", "performance.org_units.id"],
            name=op.f("fk_assignments_org_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_assignments_person_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_assignments")),
        sa.UniqueConstraint("org_id", "person_id", "effective_from", name=op.f("uq_assignments_effective_from")),
        schema="performance",
    )
    op.isolate("assignments", schema="performance")
    op.create_index(
        "ix_assignments_manager_id", "assignments", ["org_id", "manager_id"], unique=False, schema="performance"
    )
    op.create_index(
        "ix_assignments_org_unit_id", "assignments", ["org_id", "org_unit_id"], unique=False, schema="performance"
    )
    op.create_table(
        "goals",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "active",
                "achieved",
                "dropped",
                name="goalstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 100", name=op.f("ck_goals_weight")),
        sa.ForeignKeyConstraint(
            ["org_id", "owner_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_goals_owner_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_goals")),
        schema="performance",
    )
    op.isolate("goals", schema="performance")
    op.create_index("ix_goals_created_at", "goals", ["org_id", "created_at", "id"], unique=False, schema="performance")
    op.create_index("ix_goals_due_on", "goals", ["org_id", "due_on", "id"], unique=False, schema="performance")
    op.create_index("ix_goals_owner_id", "goals", ["org_id", "owner_id"], unique=False, schema="performance")
    op.create_table(
        "person_links",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_person_links_person_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_person_links")),
        sa.UniqueConstraint("org_id", "source", "external_id", name=op.f("uq_person_links_external_id")),
        schema="performance",
    )
    op.isolate("person_links", schema="performance")
    op.create_index(
        "ix_person_links_person_id", "person_links", ["org_id", "person_id"], unique=False, schema="performance"
    )
    op.create_table(
        "key_results",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "number",
                "percent",
                "boolean",
                name="keyresultkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("start_value", sa.Numeric(), nullable=False),
        sa.Column("target_value", sa.Numeric(), nullable=False),
        sa.Column("weight", sa.Numeric(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_key_results_weight")),
        sa.ForeignKeyConstraint(
            ["org_id", "goal_id"],
            ["performance.goals.org_id", "performance.goals.id"],
            name=op.f("fk_key_results_goal_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_key_results")),
        schema="performance",
    )
    op.isolate("key_results", schema="performance")
    op.create_index("ix_key_results_goal_id", "key_results", ["org_id", "goal_id"], unique=False, schema="performance")
    op.create_table(
        "check_ins",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_result_id", sa.Uuid(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("confidence BETWEEN 0 AND 10", name=op.f("ck_check_ins_confidence")),
        sa.ForeignKeyConstraint(
            ["org_id", "key_result_id"],
            ["performance.key_results.org_id", "performance.key_results.id"],
            name=op.f("fk_check_ins_key_result_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_check_ins")),
        schema="performance",
    )
    op.isolate("check_ins", schema="performance", privileges=("SELECT", "INSERT"))
    op.create_index(
        "ix_check_ins_latest",
        "check_ins",
        ["org_id", "key_result_id", "as_of", "id"],
        unique=False,
        schema="performance",
    )


def downgrade() -> None:
    op.drop_index("ix_check_ins_latest", table_name="check_ins", schema="performance")
    op.drop_table("check_ins", schema="performance")
    op.drop_index("ix_key_results_goal_id", table_name="key_results", schema="performance")
    op.drop_table("key_results", schema="performance")
    op.drop_index("ix_person_links_person_id", table_name="person_links", schema="performance")
    op.drop_table("person_links", schema="performance")
    op.drop_index("ix_goals_owner_id", table_name="goals", schema="performance")
    op.drop_index("ix_goals_due_on", table_name="goals", schema="performance")
    op.drop_index("ix_goals_created_at", table_name="goals", schema="performance")
    op.drop_table("goals", schema="performance")
    op.drop_index("ix_assignments_org_unit_id", table_name="assignments", schema="performance")
    op.drop_index("ix_assignments_manager_id", table_name="assignments", schema="performance")
    op.drop_table("assignments", schema="performance")
    op.drop_index("ix_people_display_name", table_name="people", schema="performance")
    op.drop_table("people", schema="performance")
    op.drop_table("org_units", schema="performance")
    op.drop_index("ix_events_record_id", table_name="events", schema="performance")
    op.drop_table("events", schema="performance")
