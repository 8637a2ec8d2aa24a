"""Signatures of documents."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0008"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table of signatures."""
    op.create_table(
        "signatures",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("document_id", base.IdType(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("sheet_hash", sa.String(length=64), nullable=False),
        sa.Column("sheet_id", base.IdType(length=16), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("signed_at", base.UtcType(), nullable=False),
        sa.Column("image_id", base.IdType(length=16), nullable=True),
        sa.Column("strokes_id", base.IdType(length=16), nullable=True),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["image_id"], ["attachments.id"], name=op.f("fk_signatures_image_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["attachments.id"], name=op.f("fk_signatures_sheet_id")),
        sa.ForeignKeyConstraint(["strokes_id"], ["attachments.id"], name=op.f("fk_signatures_strokes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
    )
    op.create_index("ix_signatures_document", "signatures", ["kind", "document_id", "revision"], unique=False)
