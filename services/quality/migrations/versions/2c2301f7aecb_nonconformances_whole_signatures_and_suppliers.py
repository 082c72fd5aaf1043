"""Nonconformances with their whole life and all parts, signatures, suppliers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2c2301f7aecb"
down_revision = "a9c880ea0fa7"

STATES = [
    "draft",
    "open",
    "contained",
    "under_review",
    "dispositioned",
    "executing",
    "verifying",
    "closed",
    "cancelled",
]
WHOLE = r"description ~ '\S' AND severity IS NOT NULL AND num_nonnulls(process_id, characteristic_id) > 0"


def upgrade() -> None:
    op.create_table(
        "signatures",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "meaning",
            sa.Enum(
                "authored",
                "reviewed",
                "approved",
                "verified",
                "rejected",
                name="meaning",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("authenticated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_signatures")),
        schema="quality",
    )
    op.isolate("signatures", schema="quality", privileges=("SELECT", "INSERT"))
    op.create_index(
        "ix_signatures_record_id", "signatures", ["org_id", "record_id", "id"], unique=False, schema="quality"
    )
    op.create_table(
        "suppliers",
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
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_suppliers")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_suppliers_code")),
        schema="quality",
    )
    op.isolate("suppliers", schema="quality")
    op.create_table(
        "supplier_people",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "supplier_id"],
            ["quality.suppliers.org_id", "quality.suppliers.id"],
            name=op.f("fk_supplier_people_supplier_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_supplier_people")),
        sa.UniqueConstraint("org_id", "person_id", name=op.f("uq_supplier_people_person_id")),
        schema="quality",
    )
    op.isolate("supplier_people", schema="quality")
    op.create_index(
        "ix_supplier_people_supplier_id", "supplier_people", ["org_id", "supplier_id"], unique=False, schema="quality"
    )
    op.create_table(
        "containments",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("nonconformance_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("num_nonnulls(done_at, evidence) <> 1", name=op.f("ck_containments_done_at")),
        sa.ForeignKeyConstraint(
            ["org_id", "nonconformance_id"],
            ["quality.nonconformances.org_id", "quality.nonconformances.id"],
            name=op.f("fk_containments_nonconformance_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_containments")),
        schema="quality",
    )
    op.isolate("containments", schema="quality")
    op.create_index(
        "ix_containments_nonconformance_id",
        "containments",
        ["org_id", "nonconformance_id"],
        unique=False,
        schema="quality",
    )
    op.create_table(
        "dispositions",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("nonconformance_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "use_as_is",
                "rework",
                "repair",
                "regrade",
                "return_to_supplier",
                "scrap",
                "sort",
                "concession",
                name="dispositionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.Numeric(), nullable=True),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("customer_approval_ref", sa.Text(), nullable=True),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("executed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("executed_by", sa.Uuid(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("inspection_ref", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(executed_at, executed_by, evidence) IN (0, 3)", name=op.f("ck_dispositions_executed_at")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_dispositions_quantity")),
        sa.ForeignKeyConstraint(
            ["org_id", "nonconformance_id"],
            ["quality.nonconformances.org_id", "quality.nonconformances.id"],
            name=op.f("fk_dispositions_nonconformance_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_dispositions")),
        schema="quality",
    )
    op.isolate("dispositions", schema="quality")
    op.create_index(
        "ix_dispositions_nonconformance_id",
        "dispositions",
        ["org_id", "nonconformance_id"],
        unique=False,
        schema="quality",
    )
    op.create_table(
        "nonconformance_causes",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("nonconformance_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "nonconformance_id"],
            ["quality.nonconformances.org_id", "quality.nonconformances.id"],
            name=op.f("fk_nonconformance_causes_nonconformance_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_nonconformance_causes")),
        sa.UniqueConstraint("org_id", "nonconformance_id", "code", name=op.f("uq_nonconformance_causes_code")),
        schema="quality",
    )
    op.isolate("nonconformance_causes", schema="quality")
    op.create_index(
        "ix_nonconformance_causes_code",
        "nonconformance_causes",
        ["org_id", "code", "created_at"],
        unique=False,
        schema="quality",
    )
    op.create_table(
        "nonconformance_costs",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("nonconformance_id", sa.Uuid(), nullable=False),
        sa.Column("disposition_id", sa.Uuid(), nullable=True),
        sa.Column(
            "category",
            sa.Enum(
                "prevention",
                "appraisal",
                "internal_failure",
                "external_failure",
                name="costcategory",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_nonconformance_costs_currency")),
        sa.ForeignKeyConstraint(
            ["org_id", "disposition_id"],
            ["quality.dispositions.org_id", "quality.dispositions.id"],
            name=op.f("fk_nonconformance_costs_disposition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "nonconformance_id"],
            ["quality.nonconformances.org_id", "quality.nonconformances.id"],
            name=op.f("fk_nonconformance_costs_nonconformance_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_nonconformance_costs")),
        schema="quality",
    )
    op.isolate("nonconformance_costs", schema="quality", privileges=("SELECT", "INSERT"))
    op.create_index(
        "ix_nonconformance_costs_disposition_id",
        "nonconformance_costs",
        ["org_id", "disposition_id"],
        unique=False,
        schema="quality",
    )
    op.create_index(
        "ix_nonconformance_costs_nonconformance_id",
        "nonconformance_costs",
        ["org_id", "nonconformance_id"],
        unique=False,
        schema="quality",
    )
    op.add_column("nonconformances", sa.Column("risk_score", sa.Integer(), nullable=True), schema="quality")
    op.add_column("nonconformances", sa.Column("requirement", sa.Text(), nullable=True), schema="quality")
    op.add_column("nonconformances", sa.Column("supplier_id", sa.Uuid(), nullable=True), schema="quality")
    op.add_column("nonconformances", sa.Column("item_ref", sa.Text(), nullable=True), schema="quality")
    op.add_column(
        "nonconformances",
        sa.Column("lot_refs", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        schema="quality",
    )
    op.add_column(
        "nonconformances",
        sa.Column("hold_requested", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        schema="quality",
    )
    op.add_column(
        "nonconformances",
        sa.Column("quantity_not_applicable", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        schema="quality",
    )
    op.add_column(
        "nonconformances",
        sa.Column("past_owner_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        schema="quality",
    )
    op.add_column(
        "nonconformances",
        sa.Column("confidential", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        schema="quality",
    )
    op.add_column("nonconformances", sa.Column("recurrence_of_id", sa.Uuid(), nullable=True), schema="quality")
    op.add_column("nonconformances", sa.Column("duplicate_of_id", sa.Uuid(), nullable=True), schema="quality")
    op.add_column(
        "nonconformances",
        sa.Column("customer_approval_required", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        schema="quality",
    )
    op.add_column(
        "nonconformances",
        sa.Column(
            "capa_decision",
            sa.Enum(
                "required", "not_required", name="capadecision", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        schema="quality",
    )
    op.add_column("nonconformances", sa.Column("capa_rationale", sa.Text(), nullable=True), schema="quality")
    op.add_column("nonconformances", sa.Column("capa_overridden_because", sa.Text(), nullable=True), schema="quality")
    op.add_column(
        "nonconformances",
        sa.Column("costs_are_zero", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        schema="quality",
    )
    op.add_column("nonconformances", sa.Column("source", sa.Text(), nullable=True), schema="quality")
    op.add_column("nonconformances", sa.Column("external_id", sa.Text(), nullable=True), schema="quality")
    op.add_column(
        "nonconformances", sa.Column("stage_since", sa.DateTime(timezone=True), nullable=True), schema="quality"
    )
    op.add_column("nonconformances", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True), schema="quality")
    op.add_column(
        "nonconformances", sa.Column("contain_by", sa.DateTime(timezone=True), nullable=True), schema="quality"
    )
    op.add_column(
        "nonconformances", sa.Column("contained_at", sa.DateTime(timezone=True), nullable=True), schema="quality"
    )
    op.add_column("nonconformances", sa.Column("not_contained_because", sa.Text(), nullable=True), schema="quality")
    op.add_column(
        "nonconformances", sa.Column("dispositioned_at", sa.DateTime(timezone=True), nullable=True), schema="quality"
    )
    op.add_column(
        "nonconformances",
        sa.Column("reopen_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        schema="quality",
    )
    op.create_index(
        "ix_nonconformances_duplicate_of_id",
        "nonconformances",
        ["org_id", "duplicate_of_id"],
        unique=False,
        schema="quality",
    )
    op.create_index(
        "ix_nonconformances_owner_id",
        "nonconformances",
        ["org_id", "owner_id", "created_at", "id"],
        unique=False,
        schema="quality",
    )
    op.create_index(
        "ix_nonconformances_recurrence_of_id",
        "nonconformances",
        ["org_id", "recurrence_of_id"],
        unique=False,
        schema="quality",
    )
    op.create_index(
        "ix_nonconformances_status",
        "nonconformances",
        ["org_id", "status", "created_at", "id"],
        unique=False,
        schema="quality",
    )
    op.create_index(
        "ix_nonconformances_supplier_id", "nonconformances", ["org_id", "supplier_id"], unique=False, schema="quality"
    )
    op.create_unique_constraint(
        op.f("uq_nonconformances_external_id"), "nonconformances", ["org_id", "source", "external_id"], schema="quality"
    )
    op.create_foreign_key(
        op.f("fk_nonconformances_recurrence_of_id"),
        "nonconformances",
        "nonconformances",
        ["org_id", "recurrence_of_id"],
        ["org_id", "id"],
        source_schema="quality",
        referent_schema="quality",
    )
    op.create_foreign_key(
        op.f("fk_nonconformances_supplier_id"),
        "nonconformances",
        "suppliers",
        ["org_id", "supplier_id"],
        ["org_id", "id"],
        source_schema="quality",
        referent_schema="quality",
    )
    op.create_foreign_key(
        op.f("fk_nonconformances_duplicate_of_id"),
        "nonconformances",
        "nonconformances",
        ["org_id", "duplicate_of_id"],
        ["org_id", "id"],
        source_schema="quality",
        referent_schema="quality",
    )
    _check(STATES, f"status IN ('draft', 'cancelled') OR {WHOLE}")
    op.create_check_constraint("source", "nonconformances", "num_nonnulls(source, external_id) <> 1", schema="quality")


def _check(states: list[str], complete: str) -> None:
    words = ", ".join(f"'{state}'" for state in states)
    for name, condition in (("nonconformancestatus", f"status IN ({words})"), ("complete", complete)):
        op.drop_constraint(op.f(f"ck_nonconformances_{name}"), "nonconformances", schema="quality")
        op.create_check_constraint(name, "nonconformances", condition, schema="quality")


def downgrade() -> None:
    _check(["draft", "open", "closed", "cancelled"], f"status NOT IN ('open', 'closed') OR {WHOLE}")
    op.drop_constraint(op.f("ck_nonconformances_source"), "nonconformances", schema="quality")
    op.drop_constraint(
        op.f("fk_nonconformances_duplicate_of_id"), "nonconformances", schema="quality", type_="foreignkey"
    )
    op.drop_constraint(op.f("fk_nonconformances_supplier_id"), "nonconformances", schema="quality", type_="foreignkey")
    op.drop_constraint(
        op.f("fk_nonconformances_recurrence_of_id"), "nonconformances", schema="quality", type_="foreignkey"
    )
    op.drop_constraint(op.f("uq_nonconformances_external_id"), "nonconformances", schema="quality", type_="unique")
    op.drop_index("ix_nonconformances_supplier_id", table_name="nonconformances", schema="quality")
    op.drop_index("ix_nonconformances_status", table_name="nonconformances", schema="quality")
    op.drop_index("ix_nonconformances_recurrence_of_id", table_name="nonconformances", schema="quality")
    op.drop_index("ix_nonconformances_owner_id", table_name="nonconformances", schema="quality")
    op.drop_index("ix_nonconformances_duplicate_of_id", table_name="nonconformances", schema="quality")
    op.drop_column("nonconformances", "reopen_count", schema="quality")
    op.drop_column("nonconformances", "dispositioned_at", schema="quality")
    op.drop_column("nonconformances", "not_contained_because", schema="quality")
    op.drop_column("nonconformances", "contained_at", schema="quality")
    op.drop_column("nonconformances", "contain_by", schema="quality")
    op.drop_column("nonconformances", "due_at", schema="quality")
    op.drop_column("nonconformances", "stage_since", schema="quality")
    op.drop_column("nonconformances", "external_id", schema="quality")
    op.drop_column("nonconformances", "source", schema="quality")
    op.drop_column("nonconformances", "costs_are_zero", schema="quality")
    op.drop_column("nonconformances", "capa_overridden_because", schema="quality")
    op.drop_column("nonconformances", "capa_rationale", schema="quality")
    op.drop_column("nonconformances", "capa_decision", schema="quality")
    op.drop_column("nonconformances", "customer_approval_required", schema="quality")
    op.drop_column("nonconformances", "duplicate_of_id", schema="quality")
    op.drop_column("nonconformances", "recurrence_of_id", schema="quality")
    op.drop_column("nonconformances", "confidential", schema="quality")
    op.drop_column("nonconformances", "past_owner_ids", schema="quality")
    op.drop_column("nonconformances", "quantity_not_applicable", schema="quality")
    op.drop_column("nonconformances", "hold_requested", schema="quality")
    op.drop_column("nonconformances", "lot_refs", schema="quality")
    op.drop_column("nonconformances", "item_ref", schema="quality")
    op.drop_column("nonconformances", "supplier_id", schema="quality")
    op.drop_column("nonconformances", "requirement", schema="quality")
    op.drop_column("nonconformances", "risk_score", schema="quality")
    op.drop_index("ix_nonconformance_costs_nonconformance_id", table_name="nonconformance_costs", schema="quality")
    op.drop_index("ix_nonconformance_costs_disposition_id", table_name="nonconformance_costs", schema="quality")
    op.drop_table("nonconformance_costs", schema="quality")
    op.drop_index("ix_nonconformance_causes_code", table_name="nonconformance_causes", schema="quality")
    op.drop_table("nonconformance_causes", schema="quality")
    op.drop_index("ix_dispositions_nonconformance_id", table_name="dispositions", schema="quality")
    op.drop_table("dispositions", schema="quality")
    op.drop_index("ix_containments_nonconformance_id", table_name="containments", schema="quality")
    op.drop_table("containments", schema="quality")
    op.drop_index("ix_supplier_people_supplier_id", table_name="supplier_people", schema="quality")
    op.drop_table("supplier_people", schema="quality")
    op.drop_table("suppliers", schema="quality")
    op.drop_index("ix_signatures_record_id", table_name="signatures", schema="quality")
    op.drop_table("signatures", schema="quality")
