"""measurements"""

import sqlalchemy as sa
from alembic import op

revision = "26a3d7dc5df3"
down_revision = "8ee2ea297687"


def upgrade() -> None:
    op.create_table(
        "measurements",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("standard_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("numerator", sa.Numeric(), nullable=True),
        sa.Column("denominator", sa.Numeric(), nullable=True),
        sa.Column("value", sa.Numeric(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(numerator IS NULL) = (void_reason IS NOT NULL)", name=op.f("ck_measurements_void")),
        sa.CheckConstraint("(supersedes_id IS NULL) = (revision = 1)", name=op.f("ck_measurements_revision")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_measurements_period")),
        sa.CheckConstraint("num_nonnulls(person_id, org_unit_id) = 1", name=op.f("ck_measurements_subject")),
        sa.ForeignKeyConstraint(
            ["org_id", "org_unit_id"],
            ["performance.org_units.org_id", "performance.org_units.id"],
            name=op.f("fk_measurements_org_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_measurements_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "standard_id"],
            ["performance.productivity_standards.org_id", "performance.productivity_standards.id"],
            name=op.f("fk_measurements_standard_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "supersedes_id"],
            ["performance.measurements.org_id", "performance.measurements.id"],
            name=op.f("fk_measurements_supersedes_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_measurements")),
        sa.UniqueConstraint("org_id", "source", "external_id", "revision", name=op.f("uq_measurements_revision")),
        schema="performance",
    )
    op.isolate("measurements", schema="performance", privileges=("SELECT", "INSERT"))
    op.create_index(
        "ix_measurements_ends_on", "measurements", ["org_id", "ends_on", "id"], unique=False, schema="performance"
    )
    op.create_index(
        "ix_measurements_org_unit_id",
        "measurements",
        ["org_id", "org_unit_id", "standard_id", "ends_on"],
        unique=False,
        schema="performance",
    )
    op.create_index(
        "ix_measurements_person_id",
        "measurements",
        ["org_id", "person_id", "standard_id", "ends_on"],
        unique=False,
        schema="performance",
    )
    op.create_index(
        "ix_measurements_standard_id",
        "measurements",
        ["org_id", "standard_id", "ends_on", "id"],
        unique=False,
        schema="performance",
    )
    op.create_index(
        "ix_measurements_supersedes_id",
        "measurements",
        ["org_id", "supersedes_id"],
        unique=True,
        schema="performance",
        postgresql_where=sa.text("supersedes_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_measurements_supersedes_id",
        table_name="measurements",
        schema="performance",
        postgresql_where=sa.text("supersedes_id IS NOT NULL"),
    )
    op.drop_index("ix_measurements_standard_id", table_name="measurements", schema="performance")
    op.drop_index("ix_measurements_person_id", table_name="measurements", schema="performance")
    op.drop_index("ix_measurements_org_unit_id", table_name="measurements", schema="performance")
    op.drop_index("ix_measurements_ends_on", table_name="measurements", schema="performance")
    op.drop_table("measurements", schema="performance")
