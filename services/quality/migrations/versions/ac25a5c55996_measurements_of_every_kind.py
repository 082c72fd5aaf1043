"""Measurements of every kind, known by the ids of their sources, corrected and marked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "ac25a5c55996"
down_revision = "64cf58e88ab7"

FIRST_KEYS = """
    UPDATE quality.subgroups s SET source = 'mettle', external_id = id, revision = 1, specification_id = (
        SELECT r.id FROM quality.specification_revisions r WHERE r.org_id = s.org_id
        AND r.characteristic_id = s.characteristic_id AND r.valid_from <= s.taken_at ORDER BY r.valid_from DESC LIMIT 1)
"""
LAST_STATISTICS = """
    UPDATE quality.subgroups s SET (n, mean, range) = (
        SELECT count(v), avg(v), CASE WHEN count(v) > 1 THEN max(v) - min(v) END FROM unnest(s.values) AS v)
"""
COUNTED = "DELETE FROM quality.subgroups WHERE values IS NULL"
CHECKS = (
    ("count", "num_nonnulls(values, count) = 1 AND count >= 0"),
    ("exposure", "num_nonnulls(size, exposure) = num_nonnulls(count) AND exposure > 0"),
    ("size", "size >= 1 AND count <= size"),
    ("revision", "(supersedes_id IS NULL) = (revision = 1)"),
)


def upgrade() -> None:
    op.create_table(
        "subgroup_marks",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subgroup_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "normal",
                "excluded",
                "voided",
                "superseded",
                name="subgroupstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("assignable_cause", sa.Text(), nullable=True),
        sa.Column("marked_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'excluded') = (assignable_cause IS NOT NULL)", name=op.f("ck_subgroup_marks_assignable_cause")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subgroup_id"],
            ["quality.subgroups.org_id", "quality.subgroups.id"],
            name=op.f("fk_subgroup_marks_subgroup_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_subgroup_marks")),
        schema="quality",
    )
    op.isolate("subgroup_marks", schema="quality", privileges=("SELECT", "INSERT"))
    op.create_index(
        "ix_subgroup_marks_subgroup_id",
        "subgroup_marks",
        ["org_id", "subgroup_id", "id"],
        unique=False,
        schema="quality",
    )
    op.add_column("subgroups", sa.Column("count", sa.Integer(), nullable=True), schema="quality")
    op.add_column("subgroups", sa.Column("size", sa.Integer(), nullable=True), schema="quality")
    op.add_column("subgroups", sa.Column("exposure", sa.Double(), nullable=True), schema="quality")
    op.add_column(
        "subgroups",
        sa.Column("context", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        schema="quality",
    )
    op.add_column("subgroups", sa.Column("gage_id", sa.Uuid(), nullable=True), schema="quality")
    op.add_column("subgroups", sa.Column("specification_id", sa.Uuid(), nullable=True), schema="quality")
    op.add_column("subgroups", sa.Column("source", sa.Text(), nullable=True), schema="quality")
    op.add_column("subgroups", sa.Column("external_id", sa.Text(), nullable=True), schema="quality")
    op.add_column("subgroups", sa.Column("revision", sa.Integer(), nullable=True), schema="quality")
    op.add_column("subgroups", sa.Column("supersedes_id", sa.Uuid(), nullable=True), schema="quality")
    op.add_column("subgroups", sa.Column("correction_reason", sa.Text(), nullable=True), schema="quality")
    op.alter_column(
        "subgroups",
        "values",
        existing_type=postgresql.ARRAY(sa.DOUBLE_PRECISION(precision=53)),
        nullable=True,
        schema="quality",
    )
    _execute(FIRST_KEYS)
    for column in ("specification_id", "source", "external_id", "revision"):
        op.alter_column("subgroups", column, nullable=False, schema="quality")
    for name, condition in CHECKS:
        op.create_check_constraint(name, "subgroups", condition, schema="quality")
    op.create_index(
        "ix_subgroups_gage_id",
        "subgroups",
        ["org_id", "gage_id", "taken_at", "id"],
        unique=False,
        schema="quality",
        postgresql_where=sa.text("gage_id IS NOT NULL"),
    )
    op.create_index(
        "ix_subgroups_supersedes_id",
        "subgroups",
        ["org_id", "supersedes_id"],
        unique=True,
        schema="quality",
        postgresql_where=sa.text("supersedes_id IS NOT NULL"),
    )
    op.create_unique_constraint(
        op.f("uq_subgroups_revision"), "subgroups", ["org_id", "source", "external_id", "revision"], schema="quality"
    )
    op.create_foreign_key(
        op.f("fk_subgroups_supersedes_id"),
        "subgroups",
        "subgroups",
        ["org_id", "supersedes_id"],
        ["org_id", "id"],
        source_schema="quality",
        referent_schema="quality",
    )
    op.create_foreign_key(
        op.f("fk_subgroups_gage_id"),
        "subgroups",
        "gages",
        ["org_id", "gage_id"],
        ["org_id", "id"],
        source_schema="quality",
        referent_schema="quality",
    )
    op.drop_column("subgroups", "n", schema="quality")
    op.drop_column("subgroups", "range", schema="quality")
    op.drop_column("subgroups", "mean", schema="quality")


def _execute(*statements: str) -> None:
    """Of all organisations at once, which the owner may while the policies are not forced on it."""
    for table in ("subgroups", "specification_revisions"):
        op.execute(f"ALTER TABLE quality.{table} NO FORCE ROW LEVEL SECURITY")
    for statement in statements:
        op.execute(statement)
    for table in ("subgroups", "specification_revisions"):
        op.execute(f"ALTER TABLE quality.{table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.add_column(
        "subgroups",
        sa.Column("mean", sa.DOUBLE_PRECISION(precision=53), autoincrement=False, nullable=True),
        schema="quality",
    )
    op.add_column(
        "subgroups",
        sa.Column("range", sa.DOUBLE_PRECISION(precision=53), autoincrement=False, nullable=True),
        schema="quality",
    )
    op.add_column("subgroups", sa.Column("n", sa.INTEGER(), autoincrement=False, nullable=True), schema="quality")
    for name, _ in CHECKS:
        op.drop_constraint(f"ck_subgroups_{name}", "subgroups", schema="quality")
    op.drop_index("ix_subgroup_marks_subgroup_id", table_name="subgroup_marks", schema="quality")
    op.drop_table("subgroup_marks", schema="quality")
    _execute(COUNTED, LAST_STATISTICS)
    op.alter_column("subgroups", "n", nullable=False, schema="quality")
    op.drop_constraint(op.f("fk_subgroups_gage_id"), "subgroups", schema="quality", type_="foreignkey")
    op.drop_constraint(op.f("fk_subgroups_supersedes_id"), "subgroups", schema="quality", type_="foreignkey")
    op.drop_constraint(op.f("uq_subgroups_revision"), "subgroups", schema="quality", type_="unique")
    op.drop_index(
        "ix_subgroups_supersedes_id",
        table_name="subgroups",
        schema="quality",
        postgresql_where=sa.text("supersedes_id IS NOT NULL"),
    )
    op.drop_index(
        "ix_subgroups_gage_id",
        table_name="subgroups",
        schema="quality",
        postgresql_where=sa.text("gage_id IS NOT NULL"),
    )
    op.alter_column(
        "subgroups",
        "values",
        existing_type=postgresql.ARRAY(sa.DOUBLE_PRECISION(precision=53)),
        nullable=False,
        schema="quality",
    )
    op.drop_column("subgroups", "correction_reason", schema="quality")
    op.drop_column("subgroups", "supersedes_id", schema="quality")
    op.drop_column("subgroups", "revision", schema="quality")
    op.drop_column("subgroups", "external_id", schema="quality")
    op.drop_column("subgroups", "source", schema="quality")
    op.drop_column("subgroups", "specification_id", schema="quality")
    op.drop_column("subgroups", "gage_id", schema="quality")
    op.drop_column("subgroups", "context", schema="quality")
    op.drop_column("subgroups", "exposure", schema="quality")
    op.drop_column("subgroups", "size", schema="quality")
    op.drop_column("subgroups", "count", schema="quality")
