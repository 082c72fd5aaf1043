"""relationships absences and delegations"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "c284b485e9c2"
down_revision = "0848e23a1b35"


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "care",
                "parental",
                "sabbatical",
                "sick",
                "unpaid",
                "vacation",
                "other",
                name="absencekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("excluded_from_period", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_absences_ends_on")),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_absences_person_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_absences")),
        schema="performance",
    )
    op.isolate("absences", schema="performance")
    op.create_index(
        "ix_absences_person_id", "absences", ["org_id", "person_id", "starts_on"], unique=False, schema="performance"
    )
    op.create_table(
        "delegations",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delegator_id", sa.Uuid(), nullable=False),
        sa.Column("delegate_id", sa.Uuid(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("cardinality(scopes) > 0", name=op.f("ck_delegations_scopes")),
        sa.CheckConstraint("delegate_id <> delegator_id", name=op.f("ck_delegations_delegate_id")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_delegations_valid_to")),
        sa.ForeignKeyConstraint(
            ["org_id", "delegate_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_delegations_delegate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "delegator_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_delegations_delegator_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_delegations")),
        schema="performance",
    )
    op.isolate("delegations", schema="performance")
    op.create_index(
        "ix_delegations_delegate_id", "delegations", ["org_id", "delegate_id"], unique=False, schema="performance"
    )
    op.create_index(
        "ix_delegations_delegator_id", "delegations", ["org_id", "delegator_id"], unique=False, schema="performance"
    )
    op.create_table(
        "relationships",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("related_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "dotted_line",
                "hrbp",
                "mentor",
                "project_lead",
                name="relationshipkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("related_id <> person_id", name=op.f("ck_relationships_related_id")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_relationships_valid_to")),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_relationships_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "related_id"],
            ["performance.people.org_id", "performance.people.id"],
            name=op.f("fk_relationships_related_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_relationships")),
        schema="performance",
    )
    op.isolate("relationships", schema="performance")
    op.create_index(
        "ix_relationships_person_id", "relationships", ["org_id", "person_id"], unique=False, schema="performance"
    )
    op.create_index(
        "ix_relationships_related_id", "relationships", ["org_id", "related_id"], unique=False, schema="performance"
    )


def downgrade() -> None:
    op.drop_index("ix_relationships_related_id", table_name="relationships", schema="performance")
    op.drop_index("ix_relationships_person_id", table_name="relationships", schema="performance")
    op.drop_table("relationships", schema="performance")
    op.drop_index("ix_delegations_delegator_id", table_name="delegations", schema="performance")
    op.drop_index("ix_delegations_delegate_id", table_name="delegations", schema="performance")
    op.drop_table("delegations", schema="performance")
    op.drop_index("ix_absences_person_id", table_name="absences", schema="performance")
    op.drop_table("absences", schema="performance")
