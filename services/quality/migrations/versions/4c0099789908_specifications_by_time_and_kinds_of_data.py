"""Specifications in numbered revisions, valid from a time on; characteristics of all kinds of data."""

import sqlalchemy as sa
from alembic import op

revision = "4c0099789908"
down_revision = "cdaa9e5d982d"

TABLES = ("characteristics", "specification_revisions", "events")
FIRST_REVISIONS = """
    INSERT INTO quality.specification_revisions
        (org_id, id, characteristic_id, valid_from, lsl, usl, target, specified_by, created_at, updated_at, version)
    SELECT org_id, id, id, '1900-01-01T00:00Z', lsl, usl, target, coalesce(
        (SELECT actor_id FROM quality.events e WHERE e.org_id = c.org_id AND e.record_id = c.id ORDER BY e.id LIMIT 1),
        '00000000-0000-0000-0000-000000000000'), created_at, created_at, 1
    FROM quality.characteristics c
"""
LATEST_LIMITS = """
    UPDATE quality.characteristics c SET lsl = r.lsl, usl = r.usl, target = r.target, unit = coalesce(c.unit, '1'),
        characteristic_class = CASE WHEN num_nonnulls(r.lsl, r.usl) = 0 THEN 'minor' ELSE c.characteristic_class END
    FROM quality.specification_revisions r WHERE r.org_id = c.org_id AND r.characteristic_id = c.id
    AND NOT EXISTS (SELECT FROM quality.specification_revisions later WHERE later.org_id = r.org_id
        AND later.characteristic_id = r.characteristic_id AND later.valid_from > r.valid_from)
"""


def upgrade() -> None:
    op.create_table(
        "specification_revisions",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("characteristic_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lsl", sa.Numeric(), nullable=True),
        sa.Column("usl", sa.Numeric(), nullable=True),
        sa.Column("target", sa.Numeric(), nullable=True),
        sa.Column("nominal", sa.Numeric(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("specified_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("lsl < usl", name=op.f("ck_specification_revisions_usl")),
        sa.CheckConstraint("target >= lsl AND target <= usl", name=op.f("ck_specification_revisions_target")),
        sa.ForeignKeyConstraint(
            ["org_id", "characteristic_id"],
            ["quality.characteristics.org_id", "quality.characteristics.id"],
            name=op.f("fk_specification_revisions_characteristic_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_specification_revisions")),
        sa.UniqueConstraint(
            "org_id", "characteristic_id", "valid_from", name=op.f("uq_specification_revisions_valid_from")
        ),
        schema="quality",
    )
    op.isolate("specification_revisions", schema="quality", privileges=("SELECT", "INSERT"))
    op.add_column(
        "characteristics",
        sa.Column(
            "data_kind",
            sa.Enum(
                "variable",
                "defectives",
                "defects",
                "time_between",
                "count_between",
                name="datakind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="variable",
            nullable=False,
        ),
        schema="quality",
    )
    op.alter_column("characteristics", "data_kind", server_default=None, schema="quality")
    op.add_column(
        "characteristics",
        sa.Column(
            "special",
            sa.Enum("cc", "sc", name="specialcharacteristic", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        schema="quality",
    )
    op.add_column("characteristics", sa.Column("resolution", sa.Numeric(), nullable=True), schema="quality")
    op.alter_column("characteristics", "unit", existing_type=sa.TEXT(), nullable=True, schema="quality")
    op.create_check_constraint(
        "unit", "characteristics", "data_kind <> 'variable' OR unit IS NOT NULL", schema="quality"
    )
    op.create_check_constraint("resolution", "characteristics", "resolution > 0", schema="quality")
    _execute(FIRST_REVISIONS)
    op.drop_column("characteristics", "target", schema="quality")
    op.drop_column("characteristics", "usl", schema="quality")
    op.drop_column("characteristics", "lsl", schema="quality")


def _execute(statement: str) -> None:
    """Of all organisations at once, which the owner may while the policies are not forced on it."""
    for table in TABLES:
        op.execute(f"ALTER TABLE quality.{table} NO FORCE ROW LEVEL SECURITY")
    op.execute(statement)
    for table in TABLES:
        op.execute(f"ALTER TABLE quality.{table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.add_column(
        "characteristics", sa.Column("lsl", sa.NUMERIC(), autoincrement=False, nullable=True), schema="quality"
    )
    op.add_column(
        "characteristics", sa.Column("usl", sa.NUMERIC(), autoincrement=False, nullable=True), schema="quality"
    )
    op.add_column(
        "characteristics", sa.Column("target", sa.NUMERIC(), autoincrement=False, nullable=True), schema="quality"
    )
    op.drop_constraint("ck_characteristics_unit", "characteristics", schema="quality")
    _execute(LATEST_LIMITS)
    op.alter_column("characteristics", "unit", existing_type=sa.TEXT(), nullable=False, schema="quality")
    for name, condition in (
        ("lsl", "characteristic_class = 'minor' OR num_nonnulls(lsl, usl) > 0"),
        ("usl", "lsl < usl"),
        ("target", "target >= lsl AND target <= usl"),
    ):
        op.create_check_constraint(name, "characteristics", condition, schema="quality")
    op.drop_column("characteristics", "resolution", schema="quality")
    op.drop_column("characteristics", "special", schema="quality")
    op.drop_column("characteristics", "data_kind", schema="quality")
    op.drop_table("specification_revisions", schema="quality")
