"""who people are, where they work, and who leads whom today; units by version"""

import sqlalchemy as sa
from alembic import op

revision = "f3e91b77e95b"
down_revision = "364adf64f439"

TABLES = ("assignments", "org_unit_versions", "org_units", "people")

FIRST_VERSIONS = """
INSERT INTO performance.org_unit_versions
    (org_id, id, org_unit_id, effective_from, name, kind, created_at, updated_at, version)
SELECT org_id, gen_random_uuid(), id, '1900-01-01', name, 'other', created_at, updated_at, 1
FROM performance.org_units
"""

FIRST_ASSIGNMENTS = """
INSERT INTO performance.assignments
    (org_id, id, person_id, effective_from, fte, source, ends_employment, created_at, updated_at, version)
SELECT org_id, gen_random_uuid(), id, least(coalesce(hired_on, created_at::date), current_date), 1, 'migration', false,
    now(), now(), 1
FROM performance.people person
WHERE NOT EXISTS (
    SELECT FROM performance.assignments line WHERE line.org_id = person.org_id AND line.person_id = person.id)
"""

LEAD_PATHS = """
WITH RECURSIVE today AS (
    SELECT DISTINCT ON (org_id, person_id) org_id, person_id, manager_id
    FROM performance.assignments WHERE effective_from <= current_date
    ORDER BY org_id, person_id, effective_from DESC
), placed AS (
    SELECT person.org_id, person.id, '/' || replace(person.id::text, '-', '') AS path
    FROM performance.people person
    LEFT JOIN today ON today.org_id = person.org_id AND today.person_id = person.id
    WHERE manager_id IS NULL
    UNION ALL
    SELECT today.org_id, today.person_id, path || '/' || replace(today.person_id::text, '-', '')
    FROM placed JOIN today ON today.org_id = placed.org_id AND today.manager_id = placed.id
)
UPDATE performance.people person SET lead_path = placed.path
FROM placed WHERE placed.org_id = person.org_id AND placed.id = person.id
"""


def upgrade() -> None:
    op.create_table(
        "org_unit_versions",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "company",
                "division",
                "department",
                "team",
                "site",
                "other",
                name="orgunitkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("head_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "head_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_org_unit_versions_head_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "org_unit_id"],
            ["performance.org_units.org_id", "performance.org_units.id"],
            name=op.f("fk_org_unit_versions_org_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "parent_id"],
            ["performance.org_units.org_id", "performance.org_units.id"],
            name=op.f("fk_org_unit_versions_parent_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_org_unit_versions")),
        sa.UniqueConstraint(
            "org_id", "org_unit_id", "effective_from", name=op.f("uq_org_unit_versions_effective_from")
        ),
        schema="performance",
    )
    op.isolate("org_unit_versions", schema="performance")
    op.create_index(
        "ix_org_unit_versions_head_id", "org_unit_versions", ["org_id", "head_id"], unique=False, schema="performance"
    )
    op.create_index(
        "ix_org_unit_versions_parent_id",
        "org_unit_versions",
        ["org_id", "parent_id"],
        unique=False,
        schema="performance",
    )
    op.add_column("assignments", sa.Column("job_profile_id", sa.Uuid(), nullable=True), schema="performance")
    op.add_column("assignments", sa.Column("job_level_id", sa.Uuid(), nullable=True), schema="performance")
    op.add_column("assignments", sa.Column("location", sa.Text(), nullable=True), schema="performance")
    op.add_column(
        "assignments",
        sa.Column("fte", sa.Numeric(precision=4, scale=3), server_default="1", nullable=False),
        schema="performance",
    )
    op.add_column("assignments", sa.Column("change_reason", sa.Text(), nullable=True), schema="performance")
    op.add_column(
        "assignments", sa.Column("source", sa.Text(), server_default="api", nullable=False), schema="performance"
    )
    op.add_column(
        "assignments",
        sa.Column("ends_employment", sa.Boolean(), server_default="false", nullable=False),
        schema="performance",
    )
    op.create_index(
        "ix_assignments_job_level_id", "assignments", ["org_id", "job_level_id"], unique=False, schema="performance"
    )
    op.create_index(
        "ix_assignments_job_profile_id", "assignments", ["org_id", "job_profile_id"], unique=False, schema="performance"
    )
    op.create_foreign_key(
        op.f("fk_assignments_job_profile_id"),
        "assignments",
        "job_profiles",
        ["org_id", "job_profile_id"],
        ["org_id", "id"],
        source_schema="performance",
        referent_schema="performance",
    )
    op.create_foreign_key(
        op.f("fk_assignments_job_level_id"),
        "assignments",
        "job_levels",
        ["org_id", "job_level_id"],
        ["org_id", "id"],
        source_schema="performance",
        referent_schema="performance",
    )
    op.create_check_constraint("fte", "assignments", "fte > 0 AND fte <= 1", schema="performance")
    op.add_column("people", sa.Column("employee_number", sa.Text(), nullable=True), schema="performance")
    op.add_column(
        "people", sa.Column("time_zone", sa.Text(), server_default="UTC", nullable=False), schema="performance"
    )
    op.add_column("people", sa.Column("locale", sa.Text(), nullable=True), schema="performance")
    op.add_column(
        "people",
        sa.Column(
            "status",
            sa.Enum("active", "terminated", name="personstatus", native_enum=False, create_constraint=True, length=40),
            server_default="active",
            nullable=False,
        ),
        schema="performance",
    )
    op.add_column(
        "people",
        sa.Column("lead_path", sa.Text(collation="C"), server_default="", nullable=False),
        schema="performance",
    )
    op.alter_column("people", "work_email", existing_type=sa.TEXT(), nullable=True, schema="performance")
    op.create_index("ix_people_lead_path", "people", ["org_id", "lead_path", "id"], unique=False, schema="performance")
    op.create_unique_constraint(
        op.f("uq_people_employee_number"),
        "people",
        ["org_id", "employee_number"],
        deferrable=True,
        schema="performance",
    )
    _fill()
    op.drop_column("org_units", "name", schema="performance")
    op.drop_column("people", "active", schema="performance")


def _fill() -> None:
    """Of all organisations at once, which the owner may while the policies are not forced on it."""
    for table in TABLES:
        op.execute(f"ALTER TABLE performance.{table} NO FORCE ROW LEVEL SECURITY")
    op.execute(FIRST_VERSIONS)
    op.execute(FIRST_ASSIGNMENTS)
    op.execute("UPDATE performance.people SET status = 'terminated' WHERE NOT active")
    op.execute(LEAD_PATHS)
    for table in TABLES:
        op.execute(f"ALTER TABLE performance.{table} FORCE ROW LEVEL SECURITY")
    for table, column in (
        ("assignments", "fte"), ("assignments", "source"), ("assignments", "ends_employment"),
        ("people", "time_zone"), ("people", "status"), ("people", "lead_path"),
    ):  # fmt: skip
        op.alter_column(table, column, server_default=None, schema="performance")


def downgrade() -> None:
    op.add_column(
        "people", sa.Column("active", sa.BOOLEAN(), server_default="true", nullable=False), schema="performance"
    )
    op.drop_constraint(op.f("uq_people_employee_number"), "people", schema="performance", type_="unique")
    op.drop_index("ix_people_lead_path", table_name="people", schema="performance")
    op.alter_column("people", "work_email", existing_type=sa.TEXT(), nullable=False, schema="performance")
    op.drop_column("people", "lead_path", schema="performance")
    op.drop_column("people", "status", schema="performance")
    op.drop_column("people", "locale", schema="performance")
    op.drop_column("people", "time_zone", schema="performance")
    op.drop_column("people", "employee_number", schema="performance")
    op.add_column("org_units", sa.Column("name", sa.TEXT(), server_default="", nullable=False), schema="performance")
    op.drop_constraint(op.f("fk_assignments_job_level_id"), "assignments", schema="performance", type_="foreignkey")
    op.drop_constraint(op.f("fk_assignments_job_profile_id"), "assignments", schema="performance", type_="foreignkey")
    op.drop_index("ix_assignments_job_profile_id", table_name="assignments", schema="performance")
    op.drop_index("ix_assignments_job_level_id", table_name="assignments", schema="performance")
    op.drop_constraint("fte", "assignments", schema="performance", type_="check")
    op.drop_column("assignments", "ends_employment", schema="performance")
    op.drop_column("assignments", "source", schema="performance")
    op.drop_column("assignments", "change_reason", schema="performance")
    op.drop_column("assignments", "fte", schema="performance")
    op.drop_column("assignments", "location", schema="performance")
    op.drop_column("assignments", "job_level_id", schema="performance")
    op.drop_column("assignments", "job_profile_id", schema="performance")
    op.drop_index("ix_org_unit_versions_parent_id", table_name="org_unit_versions", schema="performance")
    op.drop_index("ix_org_unit_versions_head_id", table_name="org_unit_versions", schema="performance")
    op.drop_table("org_unit_versions", schema="performance")
