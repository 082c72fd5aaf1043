"""Links, comments and files of any record; a kind is a word of ours, so a new one needs no migration."""

import sqlalchemy as sa
from alembic import op

revision = "941e81d265d5"
down_revision = "e1e7e17faac2"


def upgrade() -> None:
    op.create_table(
        "attachment_contents",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_attachment_contents")),
        sa.UniqueConstraint("org_id", "sha256", name=op.f("uq_attachment_contents_sha256")),
        schema="quality",
    )
    op.isolate("attachment_contents", schema="quality", privileges=("SELECT", "INSERT"))
    op.create_table(
        "attachments",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("attached_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_attachments")),
        schema="quality",
    )
    op.isolate("attachments", schema="quality", privileges=("SELECT", "INSERT"))
    op.create_index(
        "ix_attachments_created_at", "attachments", ["org_id", "created_at", "id"], unique=False, schema="quality"
    )
    op.create_index(
        "ix_attachments_record_id",
        "attachments",
        ["org_id", "record_id", "created_at", "id"],
        unique=False,
        schema="quality",
    )
    op.create_table(
        "comments",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_comments")),
        schema="quality",
    )
    op.isolate("comments", schema="quality", privileges=("SELECT", "INSERT"))
    op.create_index(
        "ix_comments_created_at", "comments", ["org_id", "created_at", "id"], unique=False, schema="quality"
    )
    op.create_index(
        "ix_comments_record_id", "comments", ["org_id", "record_id", "created_at", "id"], unique=False, schema="quality"
    )
    op.create_table(
        "links",
        sa.Column(
            "org_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.org_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "caused_by",
                "corrects",
                "concerns",
                "evidence_for",
                "follows_from",
                "relates_to",
                name="relation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("object_kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("active", "removed", name="linkstatus", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("linked_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_links")),
        schema="quality",
    )
    op.isolate("links", schema="quality")
    op.create_index("ix_links_object_id", "links", ["org_id", "object_id", "id"], unique=False, schema="quality")
    op.create_index("ix_links_subject_id", "links", ["org_id", "subject_id", "id"], unique=False, schema="quality")
    op.create_index(
        "uq_links_object_id",
        "links",
        ["org_id", "subject_id", "relation", "object_id"],
        unique=True,
        schema="quality",
        postgresql_where=sa.text("status = 'active'"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_links_object_id", table_name="links", schema="quality", postgresql_where=sa.text("status = 'active'")
    )
    op.drop_index("ix_links_subject_id", table_name="links", schema="quality")
    op.drop_index("ix_links_object_id", table_name="links", schema="quality")
    op.drop_table("links", schema="quality")
    op.drop_index("ix_comments_record_id", table_name="comments", schema="quality")
    op.drop_index("ix_comments_created_at", table_name="comments", schema="quality")
    op.drop_table("comments", schema="quality")
    op.drop_index("ix_attachments_record_id", table_name="attachments", schema="quality")
    op.drop_index("ix_attachments_created_at", table_name="attachments", schema="quality")
    op.drop_table("attachments", schema="quality")
    op.drop_table("attachment_contents", schema="quality")
