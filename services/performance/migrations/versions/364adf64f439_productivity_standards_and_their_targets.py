"""productivity standards and their targets"""

import sqlalchemy as sa
from alembic import op

revision = "364adf64f439"
down_revision = "36b57ec6c6dd"


def upgrade() -> None:
    op.create_table(
        "productivity_standards",
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
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "rate",
                "efficiency",
                "ratio",
                "count",
                "duration",
                "quality_link",
                name="measurekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "direction",
            sa.Enum(
                "higher_is_better",
                "lower_is_better",
                "range",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "aggregation",
            sa.Enum(
                "sum_over_sum",
                "mean",
                "last",
                "max",
                name="aggregation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "period",
            sa.Enum(
                "day",
                "week",
                "month",
                "quarter",
                name="standardperiod",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum("active", "retired", name="standardstatus", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_productivity_standards")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_productivity_standards_code")),
        schema="performance",
    )
    op.isolate("productivity_standards", schema="performance")
    op.create_table(
        "standard_targets",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("standard_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("job_profile_id", sa.Uuid(), nullable=True),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("threshold", sa.Numeric(), nullable=True),
        sa.Column("target", sa.Numeric(), nullable=False),
        sa.Column("stretch", sa.Numeric(), nullable=True),
        sa.Column("lower_limit", sa.Numeric(), nullable=True),
        sa.Column("upper_limit", sa.Numeric(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(person_id, job_profile_id, org_unit_id) = 1", name=op.f("ck_standard_targets_subject")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "job_profile_id"],
            ["performance.job_profiles.org_id", "performance.job_profiles.id"],
            name=op.f("fk_standard_targets_job_profile_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "org_unit_id"],
            ["performance.org_units.org_id", "performance.org_units.id"],
            name=op.f("fk_standard_targets_org_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_standard_targets_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "standard_id"],
            ["performance.productivity_standards.org_id", "performance.productivity_standards.id"],
            name=op.f("fk_standard_targets_standard_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_standard_targets")),
        sa.UniqueConstraint(
            "org_id", "standard_id", "effective_from", "job_profile_id", name=op.f("uq_standard_targets_job_profile_id")
        ),
        sa.UniqueConstraint(
            "org_id", "standard_id", "effective_from", "org_unit_id", name=op.f("uq_standard_targets_org_unit_id")
        ),
        sa.UniqueConstraint(
            "org_id", "standard_id", "effective_from", "person_id", name=op.f("uq_standard_targets_person_id")
        ),
        schema="performance",
    )
    op.isolate("standard_targets", schema="performance")
    op.create_index(
        "ix_standard_targets_job_profile_id",
        "standard_targets",
        ["org_id", "job_profile_id"],
        unique=False,
        schema="performance",
    )
    op.create_index(
        "ix_standard_targets_org_unit_id",
        "standard_targets",
        ["org_id", "org_unit_id"],
        unique=False,
        schema="performance",
    )
    op.create_index(
        "ix_standard_targets_person_id", "standard_targets", ["org_id", "person_id"], unique=False, schema="performance"
    )


def downgrade() -> None:
    op.drop_index("ix_standard_targets_person_id", table_name="standard_targets", schema="performance")
    op.drop_index("ix_standard_targets_org_unit_id", table_name="standard_targets", schema="performance")
    op.drop_index("ix_standard_targets_job_profile_id", table_name="standard_targets", schema="performance")
    op.drop_table("standard_targets", schema="performance")
    op.drop_table("productivity_standards", schema="performance")
