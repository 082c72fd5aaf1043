"""Goals whole: cycles, policies, every kind of key result, contribution, alignment, change requests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "69623bf59ceb"
down_revision = "637bb84a559d"

TABLES = ("goals", "key_results", "check_ins")
WHAT_WAS_THERE = (
    "UPDATE performance.goals SET status = CASE status WHEN 'achieved' THEN 'closed' ELSE 'cancelled' END"
    " WHERE status IN ('achieved', 'dropped')",
    "UPDATE performance.check_ins c SET goal_id = k.goal_id FROM performance.key_results k"
    " WHERE k.org_id = c.org_id AND k.id = c.key_result_id",
)
WHAT_THE_OLD_CODE_KNOWS = (
    "UPDATE performance.goals SET weight = least(100, greatest(1, round(weight))), status = CASE"
    " WHEN status IN ('draft', 'active') THEN status WHEN status IN ('proposed') THEN 'draft'"
    " WHEN status IN ('at_grading', 'closed') THEN 'achieved' ELSE 'dropped' END",
    "DELETE FROM performance.check_ins WHERE key_result_id IS NULL OR value IS NULL",
    "UPDATE performance.key_results SET start_value = coalesce(start_value, 0),"
    " target_value = coalesce(target_value, 1), kind = CASE"
    " WHEN kind IN ('number', 'percent', 'boolean') THEN kind ELSE 'number' END",
)
"""Going back, what has no place there takes the nearest; a goal of a unit has none, and then nothing is undone."""
FILLED = (
    ("check_ins", "source"), ("goals", "kind"), ("goals", "level"), ("goals", "visibility"),
    ("goals", "progress_method"), ("goals", "weighting"), ("goals", "critical"), ("goals", "locked"),
    ("key_results", "status"),
)  # fmt: skip
CHECKS = (
    ("goals", "ck_goals_goalstatus", "status IN ('draft', 'proposed', 'active', 'at_grading', 'closed', 'cancelled', 'archived')"),
    ("goals", "ck_goals_owner", "num_nonnulls(owner_id, owner_unit_id) = 1"),
    ("goals", "ck_goals_weight", "weight >= 0"),
    ("goals", "ck_goals_period", "due_on >= starts_on"),
    (
        "key_results", "ck_key_results_keyresultkind",
        "kind IN ('number', 'percent', 'currency', 'boolean', 'milestone', 'ordinal', 'range')",
    ),
)  # fmt: skip


def upgrade() -> None:
    for table, name in (
        ("goals", "ck_goals_goalstatus"),
        ("goals", "ck_goals_weight"),
        ("key_results", "ck_key_results_keyresultkind"),
    ):
        op.drop_constraint(op.f(name), table, schema="performance", type_="check")
    op.create_table(
        "goal_cycles",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("goals_locked_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "open",
                "grading",
                "closed",
                name="cyclestatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_goal_cycles_period")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_goal_cycles")),
        sa.UniqueConstraint("org_id", "name", name=op.f("uq_goal_cycles_name")),
        schema="performance",
    )
    op.isolate("goal_cycles", schema="performance")
    op.create_table(
        "goal_policies",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at_risk_gap", sa.Numeric(), nullable=False),
        sa.Column("off_track_gap", sa.Numeric(), nullable=False),
        sa.Column("progress_cap", sa.Numeric(), nullable=False),
        sa.Column("default_cadence_days", sa.Integer(), nullable=False),
        sa.Column("stale_after_cadences", sa.Numeric(), nullable=False),
        sa.Column("committed_threshold", sa.Numeric(), nullable=False),
        sa.Column("aspirational_threshold", sa.Numeric(), nullable=False),
        sa.Column("weight_limit", sa.Numeric(), nullable=True),
        sa.Column("auto_approve", sa.Boolean(), nullable=False),
        sa.Column("allow_out_of_range", sa.Boolean(), nullable=False),
        sa.Column("company_setters", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("org_unit_setters", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("team_setters", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("individual_setters", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_goal_policies_number")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_goal_policies")),
        sa.UniqueConstraint("org_id", "number", name=op.f("uq_goal_policies_number")),
        schema="performance",
    )
    op.isolate("goal_policies", schema="performance", privileges=("SELECT", "INSERT"))
    op.create_table(
        "goal_alignments",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_goal_id", sa.Uuid(), nullable=False),
        sa.Column("parent_goal_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "child_goal_id"],
            ["performance.goals.org_id", "performance.goals.id"],
            name=op.f("fk_goal_alignments_child_goal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "parent_goal_id"],
            ["performance.goals.org_id", "performance.goals.id"],
            name=op.f("fk_goal_alignments_parent_goal_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_goal_alignments")),
        sa.UniqueConstraint(
            "org_id", "child_goal_id", "parent_goal_id", name=op.f("uq_goal_alignments_parent_goal_id")
        ),
        schema="performance",
    )
    op.isolate("goal_alignments", schema="performance")
    op.create_index(
        "ix_goal_alignments_parent_goal_id",
        "goal_alignments",
        ["org_id", "parent_goal_id"],
        unique=False,
        schema="performance",
    )
    op.create_table(
        "goal_change_requests",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "add",
                "edit",
                "drop",
                "reweight",
                name="changekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("change", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "approved",
                "rejected",
                "withdrawn",
                name="changestatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "goal_id"],
            ["performance.goals.org_id", "performance.goals.id"],
            name=op.f("fk_goal_change_requests_goal_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_goal_change_requests")),
        schema="performance",
    )
    op.isolate("goal_change_requests", schema="performance")
    op.create_index(
        "ix_goal_change_requests_goal_id",
        "goal_change_requests",
        ["org_id", "goal_id"],
        unique=False,
        schema="performance",
    )
    op.create_table(
        "goal_contributors",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "goal_id"],
            ["performance.goals.org_id", "performance.goals.id"],
            name=op.f("fk_goal_contributors_goal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_goal_contributors_person_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_goal_contributors")),
        sa.UniqueConstraint("org_id", "goal_id", "person_id", name=op.f("uq_goal_contributors_person_id")),
        schema="performance",
    )
    op.isolate("goal_contributors", schema="performance")
    op.create_index(
        "ix_goal_contributors_person_id",
        "goal_contributors",
        ["org_id", "person_id"],
        unique=False,
        schema="performance",
    )
    op.create_table(
        "goal_contributions",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_goal_id", sa.Uuid(), nullable=False),
        sa.Column("parent_goal_id", sa.Uuid(), nullable=False),
        sa.Column("parent_key_result_id", sa.Uuid(), nullable=True),
        sa.Column("weight", sa.Numeric(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_goal_contributions_weight")),
        sa.ForeignKeyConstraint(
            ["org_id", "child_goal_id"],
            ["performance.goals.org_id", "performance.goals.id"],
            name=op.f("fk_goal_contributions_child_goal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "parent_goal_id"],
            ["performance.goals.org_id", "performance.goals.id"],
            name=op.f("fk_goal_contributions_parent_goal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "parent_key_result_id"],
            ["performance.key_results.org_id", "performance.key_results.id"],
            name=op.f("fk_goal_contributions_parent_key_result_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_goal_contributions")),
        sa.UniqueConstraint("org_id", "child_goal_id", name=op.f("uq_goal_contributions_child_goal_id")),
        schema="performance",
    )
    op.isolate("goal_contributions", schema="performance")
    op.create_index(
        "ix_goal_contributions_parent_goal_id",
        "goal_contributions",
        ["org_id", "parent_goal_id"],
        unique=False,
        schema="performance",
    )
    op.create_index(
        "ix_goal_contributions_parent_key_result_id",
        "goal_contributions",
        ["org_id", "parent_key_result_id"],
        unique=False,
        schema="performance",
    )
    op.create_table(
        "milestones",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_result_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("weight", sa.Numeric(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_milestones_weight")),
        sa.ForeignKeyConstraint(
            ["org_id", "key_result_id"],
            ["performance.key_results.org_id", "performance.key_results.id"],
            name=op.f("fk_milestones_key_result_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_milestones")),
        schema="performance",
    )
    op.isolate("milestones", schema="performance")
    op.create_index(
        "ix_milestones_key_result_id", "milestones", ["org_id", "key_result_id"], unique=False, schema="performance"
    )
    op.add_column("check_ins", sa.Column("goal_id", sa.Uuid(), nullable=True), schema="performance")
    op.add_column("check_ins", sa.Column("milestone_id", sa.Uuid(), nullable=True), schema="performance")
    op.add_column(
        "check_ins",
        sa.Column(
            "zone",
            sa.Enum(
                "fail", "commit", "target", "stretch", name="zone", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        schema="performance",
    )
    op.add_column(
        "check_ins",
        sa.Column(
            "source",
            sa.Enum(
                "user",
                "integration",
                "standard",
                name="checkinsource",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="user",
            nullable=False,
        ),
        schema="performance",
    )
    op.add_column("check_ins", sa.Column("external_id", sa.Text(), nullable=True), schema="performance")
    op.add_column("check_ins", sa.Column("supersedes_id", sa.Uuid(), nullable=True), schema="performance")
    op.alter_column("check_ins", "key_result_id", existing_type=sa.UUID(), nullable=True, schema="performance")
    op.alter_column("check_ins", "value", existing_type=sa.NUMERIC(), nullable=True, schema="performance")
    op.create_index(
        "ix_check_ins_milestone_id", "check_ins", ["org_id", "milestone_id"], unique=False, schema="performance"
    )
    op.create_index(
        "ix_check_ins_of_goal", "check_ins", ["org_id", "goal_id", "as_of", "id"], unique=False, schema="performance"
    )
    op.create_unique_constraint(
        op.f("uq_check_ins_external_id"), "check_ins", ["org_id", "source", "external_id"], schema="performance"
    )
    op.create_unique_constraint(
        op.f("uq_check_ins_supersedes_id"), "check_ins", ["org_id", "supersedes_id"], schema="performance"
    )
    op.create_foreign_key(
        op.f("fk_check_ins_supersedes_id"),
        "check_ins",
        "check_ins",
        ["org_id", "supersedes_id"],
        ["org_id", "id"],
        source_schema="performance",
        referent_schema="performance",
    )
    op.create_foreign_key(
        op.f("fk_check_ins_goal_id"),
        "check_ins",
        "goals",
        ["org_id", "goal_id"],
        ["org_id", "id"],
        source_schema="performance",
        referent_schema="performance",
    )
    op.create_foreign_key(
        op.f("fk_check_ins_milestone_id"),
        "check_ins",
        "milestones",
        ["org_id", "milestone_id"],
        ["org_id", "id"],
        source_schema="performance",
        referent_schema="performance",
    )
    op.add_column("goals", sa.Column("owner_unit_id", sa.Uuid(), nullable=True), schema="performance")
    op.add_column("goals", sa.Column("goal_cycle_id", sa.Uuid(), nullable=True), schema="performance")
    op.add_column(
        "goals",
        sa.Column(
            "kind",
            sa.Enum(
                "committed",
                "aspirational",
                "development",
                "maintain",
                name="goalkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="committed",
            nullable=False,
        ),
        schema="performance",
    )
    op.add_column(
        "goals",
        sa.Column(
            "level",
            sa.Enum(
                "company",
                "org_unit",
                "team",
                "individual",
                name="goallevel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="individual",
            nullable=False,
        ),
        schema="performance",
    )
    op.add_column(
        "goals",
        sa.Column(
            "visibility",
            sa.Enum(
                "public",
                "org_unit",
                "chain",
                "private",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="chain",
            nullable=False,
        ),
        schema="performance",
    )
    op.add_column(
        "goals",
        sa.Column(
            "progress_method",
            sa.Enum(
                "key_results",
                "children",
                "pooled",
                "manual",
                "standard",
                name="progressmethod",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="key_results",
            nullable=False,
        ),
        schema="performance",
    )
    op.add_column(
        "goals",
        sa.Column(
            "weighting",
            sa.Enum("weight", "by_target", name="weighting", native_enum=False, create_constraint=True, length=40),
            server_default="weight",
            nullable=False,
        ),
        schema="performance",
    )
    op.add_column(
        "goals", sa.Column("critical", sa.Boolean(), server_default="false", nullable=False), schema="performance"
    )
    op.add_column(
        "goals", sa.Column("locked", sa.Boolean(), server_default="false", nullable=False), schema="performance"
    )
    op.add_column(
        "goals",
        sa.Column(
            "health_override",
            sa.Enum(
                "on_track",
                "at_risk",
                "off_track",
                "not_updated",
                "done",
                "closed",
                name="health",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        schema="performance",
    )
    op.add_column("goals", sa.Column("final_score", sa.Numeric(), nullable=True), schema="performance")
    op.add_column("goals", sa.Column("score_comment", sa.Text(), nullable=True), schema="performance")
    op.add_column("goals", sa.Column("closed_reason", sa.Text(), nullable=True), schema="performance")
    op.add_column("goals", sa.Column("carried_from_goal_id", sa.Uuid(), nullable=True), schema="performance")
    op.add_column("goals", sa.Column("progress", sa.Numeric(), nullable=True), schema="performance")
    op.add_column("goals", sa.Column("checked_in_on", sa.Date(), nullable=True), schema="performance")
    op.add_column("goals", sa.Column("at_risk_on", sa.Date(), nullable=True), schema="performance")
    op.add_column("goals", sa.Column("off_track_on", sa.Date(), nullable=True), schema="performance")
    op.add_column("goals", sa.Column("stale_on", sa.Date(), nullable=True), schema="performance")
    op.alter_column("goals", "owner_id", existing_type=sa.UUID(), nullable=True, schema="performance")
    op.alter_column(
        "goals", "weight", existing_type=sa.INTEGER(), type_=sa.Numeric(), existing_nullable=False, schema="performance"
    )
    op.drop_index(op.f("ix_goals_owner_id"), table_name="goals", schema="performance")
    op.create_index(
        "ix_goals_active",
        "goals",
        ["org_id", "owner_id", "level", "progress", "at_risk_on", "off_track_on", "stale_on"],
        unique=False,
        schema="performance",
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_index(
        "ix_goals_carried_from_goal_id", "goals", ["org_id", "carried_from_goal_id"], unique=False, schema="performance"
    )
    op.create_index("ix_goals_goal_cycle_id", "goals", ["org_id", "goal_cycle_id"], unique=False, schema="performance")
    op.create_index("ix_goals_owner_unit_id", "goals", ["org_id", "owner_unit_id"], unique=False, schema="performance")
    op.create_foreign_key(
        op.f("fk_goals_carried_from_goal_id"),
        "goals",
        "goals",
        ["org_id", "carried_from_goal_id"],
        ["org_id", "id"],
        source_schema="performance",
        referent_schema="performance",
    )
    op.create_foreign_key(
        op.f("fk_goals_goal_cycle_id"),
        "goals",
        "goal_cycles",
        ["org_id", "goal_cycle_id"],
        ["org_id", "id"],
        source_schema="performance",
        referent_schema="performance",
    )
    op.create_foreign_key(
        op.f("fk_goals_owner_unit_id"),
        "goals",
        "org_units",
        ["org_id", "owner_unit_id"],
        ["org_id", "id"],
        source_schema="performance",
        referent_schema="performance",
    )
    op.add_column("key_results", sa.Column("owner_id", sa.Uuid(), nullable=True), schema="performance")
    op.add_column("key_results", sa.Column("standard_id", sa.Uuid(), nullable=True), schema="performance")
    op.add_column("key_results", sa.Column("currency", sa.Text(), nullable=True), schema="performance")
    op.add_column("key_results", sa.Column("commit_value", sa.Numeric(), nullable=True), schema="performance")
    op.add_column("key_results", sa.Column("stretch_value", sa.Numeric(), nullable=True), schema="performance")
    op.add_column("key_results", sa.Column("range_low", sa.Numeric(), nullable=True), schema="performance")
    op.add_column("key_results", sa.Column("range_high", sa.Numeric(), nullable=True), schema="performance")
    op.add_column("key_results", sa.Column("tolerance", sa.Numeric(), nullable=True), schema="performance")
    op.add_column("key_results", sa.Column("due_on", sa.Date(), nullable=True), schema="performance")
    op.add_column("key_results", sa.Column("cadence_days", sa.Integer(), nullable=True), schema="performance")
    op.add_column(
        "key_results",
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "done",
                "dropped",
                name="keyresultstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="active",
            nullable=False,
        ),
        schema="performance",
    )
    op.add_column("key_results", sa.Column("dropped_reason", sa.Text(), nullable=True), schema="performance")
    op.add_column("key_results", sa.Column("current_value", sa.Numeric(), nullable=True), schema="performance")
    op.add_column(
        "key_results",
        sa.Column(
            "zone",
            sa.Enum(
                "fail", "commit", "target", "stretch", name="zone", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        schema="performance",
    )
    op.add_column("key_results", sa.Column("progress", sa.Numeric(), nullable=True), schema="performance")
    op.add_column("key_results", sa.Column("checked_in_on", sa.Date(), nullable=True), schema="performance")
    op.alter_column("key_results", "start_value", existing_type=sa.NUMERIC(), nullable=True, schema="performance")
    op.alter_column("key_results", "target_value", existing_type=sa.NUMERIC(), nullable=True, schema="performance")
    op.create_index(
        "ix_key_results_owner_id", "key_results", ["org_id", "owner_id"], unique=False, schema="performance"
    )
    op.create_index(
        "ix_key_results_standard_id", "key_results", ["org_id", "standard_id"], unique=False, schema="performance"
    )
    op.create_foreign_key(
        op.f("fk_key_results_owner_id"),
        "key_results",
        "people",
        ["org_id", "owner_id"],
        ["org_id", "id"],
        source_schema="performance",
        referent_schema="performance",
    )
    op.create_foreign_key(
        op.f("fk_key_results_standard_id"),
        "key_results",
        "productivity_standards",
        ["org_id", "standard_id"],
        ["org_id", "id"],
        source_schema="performance",
        referent_schema="performance",
    )
    _fill()


def _fill() -> None:
    _update(WHAT_WAS_THERE)
    op.alter_column("check_ins", "goal_id", nullable=False, schema="performance")
    for table, column in FILLED:
        op.alter_column(table, column, server_default=None, schema="performance")
    for table, name, condition in CHECKS:
        op.create_check_constraint(op.f(name), table, condition, schema="performance")


def _update(statements: tuple[str, ...]) -> None:
    """Of all organisations at once, which the owner may while the policies are not forced on it."""
    for table in TABLES:
        op.execute(f"ALTER TABLE performance.{table} NO FORCE ROW LEVEL SECURITY")
    for statement in statements:
        op.execute(statement)
    for table in TABLES:
        op.execute(f"ALTER TABLE performance.{table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    for table, name, _ in CHECKS:
        op.drop_constraint(op.f(name), table, schema="performance", type_="check")
    _update(WHAT_THE_OLD_CODE_KNOWS)
    op.drop_constraint(op.f("fk_key_results_standard_id"), "key_results", schema="performance", type_="foreignkey")
    op.drop_constraint(op.f("fk_key_results_owner_id"), "key_results", schema="performance", type_="foreignkey")
    op.drop_index("ix_key_results_standard_id", table_name="key_results", schema="performance")
    op.drop_index("ix_key_results_owner_id", table_name="key_results", schema="performance")
    op.alter_column("key_results", "target_value", existing_type=sa.NUMERIC(), nullable=False, schema="performance")
    op.alter_column("key_results", "start_value", existing_type=sa.NUMERIC(), nullable=False, schema="performance")
    op.drop_column("key_results", "checked_in_on", schema="performance")
    op.drop_column("key_results", "progress", schema="performance")
    op.drop_column("key_results", "zone", schema="performance")
    op.drop_column("key_results", "current_value", schema="performance")
    op.drop_column("key_results", "dropped_reason", schema="performance")
    op.drop_column("key_results", "status", schema="performance")
    op.drop_column("key_results", "cadence_days", schema="performance")
    op.drop_column("key_results", "due_on", schema="performance")
    op.drop_column("key_results", "tolerance", schema="performance")
    op.drop_column("key_results", "range_high", schema="performance")
    op.drop_column("key_results", "range_low", schema="performance")
    op.drop_column("key_results", "stretch_value", schema="performance")
    op.drop_column("key_results", "commit_value", schema="performance")
    op.drop_column("key_results", "currency", schema="performance")
    op.drop_column("key_results", "standard_id", schema="performance")
    op.drop_column("key_results", "owner_id", schema="performance")
    op.drop_constraint(op.f("fk_goals_owner_unit_id"), "goals", schema="performance", type_="foreignkey")
    op.drop_constraint(op.f("fk_goals_goal_cycle_id"), "goals", schema="performance", type_="foreignkey")
    op.drop_constraint(op.f("fk_goals_carried_from_goal_id"), "goals", schema="performance", type_="foreignkey")
    op.drop_index("ix_goals_owner_unit_id", table_name="goals", schema="performance")
    op.drop_index("ix_goals_goal_cycle_id", table_name="goals", schema="performance")
    op.drop_index("ix_goals_carried_from_goal_id", table_name="goals", schema="performance")
    op.drop_index(
        "ix_goals_active", table_name="goals", schema="performance", postgresql_where=sa.text("status = 'active'")
    )
    op.create_index(op.f("ix_goals_owner_id"), "goals", ["org_id", "owner_id"], unique=False, schema="performance")
    op.alter_column(
        "goals", "weight", existing_type=sa.Numeric(), type_=sa.INTEGER(), existing_nullable=False, schema="performance"
    )
    op.alter_column("goals", "owner_id", existing_type=sa.UUID(), nullable=False, schema="performance")
    op.drop_column("goals", "stale_on", schema="performance")
    op.drop_column("goals", "off_track_on", schema="performance")
    op.drop_column("goals", "at_risk_on", schema="performance")
    op.drop_column("goals", "checked_in_on", schema="performance")
    op.drop_column("goals", "progress", schema="performance")
    op.drop_column("goals", "carried_from_goal_id", schema="performance")
    op.drop_column("goals", "closed_reason", schema="performance")
    op.drop_column("goals", "score_comment", schema="performance")
    op.drop_column("goals", "final_score", schema="performance")
    op.drop_column("goals", "health_override", schema="performance")
    op.drop_column("goals", "locked", schema="performance")
    op.drop_column("goals", "critical", schema="performance")
    op.drop_column("goals", "weighting", schema="performance")
    op.drop_column("goals", "progress_method", schema="performance")
    op.drop_column("goals", "visibility", schema="performance")
    op.drop_column("goals", "level", schema="performance")
    op.drop_column("goals", "kind", schema="performance")
    op.drop_column("goals", "goal_cycle_id", schema="performance")
    op.drop_column("goals", "owner_unit_id", schema="performance")
    op.drop_constraint(op.f("fk_check_ins_milestone_id"), "check_ins", schema="performance", type_="foreignkey")
    op.drop_constraint(op.f("fk_check_ins_goal_id"), "check_ins", schema="performance", type_="foreignkey")
    op.drop_constraint(op.f("fk_check_ins_supersedes_id"), "check_ins", schema="performance", type_="foreignkey")
    op.drop_constraint(op.f("uq_check_ins_supersedes_id"), "check_ins", schema="performance", type_="unique")
    op.drop_constraint(op.f("uq_check_ins_external_id"), "check_ins", schema="performance", type_="unique")
    op.drop_index("ix_check_ins_of_goal", table_name="check_ins", schema="performance")
    op.drop_index("ix_check_ins_milestone_id", table_name="check_ins", schema="performance")
    op.alter_column("check_ins", "value", existing_type=sa.NUMERIC(), nullable=False, schema="performance")
    op.alter_column("check_ins", "key_result_id", existing_type=sa.UUID(), nullable=False, schema="performance")
    op.drop_column("check_ins", "supersedes_id", schema="performance")
    op.drop_column("check_ins", "external_id", schema="performance")
    op.drop_column("check_ins", "source", schema="performance")
    op.drop_column("check_ins", "zone", schema="performance")
    op.drop_column("check_ins", "milestone_id", schema="performance")
    op.drop_column("check_ins", "goal_id", schema="performance")
    op.drop_index("ix_milestones_key_result_id", table_name="milestones", schema="performance")
    op.drop_table("milestones", schema="performance")
    op.drop_index("ix_goal_contributions_parent_key_result_id", table_name="goal_contributions", schema="performance")
    op.drop_index("ix_goal_contributions_parent_goal_id", table_name="goal_contributions", schema="performance")
    op.drop_table("goal_contributions", schema="performance")
    op.drop_index("ix_goal_contributors_person_id", table_name="goal_contributors", schema="performance")
    op.drop_table("goal_contributors", schema="performance")
    op.drop_index("ix_goal_change_requests_goal_id", table_name="goal_change_requests", schema="performance")
    op.drop_table("goal_change_requests", schema="performance")
    op.drop_index("ix_goal_alignments_parent_goal_id", table_name="goal_alignments", schema="performance")
    op.drop_table("goal_alignments", schema="performance")
    op.drop_table("goal_policies", schema="performance")
    op.drop_table("goal_cycles", schema="performance")
    for table, name, condition in (
        ("goals", "ck_goals_goalstatus", "status IN ('draft', 'active', 'achieved', 'dropped')"),
        ("goals", "ck_goals_weight", "weight BETWEEN 1 AND 100"),
        ("key_results", "ck_key_results_keyresultkind", "kind IN ('number', 'percent', 'boolean')"),
    ):
        op.create_check_constraint(op.f(name), table, condition, schema="performance")
