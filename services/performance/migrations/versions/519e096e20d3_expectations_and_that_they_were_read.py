"""expectations and that they were read"""

import sqlalchemy as sa
from alembic import op

revision = "519e096e20d3"
down_revision = "c281ad20ffc2"


def upgrade() -> None:
    op.create_table(
        "expectation_acknowledgements",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("set_hash", sa.Text(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_expectation_acknowledgements_person_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_expectation_acknowledgements")),
        sa.UniqueConstraint("org_id", "person_id", "set_hash", name=op.f("uq_expectation_acknowledgements_set_hash")),
        schema="performance",
    )
    op.isolate("expectation_acknowledgements", schema="performance", privileges=("SELECT", "INSERT"))
    op.create_table(
        "expectations",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("job_profile_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "duty",
                "behaviour",
                "result",
                name="expectationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("effective_to >= effective_from", name=op.f("ck_expectations_effective_to")),
        sa.CheckConstraint("num_nonnulls(person_id, job_profile_id) = 1", name=op.f("ck_expectations_subject")),
        sa.ForeignKeyConstraint(
            ["org_id", "job_profile_id"],
            ["performance.job_profiles.org_id", "performance.job_profiles.id"],
            name=op.f("fk_expectations_job_profile_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_expectations_person_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_expectations")),
        schema="performance",
    )
    op.isolate("expectations", schema="performance")
    op.create_index(
        "ix_expectations_job_profile_id",
        "expectations",
        ["org_id", "job_profile_id"],
        unique=False,
        schema="performance",
    )
    op.create_index(
        "ix_expectations_person_id", "expectations", ["org_id", "person_id"], unique=False, schema="performance"
    )


def downgrade() -> None:
    op.drop_index("ix_expectations_person_id", table_name="expectations", schema="performance")
    op.drop_index("ix_expectations_job_profile_id", table_name="expectations", schema="performance")
    op.drop_table("expectations", schema="performance")
    op.drop_table("expectation_acknowledgements", schema="performance")
